"""Which classes the overview of the school shows, and in which order."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolios import school_overview
from portfolios.forms.filters import filter_helper


class Order(models.TextChoices):
    """By which column the classes stand in order."""

    NAME = "", _("Name")
    PROGRESS = "progress", _("Least signed off")
    WAITING = "waiting", _("Most waiting")
    OLDEST = "oldest", _("Longest waiting")
    WEEK = "week", _("Fewest sign-offs this week")
    SILENT = "silent", _("Most silent students")


KEYS = {
    Order.NAME: lambda row: row.school_class.name,
    Order.PROGRESS: lambda row: (row.share_done, row.school_class.name),
    Order.WAITING: lambda row: (-row.waiting, row.school_class.name),
    Order.OLDEST: lambda row: (-(row.oldest_days or 0), -row.waiting, row.school_class.name),
    Order.WEEK: lambda row: (row.sign_offs[-1], row.school_class.name),
    Order.SILENT: lambda row: (-row.silent, row.school_class.name),
}


class FilterForm(forms.Form):
    """The filters of the overview; what makes no sense is left out of account."""

    year = forms.ChoiceField(label=_("School year"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=Order.choices, required=False)

    def __init__(self, data, *, choices):
        now = school_overview.current(choices)
        super().__init__({"year": now, **data.dict()})
        self.fields["year"].choices = [(year, year) for year in choices]
        self.is_valid()
        self.year = self.cleaned_data.get("year") or now
        levels = choices.get(self.year, [])
        self.level = next((one for one in levels if str(one) == data.get("level")), None)
        self.fields["level"].choices = [("", _("All")), *((level, level) for level in levels)]
        self.order = Order(self.cleaned_data.get("sort", ""))
        self.helper = filter_helper(self.fields)

    @property
    def asked(self):
        """What is asked for, as the values of a query; the order apart."""
        asked = {"year": self.year, "level": self.level}
        return {name: value for name, value in asked.items() if value}

    @property
    def in_words(self):
        """The filter and the order, in one line; the school year apart."""
        found = [
            (self.fields["level"].label, self.level),
            (self.fields["sort"].label, self.order.label),
        ]
        return ", ".join(f"{label}: {words}" for label, words in found if words is not None)

    @property
    def as_codes(self):
        """The same for programs."""
        return {"level": self.level, "order": self.order.value or "name"}

    def sorted(self, rows):
        return sorted(rows, key=KEYS[self.order])
