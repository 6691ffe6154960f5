"""The log and the changes of roles, to look at."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portfolios.admin.workbench import LookOnly, link
from portfolios.models import LogEntry, RoleChange, Submission

KEPT = _("The log is only added to: nothing in it can be changed or deleted.")


def without_waiting(entries):
    """Of each portfolio the entries up to a hand-in that still waits for several assessors.

    Between that hand-in and its decision an entry, and even a gap in the numbers, could tell that
    somebody has assessed; so the log ends before it, whether anybody did or not.
    """
    waiting = Submission.objects.open().filter(
        sign_off__portfolio=OuterRef("portfolio"),
        required_assessors__gt=1,
        submitted_at__lte=OuterRef("at"),
    )
    return entries.filter(~Exists(waiting))


@admin.register(LogEntry)
class LogEntryAdmin(LookOnly):
    """Every step in every portfolio, newest first."""

    about = _(
        "What was done in a portfolio: ids, codes and states, never a sentence. While a hand-in "
        "waits for two assessors, the log of that portfolio is shown up to that hand-in."
    )
    why_kept = KEPT
    fields = ("owner", "number", "verb", "actor", "at", "facts", "previous", "hash")
    readonly_fields = ("owner",)
    list_display = ("at", "student", "number", "verb", "actor")
    list_filter = ("verb",)
    list_select_related = ("portfolio__student", "portfolio__exit_profile", "actor")
    search_fields = (
        "portfolio__student__first_name",
        "portfolio__student__last_name",
        "actor__first_name",
        "actor__last_name",
        "hash",
    )
    search_help_text = _("Search by student, by who did it, or by hash.")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")

    def get_queryset(self, request):
        found = super().get_queryset(request).select_related(*self.list_select_related)
        return without_waiting(found)

    @admin.display(description=_("student"), ordering="portfolio__student__last_name")
    def student(self, entry):
        return entry.portfolio.student

    @admin.display(description=_("portfolio"))
    def owner(self, entry):
        return link(entry.portfolio)


@admin.register(RoleChange)
class RoleChangeAdmin(LookOnly):
    """Who joined or left the coordinators, the board, the administrators or a class."""

    about = _("Roles are given on the page of a person, classes on the page of a class.")
    why_kept = KEPT
    fields = ("person", "role", "school_class", "joined", "actor", "at")
    list_display = ("at", "person", "role", "school_class", "joined", "actor")
    list_filter = ("role", "joined")
    list_select_related = ("person", "school_class", "actor")
    search_fields = (
        "person__first_name",
        "person__last_name",
        "person__email",
        "school_class__name",
    )
    search_help_text = _("Search by person or class.")
    date_hierarchy = "at"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)
