"""What moving portfolios would do: the plan of each, and the engine of progress before and after.

A fixed number of queries for any number of portfolios, and nothing is written: `move` follows the
same plan, and a test holds the two together.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portfolios import progress
from portfolios.enums import BELOW_ALL, Shown
from portfolios.errors import Refused
from portfolios.models import Completion, Portfolio
from portfolios.moving import holding, plan, step
from portfolios.moving.plan import Held, Plan


class Fate(Enum):
    """What becomes of a work process that counted."""

    KEPT = "kept"
    TO_CONFIRM = "to_confirm"
    OPEN_AGAIN = "open_again"
    NOT_ASKED = "not_asked"
    UNMAPPED = "unmapped"


@dataclass(frozen=True)
class Tried:
    """One portfolio, toward its exit profile before and after; or in `refusal` why it stays."""

    portfolio: Portfolio
    before: progress.Progress
    after: progress.Progress | None = None
    refusal: str = ""
    held: Held | None = None
    plan: Plan | None = None
    mapping: object = None

    @property
    def is_proposed(self):
        """Whether a proposal for completion is open, where the portfolio came from `running`."""
        return getattr(self.portfolio, "is_proposed", False)

    @cached_property
    def fates(self):
        """What becomes of each old code that counted, with the new codes."""
        return {cell.code: self._fate(cell.code) for cell in self.before.counted}

    def _fate(self, code):
        new = [self.after.by_code[one] for one in self.mapping.work_processes.get(code, ())]
        if not new:
            return Fate.UNMAPPED, []
        for fate, found in (
            (Fate.KEPT, [cell for cell in new if cell.done]),
            (Fate.TO_CONFIRM, [cell for cell in new if cell.shown == Shown.TO_CONFIRM]),
            (Fate.OPEN_AGAIN, [cell for cell in new if cell.marked]),
        ):
            if found:
                return fate, [cell.code for cell in found]
        return Fate.NOT_ASKED, [cell.code for cell in new]

    def with_fate(self, fate):
        """The old codes that this becomes of, each with the new ones."""
        return [(code, new) for code, (one, new) in self.fates.items() if one == fate]

    @cached_property
    def gained(self):
        """New codes that count although nothing that counted came to them."""
        kept = {code for fate, new in self.fates.values() if fate == Fate.KEPT for code in new}
        return [cell.code for cell in self.after.counted if cell.code not in kept]

    @cached_property
    def asked_anew(self):
        """New codes that are asked, to which the mapping brings nothing that was asked before.

        Where there is a choice, one more to choose from asks nothing anew.
        """
        return [
            cell.code
            for task in self.after.counting
            for cell in task.marked
            if not cell.done and not self._was_asked(cell.code, task.core_task.choose)
        ]

    def _was_asked(self, code, choose):
        sources = self.mapping.sources.get(code, ())
        return any(choose or self.before.by_code[old].marked for old in sources)

    @property
    def beside(self):
        """Old codes with a result that do not go on, whether they counted or not."""
        return [
            code
            for code in self.plan.unmapped
            if self.held.cells[code].grade or self.held.cells[code].exempt
        ]


def running(qualification):
    """The portfolios of this version that may be moved: completed and closed ones stay."""
    proposals = Completion.objects.open().filter(portfolio=OuterRef("pk"))
    found = Portfolio.objects.active().filter(qualification=qualification)
    found = found.annotate(is_proposed=Exists(proposals))
    return found.with_people().order_by(
        "school_class__school_year", "school_class__name", "student__last_name",
        "student__first_name", "pk",
    )  # fmt: skip


def try_out(portfolios, mapping):
    """A `Tried` for each of these portfolios, in their order."""
    portfolios = list(portfolios)
    overviews = progress.of(portfolios)
    held = holding.of(portfolios, mapping)
    structure = progress.read_structures({mapping.target.pk})[mapping.target.pk]
    elsewhere = set(
        Portfolio.objects.active()
        .filter(qualification=mapping.target, student__in=[one.student_id for one in portfolios])
        .values_list("student", flat=True)
    )
    return [
        _try(one, overviews[one.pk].own, held[one.pk], mapping, structure, elsewhere)
        for one in portfolios
    ]


def _try(portfolio, before, held, mapping, structure, elsewhere):
    try:
        profile = step.check(portfolio, mapping)
        step.check_decided(held)
        if portfolio.student_id in elsewhere:
            raise Refused(_("This student already has an active portfolio for this qualification."))
    except Refused as refusal:
        return Tried(portfolio, before, refusal=str(refusal))
    planned = plan.of(held, mapping, step.options(structure, profile))
    after = structure.progress(
        profile.pk,
        _facts(held, planned, mapping),
        {mapping.new_rows[code].pk for codes in planned.chosen.values() for code in codes},
    )
    return Tried(portfolio, before, after, "", held, planned, mapping)


def _facts(held, planned, mapping):
    """What would be known of each cell, by the id of its work process."""
    found = {}
    for code, row in mapping.new_rows.items():
        there, arrived = held.cells_there.get(code), planned.arrived.get(code)
        one = arrived or there
        if one is None:
            continue
        facts = progress.Facts(str(one.state), one.grade, one.level, to_confirm=one.to_confirm)
        exemptions = [arrived.exempt] if arrived else []
        if there and code not in planned.ending:
            exemptions.append(there.exempt)
        for exempt in filter(None, exemptions):
            facts = facts.exempted(BELOW_ALL if exempt.to_confirm else exempt.level)
        found[row.pk] = facts
    return found
