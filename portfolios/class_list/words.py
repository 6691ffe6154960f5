"""What happens with a row, in words: for the rows of one page, in a fixed number of queries."""

from collections import Counter

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import progress
from portfolios.class_list import values
from portfolios.models import Submission


def tell(items, *, invites):
    """Give each of these items its `consequence`: sentences in their order."""
    moved = [item.portfolio for item in items if item.changes_class or item.changes_profile]
    to_levels = [item.portfolio for item in items if item.changes_profile]
    overviews = progress.of(to_levels)
    waiting = Counter(
        Submission.objects.open()
        .filter(sign_off__portfolio__in=[portfolio.pk for portfolio in moved])
        .order_by()
        .values_list("sign_off__portfolio", flat=True)
    )
    for item in items:
        if item.faults:
            item.consequence = item.faults
        elif item.role == values.TEACHER:
            item.consequence = list(_of_teacher(item, invites))
        else:
            item.consequence = list(_of_student(item, invites, overviews, waiting))


def _of_teacher(item, invites):
    if item.is_new_person:
        yield _account(invites, _("Gets an account and a mail to sign in."), _("Gets an account."))
    if item.teaches:
        yield _("Becomes a teacher of %s. The examination board is told.") % item.school_class.name


def _of_student(item, invites, overviews, waiting):
    if item.is_new_person:
        yield _account(
            invites,
            _("Gets an account, a portfolio and a mail to sign in."),
            _("Gets an account and a portfolio."),
        )
    elif item.starts:
        yield _("Gets a portfolio.")
    if item.changes_class:
        yield _("Goes to another class. The portfolio goes along.")
        if left := waiting[item.portfolio.pk]:
            yield (
                ngettext(
                    "%d open review stays behind with the former teachers.",
                    "%d open reviews stay behind with the former teachers.",
                    left,
                )
                % left
            )
    if item.changes_profile:
        yield _("Goes to %s.") % item.exit_profile
        if number := len(overviews[item.portfolio.pk].at(item.exit_profile).to_confirm):
            yield ngettext("%d sign-off to confirm.", "%d sign-offs to confirm.", number) % number
    if item.changes_name:
        yield _("Is called %s from now on.") % item.name
    if item.changes_dates:
        days = {
            "start": date_format(item.starts_on, "j F Y"),
            "end": date_format(item.ends_on, "j F Y"),
        }
        yield _("Has from %(start)s to %(end)s from now on.") % days
    if item.note:
        yield item.note


def _account(invites, with_mail, without):
    return with_mail if invites else without
