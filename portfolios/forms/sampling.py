"""The forms of the examination board: drawing a sample, and what a second look found."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext as _

from portfolios import sampling
from portfolios.enums import LookOutcome
from portfolios.forms.unfinished import Unfinished
from portfolios.models import SchoolClass

REMARK_LENGTH = 2000
USUAL_NUMBER = 10


class SampleForm(forms.Form):
    """From which class, and how many."""

    school_class = forms.ModelChoiceField(queryset=SchoolClass.objects.all(), required=False)
    number = forms.IntegerField(min_value=1, max_value=sampling.MOST, initial=USUAL_NUMBER)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school_class"].label = _("Class")
        self.fields["school_class"].empty_label = _("All classes")
        self.fields["number"].label = _("How many sign-offs")
        self.fields["number"].help_text = _(
            "About half are the sign-offs with most reason to look again, the rest is drawn at "
            "random. Each sign-off is drawn once."
        )
        self.helper = FormHelper()
        self.helper.form_class = "panel-body"
        self.helper.layout = Layout(
            "school_class",
            "number",
            StrictButton(_("Draw the sample"), type="submit", css_class="btn-primary btn-big"),
        )


class LookForm(Unfinished, forms.Form):
    """What the board finds when it looks again; nothing is selected beforehand."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    remark = forms.CharField(
        max_length=REMARK_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = _("What do you find?")
        self.fields["outcome"].choices = [
            (LookOutcome.AGREES, _("I agree")),
            (LookOutcome.DOUBTS, _("I have doubts")),
            (LookOutcome.DIFFERS, _("I find otherwise")),
        ]
        self.fields["remark"].label = _("Remark")
        self.fields["remark"].help_text = _(
            "Needed unless you agree. Kept in the log of this portfolio; its assessors read it."
        )
        self.helper = FormHelper()
        # The page makes the form, because it also carries for whom it is kept.
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field("outcome", template="portfolios/sampling/_outcome_field.html"),
            "remark",
            StrictButton(_("Record this look"), type="submit", css_class="btn-primary btn-big"),
        )

    def clean(self):
        cleaned = super().clean()
        outcome, remark = cleaned.get("outcome"), cleaned.get("remark", "").strip()
        needed = outcome not in (None, LookOutcome.AGREES)
        if needed and not remark and not self.has_error("remark"):
            self.add_error("remark", _("Write what you saw."))
        return cleaned
