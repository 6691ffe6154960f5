"""What was changed in versions that count, to look at."""

import json

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from portfolios.admin.log import KEPT
from portfolios.admin.workbench import LookOnly
from portfolios.models import StructureChange

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


def _flat(value, place=""):
    """Each single value of nested data with its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{place} {name}".strip())
    elif isinstance(value, list):
        for inner in value:
            name = next(inner[key] for key in NAMES if key in inner)
            yield from _flat(inner, f"{place} {name}")
    else:
        yield place, value


def _shown(value):
    return "–" if value is None or value == "" else value
