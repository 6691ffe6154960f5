"""Workplace trainers: the steps."""
