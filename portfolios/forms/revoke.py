"""The form with which a sign-off is taken back."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 2000


class RevokeForm(forms.Form):
    """Why the sign-off is taken back; the student reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The student reads this. Say what has to be shown again."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "reason",
            Div(
                StrictButton(_("Revoke sign-off"), type="submit", css_class="btn-primary btn-big"),
                css_class="row-flex",
            ),
        )
