"""Class lists: a file of students and teachers, read, planned, shown, and taken over as a whole.

Nothing follows from a list until somebody says yes to the plan that was shown. Then all of it is
written or nothing; the same list once more changes nothing. Who is not in a list stays as he is.
"""

from datetime import timedelta

from portfolios import clock
from portfolios.class_list.heads import EXAMPLE, LABELS
from portfolios.class_list.item import Item, What
from portfolios.class_list.plan import Plan, build
from portfolios.class_list.reading import MAX_BYTES, MAX_ROWS, Content, Unreadable, read
from portfolios.class_list.taking import Changed, take
from portfolios.class_list.words import tell
from portfolios.models import ClassList

KEEPS = timedelta(days=1)

__all__ = [
    "EXAMPLE",
    "LABELS",
    "MAX_BYTES",
    "MAX_ROWS",
    "Changed",
    "Content",
    "Item",
    "Plan",
    "Unreadable",
    "What",
    "build",
    "delete_old",
    "may_import",
    "read",
    "take",
    "tell",
]


def may_import(user):
    """Administrators and coordinators; a row that moves a portfolio needs a coordinator."""
    return user.roles.administrator or user.roles.coordinator


def delete_old():
    """Delete the lists that nobody came back for. Returns how many."""
    return ClassList.objects.filter(uploaded_at__lt=clock.now() - KEEPS).delete()[0]
