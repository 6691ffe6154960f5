"""Database triggers that keep what was handed in, decided and logged from being changed.

Written per vendor, named `wtb_*`; a body reads only columns of its own table. They are dropped
before and made after every migration (see apps.py), because SQLite loses them when Django
rebuilds a table. What they refuse arrives in Python as a database error.
"""

from django.core.checks import Error
from django.db import DEFAULT_DB_ALIAS, connections

# Columns of frozen rows that may only become empty (erasing is a step of its own) or not change.
EVIDENCE_TEXTS = (
    "title", "url", "text", "situation", "task", "action", "result", "reflection",
    "company", "made_with",
)  # fmt: skip
EVIDENCE_FACTS = ("portfolio_id", "kind", "made_on", "setting", "replaces_id", "created_at")
FILE_TEXTS = ("original_name", "received_name", "stored_name", "preview_name", "thumbnail_name")
FILE_FACTS = (
    "portfolio_id", "evidence_id", "media_type", "pages", "width", "height", "seconds",
    "captured_at", "state", "reason", "received_at", "received_size", "received_sha256", "size",
    "sha256",
)  # fmt: skip
LINK_FACTS = ("evidence_id", "work_process_id", "linked_at")
SUBMISSION_FACTS = (
    "sign_off_id", "attempt", "own_work_confirmed", "submitted_at", "exit_profile_id",
    "required_assessors", "state_before", "manifest_sha256",
)  # fmt: skip
ASSESSMENT_FACTS = (
    "submission_id", "seat", "round", "assessor_id", "outcome", "assessed_at",
    "manifest_sha256", "salt",
)  # fmt: skip
EXEMPTION_FACTS = (
    "portfolio_id", "work_process_id", "exit_profile_id", "attachment_type", "attachment_size",
    "attachment_sha256", "granted_by_id", "granted_at", "salt", "moved_from_id", "to_confirm",
)  # fmt: skip
COMPLETION_FACTS = ("portfolio_id", "exit_profile_id", "proposed_by_id", "proposed_at")
CONFIRMATION_FACTS = (
    "sign_off_id", "exit_profile_id", "given_at_id", "grade", "assessor_id", "confirmed_at",
)  # fmt: skip
LINK_OF_TRAINER_FACTS = ("trainer_id", "asked_by_id", "asked_at")
QUESTION_FACTS = ("link_id", "sign_off_id", "submission_id")
STATEMENT_FACTS = ("question_id", "answer", "stated_at", "shown_sha256", "salt")
SECOND_LOOK_FACTS = ("sample_id", "submission_id", "reason")

FROZEN = "OLD.frozen_at IS NOT NULL"


def _changed(columns, different):
    return [f"OLD.{column} {different} NEW.{column}" for column in columns]


def _rewritten(columns):
    """A text may become empty, and nothing else."""
    return [f"(OLD.{column} <> NEW.{column} AND NEW.{column} <> '')" for column in columns]


def _moved(columns, different):
    """A time may be written once, and not taken back or moved."""
    return [f"(OLD.{c} IS NOT NULL AND OLD.{c} {different} NEW.{c})" for c in columns]


def _written_once(columns):
    """An empty text may be filled once; what stands there may become empty, and nothing else."""
    return [
        f"(OLD.{column} <> '' AND OLD.{column} <> NEW.{column} AND NEW.{column} <> '')"
        for column in columns
    ]


def _rules(different):
    """Trigger name -> (table, event, condition); an empty condition always refuses."""
    changed = {
        "evidence": _changed(EVIDENCE_FACTS, different) + _rewritten(EVIDENCE_TEXTS),
        "evidencefile": _changed(FILE_FACTS, different)
        + _rewritten(FILE_TEXTS)
        + _moved(("erased_at",), different),
        "evidencelink": _changed(LINK_FACTS, different),
    }
    rules = {}
    for table, conditions in changed.items():
        rules[f"{table}_update"] = (table, "UPDATE", f"{FROZEN} AND ({' OR '.join(conditions)})")
        rules[f"{table}_delete"] = (table, "DELETE", FROZEN)
    rows = {
        "submission": _changed(SUBMISSION_FACTS, different)
        + _rewritten(("words", "manifest"))
        + _moved(("closed_at", "withdrawn_at"), different),
        "assessment": _changed(ASSESSMENT_FACTS, different)
        + _rewritten(("feedback",))
        + _moved(("released_at",), different),
        "confirmation": _changed(CONFIRMATION_FACTS, different) + _moved(("ended_at",), different),
        "exemption": _changed(EXEMPTION_FACTS, different)
        + _rewritten(("ground", "attachment_name", "stored_name"))
        + _moved(("ended_by_id", "ended_at"), different),
        "completion": _changed(COMPLETION_FACTS, different)
        + _written_once(("sealed", "sealed_sha256"))
        + _moved(("decided_by_id", "decided_at", "reopened_by_id", "reopened_at"), different),
        "workplacelink": _changed(LINK_OF_TRAINER_FACTS, different)
        + _written_once(("token_sha256", "code_sha256"))
        + _moved(("made_at", "revoked_by_id", "revoked_at"), different),
        "workplacequestion": _changed(QUESTION_FACTS, different)
        + _written_once(("shown", "shown_sha256")),
        "workplacestatement": _changed(STATEMENT_FACTS, different)
        + _rewritten(("remark", "name", "capacity")),
        "secondlook": _changed(SECOND_LOOK_FACTS, different)
        + _written_once(("outcome",))
        + _moved(("looked_by_id", "looked_at"), different),
        "logtext": _changed(("entry_id", "salt"), different) + _rewritten(("text",)),
    }
    for table, conditions in rows.items():
        rules[f"{table}_update"] = (table, "UPDATE", " OR ".join(conditions))
        rules[f"{table}_delete"] = (table, "DELETE", "")
    for table in (
        "logentry", "rolechange", "signoffmove", "structurechange", "submissionevidence",
    ):  # fmt: skip
        rules[f"{table}_update"] = (table, "UPDATE", "")
        rules[f"{table}_delete"] = (table, "DELETE", "")
    return rules


