"""The real qualification, as the file of the repository says it."""

from pathlib import Path

import pytest
from django.utils import translation

import curriculum
from curriculum.importer import import_qualification
from curriculum.models import Qualification

WTB_FILE = Path(curriculum.__file__).parent / "data" / "wtb.json"


@pytest.fixture
def wtb_file():
    return WTB_FILE


@pytest.fixture
def wtb(db):
    import_qualification(WTB_FILE.read_bytes())
    return Qualification.objects.newest("wtb")


@pytest.fixture
def in_english():
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield
