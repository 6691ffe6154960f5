"""The steps of a student with evidence: add, change, link, replace, remove.

Each locks the portfolio first, so that nothing moves under a hand-in. What was handed in is
frozen: its texts, its files, and its links to the work processes it was handed in for.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from portfolios import clock, files, log, permissions, sign_off
from portfolios.enums import EvidenceKind, State, Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import Evidence, EvidenceFile, EvidenceLink

# What a student may write; everything else about a piece follows from the steps.
FIELDS = (
    "title", "url", "text", "situation", "task", "action", "result", "reflection",
    "made_on", "setting", "company", "made_with",
)  # fmt: skip


def _lock_own(portfolio_id, by):
    portfolio = lock_active(portfolio_id)
    if not permissions.is_owner(by, portfolio):
        raise PermissionDenied
    return portfolio


def _lock_loose(evidence, by):
    """Lock the portfolio and read the piece afresh; it must not be frozen or removed."""
    portfolio = _lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.get(pk=evidence.pk)
    check_loose(evidence)
    evidence.portfolio = portfolio
    return evidence


def check_loose(evidence):
    """Raises Refused for a piece that cannot change any more."""
    if evidence.is_frozen:
        raise Refused(
            _("You handed this in, so it cannot change any more. You can add a new version.")
        )
    if evidence.removed_at:
        raise Refused(_("This piece of evidence was removed."))


@transaction.atomic
def add(*, portfolio, by, work_processes, received=(), replaces=None, **fields):
    """A new piece of evidence for at least one work process. Returns it.

    `received` are files of this portfolio that are not part of a piece yet. What is left empty
    is filled in: the title from the work process and the day, the day from the photo or today.
    """
    portfolio = _lock_own(portfolio.pk, by)
    work_processes = list(work_processes)
    if not work_processes:
        raise Refused(_("Choose at least one work process."))
    received = _unplaced(portfolio, received)
    evidence = Evidence(portfolio=portfolio, replaces=replaces, created_at=clock.now())
    _write(evidence, fields)
    evidence.kind = _kind(evidence, received)
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
        _link(evidence, work_process, by)
    return evidence


def _write(evidence, fields):
    unknown = fields.keys() - set(FIELDS)
    if unknown:
        raise TypeError(f"Not fields of evidence: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(evidence, name, value.strip() if isinstance(value, str) else value)


def _kind(evidence, received):
    if any(not file.is_refused for file in received):
        return EvidenceKind.FILES
    return EvidenceKind.LINK if evidence.url else EvidenceKind.TEXT


def _unplaced(portfolio, received):
    ids = [file.pk for file in received]
    return list(EvidenceFile.objects.unplaced().filter(portfolio=portfolio, pk__in=ids))


def _place(evidence, received, by):
    for file in received:
        file.evidence = evidence
        file.save(update_fields=["evidence"])
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
    evidence = _lock_loose(evidence, by)
    before = {name: getattr(evidence, name) for name in fields}
    _write(evidence, fields)
    evidence.title = evidence.title or str(evidence)
    evidence.made_on = evidence.made_on or before.get("made_on")
    received = _unplaced(evidence.portfolio, received)
    evidence.kind = _kind(evidence, [*received, *evidence.files.all()])
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
        _relink(evidence, work_processes, by)
    return evidence


@transaction.atomic
def link(*, evidence, by, work_process):
    """Show a piece for a further work process; allowed for frozen pieces too."""
    portfolio = _lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.standing().get(pk=evidence.pk)
    evidence.portfolio = portfolio
    _link(evidence, work_process, by)


def _relink(evidence, work_processes, by):
    wanted = set(work_processes)
    if not wanted:
        raise Refused(_("Choose at least one work process."))
    links = {link.work_process: link for link in evidence.links.select_related("work_process")}
    for work_process in wanted - links.keys():
        _link(evidence, work_process, by)
    for work_process in links.keys() - wanted:
        _unlink(evidence, links[work_process], by)


def _link(evidence, work_process, by):
    portfolio = evidence.portfolio
    if work_process.qualification_id != portfolio.qualification_id or work_process.retired:
        raise Refused(_("Choose a work process of your own qualification."))
    _link, created = EvidenceLink.objects.get_or_create(
        evidence=evidence, work_process=work_process, defaults={"linked_at": clock.now()}
    )
    if not created:
        return
    cell = sign_off.follow_links(portfolio, work_process, by=by)
    log.write(
        portfolio,
        Verb.EVIDENCE_LINKED,
        by=by,
        evidence=evidence.pk,
        work_process=work_process.code,
        state=str(cell.state),
    )


def _unlink(evidence, evidence_link, by):
    if evidence_link.frozen_at:
        raise Refused(
            _("You handed this in for %(code)s, so that link stays.")
            % {"code": evidence_link.work_process.code}
        )
    evidence_link.delete()
    cell = sign_off.follow_links(evidence.portfolio, evidence_link.work_process, by=by)
    log.write(
        evidence.portfolio,
        Verb.EVIDENCE_UNLINKED,
        by=by,
        evidence=evidence.pk,
        work_process=evidence_link.work_process.code,
        state=str(cell.state),
    )


@transaction.atomic
def unlink(*, evidence, by, work_process):
    """Take back the link to a work process for which the piece was not handed in.

    The last link stays: a piece without a work process would be lost from sight.
    """
    portfolio = _lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.standing().get(pk=evidence.pk)
    evidence.portfolio = portfolio
    links = {link.work_process: link for link in evidence.links.select_related("work_process")}
    if work_process not in links:
        return
    if len(links) == 1:
        raise Refused(_("A piece belongs to at least one work process. Remove it instead."))
    _unlink(evidence, links[work_process], by)


@transaction.atomic
def replace(*, evidence, by, received=(), **fields):
    """A new version beside a piece that was handed in. Returns the new piece.

    It takes over the work processes that are not signed off and have no open hand-in; in the
    others the old version stays.
    """
    portfolio = _lock_own(evidence.portfolio_id, by)
    evidence = portfolio.evidence.get(pk=evidence.pk)
    return add(
        portfolio=portfolio,
        by=by,
        work_processes=check_new_version(evidence),
        received=received,
        replaces=evidence,
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
    links = evidence.links.exclude(work_process__in=held).select_related("work_process")
    return [link.work_process for link in links]


@transaction.atomic
def remove(*, evidence, by):
    """Remove a piece that was not handed in; the bytes of its files go as well."""
    evidence = _lock_loose(evidence, by)
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    log.write(evidence.portfolio, Verb.EVIDENCE_REMOVED, by=by, evidence=evidence.pk)
    for evidence_link in evidence.links.select_related("work_process"):
        _unlink(evidence, evidence_link, by)
    for file in evidence.files.all():
        files.erase(file)


@transaction.atomic
def remove_file(*, file, by):
    """Remove one file of a piece that was not handed in, or one that was never placed."""
    _lock_own(file.portfolio_id, by)
    file = EvidenceFile.objects.select_related("evidence").get(pk=file.pk)
    if file.evidence is None:
        files.delete(file)
        return
    evidence = _lock_loose(file.evidence, by)
    log.write(evidence.portfolio, Verb.FILE_REMOVED, by=by, evidence=evidence.pk, file=file.pk)
    files.delete(file)
    evidence.kind = _kind(evidence, evidence.files.all())
    evidence.save(update_fields=["kind"])
