"""The forms of a coordinator: class, level, close and reopen, each with its reason."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portfolios import portfolio as steps
from portfolios.models import SchoolClass

REASON_LENGTH = 2000


class StepForm(forms.Form):
    """What all of them share: a reason, a name to be told apart, and the step they stand for."""

    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )

    name = None
    take = None
    title = None
    button = None
    done = None
    choice = ()
    needs_confirmation = True

    def __init__(self, data=None, *, portfolio):
        super().__init__(data, prefix=self.name)
        self.portfolio = portfolio
        self.helper = FormHelper()
        self.helper.form_class = "panel-body"
        self.helper.layout = Layout(
            HTML(format_html('<input type="hidden" name="step" value="{}">', self.name)),
            *self.choice,
            "reason",
            StrictButton(self.button, type="submit", css_class="btn-line"),
        )


class ClassForm(StepForm):
    """Another class."""

    name = "class"
    take = staticmethod(steps.change_class)
    title = _("Another class")
    button = _("Change class")
    done = _("The portfolio is in another class now.")
    choice = ("school_class",)

    school_class = forms.ModelChoiceField(label=_("New class"), queryset=None)

    def __init__(self, data=None, *, portfolio):
        super().__init__(data, portfolio=portfolio)
        self.fields["school_class"].queryset = SchoolClass.objects.exclude(
            pk=portfolio.school_class_id
        )


class LevelForm(StepForm):
    """Another level of the same qualification."""

    name = "level"
    take = staticmethod(steps.change_profile)
    title = _("Another level")
    button = _("Change level")
    done = _("The portfolio has another level now.")
    choice = ("exit_profile",)

    exit_profile = forms.ModelChoiceField(label=_("New level"), queryset=None)

    def __init__(self, data=None, *, portfolio):
        super().__init__(data, portfolio=portfolio)
        self.fields["exit_profile"].queryset = portfolio.qualification.exit_profiles.exclude(
            pk=portfolio.exit_profile_id
        )


class CloseForm(StepForm):
    """The student leaves."""

    name = "close"
    take = staticmethod(steps.close)
    title = _("Close the portfolio")
    button = _("Close")
    done = _("The portfolio is closed.")


class ReopenForm(StepForm):
    """The student comes back."""

    name = "reopen"
    take = staticmethod(steps.reopen)
    title = _("Reopen the portfolio")
    button = _("Reopen")
    done = _("The portfolio is open again.")
    needs_confirmation = False
