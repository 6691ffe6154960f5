"""Confirmations, exemptions and completions: who decided, and when; no ground and no attachment."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portfolios.admin.workbench import LookOnly, link
from portfolios.models import Completion, Confirmation, Exemption

KEPT = _("What the examination board or an assessor decided is never deleted: it is the record.")
NAMES = ("first_name", "last_name")


class OfPortfolio(LookOnly):
    """What they share: whose it is."""

    why_kept = KEPT

    @admin.display(description=_("student"), ordering="portfolio__student__last_name")
    def student(self, row):
        return row.portfolio.student

    @admin.display(description=_("portfolio"))
    def owner(self, row):
        return link(row.portfolio)


@admin.register(Exemption)
class ExemptionAdmin(OfPortfolio):
    """One row is one work process that is not asked of one student."""

    about = _("The ground and what was attached are read in the portfolio, not here.")
    fields = (
        "owner", "work_process", "exit_profile", "granted_by", "granted_at", "ended_by", "ended_at",
        "has_attachment",
    )  # fmt: skip
    readonly_fields = ("owner", "has_attachment")
    list_display = (
        "student", "code", "exit_profile", "granted_by", "granted_at", "ended_at",
    )  # fmt: skip
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "exit_profile")
    list_select_related = ("portfolio__student", "work_process", "exit_profile", "granted_by")
    search_fields = (*(f"portfolio__student__{name}" for name in NAMES), "work_process__code")
    search_help_text = _("Search by student or work process.")
    date_hierarchy = "granted_at"

    def get_queryset(self, request):
        found = super().get_queryset(request).defer("ground")
        return found.select_related(*self.list_select_related, "portfolio__exit_profile")

    def view_on_site(self, row):
        return reverse("portfolios:work_process_of", args=[row.portfolio_id, row.work_process.code])

    @admin.display(description=_("work process"))
    def code(self, row):
        return row.work_process.code

    @admin.display(description=_("has an attachment"), boolean=True)
    def has_attachment(self, row):
        return bool(row.stored_name)


@admin.register(Completion)
class CompletionAdmin(OfPortfolio):
    """One row is one proposal, and what became of it."""

    fields = (
        "owner", "exit_profile", "state", "proposed_by", "proposed_at", "decided_by", "decided_at",
        "sealed_sha256", "reopened_by", "reopened_at",
    )  # fmt: skip
    readonly_fields = ("owner", "sealed_sha256")
    list_display = (
        "student", "exit_profile", "state", "proposed_by", "proposed_at", "decided_by",
        "decided_at",
    )  # fmt: skip
    list_filter = ("state", "exit_profile")
    list_select_related = ("portfolio__student", "exit_profile", "proposed_by", "decided_by")
    search_fields = (*(f"portfolio__student__{name}" for name in NAMES), "sealed_sha256")
    search_help_text = _("Search by student or seal.")
    date_hierarchy = "proposed_at"

    def get_queryset(self, request):
        found = super().get_queryset(request).defer("sealed")
        return found.select_related(*self.list_select_related, "portfolio__exit_profile")

    def view_on_site(self, row):
        return reverse("portfolios:portfolio_of", args=[row.portfolio_id])


@admin.register(Confirmation)
class ConfirmationAdmin(LookOnly):
    """One assessor who found a sign-off of a lower level good enough for this one."""

    why_kept = KEPT
    fields = (
        "cell", "exit_profile", "given_at", "grade", "assessor", "confirmed_at", "ended_at",
    )  # fmt: skip
    readonly_fields = ("cell",)
    list_display = (
        "student", "code", "exit_profile", "given_at", "grade", "assessor", "confirmed_at",
        "ended_at",
    )  # fmt: skip
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "exit_profile")
    list_select_related = (
        "sign_off__portfolio__student", "sign_off__portfolio__exit_profile",
        "sign_off__work_process", "exit_profile", "given_at", "assessor",
    )  # fmt: skip
    search_fields = (
        *(f"sign_off__portfolio__student__{name}" for name in NAMES),
        "sign_off__work_process__code",
        *(f"assessor__{name}" for name in NAMES),
    )
    search_help_text = _("Search by student, work process or assessor.")
    date_hierarchy = "confirmed_at"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def view_on_site(self, row):
        cell = row.sign_off
        return reverse(
            "portfolios:work_process_of", args=[cell.portfolio_id, cell.work_process.code]
        )

    @admin.display(description=_("student"))
    def student(self, row):
        return row.sign_off.portfolio.student

    @admin.display(description=_("work process"))
    def code(self, row):
        return row.sign_off.work_process.code

    @admin.display(description=_("sign-off"))
    def cell(self, row):
        return link(row.sign_off)
