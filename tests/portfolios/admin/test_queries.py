"""Lists of the administration cost the same, however much a school holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portfolios.models import (
    Assessment,
    Evidence,
    EvidenceFile,
    LogEntry,
    Portfolio,
    RoleChange,
    SchoolClass,
    SignOff,
    Submission,
    User,
    WorkplaceLink,
    WorkplaceStatement,
    WorkplaceTrainer,
)
from tests import factories
from tests.portfolios.admin.conftest import add_piece
from tests.portfolios.admin.desk import changelist


def queries(desk, model):
    with CaptureQueriesContext(connection) as captured:
        page = desk.get(changelist(model))
    return len(captured), page.context["cl"].result_count


MODELS = [
    User, SchoolClass, Portfolio, Evidence, EvidenceFile, SignOff, Submission, Assessment,
    LogEntry, RoleChange, WorkplaceTrainer, WorkplaceLink, WorkplaceStatement,
]  # fmt: skip


@pytest.fixture
def lists(desk, level4, school_class, teacher):
    """The number of queries and of rows of every list, now."""
    grown = 0

    def grow(number):
        nonlocal grown
        for portfolio in factories.make_students(number, level4, school_class):
            add_piece(portfolio, "1.1")
            factories.signed_off(portfolio, "1.1", teacher)
            factories.state(factories.open_link(portfolio, teacher, "2.1"))
            grown += 1
            factories.make_class(f"class {grown}", [teacher])
        return {model: queries(desk, model) for model in MODELS}

    return grow


def test_lists_cost_the_same_for_one_row_and_for_thirty(lists):
    lists(1)
    one = lists(0)
    thirty = lists(29)

    assert {model: cost for model, (cost, _rows) in one.items()} == {
        model: cost for model, (cost, _rows) in thirty.items()
    }
    assert all(thirty[model][1] >= one[model][1] + 29 for model in MODELS)
