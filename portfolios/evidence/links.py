"""Linking a piece to work processes, and taking a link back."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, log, sign_off
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.evidence.locks import lock_piece
from portfolios.models import EvidenceLink


@transaction.atomic
def link(*, evidence, by, work_process):
    """Show a piece for a further work process; allowed for frozen pieces too."""
    make_link(lock_piece(evidence, by), work_process, by)


@transaction.atomic
def link_all(*, evidence, by, work_processes):
    """Show a piece for several further work processes, or for none of them where one is refused."""
    evidence = lock_piece(evidence, by)
    for work_process in work_processes:
        make_link(evidence, work_process, by)


@transaction.atomic
def unlink(*, evidence, by, work_process):
    """Take back the link to a work process for which the piece was not handed in.

    The last link stays: a piece without a work process would be lost from sight.
    """
    evidence = lock_piece(evidence, by)
    links = _links(evidence)
    if work_process not in links:
        return
    if len(links) == 1:
        raise Refused(_("A piece belongs to at least one work process. Remove it instead."))
    take_link(evidence, links[work_process], by)


def relink(evidence, work_processes, by):
    """Link a piece to exactly these work processes; its portfolio is locked already."""
    wanted = set(work_processes)
    if not wanted:
        raise Refused(_("Choose at least one work process."))
    links = _links(evidence)
    for work_process in wanted - links.keys():
        make_link(evidence, work_process, by)
    for work_process in links.keys() - wanted:
        take_link(evidence, links[work_process], by)


def _links(evidence):
    """Those of the version of the qualification that the portfolio has now, by work process."""
    links = evidence.links.current().select_related("work_process")
    return {link.work_process: link for link in links}


def make_link(evidence, work_process, by):
    """Link a piece to one work process more; its portfolio is locked already."""
    portfolio = evidence.portfolio
    if work_process.qualification_id != portfolio.qualification_id or work_process.retired:
        raise Refused(_("Choose a work process of your own qualification."))
    _found, created = EvidenceLink.objects.get_or_create(
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


def take_link(evidence, evidence_link, by):
    """Take a link back, unless the piece was handed in for it."""
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
