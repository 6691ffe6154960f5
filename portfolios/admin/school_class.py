"""Classes, and who teaches them."""

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portfolios import people
from portfolios.admin.attention import ClassAttention
from portfolios.admin.people import WithAddress
from portfolios.admin.workbench import Workbench
from portfolios.enums import PortfolioState
from portfolios.models import SchoolClass, User


class TeachersField(WithAddress, forms.ModelMultipleChoiceField):
    """Any number of people."""


class SchoolClassForm(forms.ModelForm):
    """A class and its teachers."""

    taught_by = TeachersField(
        label=_("Teachers"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "radiolist"}),
        help_text=_(
            "They see the portfolios of this class and assess what is handed in. "
            "Who is taken away loses sight of them at once. The examination board is told. "
            "People with a running portfolio are not listed, unless they teach already."
        ),
    )

    class Meta:
        model = SchoolClass
        fields = ["name", "school_year"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["taught_by"]
        field.queryset = people.possible_teachers(self.instance)
        if self.instance.pk:
            field.initial = [teacher.pk for teacher in self.instance.teachers.all()]


@admin.register(SchoolClass)
class SchoolClassAdmin(Workbench):
    """Classes of every school year."""

    form = SchoolClassForm
    fields = ("name", "school_year", "taught_by", "students")
    readonly_fields = ("students",)
    about = _("A student comes into a class with a portfolio, and moves on the portfolio's page.")
    why_kept = _("A class is never deleted: portfolios and changes of roles name it.")
    list_display = ("name", "school_year", "teacher_names", "students")
    list_filter = (ClassAttention, "school_year")
    search_fields = ("name", "school_year", "teachers__first_name", "teachers__last_name")
    search_help_text = _("Search by class, school year or teacher.")

    def get_queryset(self, request):
        active = Count("portfolios", filter=Q(portfolios__state=PortfolioState.ACTIVE))
        return super().get_queryset(request).prefetch_related("teachers").annotate(running=active)

    @admin.display(description=_("teachers"))
    def teacher_names(self, school_class):
        return ", ".join(str(teacher) for teacher in school_class.teachers.all())

    @admin.display(description=_("running portfolios"), ordering="running")
    def students(self, school_class):
        if school_class.pk is None:
            return 0
        address = reverse("admin:portfolios_portfolio_changelist")
        query = f"?school_class__id__exact={school_class.pk}&state__exact={PortfolioState.ACTIVE}"
        return format_html('<a href="{}{}">{}</a>', address, query, school_class.running)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        people.set_teachers(form.instance, form.cleaned_data["taught_by"], by=request.user)
