"""The health page: for a monitor, without an account and without secrets."""

import pytest
from django.db import connection

from portfolios import triggers

HEALTHY = {"database": "ok", "missing_triggers": []}


@pytest.fixture
def _without_one_trigger(db):
    name = "wtb_logentry_update"
    on_table = " ON portfolios_logentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    yield
    triggers.make()


def test_healthy_when_database_and_triggers_are_there(client, db):
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, HEALTHY)


@pytest.mark.usefixtures("_without_one_trigger")
def test_a_missing_trigger_is_named(client):
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "missing_triggers": ["wtb_logentry_update"]}


def test_asks_no_session_and_no_user(client, db, student, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/health/")


def test_is_only_read(client, db):
    assert client.post("/health/").status_code == 405


@pytest.mark.django_db
def test_a_monitor_that_asks_for_the_head_alone_is_answered(client):
    assert client.head("/health/").status_code == 200


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compiles no queries")
def test_no_query_is_compiled_before_it_is_answered(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
