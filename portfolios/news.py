"""What waits for one person, as the head of every page tells it; a single query."""

from dataclasses import dataclass

from django.db.models import IntegerField, Subquery, Value

from portfolios.models import Completion, Message, Submission, User

# No more unread messages are counted than this: beyond it the head says "99+".
COUNTED = 100


@dataclass(frozen=True)
class News:
    """Messages that were not read, hand-ins to review, and completions to decide about."""

    unread: int
    to_review: int
    proposals: int


class NumberOf(Subquery):
    """How many rows a query has, as a subquery."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, queryset):
        super().__init__(queryset.values("pk"))


def of(user):
    """The `News` of this person."""
    counts = {"unread": Message.objects.visible_to(user).unread().order_by()[:COUNTED]}
    if user.roles.teacher:
        counts["to_review"] = Submission.objects.waiting_for(user).order_by()
    if user.roles.board:
        counts["proposals"] = Completion.objects.visible_to(user).open().order_by()
    asked = {name: NumberOf(queryset) for name, queryset in counts.items()}
    nothing = {name: Value(0) for name in ("to_review", "proposals") if name not in asked}
    return News(**User.objects.values(**asked, **nothing).get(pk=user.pk))
