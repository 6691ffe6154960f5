"""The forms of an assessor and of a coordinator who releases a seat."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portfolios.enums import Outcome
from portfolios.forms.unfinished import Unfinished

FEEDBACK_MAX_LENGTH = 10_000


class AssessmentForm(Unfinished, forms.Form):
    """What an assessor finds; nothing is selected beforehand.

    `phrases` are the assessor's own, `keys` says whether single keys are on.
    """

    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect)
    feedback = forms.CharField(
        max_length=FEEDBACK_MAX_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args, student, phrases=(), keys=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.phrases, self.keys = phrases, keys
        self.fields["outcome"].label = _("Your assessment")
        self.fields["feedback"].label = _("Feedback for %(name)s") % {
            "name": student.get_short_name()
        }
        self.helper = FormHelper()
        # The page makes the form, because it also carries for whom it is kept.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.parts())

    def parts(self):
        """Enter in a field presses the first button of a form: that one saves, wherever it stands,
        and is not the one that adds a phrase."""
        return (
            HTML('<button type="submit" name="then" value="next" hidden></button>'),
            *self.answers(),
            HTML('{% include "portfolios/review/_draft_saved.html" %}'),
            self.buttons(),
        )

    def answers(self):
        return (
            Field("outcome", template="portfolios/review/_outcome_field.html"),
            Field("feedback", template="portfolios/review/_feedback_field.html"),
        )

    def buttons(self):
        return Div(
            StrictButton(
                save_and_next(self.keys),
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
        )

    def clean(self):
        cleaned = super().clean()
        insufficient = cleaned.get("outcome") == Outcome.INSUFFICIENT
        if insufficient and not cleaned.get("feedback") and not self.has_error("feedback"):
            self.add_error("feedback", _("Write what is missing: the student needs it to improve."))
        return cleaned


def save_and_next(keys):
    """The words of the button, with its keys where they are on."""
    if not keys:
        return _("Save and next")
    return format_html(
        '{} <kbd class="kbd only-wide text-nowrap">Ctrl Enter</kbd>', _("Save and next")
    )


class RowForm(AssessmentForm):
    """One of several hand-ins that are judged on one page; left blank, it is not judged."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = False

    def parts(self):
        return self.answers()

    @property
    def is_judged(self):
        return self.is_valid() and bool(self.cleaned_data["outcome"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("feedback") and not cleaned.get("outcome") and not self.errors:
            self.add_error("outcome", _("Choose an outcome too, or leave the feedback empty."))
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
