"""A file becomes a stored qualification: all of it is checked, then it is written at once."""

import json
from dataclasses import dataclass, replace
from enum import Enum

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from curriculum import exchange, exporter, readers, report, structure
from curriculum.exchange.rules import MARKS, Items, Record
from curriculum.models import (
    CoreTask,
    ExitProfile,
    Qualification,
    QualificationState,
    Requirement,
    WorkProcess,
)
from curriculum.readers import Asked
from curriculum.report import Report

NOTHING_ASKED = Asked()


class Change(Enum):
    """What an import did to what was stored."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Outcome:
    """What an import did, or with a dry run would have done."""

    change: Change
    data: dict
    differences: list[str]
    report: Report
    before: dict | None = None


def import_qualification(raw, *, asked=NOTHING_ASKED, as_draft=False, dry_run=False):
    """Store the qualification in these bytes, of any format; with `dry_run` nothing stays.

    What is `asked` goes before what the file says. With `as_draft` the file decides nothing about
    the state. A version that is published or retired is never changed by a file. Raises
    exchange.Faulty with every fault of the file, or with every difference from such a version.
    """
    bases = {}
    try:
        reading = readers.read(raw, asked, lambda *key: bases.setdefault(key, _stored(*key)))
    except exchange.Faulty as error:
        raise exchange.Faulty(error.faults, Report(faults=error.faults)) from error
    data, faults = exchange.check(reading.data)
    if as_draft and not faults:
        stored = _stored(data["slug"], data["version"])
        data["state"] = stored["state"] if stored else QualificationState.DRAFT
    if data["state"] != QualificationState.DRAFT:
        faults += [f"{place}: {text}" for place, text in structure.publishing_problems(data)]
    reading.sort_faults(faults)
    if reading.told:
        raise exchange.Faulty(reading.told, report.refused(reading))
    with transaction.atomic():
        outcome = _store(reading, data, bases)
        transaction.set_rollback(dry_run)
    return outcome


def _stored(slug, version):
    found = Qualification.objects.filter(slug=slug, version=version).first()
    return exporter.as_data(found) if found else None


def _store(reading, data, bases):
    key = (data["slug"], data["version"])
    existing = Qualification.objects.select_for_update().filter(slug=key[0], version=key[1]).first()
    stored = exporter.as_data(existing) if existing else None
    if bases.get(key, stored) != stored:
        raise _refused(reading, [_("the version was changed meanwhile; try again")])
    told = report.of(reading, data, stored)
    if existing is None:
        _write(data)
        return Outcome(Change.CREATED, data, [], told)
    found = list(differences(stored, data))
    if not found:
        return Outcome(Change.UNCHANGED, data, [], told, stored)
    if not existing.is_draft:
        facts = {**data, "state": existing.get_state_display()}
        sentence = _(
            "version %(version)s of %(slug)s is %(state)s and differs from the file; "
            "give the file a higher version number"
        )
        raise _refused(reading, [sentence % facts, *found], told)
    try:
        _write(data)
    except exchange.Faulty as error:
        raise _refused(reading, error.faults, told) from error
    return Outcome(Change.UPDATED, data, found, told, stored)


def _refused(reading, faults, told=None):
    """A refusal of what could be read; the first fault is the reason, the others are its detail."""
    refusal = report.refused(reading, faults[:1])
    return exchange.Faulty(faults, replace(refusal, also=told.also if told else []))


def _write(data):
    key = {"slug": data["slug"], "version": data["version"]}
    qualification, _made = Qualification.objects.update_or_create(
        **key, defaults=_plain(data, exchange.QUALIFICATION)
    )
    Requirement.objects.filter(exit_profile__qualification=qualification).delete()
    profiles = _put(
        ExitProfile,
        "slug",
        qualification,
        [_plain(profile, exchange.EXIT_PROFILE) for profile in data["exit_profiles"]],
    )
    core_tasks = _put(
        CoreTask,
        "number",
        qualification,
        [_plain(task, exchange.CORE_TASK) for task in data["core_tasks"]],
    )
    rows = [(task["number"], row) for task in data["core_tasks"] for row in task["work_processes"]]
    work_processes = _put(
        WorkProcess,
        "code",
        qualification,
        [
            {**_plain(row, exchange.WORK_PROCESS), "core_task": core_tasks[number]}
            for number, row in rows
        ],
    )
    Requirement.objects.bulk_create(
        Requirement(
            exit_profile=profiles[slug],
            work_process=work_processes[row["code"]],
            provisional=MARKS[sign],
        )
        for _number, row in rows
        for slug, sign in row["marks"].items()
    )
    for model, key, kept in (
        (WorkProcess, "code", work_processes),
        (CoreTask, "number", core_tasks),
        (ExitProfile, "slug", profiles),
    ):
        _remove_all_but(model, key, qualification, kept)


def _put(model, key, qualification, rows):
    """Make or change the rows by their key, in this order; returns the stored rows by key."""
    if not rows:
        return {}
    made = [
        model(qualification=qualification, position=position, **row)
        for position, row in enumerate(rows, start=1)
    ]
    model.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["qualification", key],
        update_fields=["position", *(name for name in rows[0] if name != key)],
    )
    wanted = {row[key] for row in rows}
    stored = {getattr(row, key): row for row in model.objects.filter(qualification=qualification)}
    return {value: row for value, row in stored.items() if value in wanted}


def _remove_all_but(model, key, qualification, kept):
    for row in model.objects.filter(qualification=qualification).exclude(**{f"{key}__in": kept}):
        try:
            row.delete()
        except ProtectedError as error:
            facts = {"what": model._meta.verbose_name, "key": getattr(row, key)}
            sentence = _("%(what)s %(key)s is not in the file, but something hangs on it")
            raise exchange.Faulty([sentence % facts]) from error


def _plain(item, record):
    return {name: item[name] for name in record.plain}


def differences(stored, given, rule=exchange.QUALIFICATION, place=""):
    """Each place where the file says something else than what is stored, as a sentence."""
    if isinstance(rule, Record):
        dot = f"{place}." if place else ""
        for name, inner in rule.fields.items():
            yield from differences(stored[name], given[name], inner, f"{dot}{name}")
    elif isinstance(rule, Items):
        ours, theirs = ({item[rule.key]: item for item in items} for items in (stored, given))
        yield from _missing(place, rule.key, ours, theirs)
        both = [value for value in ours if value in theirs]
        if both != [value for value in theirs if value in ours]:
            yield f"{place}: " + _("the order differs")
        for value in both:
            inner = f"{place}[{rule.key} {value}]"
            yield from differences(ours[value], theirs[value], rule.record, inner)
    elif stored != given:
        old, new = (json.dumps(value, ensure_ascii=False) for value in (stored, given))
        facts = {"old": old, "new": new}
        yield f"{place}: " + _("stored is %(old)s, the file says %(new)s") % facts


def _missing(place, key, ours, theirs):
    for value in ours:
        if value not in theirs:
            yield f"{place}[{key} {value}]: " + _("is stored, but not in the file")
    for value in theirs:
        if value not in ours:
            yield f"{place}[{key} {value}]: " + _("is in the file, but not stored")
