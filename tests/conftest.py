"""The cast of the tests, and what both databases need to be emptied between tests."""

import gc

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase

from portfolios import triggers
from portfolios.enums import Role
from tests import factories

# These files take longest: begun first, none of them is left for one worker at the end.
SLOWEST = (
    "test_long_walk_of_one.py", "test_long_walk_of_two.py", "test_demo.py", "test_access.py",
    "test_access_writing.py", "test_breaking.py", "test_registry.py",
)  # fmt: skip

_flush = TransactionTestCase._fixture_teardown


def _flush_past_the_triggers(self):
    """Sealed rows refuse to be deleted, by the flush between tests too."""
    if connection.vendor == "sqlite":
        triggers.drop()
        _flush(self)
        triggers.make()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _flush(self)
        cursor.execute("RESET session_replication_role")


TransactionTestCase._fixture_teardown = _flush_past_the_triggers


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in SLOWEST)


def pytest_collection_finish():
    """Modules and collected tests stay until the end: who looks for garbage need not walk them.

    Nor need it look every 700 objects: a page of a test makes many thousands.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_counts_of_earlier_tests():
    """Rate limits are counted in the cache."""
    cache.clear()


@pytest.fixture(scope="module")
def kept_for_module(django_db_setup, django_db_blocker):
    """What module fixtures write stays until the module ends, and is rolled back then.

    Tests that write need `db` too: it takes back what each of them wrote, by a savepoint.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def qualification(db):
    return factories.make_qualification()


@pytest.fixture
def level4(qualification):
    return qualification.exit_profiles.get(level=4)


@pytest.fixture
def level3(qualification):
    return qualification.exit_profiles.get(level=3)


@pytest.fixture
def teacher(db):
    return factories.make_person("teacher")


@pytest.fixture
def second_teacher(db):
    return factories.make_person("second")


@pytest.fixture
def third_teacher(db):
    return factories.make_person("third")


@pytest.fixture
def school_class(teacher, second_teacher, third_teacher):
    return factories.make_class("4A", [teacher, second_teacher, third_teacher])


@pytest.fixture
def teacher_elsewhere(db):
    return factories.make_person("elsewhere")


@pytest.fixture
def class_elsewhere(teacher_elsewhere):
    return factories.make_class("4B", [teacher_elsewhere])


@pytest.fixture
def student(db):
    return factories.make_person("student")


@pytest.fixture
def portfolio(student, level4, school_class):
    return factories.make_portfolio(student, level4, school_class)


@pytest.fixture
def classmate(level4, school_class):
    person = factories.make_person("classmate")
    factories.make_portfolio(person, level4, school_class)
    return person


@pytest.fixture
def coordinator(db):
    return factories.make_person_with_role("coordinator", Role.COORDINATOR)


@pytest.fixture
def board_member(db):
    return factories.make_person_with_role("board", Role.BOARD)


@pytest.fixture
def administrator(db):
    return factories.make_person_with_role("administrator", Role.ADMINISTRATOR)
