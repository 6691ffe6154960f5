"""What the tests of workplace trainers share."""

import pytest
from django.utils import translation

from tests import factories


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def named(portfolio):
    """A trainer whom the student named, and nobody checked yet."""
    return factories.name_trainer(portfolio, portfolio.student)


@pytest.fixture
def trainer(portfolio, teacher):
    """A trainer whom a teacher named."""
    return factories.name_trainer(portfolio, teacher)


@pytest.fixture
def evidence(portfolio):
    """A piece that is not handed in yet, for two work processes."""
    return factories.add_evidence(portfolio, "1.1", "2.1", title="The daily start")
