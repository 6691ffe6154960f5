"""Portfolios: started here; everything in them is changed by the steps of students and staff."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from curriculum.models import ExitProfile, QualificationState
from portfolios import clock, portfolio
from portfolios.admin.attention import PortfolioAttention
from portfolios.admin.people import WithAddress
from portfolios.admin.workbench import LookOnlyInline, Workbench, link
from portfolios.models import ChosenSpecialisation, Portfolio, User

DATES = ("starts_on", "ends_on")
CHOICES = ("student", "exit_profile", "school_class")


class StudentField(WithAddress, forms.ModelChoiceField):
    """One person."""


class ProfileField(forms.ModelChoiceField):
    """An exit profile, with the version that it belongs to."""

    def label_from_instance(self, profile):
        return f"{profile.qualification}: {profile}"


class PortfolioForm(forms.ModelForm):
    """What a portfolio starts with; later on only its dates are here to be changed."""

    class Meta:
        model = Portfolio
        fields = [*CHOICES, *DATES]
        field_classes = {"student": StudentField, "exit_profile": ProfileField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            return
        self.initial.setdefault("starts_on", clock.today())
        self.fields["student"].queryset = User.objects.filter(is_active=True)
        published = ExitProfile.objects.filter(
            qualification__state=QualificationState.PUBLISHED
        ).select_related("qualification")
        self.fields["exit_profile"].queryset = published

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("exit_profile"):
            self.instance.qualification = cleaned["exit_profile"].qualification
        return cleaned

    def _get_validation_exclusions(self):
        """Of a new portfolio the form knows all, so that every constraint can be asked."""
        excluded = super()._get_validation_exclusions()
        return excluded if self.instance.pk else excluded - {"qualification", "state"}


class SpecialisationInline(LookOnlyInline):
    """The specialisations that the student chose."""

    model = ChosenSpecialisation
    fields = ("work_process",)

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("work_process", "portfolio__student", "portfolio__exit_profile")
        )


@admin.register(Portfolio)
class PortfolioAdmin(Workbench):
    """One row is one student on the way to one level."""

    form = PortfolioForm
    fields = (*CHOICES, "qualification", *DATES, "state")
    inlines = (SpecialisationInline,)
    about = _(
        "Here a portfolio is started and its dates are kept. A coordinator changes class and "
        "level, closes and reopens on the page of the portfolio; all else follows from what the "
        "student and the assessors do."
    )
    why_kept = _(
        "A portfolio is never deleted: evidence, sign-offs and the log hang on it. "
        "A coordinator closes the portfolio of somebody who leaves."
    )
    list_display = ("student", "exit_profile", "school_class", "starts_on", "ends_on", "state")
    list_filter = (PortfolioAttention, "state", "exit_profile", "school_class")
    list_select_related = ("student", "exit_profile", "school_class")
    search_fields = (
        "student__first_name",
        "student__last_name",
        "student__email",
        "school_class__name",
    )
    search_help_text = _("Search by student or class.")
    date_hierarchy = "starts_on"

    def get_queryset(self, request):
        return super().get_queryset(request).with_people()

    def get_fields(self, request, obj=None):
        if obj is None:
            return [*CHOICES, *DATES]
        return ["person", *self.fields[1:]]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        fixed = ["person", *CHOICES[1:], "qualification", "state"]
        return fixed if obj.is_active else [*fixed, *DATES]

    @admin.display(description=_("student"))
    def person(self, obj):
        return link(obj.student)

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=DATES)
        else:
            started = portfolio.start(
                **{name: form.cleaned_data[name] for name in (*CHOICES, *DATES)}, by=request.user
            )
            obj.pk = started.pk
