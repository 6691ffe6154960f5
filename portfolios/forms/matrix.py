"""Which part of the matrix of a portfolio is shown."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portfolios.enums import Shown
from portfolios.forms.filters import filter_helper

STILL_OPEN = "open"


class FilterForm(forms.Form):
    """The filters of the matrix; what makes no sense is left out of account.

    `levels` are the progress of the portfolio toward each exit profile, `own` the id of its own.
    """

    level = forms.ChoiceField(label=_("Level"), required=False)
    core_task = forms.ChoiceField(label=_("Core task"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, *, levels, own):
        super().__init__(data.dict())
        self.by_level = {str(level.profile.pk): level for level in levels}
        self.own = self.by_level[str(own)]
        self.core_tasks = {str(task.core_task.pk): task.core_task for task in self.own.tasks}
        every = ("", _("All"))
        self.fields["level"].choices = [
            every,
            *((pk, level.profile.display_title) for pk, level in self.by_level.items()),
        ]
        self.fields["core_task"].choices = [
            every,
            *((pk, str(task)) for pk, task in self.core_tasks.items()),
        ]
        self.fields["state"].choices = [every, (STILL_OPEN, _("Still open")), *Shown.choices]
        self.helper = filter_helper(self.fields, "filters of-one no-print")
        self.is_valid()

    @property
    def levels(self):
        """The progress toward the levels that are shown."""
        only = self.by_level.get(self.cleaned_data.get("level"))
        return [only] if only else list(self.by_level.values())

    @property
    def is_asked(self):
        """Something is left out."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def shows_task(self, core_task):
        only = self.core_tasks.get(self.cleaned_data.get("core_task"))
        return only in (None, core_task)

    def shows_cells(self, cells):
        """Whether a row is shown: `cells` are what the levels that are shown ask for."""
        state = self.cleaned_data.get("state")
        if state == STILL_OPEN:
            return any(cell.code in self._still_open for cell in cells)
        return not state or any(cell.shown == state for cell in cells)

    @cached_property
    def _still_open(self):
        """What is still needed: for the only level that is shown, or else for one's own."""
        looked_at = self.levels[0] if len(self.levels) == 1 else self.own
        return {code for missing in looked_at.missing for code in missing.codes}
