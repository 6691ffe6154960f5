"""Sentences are compared in English."""

import pytest


@pytest.fixture(autouse=True)
def _in_english(in_english):
    """As they stand in the code."""
