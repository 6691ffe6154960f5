"""The forms of an assessor and of a coordinator who releases a seat."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portfolios.enums import Outcome
from portfolios.forms.unfinished import Unfinished

FEEDBACK_MAX_LENGTH = 10_000


class AssessmentForm(Unfinished, forms.Form):
    """What an assessor finds; nothing is selected beforehand."""

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect)
    feedback = forms.CharField(
        max_length=FEEDBACK_MAX_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args, student, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = _("Your assessment")
        self.fields["feedback"].label = _("Feedback for %(name)s") % {
            "name": student.get_short_name()
        }
        self.fields["feedback"].widget.attrs["data-key"] = "f"
        self.helper = FormHelper()
        # The page makes the form, because it also carries for whom it is kept.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field("outcome", template="portfolios/review/_outcome_field.html"),
            Field("feedback", template="portfolios/review/_feedback_field.html"),
            Div(
                StrictButton(
                    format_html(
                        '{} <kbd class="kbd only-wide text-nowrap">Ctrl Enter</kbd>',
                        _("Save and next"),
                    ),
                    type="submit",
                    name="then",
                    value="next",
                    css_class="btn-primary btn-big",
                ),
                StrictButton(
                    _("Save and stay here"),
                    type="submit",
                    name="then",
                    value="stay",
                    css_class="btn-bare",
                ),
                css_class="actions",
            ),
        )

    def clean(self):
        cleaned = super().clean()
        insufficient = cleaned.get("outcome") == Outcome.INSUFFICIENT
        if insufficient and not cleaned.get("feedback") and not self.has_error("feedback"):
            self.add_error("feedback", _("Write what is missing: the student needs it to improve."))
        return cleaned


class ReleaseForm(forms.Form):
    """Which seat a coordinator releases, and why."""

    seat = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].label = _("Seat to release")
        self.fields["seat"].choices = seats
        self.fields["reason"].label = _("Reason")
        self.fields["reason"].help_text = _("Kept in the log of this portfolio.")
        self.helper = FormHelper()
        self.helper.form_class = "panel-body"
        self.helper.layout = Layout(
            Field("seat", template="portfolios/review/_seat_field.html"),
            "reason",
            StrictButton(_("Release this seat"), type="submit", css_class="btn-primary"),
        )
