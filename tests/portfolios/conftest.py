"""What the tests of the steps share."""

import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """The sentences of refusals as they stand in the code, whatever the default language says."""
    with translation.override("en"):
        yield
