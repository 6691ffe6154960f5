"""Tries to break what must always hold, and says what of it gave way.

`breaches` compares all rows of before and after. A model of which nothing is said here may not
change at all, so that a page registered later is held to that without a word.
"""

from django.apps import apps
from django.db import connection, models

from curriculum import exporter, structure
from curriculum.models import Qualification, QualificationState

APPS = ("portfolios", "curriculum", "account", "mfa", "auth")
ROLES = {"is_staff", "is_superuser"}
# The fields that the forms of the administration change.
CHANGES = {
    "portfolios.User": {"first_name", "last_name", "email", "language", "is_active", *ROLES},
    "portfolios.SchoolClass": {"name", "school_year"},
    "portfolios.Portfolio": {"starts_on", "ends_on"},
    "account.EmailAddress": {"email"},
    "curriculum.Qualification": {"name_en", "provenance", "state"},
    "curriculum.ExitProfile": {"name_en"},
    "curriculum.CoreTask": {"title", "title_en", "note"},
    "curriculum.WorkProcess": {"title", "title_en", "description", "note"},
}
MADE = {
    "portfolios.User", "portfolios.SchoolClass", "portfolios.Portfolio", "portfolios.Teaching",
    "portfolios.RoleChange", "portfolios.StructureChange", "portfolios.LogEntry",
    "portfolios.LogText", "portfolios.User_groups", "account.EmailAddress",
}  # fmt: skip
# A role, and its record; an address goes when its person has another.
TAKEN_AWAY = {"portfolios.Teaching", "portfolios.User_groups", "account.EmailAddress"}


def everything():
    """Every row of every table that matters, by model and id, as the database keeps it.

    Read without the models: it is asked hundreds of times.
    """
    return {
        (model._meta.label, row["id"]): row
        for label in APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for row in _rows_of(model._meta.db_table)
    }


def _rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def breaches(before, after, *, actor):
    """A line for each thing that changed and should not have, or changed without its record."""
    made = {key: row for key, row in after.items() if key not in before}
    changed = {
        key: {name for name, value in row.items() if before[key][name] != value} - {"last_login"}
        for key, row in after.items()
        if key in before
    }
    gone = before.keys() - after.keys()
    drafts = _of_drafts(before)
    for key in gone - drafts:
        if key[0] not in TAKEN_AWAY:
            yield f"{key} is gone"
    for key, row in made.items():
        if key[0] not in MADE and not _in_draft(key, row, drafts):
            yield f"{key} was made"
    for key, names in changed.items():
        if key not in drafts and names - CHANGES.get(key[0], set()):
            yield f"{key} has other {sorted(names - CHANGES.get(key[0], set()))}"
    yield from _without_record(before, after, made, changed, gone, drafts, actor)


def _without_record(before, after, made, changed, gone, drafts, actor):
    """Roles need a RoleChange, versions that count a StructureChange, portfolios their log."""
    roles = [row for key, row in made.items() if key[0] == "portfolios.RoleChange"]
    if any(row["actor_id"] != actor.pk for row in roles):
        yield "a role was changed in somebody else's name"
    moved = {key for key in {*made, *gone} if key[0] in TAKEN_AWAY - {"account.EmailAddress"}}
    given = {key for key, names in changed.items() if names & ROLES}
    new_staff = {key for key, row in made.items() if key[0].endswith(".User") and row["is_staff"]}
    if len(moved | given | new_staff) != len(roles):
        yield f"{moved | given | new_staff} are recorded {len(roles)} times"
    for key, row in after.items():
        if key[0] == "portfolios.User" and row["is_staff"] != row["is_superuser"]:
            yield f"{key} has one flag of an administrator"
    counts = {key for key, names in changed.items() if names and key[0].startswith("curriculum.")}
    kept = [key for key in made if key[0] == "portfolios.StructureChange"]
    published = any("state" in changed[key] for key in counts)
    if (counts - drafts or published) and not kept:
        yield "a version that counts changed without a record"
    for key in made:
        if key[0] == "portfolios.Portfolio" and after[key]["log_count"] != 1:
            yield f"{key} was started without a log"
    for row in Qualification.objects.exclude(state=QualificationState.DRAFT):
        problems = list(structure.publishing_problems(exporter.as_data(row)))
        if problems and before[("curriculum.Qualification", row.pk)]["state"] == "draft":
            yield f"{row} counts and cannot work: {problems}"


def _of_drafts(rows):
    """The keys of the rows of drafts, of which all may change."""
    drafts = {key for key, row in rows.items() if row.get("state") == "draft"
              and key[0] == "curriculum.Qualification"}  # fmt: skip
    return drafts | {key for key, row in rows.items() if _in_draft(key, row, drafts, rows)}


def _in_draft(key, row, drafts, rows=()):
    if key[0] == "curriculum.Qualification":
        return row["state"] == "draft"
    if key[0] == "curriculum.Requirement":
        if not rows:
            return ("curriculum.ExitProfile", row["exit_profile_id"]) in drafts
        row = rows[("curriculum.ExitProfile", row["exit_profile_id"])]
    return key[0].startswith("curriculum.") and (
        ("curriculum.Qualification", row["qualification_id"]) in drafts
    )


def other_value(field, row):
    """What a form could send to make this field of a row another one; None where it cannot."""
    now = getattr(row, field.attname)
    if field.remote_field:
        other = field.remote_field.model._base_manager.exclude(pk=now).first()
        return other and other.pk
    if field.choices:
        return next((value for value, _label in field.flatchoices if value != now), None)
    if isinstance(field, models.BooleanField):
        return None if now else "on"
    if isinstance(field, models.DateTimeField):
        return "2020-02-02 12:00:00"
    if isinstance(field, models.DateField):
        return "2020-02-02"
    if isinstance(field, models.IntegerField):
        return (now or 0) + 1
    if isinstance(field, models.EmailField):
        return "taken@evil.example"
    return "broken"


def hostile(row):
    """Every column of a row with another value, as a form sends it; None is a box left empty."""
    sent = {}
    for field in row._meta.concrete_fields:
        if field.primary_key:
            continue
        value = other_value(field, row)
        sent[field.name] = value
        if isinstance(field, models.DateTimeField):
            sent[f"{field.name}_0"], sent[f"{field.name}_1"] = value.split()
    return sent


# What no form has, and somebody could send all the same.
NEVER = {
    "password": "broken", "password1": "broken-into-2026", "password2": "broken-into-2026",
    "is_superuser": "on", "is_staff": "on", "groups": "1", "user_permissions": "1",
    "state": "completed", "grade": "good", "outcome": "good", "frozen_at": "", "log_count": "0",
    "merged_into": "1", "actor": "1", "joined": "on",
}  # fmt: skip
