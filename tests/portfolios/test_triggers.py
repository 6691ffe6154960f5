"""The database itself refuses to change what was handed in, decided and logged."""

from collections import Counter

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import CharField

from portfolios import triggers, verify
from portfolios.models import Assessment, LogText, Submission
from tests.factories import add_evidence
from tests.portfolios import sealed_rows
from tests.portfolios.sealed_rows import CHANGES, EMPTIED, ONCE, TABLES, T


@pytest.fixture
def sealed(portfolio, level4, teacher, second_teacher, third_teacher, coordinator, board_member):
    """At least one sealed row in every sealed table; an open hand-in with a released seat."""
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    submission = sealed_rows.hand_in_that_waits(portfolio, teacher, second_teacher, coordinator)
    sealed_rows.make_records(submission, teacher, board_member)
    return submission


def run(sql):
    """Run raw SQL; what is refused undoes itself alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def refused(sql):
    with pytest.raises(DatabaseError, match=r"wtb: \w+ of \w+ is refused, the row is sealed"):
        run(sql)


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM portfolios_{table} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("table", TABLES)
def test_no_sealed_row_is_deleted(table):
    before = rows(table)
    assert before
    refused(f"DELETE FROM portfolios_{table}")
    assert rows(table) == before


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize("table", TABLES)
def test_no_sealed_row_is_changed(table):
    before = rows(table)
    for change in CHANGES[table]:
        refused(f"UPDATE portfolios_{table} SET {change}")
    assert rows(table) == before


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", TABLES)
def test_no_sealed_table_is_truncated(table, sealed):
    before = rows(table)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE portfolios_{table} CASCADE")
    assert rows(table) == before


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(("table", "column"), EMPTIED)
def test_a_text_may_become_empty_and_stays_so(table, column):
    assert run(f"UPDATE portfolios_{table} SET {column} = ''") == len(rows(table))
    refused(f"UPDATE portfolios_{table} SET {column} = 'Again'")


@pytest.mark.parametrize("column", ["closed_at", "withdrawn_at"])
def test_a_hand_in_ends_once(sealed, column):
    assert run(f"UPDATE portfolios_submission SET {column} = {T}") == 1
    refused(f"UPDATE portfolios_submission SET {column} = '2026-11-24 12:00:00+00:00'")
    refused(f"UPDATE portfolios_submission SET {column} = NULL")
    assert getattr(Submission.objects.get(pk=sealed.pk), column).isoformat() == (
        "2026-11-23T12:00:00+00:00"
    )


def test_a_file_is_erased_once(sealed):
    assert run(f"UPDATE portfolios_evidencefile SET erased_at = {T}") == 1
    refused("UPDATE portfolios_evidencefile SET erased_at = '2026-11-24 12:00:00+00:00'")
    refused("UPDATE portfolios_evidencefile SET erased_at = NULL")


def test_a_seat_is_released_once(sealed):
    released = Assessment.objects.exclude(released_at=None)
    assert released.count() == 2
    refused("UPDATE portfolios_assessment SET released_at = NULL WHERE released_at IS NOT NULL")
    assert run(f"UPDATE portfolios_assessment SET released_at = {T} WHERE released_at IS NULL") == 2
    refused("UPDATE portfolios_assessment SET released_at = NULL")


@pytest.mark.usefixtures("sealed")
@pytest.mark.parametrize(("table", "column", "first", "other"), ONCE)
def test_what_is_empty_is_written_once(table, column, first, other):
    assert run(f"UPDATE portfolios_{table} SET {column} = {first}") == len(rows(table))
    refused(f"UPDATE portfolios_{table} SET {column} = {other}")
    if column.endswith(("_at", "_id")):
        refused(f"UPDATE portfolios_{table} SET {column} = NULL")


def test_what_was_not_handed_in_changes_freely(portfolio):
    add_evidence(portfolio, "1.1")
    for change in CHANGES["evidence"][:10]:
        assert run(f"UPDATE portfolios_evidence SET {change}") == 1
    assert run("DELETE FROM portfolios_evidencelink") == 1
    assert run("DELETE FROM portfolios_evidence") == 1


@pytest.mark.django_db
def test_nothing_is_missing_after_all_migrations():
    assert triggers.missing() == []
    assert {name.split("_")[1] for name in triggers.expected(connection.vendor)} == set(TABLES)


def drop_one(name):
    table = f" ON portfolios_{name.split('_')[1]}" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{table}")


@pytest.mark.django_db
def test_a_dropped_trigger_is_named_by_the_check_and_by_verify_log(capsys):
    drop_one("wtb_logentry_update")
    assert triggers.missing() == ["wtb_logentry_update"]
    errors = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert [error.msg for error in errors if error.id == "portfolios.E001"] == [
        "The trigger wtb_logentry_update is missing."
    ]
    lines = []
    assert verify.check_log(lines.append, lines.append).breaks == 1
    assert lines == ["trigger wtb_logentry_update: is missing"]
    with pytest.raises(CommandError, match="1 breaks"):
        call_command("verify_log")
    assert "trigger wtb_logentry_update: is missing" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_trigger_that_refuses_nothing_counts_as_missing():
    name = "wtb_logentry_update"
    sql = triggers.expected(connection.vendor)[name]
    if connection.vendor == "sqlite":
        drop_one(name)
        run(sql.replace("SELECT RAISE(ABORT", "SELECT coalesce(NULL"))
    else:
        run(sql.replace("IF true", "IF false"))
    assert triggers.missing() == [name]


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite cannot switch triggers off")
@pytest.mark.django_db
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_trigger_that_is_switched_off_counts_as_missing(how):
    run(f"ALTER TABLE portfolios_logentry {how} wtb_logentry_delete")
    assert triggers.missing() == ["wtb_logentry_delete"]


@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_after_a_table_was_rebuilt():
    """Django rebuilds a table on SQLite for almost any change; the next migrate repairs it."""
    field = LogText._meta.get_field("text")
    altered = CharField(max_length=10_000, blank=True)
    altered.set_attributes_from_name("text")
    altered.model = LogText
    with connection.schema_editor() as editor:
        editor.alter_field(LogText, field, altered)
        editor.alter_field(LogText, altered, field)
    if connection.vendor == "sqlite":
        assert triggers.missing() == ["wtb_logtext_delete", "wtb_logtext_update"]
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


@pytest.fixture
def migrated_again(transactional_db):
    """The tests after this one find every table, whatever became of it."""
    yield
    call_command("migrate", verbosity=0)


@pytest.mark.usefixtures("migrated_again")
def test_triggers_come_back_after_all_migrations_were_undone_and_done_again():
    call_command("migrate", "portfolios", "zero", verbosity=0)
    names = connection.introspection.table_names()
    assert not [name for name in names if name.startswith("portfolios_")]
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


@pytest.mark.usefixtures("migrated_again")
def test_a_database_from_before_a_sealed_table_can_be_migrated():
    """The command checks the database before it begins, and an error would stop it."""
    call_command("migrate", "portfolios", "0005", verbosity=0)
    missing = Counter(name.split("_")[1] for name in triggers.missing())
    each = 2 if connection.vendor == "sqlite" else 3
    assert missing == {"structurechange": each, "signoffmove": each}
    call_command("migrate", verbosity=0, skip_checks=False)
    assert triggers.missing() == []


def test_every_sealed_table_is_a_table_of_a_model():
    assert {f"portfolios_{table}" for table in TABLES} <= {
        model._meta.db_table for model in apps.get_app_config("portfolios").get_models()
    }
