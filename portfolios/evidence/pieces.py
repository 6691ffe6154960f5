"""Adding a piece of evidence, changing it, and renewing it by a new version."""

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from portfolios import clock, log
from portfolios.enums import State, Verb
from portfolios.errors import Refused
from portfolios.evidence.links import make_link, relink
from portfolios.evidence.locks import lock_loose, lock_own
from portfolios.files import kind_of
from portfolios.models import Evidence, EvidenceFile

# What a student may write; everything else about a piece follows from the steps.
FIELDS = (
    "title", "url", "text", "situation", "task", "action", "result", "reflection",
    "made_on", "setting", "company", "made_with",
)  # fmt: skip


@transaction.atomic
def add(*, portfolio, by, work_processes, received=(), replaces=None, key=None, **fields):
    """A new piece of evidence for at least one work process. Returns it.

    `received` are files of this portfolio that are not part of a piece yet. What is left empty
    is filled in: the title from the work process and the day, the day from the photo or today.
    What was sent before under the same `key` is not added again: that piece is the answer.
    """
    portfolio = lock_own(portfolio.pk, by)
    if sent := sent_before(portfolio, key):
        return sent
    work_processes = list(work_processes)
    if not work_processes:
        raise Refused(_("Choose at least one work process."))
    received = _unplaced(portfolio, received)
    evidence = Evidence(portfolio=portfolio, key=key, replaces=replaces, created_at=clock.now())
    _write(evidence, fields)
    evidence.kind = kind_of(evidence, received)
    if not evidence.made_on:
        captured = [file.captured_on for file in received if file.captured_on]
        evidence.made_on = min(captured, default=clock.today())
    if not evidence.title:
        evidence.title = _("%(work_process)s, %(day)s") % {
            "work_process": work_processes[0],
            "day": formats.date_format(evidence.made_on, "j F"),
        }
    evidence.title = evidence.title[:200]
    evidence.save()
    log.write(
        portfolio, Verb.EVIDENCE_ADDED, by=by, evidence=evidence.pk, replaces=evidence.replaces_id
    )
    _place(evidence, received, by)
    for work_process in work_processes:
        make_link(evidence, work_process, by)
    return evidence


def sent_before(portfolio, key):
    """The piece of this portfolio that was added under this key, or None."""
    return portfolio.evidence.filter(key=key).first() if key else None


def _write(evidence, fields):
    unknown = fields.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"Not fields of evidence: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(evidence, name, value.strip() if isinstance(value, str) else value)


def _unplaced(portfolio, received):
    """The received files, read afresh. Raises Refused where another tab was faster with one."""
    ids = {file.pk for file in received}
    found = list(EvidenceFile.objects.unplaced().filter(portfolio=portfolio, pk__in=ids))
    if len(found) < len(ids):
        raise Refused(_("Your evidence changed while this page was open. Look at the list again."))
    return found


def _place(evidence, received, by):
    for file in received:
        file.evidence, file.unplaced_at = evidence, None
        file.save(update_fields=["evidence", "unplaced_at"])
        log.write(
            evidence.portfolio,
            Verb.FILE_ADDED,
            by=by,
            evidence=evidence.pk,
            file=file.pk,
            state=str(file.state),
            received_sha256=file.received_sha256,
            sha256=file.sha256,
        )


@transaction.atomic
def change(*, evidence, by, work_processes=None, received=(), **fields):
    """Change a piece that was not handed in: its texts, its work processes, more files."""
    evidence = lock_loose(evidence, by)
    before = {name: getattr(evidence, name) for name in fields}
    _write(evidence, fields)
    evidence.title = evidence.title or str(evidence)
    evidence.made_on = evidence.made_on or before.get("made_on")
    received = _unplaced(evidence.portfolio, received)
    evidence.kind = kind_of(evidence, [*received, *evidence.files.all()])
    evidence.save()
    changed = sorted(name for name, value in before.items() if getattr(evidence, name) != value)
    if changed:
        log.write(
            evidence.portfolio,
            Verb.EVIDENCE_CHANGED,
            by=by,
            evidence=evidence.pk,
            fields=changed,
        )
    _place(evidence, received, by)
    if work_processes is not None:
        relink(evidence, work_processes, by)
    return evidence


@transaction.atomic
def replace(*, evidence, by, received=(), key=None, **fields):
    """A new version beside a piece that was handed in. Returns the new piece.

    It takes over the work processes that are not signed off and have no open hand-in; in the
    others the old version stays.
    """
    portfolio = lock_own(evidence.portfolio_id, by)
    if sent := sent_before(portfolio, key):
        return sent
    evidence = portfolio.evidence.get(pk=evidence.pk)
    return add(
        portfolio=portfolio,
        by=by,
        work_processes=check_new_version(evidence),
        received=received,
        replaces=evidence,
        key=key,
        **fields,
    )


def check_new_version(evidence):
    """The work processes that a new version of this piece takes over.

    Raises Refused where there can be no new version.
    """
    if not evidence.is_frozen:
        raise Refused(_("You have not handed this in yet: change the piece itself."))
    if newer_version(evidence):
        raise Refused(_("There is a newer version already: go on with that one."))
    taken_over = work_processes_for_new_version(evidence)
    if not taken_over:
        raise Refused(
            _(
                "All work processes of this piece are signed off or handed in: there is "
                "nothing that a new version could be used for."
            )
        )
    return taken_over


def newer_version(evidence):
    """The version that replaces this piece; None while there is none."""
    return evidence.newer_versions.standing().first()


def work_processes_for_new_version(evidence):
    """The work processes that a new version of this piece takes over."""
    held = evidence.portfolio.sign_offs.filter(
        state__in=[State.SUBMITTED, State.SIGNED_OFF]
    ).values("work_process")
    links = evidence.links.current().exclude(work_process__in=held).select_related("work_process")
    return [link.work_process for link in links]
