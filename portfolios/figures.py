"""Figures about the assessing of one teacher, for that teacher alone."""

from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from portfolios.enums import Outcome
from portfolios.models import Assessment, Submission, User


@dataclass(frozen=True)
class Figures:
    """What one teacher decided, how soon, and what waits now."""

    decisions: int
    median_days: float | None
    shares: list
    waiting: int


def of(user):
    """The `Figures` of this person, of all they ever assessed; a fixed number of queries."""
    rows = list(_judged_by(user).values_list("outcome", "submission__submitted_at", "assessed_at"))
    outcomes = [outcome for outcome, _handed_in, _assessed in rows]
    days = [_days(handed_in, assessed) for _outcome, handed_in, assessed in rows]
    return Figures(
        decisions=len(rows),
        median_days=median(days) if days else None,
        shares=[_share(outcome, outcomes) for outcome in Outcome],
        waiting=Submission.objects.waiting_for(user).count(),
    )


def medians(user, school_class):
    """The median days to this person's decisions: in one class, and in all; None without any."""
    days = [
        (of_class, _days(handed_in, assessed))
        for of_class, handed_in, assessed in _judged_by(user).values_list(
            "submission__sign_off__portfolio__school_class", "submission__submitted_at",
            "assessed_at",
        )
    ]  # fmt: skip
    here = [number for of_class, number in days if of_class == school_class.pk]
    every = [number for _of_class, number in days]
    return (median(here) if here else None), (median(every) if every else None)


def _judged_by(user):
    return Assessment.objects.filter(assessor__in=User.objects.accounts_of(user))


def _share(outcome, outcomes):
    """An outcome, how often it was given, and that as a part of a hundred."""
    number = outcomes.count(outcome)
    return outcome, number, round(100 * number / len(outcomes)) if outcomes else 0


def _days(handed_in, assessed):
    """Whole days of the calendar, as the queue counts them."""
    return (timezone.localdate(assessed) - timezone.localdate(handed_in)).days
