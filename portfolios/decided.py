"""Who decided a hand-in, and to what: for pages that list decided ones in one go."""

from django.db.models import Prefetch, prefetch_related_objects

from portfolios.enums import Outcome, Shown
from portfolios.models import Assessment

_LOWEST_FIRST = (
    (Outcome.INSUFFICIENT, Shown.RETURNED),
    (Outcome.SUFFICIENT, Shown.SUFFICIENT),
    (Outcome.GOOD, Shown.GOOD),
)


def read(submissions):
    """Give each of these decided hand-ins its `deciding` assessments, their `outcome` (the lowest
    one) and what that is `shown` as.

    One query for any number. Never for a hand-in that still waits: its assessments are hidden.
    """
    counting = Assessment.objects.standing().select_related("assessor")
    prefetch_related_objects(submissions, Prefetch("assessments", counting, "standing_assessments"))
    for submission in submissions:
        if submission.closed_at is None:
            raise ValueError("This hand-in is not decided yet.")
        standing = submission.standing_assessments
        last = max(assessment.round for assessment in standing)
        submission.deciding = [one for one in standing if one.round == last]
        outcomes = {one.outcome for one in submission.deciding}
        submission.outcome, submission.shown = next(
            found for found in _LOWEST_FIRST if found[0] in outcomes
        )
    return submissions
