"""Sign-offs that wait to be confirmed, as they are of a lower level or came along from another
version of the qualification: what an assessor has to know of each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from portfolios import decided, permissions
from portfolios.models import Confirmation, SignOff, SignOffMove, Submission, Teaching


@dataclass(frozen=True)
class Waiting:
    """One sign-off that waits, the hand-in behind it, and who confirmed it already."""

    sign_off: SignOff
    submission: Submission
    confirmations: tuple
    is_own: bool

    def __str__(self):
        return str(self.sign_off.work_process)


def waiting(portfolio, progress, user):
    """The `Waiting` sign-offs of a portfolio, in the order of the matrix; `is_own` where this
    person has confirmed it. A fixed number of queries."""
    ids = [cell.facts.sign_off_id for cell in progress.sign_offs_to_confirm]
    sign_offs = SignOff.objects.select_related("work_process", "given_at").in_bulk(ids)
    submissions = decided.read(list(Submission.objects.behind_results().filter(sign_off__in=ids)))
    behind = {submission.sign_off_id: submission for submission in submissions}
    behind |= _came_along([pk for pk in ids if pk not in behind])
    confirmed = _confirmations(portfolio, sign_offs)
    return [
        Waiting(
            sign_off=sign_offs[pk],
            submission=behind[pk],
            confirmations=tuple(confirmed[pk]),
            is_own=any(permissions.same_person(one.assessor, user) for one in confirmed[pk]),
        )
        for pk in ids
    ]


def _came_along(ids):
    """The latest hand-in behind each of these, which came along from another version."""
    if not ids:
        return {}
    sources = SignOffMove.objects.behind(ids)
    every = {pk for line in sources.values() for pk in line}
    found = Submission.objects.behind_results().filter(sign_off__in=every)
    submissions = decided.read(list(found.order_by("closed_at")))
    return {
        pk: [one for one in submissions if one.sign_off_id in line][-1]
        for pk, line in sources.items()
    }


def _confirmations(portfolio, sign_offs):
    """The confirmations that count, by sign-off: of this result, by who teaches the class still."""
    teaches = Teaching.objects.filter(
        school_class=portfolio.school_class_id, teacher=OuterRef("person")
    )
    standing = (
        Confirmation.objects.standing()
        .annotate(person=Coalesce("assessor__merged_into", "assessor"))
        .filter(Exists(teaches), sign_off__in=sign_offs, exit_profile=portfolio.exit_profile_id)
        .select_related("assessor__merged_into")
    )
    found = defaultdict(list)
    for one in standing:
        cell = sign_offs[one.sign_off_id]
        if (one.given_at_id, one.grade) == (cell.given_at_id, cell.grade):
            found[one.sign_off_id].append(one)
    return found
