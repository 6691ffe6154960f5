"""Tests of receiving, judging, keeping and letting go of files."""
