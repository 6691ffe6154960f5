"""The small forms around evidence: finding it back, and linking a piece once more."""

from functools import reduce
from operator import or_
from urllib.parse import urlencode

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portfolios.models import STARR

FOLDER = "portfolios/evidence"
# Every word asks the database for all of the texts.
QUERY_LENGTH = 100
SEARCHED = ("title", "text", "company", "made_with", *STARR)


class LinkForm(forms.Form):
    """Show a piece for one further work process."""

    work_process = forms.ModelChoiceField(
        None,
        to_field_name="code",
        label=_("Work process"),
        empty_label=_("Choose a work process"),
        required=False,
    )

    def __init__(self, data=None, *, portfolio, linked, address):
        super().__init__(data)
        field = self.fields["work_process"]
        offered = portfolio.qualification.work_processes.filter(retired=False)
        field.queryset = offered.exclude(pk__in=[work_process.pk for work_process in linked])
        field.help_text = _("A further link changes nothing about what you handed in.")
        self.helper = FormHelper()
        self.helper.form_action = address
        self.helper.form_class = "panel-body"
        self.helper.layout = Layout(
            Field("work_process", css_class="w-100"),
            StrictButton(
                pgettext_lazy("button", "Link"), type="submit", css_class="btn-line w-100"
            ),
        )


class SearchForm(forms.Form):
    """Which pieces the library shows; what makes no sense is left out of account."""

    class State(models.TextChoices):
        LOOSE = "loose", _("Not handed in yet")
        HANDED_IN = "handed_in", _("Handed in")

    q = forms.CharField(
        label=_("Search your evidence"),
        required=False,
        max_length=QUERY_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": _("Search by title or word")}),
    )
    work_process = forms.ChoiceField(label=_("Work process"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, *, work_processes):
        super().__init__(data)
        every = [("", _("All"))]
        self.fields["work_process"].choices = every + [(w.code, str(w)) for w in work_processes]
        self.fields["state"].choices = every + self.State.choices
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "panel find"
        self.helper.layout = Layout(
            Field("q", template=f"{FOLDER}/_search_field.html"),
            Field("work_process", template=f"{FOLDER}/_search_field.html"),
            Field("state", template=f"{FOLDER}/_search_field.html"),
            StrictButton(_("Show"), type="submit", css_class="btn-line wide"),
        )

    def narrow(self, pieces):
        """Those of the pieces that were asked for."""
        self.is_valid()
        asked = self.cleaned_data
        for word in asked.get("q", "").split():
            pieces = pieces.filter(
                reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED))
            )
        if asked.get("work_process"):
            pieces = pieces.filter(links__work_process__code=asked["work_process"])
        if asked.get("state"):
            pieces = pieces.filter(frozen_at__isnull=asked["state"] == self.State.LOOSE)
        return pieces

    @property
    def query(self):
        """The part of an address that asks for the same once more, for the next page."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return f"{urlencode(asked)}&" if asked else ""
