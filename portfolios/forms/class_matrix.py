"""Which part of a class the matrix shows, and in which order."""

from urllib.parse import urlencode

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios.enums import Shown
from portfolios.forms.filters import filter_helper


class Order(models.TextChoices):
    """In which order the students stand."""

    NAME = "", _("Name")
    PROGRESS = "progress", _("Least signed off")
    WAITING = "waiting", _("Most waiting")
    ACTIVITY = "activity", _("Longest without activity")


KEYS = {
    Order.NAME: lambda row: row.name,
    Order.PROGRESS: lambda row: (row.progress.done / max(row.progress.total, 1), row.name),
    Order.WAITING: lambda row: (-row.waiting, -(row.days or 0), row.name),
    Order.ACTIVITY: lambda row: (-row.silent_days, row.name),
}


class FilterForm(forms.Form):
    """The filters of the matrix; what makes no sense is left out of account."""

    to_class = forms.ChoiceField(label=_("Class"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    core_task = forms.ChoiceField(label=_("Core task"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=Order.choices, required=False)

    def __init__(self, data, *, classes, school_class, averages, core_tasks):
        super().__init__({"to_class": school_class.pk, **data.dict()})
        self.school_class = school_class
        self.core_tasks = {str(task.pk): task for task in core_tasks}
        self.profiles = {str(average.profile.pk): average.profile for average in averages}
        every = ("", _("All"))
        self.fields["to_class"].choices = [(one.pk, one.name) for one in classes]
        self.fields["level"].choices = [
            every,
            *((one.profile.pk, f"{one.profile.display_title} ({one.total})") for one in averages),
        ]
        self.fields["core_task"].choices = [
            every,
            *((pk, str(task)) for pk, task in self.core_tasks.items()),
        ]
        self.fields["state"].choices = [every, *Shown.choices]
        self.helper = filter_helper(self.fields)
        self.is_valid()

    @property
    def other_class(self):
        """The id of the class that was chosen instead of this one, or None."""
        chosen = self.cleaned_data.get("to_class")
        return int(chosen) if chosen and int(chosen) != self.school_class.pk else None

    @property
    def profile(self):
        return self.profiles.get(self.cleaned_data.get("level"))

    @property
    def only_task(self):
        return self.core_tasks.get(self.cleaned_data.get("core_task"))

    @property
    def only_state(self):
        return self.cleaned_data.get("state") or None

    @property
    def sort_key(self):
        return KEYS[self.order]

    @property
    def order(self):
        return Order(self.cleaned_data.get("sort", ""))

    @property
    def query(self):
        """The address' part that asks for the same of this class again; "" for all of it."""
        asked = {name: self.cleaned_data.get(name) for name in self.fields if name != "to_class"}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def in_words(self):
        """What is left and in which order, in one line."""
        found = [
            (self.fields["level"].label, self.profile and self.profile.display_title),
            (self.fields["core_task"].label, self.only_task),
            (self.fields["state"].label, self.only_state and Shown(self.only_state).label),
            (self.fields["sort"].label, self.order.label),
        ]
        return ", ".join(f"{label}: {words}" for label, words in found if words)

    @property
    def as_codes(self):
        """The same for programs."""
        return {
            "exit_profile": self.profile and self.profile.slug,
            "core_task": self.only_task and self.only_task.number,
            "state": self.only_state,
            "order": self.order.value or "name",
        }
