"""Sign-offs, what was handed in for them, and how it was judged once that is decided."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from portfolios.admin.evidence import name_of
from portfolios.admin.workbench import LookOnly, LookOnlyInline, link
from portfolios.enums import Shown
from portfolios.models import Assessment, Portfolio, SignOff, Submission
from portfolios.shown import shown_expression

KEPT = _("What was handed in, judged or signed off is never deleted: it is the record.")
CELL = ("portfolio__student", "portfolio__exit_profile", "work_process", "given_at")
OF_CELL = tuple(f"sign_off__{name}" for name in CELL[:3])


class ShownFilter(admin.SimpleListFilter):
    """Sign-offs by what their cell shows."""

    title = _("shows")
    parameter_name = "shows"

    def lookups(self, request, model_admin):
        return Shown.choices

    def queryset(self, request, queryset):
        known = self.value() in Shown.values
        return queryset.filter(shown_state=self.value()) if known else queryset


@admin.register(SignOff)
class SignOffAdmin(LookOnly):
    """One row is one cell: a student and a work process."""

    why_kept = KEPT
    fields = ("owner", "work_process", "state", "shows", "grade", "given_at")
    readonly_fields = ("owner", "shows")
    list_display = ("student", "code", "shows", "state", "grade", "given_at")
    list_filter = (
        ShownFilter,
        "state",
        "grade",
        "portfolio__exit_profile",
        "portfolio__school_class",
    )
    list_select_related = CELL
    search_fields = (
        "portfolio__student__first_name",
        "portfolio__student__last_name",
        "portfolio__student__email",
        "work_process__code",
        "work_process__title",
    )
    search_help_text = _("Search by student or work process.")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related(*CELL)
            .annotate(shown_state=shown_expression())
        )

    def view_on_site(self, cell):
        return reverse(
            "portfolios:work_process_of", args=[cell.portfolio_id, cell.work_process.code]
        )

    def may_open(self, user, cell):
        return Portfolio.objects.visible_to(user).filter(pk=cell.portfolio_id).exists()

    @admin.display(description=_("student"), ordering="portfolio__student__last_name")
    def student(self, cell):
        return cell.portfolio.student

    @admin.display(description=_("portfolio"))
    def owner(self, cell):
        return link(cell.portfolio)

    @admin.display(description=_("work process"), ordering="work_process__position")
    def code(self, cell):
        return cell.work_process.code

    @admin.display(description=_("shows"))
    def shows(self, cell):
        return Shown(cell.shown_state).label


def decided(assessments):
    """Until a submission is decided, an assessment in it is seen by its author alone."""
    return assessments.filter(submission__closed_at__isnull=False).select_related(
        "assessor", *(f"submission__{name}" for name in OF_CELL)
    )


class DecidedInline(LookOnlyInline):
    """How a submission was judged; empty until it is decided."""

    model = Assessment
    fields = ("assessor", "round", "seat", "outcome", "assessed_at", "released_at")
    show_change_link = True

    def get_queryset(self, request):
        return decided(super().get_queryset(request))


@admin.register(Submission)
class SubmissionAdmin(LookOnly):
    """One row is one attempt, with the seal of what was handed in."""

    why_kept = KEPT
    fields = (
        "cell",
        "attempt",
        "submitted_at",
        "exit_profile",
        "required_assessors",
        "own_work_confirmed",
        "pieces",
        "manifest_sha256",
        "closed_at",
        "withdrawn_at",
    )
    readonly_fields = ("cell", "pieces")
    inlines = (DecidedInline,)
    list_display = (
        "student",
        "code",
        "attempt",
        "submitted_at",
        "required_assessors",
        "closed_at",
        "withdrawn_at",
    )
    list_filter = (
        ("closed_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        "exit_profile",
    )
    list_select_related = OF_CELL
    search_fields = (
        "sign_off__portfolio__student__first_name",
        "sign_off__portfolio__student__last_name",
        "sign_off__work_process__code",
        "manifest_sha256",
    )
    search_help_text = _("Search by student, work process or seal.")
    date_hierarchy = "submitted_at"

    def get_queryset(self, request):
        found = super().get_queryset(request).defer("words", "manifest")
        return found.select_related("exit_profile", *OF_CELL)

    @admin.display(description=_("student"), ordering="sign_off__portfolio__student__last_name")
    def student(self, submission):
        return submission.sign_off.portfolio.student

    @admin.display(description=_("work process"))
    def code(self, submission):
        return submission.sign_off.work_process.code

    @admin.display(description=_("sign-off"))
    def cell(self, submission):
        return link(submission.sign_off)

    @admin.display(description=_("evidence"))
    def pieces(self, submission):
        parts = submission.evidence.only("pk").order_by("pk")
        return format_html_join(", ", "{}", [[link(row, name_of(row))] for row in parts])


@admin.register(Assessment)
class AssessmentAdmin(LookOnly):
    """Who judged, and what; of decided submissions alone, and without the feedback."""

    about = _(
        "An assessment is listed here once its submission is decided; until then only its "
        "author sees it. The feedback is between student and assessors."
    )
    why_kept = KEPT
    fields = (
        "handed_in",
        "assessor",
        "round",
        "seat",
        "outcome",
        "assessed_at",
        "released_at",
        "manifest_sha256",
    )
    readonly_fields = ("handed_in",)
    list_display = ("student", "code", "assessor", "outcome", "round", "seat", "assessed_at")
    list_filter = ("outcome", "round", ("released_at", admin.EmptyFieldListFilter))
    search_fields = (
        "submission__sign_off__portfolio__student__first_name",
        "submission__sign_off__portfolio__student__last_name",
        "submission__sign_off__work_process__code",
        "assessor__first_name",
        "assessor__last_name",
    )
    search_help_text = _("Search by student, work process or assessor.")
    date_hierarchy = "assessed_at"

    def get_queryset(self, request):
        return decided(super().get_queryset(request)).defer("feedback")

    @admin.display(description=_("student"))
    def student(self, assessment):
        return assessment.submission.sign_off.portfolio.student

    @admin.display(description=_("work process"))
    def code(self, assessment):
        return assessment.submission.sign_off.work_process.code

    @admin.display(description=_("submission"))
    def handed_in(self, assessment):
        return link(assessment.submission)
