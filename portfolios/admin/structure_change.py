"""What was changed in versions that count, to look at."""

import json

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from curriculum.models import (
    CoreTask,
    ExitProfile,
    Qualification,
    QualificationState,
    WorkProcess,
)
from portfolios.admin.log import KEPT
from portfolios.admin.workbench import LookOnly
from portfolios.models import StructureChange

# The keys of the data are the names of fields; so they are called as everywhere here.
WORDS = {
    **{
        field.name: field.verbose_name
        for model in (Qualification, ExitProfile, CoreTask, WorkProcess)
        for field in model._meta.concrete_fields
    },
    "exit_profiles": ExitProfile._meta.verbose_name,
    "core_tasks": CoreTask._meta.verbose_name,
    "work_processes": WorkProcess._meta.verbose_name,
    "marks": _("mark"),
}
# By which of its fields a part of a version is called.
NAMES = ("slug", "number", "code")


@admin.register(StructureChange)
class StructureChangeAdmin(LookOnly):
    """Publishing, settled marks and corrected texts, newest first."""

    about = _("From these changes an earlier day is shown with the structure of that day.")
    why_kept = KEPT
    fields = ("qualification", "actor", "at", "reason", "changed")
    readonly_fields = ("changed",)
    list_display = ("at", "qualification", "actor")
    list_filter = ("qualification",)
    list_select_related = ("qualification", "actor")
    search_fields = ("qualification__name", "actor__first_name", "actor__last_name")
    search_help_text = _("Search by qualification, or by who did it.")
    date_hierarchy = "at"

    @admin.display(description=_("what changed"))
    def changed(self, change):
        """A line for each place that reads otherwise; all of a version that counts at once."""
        before, after = (
            dict(_flat(json.loads(text))) if text else {} for text in (change.before, change.after)
        )
        lines = [
            (place, _shown(before.get(place)), _shown(after.get(place)))
            for place in {**before, **after}
            if before.get(place) != after.get(place)
        ]
        return format_html_join("", "<div>{}: {} → {}</div>", lines)


def _flat(data, place=""):
    """Each single value of nested data with its place, in the words of the pages."""
    for name, inner in data.items():
        there = f"{place}, {WORDS[name]}" if place else str(WORDS[name])
        if isinstance(inner, list):
            for row in inner:
                yield from _flat(row, f"{there} {next(row[key] for key in NAMES if key in row)}")
        elif isinstance(inner, dict):
            yield from ((f"{there} {profile}", sign) for profile, sign in inner.items())
        else:
            yield there, inner


def _shown(value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in QualificationState.values:
        return QualificationState(value).label
    return "–" if value is None or value == "" else value
