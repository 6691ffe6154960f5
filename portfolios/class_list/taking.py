"""Takes a class list over: everything in it or nothing, in one transaction."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portfolios import clock, people, portfolio
from portfolios.class_list.item import What
from portfolios.class_list.plan import build
from portfolios.errors import Refused
from portfolios.models import ClassList, Portfolio, SchoolClass, User
from portfolios.notify import mails

# How many rows are written before the next number is told.
AT_ONCE = 500


class Changed(Refused):
    """The school is not as it was when the plan was shown."""


def take(class_list, *, by, shown):
    """Take the list over as it was shown; yields how many rows are done, and of how many.

    Whoever stops asking for the next number before the last one takes everything back. Raises
    Changed where the digest `shown` is not that of the plan any more, and Refused where the list
    was taken over already, holds an error, or another step came in between.
    """
    try:
        with transaction.atomic():
            locked = ClassList.objects.select_for_update(no_key=True, of=("self",))
            class_list = locked.filter(pk=class_list.pk, taken_at=None).first()
            if class_list is None:
                raise Refused(_("This list was taken over already."))
            _lock(build(class_list, by=by))
            # Read once more: what waited for a lock may have found another school.
            plan = build(class_list, by=by)
            if plan.digest != shown:
                raise Changed(_("Meanwhile something changed. Look at the list again."))
            if plan.counts[What.ERROR]:
                raise Refused(_("There is an error in this list."))
            yield from _write(class_list, plan, by)
    except (IntegrityError, PermissionDenied, ValidationError):
        raise Changed(_("Meanwhile something changed. Look at the list again.")) from None


def _lock(plan):
    """The rows that the list touches, in the order of every step: portfolios first."""
    running = [item.portfolio.pk for item in plan.items if item.portfolio]
    list(Portfolio.objects.locked().filter(pk__in=running).values_list("pk"))
    persons = [item.person.pk for item in plan.items if item.person]
    locked = User.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(locked.filter(pk__in=persons).values_list("pk"))


def _write(class_list, plan, by):
    """Each kind of change in its turn; yields how many rows are done."""
    writing = _Writing(class_list, by)
    work = [
        (writing.make_people, [item for item in plan.items if item.is_new_person]),
        (writing.start, [item for item in plan.items if item.starts]),
        (writing.rename, [item for item in plan.items if item.changes_name]),
        (writing.change_dates, [item for item in plan.items if item.changes_dates]),
        (writing.change_class, [item for item in plan.items if item.changes_class]),
        (writing.change_profile, [item for item in plan.items if item.changes_profile]),
    ]
    teaching = [item for item in plan.items if item.teaches]
    total, done = sum(len(items) for _step, items in work) + len(teaching), 0
    yield done, total
    SchoolClass.objects.bulk_create(plan.new_classes)
    for step, items in work:
        for start in range(0, len(items), AT_ONCE):
            part = items[start : start + AT_ONCE]
            step(part)
            done += len(part)
            yield done, total
    # All at once: the examination board gets one message of all of them.
    writing.teach(teaching)
    yield total, total
    writing.end(plan)


class _Writing:
    """The steps that a class list takes, for any number of rows."""

    def __init__(self, class_list, by):
        self.class_list, self.by = class_list, by
        self.made = {}

    def make_people(self, items):
        """A teacher of several classes stands in several rows and is one person."""
        fields = {
            item.email: {
                "email": item.email,
                "first_name": item.first_name,
                "last_name": item.last_name,
            }
            for item in items
            if item.email not in self.made
        }
        self.made |= {user.email: user for user in people.create_users(fields.values())}
        for item in items:
            item.person = self.made[item.email]

    def start(self, items):
        portfolio.start_many(
            [
                portfolio.new(
                    student=item.person,
                    exit_profile=item.exit_profile,
                    school_class=item.school_class,
                    starts_on=item.starts_on,
                    ends_on=item.ends_on,
                )
                for item in items
            ],
            by=self.by,
        )

    def rename(self, items):
        for item in items:
            people.change_user(
                item.person, by=self.by, first_name=item.first_name, last_name=item.last_name
            )

    def change_dates(self, items):
        portfolio.change_dates(
            {item.portfolio.pk: (item.starts_on, item.ends_on) for item in items}
        )

    def change_class(self, items):
        portfolio.change_classes(
            {item.portfolio.pk: item.school_class for item in items},
            by=self.by,
            reason=self.class_list.why,
        )

    def change_profile(self, items):
        for item in items:
            portfolio.change_profile(
                portfolio=item.portfolio,
                by=self.by,
                exit_profile=item.exit_profile,
                reason=self.class_list.why,
            )

    def teach(self, items):
        people.add_teachers([(item.school_class, item.person) for item in items], by=self.by)

    def end(self, plan):
        """Invite the new people, and keep nothing of the list but its numbers."""
        if self.class_list.invites:
            mails.queue_invitations(self.made.values())
        self.class_list.taken_at, self.class_list.content = clock.now(), ""
        self.class_list.created = plan.counts[What.CREATE]
        self.class_list.updated = plan.counts[What.UPDATE]
        self.class_list.unchanged = plan.counts[What.UNCHANGED]
        self.class_list.save()