def _message(table, event):
    return f"wtb: {event} of portfolios_{table} is refused, the row is sealed"


def _sqlite():
    for name, (table, event, condition) in _rules("IS NOT").items():
        when = f"WHEN {condition}" if condition else ""
        yield (
            f"wtb_{name}",
            f"CREATE TRIGGER IF NOT EXISTS wtb_{name} BEFORE {event} ON portfolios_{table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_message(table, event)}'); END",
        )


def _postgresql():
    # The conditions stand in functions, not in the triggers: a column that a trigger names
    # could not be altered by a later migration.
    rules = _rules("IS DISTINCT FROM")
    for name, (table, event, condition) in rules.items():
        row = "NEW" if event == "UPDATE" else "OLD"
        yield (
            f"wtb_{name}",
            f"CREATE OR REPLACE FUNCTION wtb_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {condition or 'true'} THEN {_raise(table, event)} END IF; RETURN {row}; "
            f"END $$; CREATE OR REPLACE TRIGGER wtb_{name} BEFORE {event} ON portfolios_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION wtb_{name}()",
        )
    for table in dict.fromkeys(table for table, _event, _condition in rules.values()):
        name = f"wtb_{table}_truncate"
        yield (
            name,
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {_raise(table, 'TRUNCATE')} END $$; CREATE OR REPLACE TRIGGER {name} "
            f"BEFORE TRUNCATE ON portfolios_{table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        )


def _raise(table, event):
    return f"RAISE EXCEPTION '{_message(table, event)}' USING ERRCODE = 'restrict_violation';"


_STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
# Name and body of every trigger of ours that is switched on.
_PRESENT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'wtb_%'",
    "postgresql": "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE tgname LIKE 'wtb_%' AND tgenabled IN ('O', 'A')",
}


def expected(vendor):
    """Name -> SQL of every trigger that a database of this vendor must have."""
    return dict(_STATEMENTS[vendor]())


def missing(using=DEFAULT_DB_ALIAS):
    """The names of triggers that are not there, switched off, or not what they must be."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        present = dict(cursor.fetchall())
    return sorted(
        name
        for name, sql in expected(connection.vendor).items()
        if present.get(name) != _body(connection.vendor, sql)
    )


def _body(vendor, sql):
    """What a database of this vendor keeps of the SQL of a trigger."""
    return sql.replace("IF NOT EXISTS ", "") if vendor == "sqlite" else sql.split("$$")[1]


def make(using=DEFAULT_DB_ALIAS):
    """Make every trigger that is not there yet, of the tables that are there."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name, sql in expected(connection.vendor).items():
            if _table(name) in tables:
                cursor.execute(sql)


def _table(name):
    return f"portfolios_{name.split('_')[1]}"


def drop(using=DEFAULT_DB_ALIAS):
    """Drop all triggers of this application."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_PRESENT["sqlite"])
            for name, _sql in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            for name in expected("postgresql"):
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def drop_before_migrate(*, using, **kwargs):
    if connections[using].vendor == "sqlite":
        drop(using)


def make_after_migrate(*, using, plan=(), **kwargs):
    connection = connections[using]
    if "portfolios_logentry" in connection.introspection.table_names():
        make(using)


def check(*, databases, **kwargs):
    """System check `check --database default`: names every trigger that is missing.

    Those of a table that is still to be made are not: `migrate` itself checks before it begins.
    """
    errors = []
    for using in databases or ():
        tables = connections[using].introspection.table_names()
        if "portfolios_logentry" not in tables:
            continue
        errors += [
            Error(
                f"The trigger {name} is missing.",
                hint="Run `manage.py migrate --skip-checks`; then `verify_log` and `verify_files`.",
                id="portfolios.E001",
            )
            for name in missing(using)
            if _table(name) in tables
        ]
    return errors
