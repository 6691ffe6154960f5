"""What a change of the structure would do to running portfolios, and carrying it out.

`foretell(plan)` tells what a change would do, `carry_out(plan, ...)` does it: plans are made by
`altering`, `settling`, `publishing` and `retiring`.
"""

from functools import partial

from curriculum import structure
from curriculum.models import Requirement
from portfolios.impact.carrying_out import Outdated, carry_out, import_qualification, recorded
from portfolios.impact.effects import Change, Group, Impact
from portfolios.impact.foretelling import Plan, foretell, running

__all__ = [
    "Change",
    "Group",
    "Impact",
    "Outdated",
    "Plan",
    "altering",
    "carry_out",
    "foretell",
    "import_qualification",
    "publishing",
    "recorded",
    "retiring",
    "running",
    "settling",
]


def altering(qualification, alteration):
    """To change its matrix."""
    return Plan(qualification, partial(structure.alter, alteration=alteration))


def settling(mark, *, keep):
    """To settle a provisional mark: keep it, or take it away."""

    def step(_qualification):
        structure.settle_mark(Requirement(pk=mark.pk), keep=keep)

    return Plan(mark.exit_profile.qualification, step)


def publishing(qualification):
    """To let a draft count."""
    return Plan(qualification, structure.publish)


def retiring(qualification):
    """To let nothing new begin on a version."""
    return Plan(qualification, structure.retire)
