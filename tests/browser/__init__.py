"""Whole journeys in a real browser; run by `pytest -m browser tests/browser`."""
