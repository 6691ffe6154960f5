"""The forms of the examination board: proposals, completed levels and exemptions."""

from functools import reduce
from operator import or_

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.models import WorkProcess

REASON_LENGTH = 2000
SEARCHED = ("student__first_name", "student__last_name", "student__email", "school_class__name")


class ReasonForm(forms.Form):
    """A step that needs nothing but a reason, which others read."""

    button = None
    button_class = "btn-primary"

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "reason",
            Div(
                StrictButton(self.button, type="submit", css_class=self.button_class),
                css_class="row-flex",
            ),
        )


class RefuseForm(ReasonForm):
    """Why a proposal is refused. Stands once on a page of its own and often on the board's."""

    button = gettext_lazy("Refuse for this reason")
    button_class = "btn-line"

    def __init__(self, *args, completion, **kwargs):
        super().__init__(*args, auto_id=f"id_{completion.pk}_%s", **kwargs)
        self.fields["reason"].label = _("Why do you refuse?")
        self.fields["reason"].widget.attrs["rows"] = 2
        self.fields["reason"].help_text = _("%(student)s and %(teacher)s read this.") % {
            "student": completion.portfolio.student.get_short_name(),
            "teacher": completion.proposed_by.name_of_assessor,
        }
        self.helper.form_action = reverse("portfolios:completion_refuse", args=[completion.pk])


class ReopenForm(ReasonForm):
    """Why a completed level is opened again."""

    button = gettext_lazy("Reopen the portfolio")


class EndForm(ReasonForm):
    """Why an exemption ends."""

    button = gettext_lazy("End the exemption")


class PortfolioSearch(forms.Form):
    """Finds the portfolio of a student by name, address or class."""

    q = forms.CharField(label=gettext_lazy("Student or class"), max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.layout = Layout(
            "q", StrictButton(_("Search"), type="submit", css_class="btn-primary")
        )

    def found(self, portfolios):
        """The portfolios in which every word is found; none before something was asked."""
        words = self.cleaned_data["q"].split() if self.is_valid() else []
        if not words:
            return portfolios.none()
        for word in words:
            portfolios = portfolios.filter(
                reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED))
            )
        return portfolios


class ExemptionForm(forms.Form):
    """What a student is exempted from, and on what ground."""

    work_process = forms.ModelChoiceField(
        label=gettext_lazy("Work process"), queryset=WorkProcess.objects.none()
    )
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        help_text=gettext_lazy(
            "What the exemption rests on. The student and the teachers read it."
        ),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attachment = forms.FileField(
        label=gettext_lazy("Attachment"),
        help_text=gettext_lazy("For example a diploma. The student and the teachers can open it."),
        required=False,
        allow_empty_file=True,
    )

    def __init__(self, *args, work_processes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["work_process"].queryset = work_processes
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "work_process",
            "ground",
            "attachment",
            Div(
                StrictButton(_("Grant the exemption"), type="submit", css_class="btn-primary"),
                css_class="row-flex",
            ),
        )
