"""Moving one portfolio: the plan is written and logged in one transaction."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from curriculum.models import QualificationState
from portfolios import clock, completion, log, notify, progress, seal
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.locks import check_only_active, lock_active
from portfolios.models import (
    ChosenSpecialisation,
    Confirmation,
    EvidenceLink,
    Exemption,
    SignOff,
    SignOffMove,
)
from portfolios.moving import holding, plan

# What an exemption takes along; its file is kept once, under the one name.
_OF_EXEMPTION = (
    "exit_profile_id", "ground", "stored_name", "attachment_name", "attachment_type",
    "attachment_size", "attachment_sha256", "granted_by_id", "granted_at",
)  # fmt: skip


@transaction.atomic
def move(*, portfolio, mapping, by, structure=None, seen_head=None):
    """Move a portfolio to the other version, as its plan says. `by` is an administrator.

    `structure` is what the other version asks, where that was read already. With `seen_head`, the
    head of the log that was looked at, a portfolio in which anything happened since is refused.
    """
    if not (by.is_active and by.is_staff):
        raise PermissionDenied
    portfolio = lock_active(portfolio.pk)
    if seen_head is not None and portfolio.log_head != seen_head:
        raise Refused(_("Something happened in this portfolio meanwhile. Look at it again."))
    profile = check(portfolio, mapping)
    held = holding.of([portfolio], mapping)[portfolio.pk]
    check_decided(held)
    structure = structure or progress.read_structures({mapping.target.pk})[mapping.target.pk]
    planned = plan.of(held, mapping, options(structure, profile))
    facts = _Writing(portfolio, mapping, held, planned, by).write()
    former, portfolio.exit_profile = portfolio.exit_profile, profile
    portfolio.qualification = mapping.target
    check_only_active(portfolio)
    portfolio.save(update_fields=["exit_profile", "qualification"])
    log.write(
        portfolio,
        Verb.PORTFOLIO_MOVED,
        by=by,
        former={
            "qualification": mapping.source.pk,
            "version": mapping.source.version,
            "exit_profile": former.slug,
            "level": former.level,
        },
        qualification=mapping.target.pk,
        version=mapping.target.version,
        exit_profile=profile.slug,
        level=profile.level,
        **facts,
    )
    completion.void(portfolio, by=by)
    notify.moved(portfolio, by=by)
    return portfolio


def check(portfolio, mapping):
    """The exit profile that the portfolio gets. Raises Refused where it cannot be moved."""
    source, target = mapping.source, mapping.target
    if target.slug != source.slug or target.state != QualificationState.PUBLISHED:
        raise Refused(_("Choose a published version of the same qualification."))
    if portfolio.qualification_id != source.pk:
        raise Refused(_("This portfolio has another version already."))
    profile = mapping.profile_for(portfolio.exit_profile)
    if profile is None:
        raise Refused(
            _("There is no exit profile to go to for %(profile)s.")
            % {"profile": portfolio.exit_profile}
        )
    return profile


def check_decided(held):
    """Raises Refused while anything lies with the teachers."""
    if held.open_codes:
        codes = ", ".join(held.open_codes)
        raise Refused(_("Handed in and not decided yet: %(codes)s.") % {"codes": codes})


def options(structure, profile):
    """The core tasks with a choice, by the code of what this exit profile lets choose in them."""
    marks = structure.marks.get(profile.pk, {})
    return {
        row.code: task
        for task in structure.core_tasks
        if task.choose
        for row in structure.work_processes.get(task.pk, ())
        if row.pk in marks
    }


class _Writing:
    """Writes a plan, table by table, and tells the facts for the log."""

    def __init__(self, portfolio, mapping, held, planned, by):
        self.portfolio, self.by = portfolio, by
        self.held, self.plan = held, planned
        self.new = mapping.new_rows
        self.now = clock.now()

    def write(self):
        """The facts of what was written.

        What was confirmed and waited for another assessor waits no more.
        """
        standing = Confirmation.objects.standing().filter(sign_off__portfolio=self.portfolio)
        standing.update(ended_at=self.now)
        exemptions, ended = self._exemptions()
        return {
            "cells": self._cells(),
            "exemptions": exemptions,
            "ended": ended,
            "chosen": self._chosen(),
            "links": self._links(),
            "unmapped": sorted(self.plan.unmapped),
        }

    def _cells(self):
        fresh, facts = [], []
        for code, one in self.plan.arrived.items():
            row = {
                "state": str(one.state),
                "grade": one.grade,
                "given_at_id": one.given,
                "to_confirm": one.to_confirm,
            }
            if known := self._there(code):
                SignOff.objects.filter(pk=known).update(**row)
            else:
                new = {"portfolio": self.portfolio, "work_process": self.new[code]}
                fresh.append(SignOff(**new, **row))
            facts.append(
                {
                    "code": code,
                    "from": list(one.sources),
                    "state": str(one.state),
                    "grade": one.grade,
                    "given_at": one.slug,
                    "level": one.level,
                    "to_confirm": one.to_confirm,
                }
            )
        SignOff.objects.bulk_create(fresh)
        ids = {cell.work_process.code: cell.pk for cell in fresh}
        SignOffMove.objects.bulk_create(
            (
                SignOffMove(
                    sign_off_id=self._there(code) or ids[code],
                    source_id=self.held.cells[source].pk,
                )
                for code, one in self.plan.arrived.items()
                for source in one.sources
            ),
            ignore_conflicts=True,
        )
        return facts

    def _there(self, code):
        """The id of the cell from an earlier stay, or None."""
        cell = self.held.cells_there.get(code)
        return cell.pk if cell else None

    def _exemptions(self):
        """The facts of those that came along, and the ids of those that ended."""
        standing = Exemption.objects.standing().filter(
            portfolio=self.portfolio,
            work_process__in=[self.new[code] for code in self.plan.ending],
        )
        ended = sorted(standing.values_list("pk", flat=True)) if self.plan.ending else []
        if ended:
            standing.update(ended_by=self.by, ended_at=self.now)
        coming = {code: one.exempt for code, one in self.plan.arrived.items() if one.exempt}
        before = Exemption.objects.in_bulk([exempt.pk for exempt in coming.values()])
        facts = []
        for code, exempt in coming.items():
            old = before[exempt.pk]
            new = Exemption.objects.create(
                portfolio=self.portfolio,
                work_process=self.new[code],
                moved_from=old,
                to_confirm=exempt.to_confirm,
                salt=log.new_salt(),
                **{name: getattr(old, name) for name in _OF_EXEMPTION},
            )
            facts.append(
                {
                    "exemption": new.pk,
                    "moved_from": old.pk,
                    "code": code,
                    "exit_profile": exempt.slug,
                    "level": exempt.level,
                    "to_confirm": exempt.to_confirm,
                    "exemption_hash": seal.exemption_hash(new),
                }
            )
        return facts, ended

    def _chosen(self):
        """Writes what is chosen in the other version; what was chosen here stays as it is."""
        there = self.portfolio.chosen_specialisations.filter(work_process__in=self.new.values())
        there.delete()
        ChosenSpecialisation.objects.bulk_create(
            ChosenSpecialisation(portfolio=self.portfolio, work_process=self.new[code])
            for codes in self.plan.chosen.values()
            for code in codes
        )
        return [[task, codes] for task, codes in sorted(self.plan.chosen.items())]

    def _links(self):
        """Each link since when its piece was linked in the former version."""
        if not self.plan.links:
            return []
        pieces = {piece for piece, _old, _new in self.plan.links}
        since = {
            (piece, code): at
            for piece, code, at in EvidenceLink.objects.current()
            .filter(evidence__in=pieces)
            .values_list("evidence", "work_process__code", "linked_at")
        }
        EvidenceLink.objects.bulk_create(
            EvidenceLink(
                evidence_id=piece, work_process=self.new[code], linked_at=since[piece, old]
            )
            for piece, old, code in self.plan.links
        )
        return [[piece, code] for piece, _old, code in self.plan.links]
