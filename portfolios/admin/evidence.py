"""Evidence and its files: that they exist, and nothing of what a student wrote or named."""

from django.contrib import admin
from django.db.models import Count, Sum
from django.forms.models import BaseInlineFormSet
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios.admin.workbench import LookOnly, LookOnlyInline, link
from portfolios.models import STARR, Evidence, EvidenceFile

STUDENT = (
    "portfolio__student__first_name",
    "portfolio__student__last_name",
    "portfolio__student__email",
)
FROZEN = _(
    "Evidence is never deleted here: sign-offs may hang on it. A student removes what was not "
    "handed in."
)
TEXTS = {
    Evidence: ("title", "url", "text", *STARR, "company", "made_with"),
    EvidenceFile: ("original_name",),
}


def veil(row):
    """Take the texts out of a row in memory, and give it a name that says nothing."""
    for name in TEXTS[type(row)]:
        setattr(row, name, "")
    name = {Evidence: "title", EvidenceFile: "original_name"}[type(row)]
    setattr(row, name, name_of(row))
    return row


def name_of(row):
    """What the administration calls a piece or a file."""
    sentence = gettext("Evidence %d") if isinstance(row, Evidence) else gettext("File %d")
    return sentence % row.pk


class Veiled(LookOnly):
    """A page of something that holds texts of a student, which never leave the database."""

    why_kept = FROZEN

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*TEXTS[self.model])

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        return veil(row) if row else None

    @admin.display(description=_("number"), ordering="pk")
    def number(self, row):
        return name_of(row)

    @admin.display(description=_("student"), ordering="portfolio__student__last_name")
    def student(self, row):
        return row.portfolio.student

    @admin.display(description=_("portfolio"))
    def owner(self, row):
        return link(row.portfolio)


class VeiledFormSet(BaseInlineFormSet):
    """Files as rows of a page, without their names."""

    def get_queryset(self):
        rows = super().get_queryset()
        for row in rows:
            veil(row)
        return rows


class FileInline(LookOnlyInline):
    """The files of a piece."""

    model = EvidenceFile
    formset = VeiledFormSet
    fields = ("media_type", "state", "size", "sha256", "received_at", "erased_at")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*TEXTS[EvidenceFile])


@admin.register(Evidence)
class EvidenceAdmin(Veiled):
    """Pieces of evidence: whose, of which kind, how large, for which work processes."""

    fields = (
        "owner",
        "kind",
        "made_on",
        "codes",
        "former",
        "created_at",
        "frozen_at",
        "removed_at",
    )
    readonly_fields = ("owner", "codes", "former")
    inlines = (FileInline,)
    list_display = (
        "number",
        "student",
        "kind",
        "file_count",
        "total_size",
        "created_at",
        "frozen_at",
        "removed_at",
    )
    list_filter = ("kind", ("frozen_at", admin.EmptyFieldListFilter))
    list_select_related = ("portfolio__student", "portfolio__exit_profile")
    search_fields = STUDENT
    search_help_text = _("Search by student.")
    date_hierarchy = "created_at"

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related(*self.list_select_related)
            .annotate(file_number=Count("files"), bytes_kept=Sum("files__size"))
        )

    @admin.display(description=_("files"), ordering="file_number")
    def file_count(self, piece):
        return piece.file_number

    @admin.display(description=_("size"), ordering="bytes_kept")
    def total_size(self, piece):
        return filesizeformat(piece.bytes_kept or 0)

    @admin.display(description=_("work processes"))
    def codes(self, piece):
        links = piece.links.select_related("work_process")
        return ", ".join(found.work_process.code for found in links)

    @admin.display(description=_("replaces"))
    def former(self, piece):
        newer = [[link(row, name_of(row))] for row in [piece.replaces] if row]
        return format_html_join(", ", "{}", newer)


@admin.register(EvidenceFile)
class EvidenceFileAdmin(Veiled):
    """Files: what was received, what is kept, and both hashes."""

    fields = (
        "owner",
        "piece",
        "media_type",
        "pages",
        "state",
        "reason",
        "received_at",
        "received_size",
        "received_sha256",
        "size",
        "sha256",
        "frozen_at",
        "erased_at",
    )
    readonly_fields = ("owner", "piece")
    list_display = (
        "number",
        "student",
        "media_type",
        "kept_size",
        "state",
        "sha256",
        "received_at",
        "frozen_at",
    )
    list_filter = (
        "state",
        "media_type",
        ("frozen_at", admin.EmptyFieldListFilter),
        ("erased_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("portfolio__student", "portfolio__exit_profile")
    search_fields = (*STUDENT, "sha256", "received_sha256")
    search_help_text = _("Search by student or hash.")
    date_hierarchy = "received_at"

    @admin.display(description=_("size"), ordering="size")
    def kept_size(self, file):
        return filesizeformat(file.size)

    @admin.display(description=_("evidence"))
    def piece(self, file):
        return link(file.evidence, name_of(file.evidence)) if file.evidence else None
