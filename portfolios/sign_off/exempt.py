"""Exempting a student from a work process, and ending that: steps of the examination board."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios import clock, completion, log, notify, seal
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.locks import lock_active
from portfolios.models import Exemption, SignOff
from portfolios.sign_off.table import check, counts

ATTACHMENT = (
    "stored_name", "attachment_name", "attachment_type", "attachment_size", "attachment_sha256",
)  # fmt: skip


@transaction.atomic
def exempt(*, portfolio, work_process, by, ground, attachment=None):
    """Do not ask a work process of this student, at the level of the portfolio.

    `attachment` has the fields of ATTACHMENT; its bytes are on disk already. Returns the
    exemption.
    """
    portfolio = lock_active(portfolio.pk)
    cell = _cell(portfolio, work_process)
    check("exempt", cell, by)
    profile = portfolio.exit_profile
    _check_needs(cell, profile, ground)
    if cell.pk is None:
        cell.save()
    exemption = Exemption.objects.create(
        portfolio=portfolio,
        work_process=work_process,
        exit_profile=profile,
        ground=ground.strip(),
        granted_by=by,
        granted_at=clock.now(),
        salt=log.new_salt(),
        **{name: getattr(attachment, name) for name in ATTACHMENT if attachment},
    )
    log.write(
        portfolio,
        Verb.EXEMPTED,
        by=by,
        work_process=work_process.code,
        exemption=exemption.pk,
        exit_profile=profile.slug,
        level=profile.level,
        exemption_hash=seal.exemption_hash(exemption),
    )
    completion.void(portfolio, by=by)
    notify.exempted(exemption, by=by)
    return exemption


def _cell(portfolio, work_process):
    """The cell, which may not be there yet: nobody worked on it."""
    cells = SignOff.objects.select_related("work_process", "given_at")
    cell = cells.filter(portfolio=portfolio, work_process=work_process).first()
    cell = cell or SignOff(work_process=work_process)
    cell.portfolio = portfolio
    return cell


def _check_needs(cell, profile, ground):
    code = cell.work_process.code
    if not profile.requirements.filter(work_process=cell.work_process).exists():
        raise Refused(
            _("%(profile)s does not ask for %(code)s.") % {"code": code, "profile": profile.name}
        )
    if counts(cell, profile):
        raise Refused(
            _("%(code)s is signed off for %(profile)s already.")
            % {"code": code, "profile": profile.name}
        )
    if Exemption.objects.for_cell(cell.portfolio, cell.work_process).exists():
        raise Refused(_("This student is exempted from %(code)s already.") % {"code": code})
    if not ground.strip():
        raise Refused(_("Write on what ground."))


@transaction.atomic
def end_exemption(*, exemption, by, reason):
    """Ask the work process again; the exemption stays visible."""
    portfolio = lock_active(exemption.portfolio_id)
    exemption = portfolio.exemptions.select_related("work_process").get(pk=exemption.pk)
    exemption.portfolio = portfolio
    check("end exemption", _cell(portfolio, exemption.work_process), by)
    if exemption.ended_at:
        raise Refused(_("This exemption was ended meanwhile."))
    if not reason.strip():
        raise Refused(_("Write why."))
    exemption.ended_by, exemption.ended_at = by, clock.now()
    exemption.save(update_fields=["ended_by", "ended_at"])
    log.write(
        portfolio,
        Verb.EXEMPTION_ENDED,
        by=by,
        reason=reason.strip(),
        work_process=exemption.work_process.code,
        exemption=exemption.pk,
    )
    completion.void(portfolio, by=by)
    notify.exemption_ended(exemption, by=by)
