"""The way of a file with a structure: looked at, then written as a draft or set aside.

Nothing is written before a person has seen what would be; what is written is what was seen.
"""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum import exchange
from curriculum.importer import Change
from curriculum.models import Qualification
from curriculum.readers import Asked
from portfolios import clock, impact
from portfolios.errors import Refused
from portfolios.inspection import names
from portfolios.models import ImportState, StructureImport


def look_at(*, raw, name, by, asked, earlier=None):
    """Try a file out and keep it with its report; `earlier` is the row of a former try."""
    said = {
        "actor": by,
        "at": clock.now(),
        "name": names.clean(name),
        "slug": asked.slug,
        "version": asked.version,
        "title": asked.name,
        "content": raw,
    }
    found = _tried(raw, asked)
    if earlier is None:
        return StructureImport.objects.create(**said, **found)
    with transaction.atomic():
        row = _locked(earlier)
        _only_open(row)
        StructureImport.objects.filter(pk=row.pk).update(**said, **found)
    row.refresh_from_db()
    return row


def write(*, row, by):
    """Write what was seen, as a draft. Raises Refused, with a new report to look at."""
    try:
        with transaction.atomic():
            return _write(row, by)
    except exchange.Faulty as error:
        _keep_report(row, error)
        raise Refused(_("The file cannot be written any more; read why below.")) from error
    except _OtherThanSeen:
        look_at(raw=bytes(row.content), name=row.name, by=by, asked=asked_of(row), earlier=row)
        raise Refused(
            _("The draft was changed meanwhile. Look again at what would change.")
        ) from None


def set_aside(*, row, by):
    """Decide that this file is not needed; its bytes go, its report stays."""
    with transaction.atomic():
        locked = _locked(row)
        _only_open(locked)
        StructureImport.objects.filter(pk=locked.pk).update(
            state=ImportState.DISMISSED, content=b"", actor=by
        )


def asked_of(row):
    """What was said beside the file."""
    return Asked(slug=row.slug, version=row.version, name=row.title)


class _OtherThanSeen(Exception):
    pass


def _write(row, by):
    locked = _locked(row)
    if locked.state != ImportState.WAITING:
        raise Refused(_("This file does not wait for a decision any more."))
    outcome = impact.import_qualification(
        bytes(locked.content), by=by, asked=asked_of(locked), as_draft=True
    )
    if _digest(outcome) != locked.digest:
        raise _OtherThanSeen
    key = {name: outcome.data[name] for name in ("slug", "version")}
    qualification = Qualification.objects.get(**key)
    StructureImport.objects.filter(pk=locked.pk).update(
        state=ImportState.WRITTEN, content=b"", actor=by, at=clock.now(),
        qualification=qualification,
    )  # fmt: skip
    return qualification


def _tried(raw, asked):
    try:
        outcome = impact.import_qualification(raw, asked=asked, as_draft=True, dry_run=True)
    except exchange.Faulty as error:
        return {"state": ImportState.FAILED, "report_text": _text(error.report), "digest": ""}
    return {
        "state": ImportState.WAITING,
        "report_text": _text(outcome.report),
        "digest": _digest(outcome),
    }


def _keep_report(row, error):
    StructureImport.objects.filter(pk=row.pk, state=ImportState.WAITING).update(
        state=ImportState.FAILED, report_text=_text(error.report), digest=""
    )


def changes_something(row):
    """Whether writing this file would change what is stored."""
    report = row.report
    return bool(report.also) or any(line.fate in CHANGING for line in report.lines)


CHANGING = {Change.CREATED.value, "changed"}


def _text(report):
    return json.dumps(report.as_data())


def _digest(outcome):
    text = json.dumps([outcome.before, outcome.data], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _locked(row):
    return StructureImport.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)


def _only_open(row):
    if not row.is_open:
        raise Refused(_("This file does not wait for a decision any more."))
