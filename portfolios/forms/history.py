"""The day to look back at."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios import clock


class DayForm(forms.Form):
    """One day, today at the latest; the page stands empty until one is asked for."""

    on = forms.DateField(
        label=gettext_lazy("Day"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write a day, for example 31-12-2026.")},
    )

    def __init__(self, data):
        super().__init__(data if "on" in data else None)
        self.fields["on"].widget.attrs["max"] = clock.today().isoformat()
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "day-form no-print"
        self.helper.layout = Layout(
            "on",
            Div(
                StrictButton(_("Show this day"), type="submit", css_class="btn-line"),
                css_class="row-flex",
            ),
        )

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise forms.ValidationError(_("This day is still to come. Choose today or earlier."))
        return self.cleaned_data["on"]

    @property
    def day(self):
        """The day that was asked for, or None."""
        return self.cleaned_data.get("on") if self.is_valid() else None
