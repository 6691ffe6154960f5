"""Which portfolios and classes need somebody: counted on the first page, listed on their own."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portfolios import clock
from portfolios.enums import PortfolioState
from portfolios.models import Portfolio, Teaching
from portfolios.school_overview import year_of_today


def past_year():
    """Running, in a class of a school year that is over."""
    return Q(state=PortfolioState.ACTIVE, school_class__school_year__lt=year_of_today())


def past_end():
    """Running, after the day on which it was to be done."""
    return Q(state=PortfolioState.ACTIVE, ends_on__lt=clock.today())


def no_teacher():
    """Classes in which nobody assesses, though students work."""
    running = Portfolio.objects.active().filter(school_class=OuterRef("pk"))
    teachings = Teaching.objects.filter(school_class=OuterRef("pk"))
    return Q(Exists(running), ~Exists(teachings))


class AttentionFilter(admin.SimpleListFilter):
    """A list of those that need somebody; `found` names the conditions of the page."""

    title = _("needs attention")
    parameter_name = "attention"
    found = {}

    def lookups(self, request, model_admin):
        return [(name, label) for name, (label, _condition) in self.found.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.found:
            return queryset
        _label, condition = self.found[self.value()]
        return queryset.filter(condition())


class PortfolioAttention(AttentionFilter):
    found = {
        "past_year": (_("in a class of an earlier school year"), past_year),
        "past_end": (_("past the planned end"), past_end),
    }


class ClassAttention(AttentionFilter):
    found = {"no_teacher": (_("without a teacher"), no_teacher)}
