"""The small form that links a piece to work processes more."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LinkForm(forms.Form):
    """Show a piece for further work processes."""

    work_process = forms.ModelMultipleChoiceField(
        None,
        to_field_name="code",
        label=_("Work processes"),
        widget=forms.CheckboxSelectMultiple,
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
            Field("work_process", template="portfolios/evidence/_ticks.html"),
            StrictButton(
                pgettext_lazy("button", "Link"), type="submit", css_class="btn-line w-100"
            ),
        )
