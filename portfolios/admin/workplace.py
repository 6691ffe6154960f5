"""Workplace trainers, their links and statements: that they exist, and not what was written."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portfolios.admin.workbench import LookOnly, link
from portfolios.models import WorkplaceLink, WorkplaceStatement, WorkplaceTrainer

KEPT = _("Who was asked and what was stated is part of the record, so it is never deleted.")


def _search(path):
    return tuple(f"{path}student__{name}" for name in ("first_name", "last_name", "email"))


class OfTrainer(LookOnly):
    """A row of the record of a portfolio."""

    why_kept = KEPT
    search_help_text = _("Search by student.")

    def portfolio_of(self, row):
        return row.portfolio

    @admin.display(description=_("student"))
    def student(self, row):
        return self.portfolio_of(row).student

    @admin.display(description=_("portfolio"))
    def owner(self, row):
        return link(self.portfolio_of(row))


@admin.register(WorkplaceTrainer)
class WorkplaceTrainerAdmin(OfTrainer):
    """Who was named, by whom, and who checked that."""

    fields = (
        "owner", "name", "company", "email", "named_by", "named_at",
        "checked_by", "checked_at", "declined_by", "declined_at",
    )  # fmt: skip
    readonly_fields = ("owner",)
    list_display = ("name", "company", "student", "named_by", "checked_by", "declined_by")
    list_filter = (
        ("checked_at", admin.EmptyFieldListFilter),
        ("declined_at", admin.EmptyFieldListFilter),
    )
    list_select_related = (
        "portfolio__student", "portfolio__exit_profile", "named_by", "checked_by", "declined_by",
    )  # fmt: skip
    search_fields = ("name", "company", *_search("portfolio__"))
    search_help_text = _("Search by trainer, company or student.")


@admin.register(WorkplaceLink)
class WorkplaceLinkAdmin(OfTrainer):
    """When a link was asked, made, and how it ended; it cannot be opened from here."""

    fields = ("owner", "trainer", "asked_by", "asked_at", "made_at", "expires_at", "revoked_by",
              "revoked_at")  # fmt: skip
    readonly_fields = ("owner",)
    list_display = ("trainer", "student", "asked_by", "asked_at", "made_at", "expires_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("trainer__portfolio__student", "trainer__portfolio__exit_profile",
                           "asked_by")  # fmt: skip
    search_fields = ("trainer__name", *_search("trainer__portfolio__"))
    search_help_text = _("Search by trainer or student.")

    def portfolio_of(self, row):
        return row.trainer.portfolio


@admin.register(WorkplaceStatement)
class WorkplaceStatementAdmin(OfTrainer):
    """What was answered; the remark is between the trainer, the student and the assessors."""

    fields = ("owner", "work_process", "answer", "stated_at", "shown_sha256")
    readonly_fields = ("owner", "work_process")
    list_display = ("student", "work_process", "answer", "stated_at")
    list_filter = ("answer",)
    search_fields = _search("question__link__trainer__portfolio__")

    def get_queryset(self, request):
        found = super().get_queryset(request).defer("remark", "name", "capacity")
        return found.select_related(
            "question__sign_off__work_process",
            "question__link__trainer__portfolio__student",
            "question__link__trainer__portfolio__exit_profile",
        )

    def portfolio_of(self, row):
        return row.trainer.portfolio

    @admin.display(description=_("work process"))
    def work_process(self, row):
        return row.question.sign_off.work_process.code
