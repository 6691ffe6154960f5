"""Bringing a structure in from a file: looked at first, then written as a draft."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum import readers
from curriculum.exchange import SLUG_LENGTH
from curriculum.exchange.rules import SMALL
from curriculum.models.texts import TITLE_LENGTH
from portfolios import structure_import, uploads
from portfolios.admin.workbench import LookOnly
from portfolios.errors import Refused
from portfolios.models import ImportState, StructureImport

SHOWN = 300
"""How many rows the page names, those with an error apart."""
TEMPLATE = "admin/curriculum/qualification/import.html"
ACCEPTED = ".json,.csv,.txt,.xlsx,.docx"


class ImportForm(forms.Form):
    """A file, and what it may not say itself."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "JSON or CSV of this application, an Excel workbook (.xlsx), or a Word document "
            "(.docx) with a table of core tasks, work processes and a column for each exit profile."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Only where the file does not say it, or says another one."),
        max_length=SLUG_LENGTH,
        required=False,
        validators=[validate_slug],
    )
    version = forms.IntegerField(
        label=gettext_lazy("Version"),
        help_text=gettext_lazy("A published version is never changed: give a higher number."),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(SMALL)],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("The name that people read."),
        max_length=TITLE_LENGTH,
        required=False,
    )

    def __init__(self, *args, too_large=(), kept=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.fields["file"].required = not (kept or too_large)
        if kept:
            self.fields["file"].label = gettext_lazy("A corrected file")
            self.fields["file"].help_text = gettext_lazy(
                "Without one, the same file is read again."
            )

    def clean(self):
        file = self.cleaned_data.get("file")
        if self.too_large or (file and file.size > readers.MOST_BYTES):
            facts = {"megabytes": readers.MOST_BYTES // 1_000_000}
            self.add_error("file", _("This file is larger than %(megabytes)s MB.") % facts)
        return super().clean()

    @property
    def asked(self):
        said = self.cleaned_data
        return readers.Asked(slug=said["slug"], version=said["version"], name=said["name"])


class ImportsStructure:
    """The pages of an import, for the administration of qualifications."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_new), name="curriculum_qualification_import"),
            path(
                "import/<int:pk>/", wrap(self.import_one), name="curriculum_qualification_import_of"
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        address = reverse("admin:curriculum_qualification_import")
        return super().changelist_view(
            request, {**(extra_context or {}), "import_address": address}
        )

    def import_new(self, request):
        """Choose a file."""
        self._only_who_adds(request)
        form = self._form(request) if request.method == "POST" else ImportForm()
        if form.is_valid():
            return self._look(request, form)
        return self._import_page(request, form)

    def import_one(self, request, pk):
        """What the file would do, and the decision about it."""
        self._only_who_adds(request)
        row = StructureImport.objects.visible_to(request.user).filter(pk=pk).first()
        if row is None:
            raise Http404
        if request.method != "POST":
            return self._import_page(request, _told(row), row)
        try:
            if "write" in request.POST:
                return self._write(request, row)
            if "set_aside" in request.POST:
                return self._set_aside(request, row)
            form = self._form(request, row)
            return self._look(request, form, row) if form.is_valid() else self._import_page(
                request, form, row
            )  # fmt: skip
        except Refused as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return redirect(_address(row))

    def _only_who_adds(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _form(self, request, row=None):
        return ImportForm(
            request.POST,
            request.FILES,
            too_large=uploads.too_large(request),
            kept=row is not None and row.is_open,
        )

    def _look(self, request, form, row=None):
        file = form.cleaned_data["file"]
        found = structure_import.look_at(
            raw=file.read() if file else bytes(row.content),
            name=file.name if file else row.name,
            by=request.user,
            asked=form.asked,
            earlier=row,
        )
        return redirect(_address(found))

    def _write(self, request, row):
        qualification = structure_import.write(row=row, by=request.user)
        sentence = _("%(qualification)s is written from the file %(file)s.") % {
            "qualification": qualification,
            "file": row.name,
        }
        self.log_change(request, qualification, sentence)
        self.message_user(request, sentence, messages.SUCCESS)
        return redirect(reverse("admin:curriculum_qualification_change", args=[qualification.pk]))

    def _set_aside(self, request, row):
        structure_import.set_aside(row=row, by=request.user)
        sentence = _("The file %(file)s is set aside. Nothing was written.") % {"file": row.name}
        self.message_user(request, sentence, messages.SUCCESS)
        return redirect(reverse("admin:portfolios_structureimport_changelist"))

    def _import_page(self, request, form, row=None):
        report = row.report if row else None
        rows = report.others if report else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Bring in a structure from a file"),
            "opts": self.opts,
            "form": form,
            "row": row,
            "report": report,
            "rows": rows[:SHOWN],
            "more": max(0, len(rows) - SHOWN),
            "waits": row is not None and row.state == ImportState.WAITING,
            "changes": row is not None and structure_import.changes_something(row),
            "failed": row is not None and row.state == ImportState.FAILED,
        }
        return TemplateResponse(request, TEMPLATE, context)


def _address(row):
    return reverse("admin:curriculum_qualification_import_of", args=[row.pk])


def _told(row):
    """The form as it was filled in; what the file does not say is an error of its field."""
    said = {"slug": row.slug, "version": row.version or "", "name": row.title}
    if row.state != ImportState.FAILED:
        return ImportForm(initial=said, kept=row.is_open)
    form = ImportForm(said, kept=True)
    form.full_clean()
    for fault in row.report.faults:
        field, _colon, sentence = fault.partition(": ")
        if field in said:
            form.add_error(field, _("The file does not say this rightly: it %s.") % sentence)
    return form


@admin.register(StructureImport)
class StructureImportAdmin(LookOnly):
    """Every file that was brought in; a failed one stays in sight until it is set aside."""

    about = gettext_lazy("A file is corrected, written or set aside on the page of its import.")
    why_kept = gettext_lazy("It is kept who brought in what, and what became of it.")
    fields = ("name", "actor", "at", "state", "qualification", "page")
    readonly_fields = ("page",)
    list_display = ("at", "name", "actor", "state", "qualification", "page")
    list_filter = ("state",)
    list_select_related = ("actor", "qualification")
    search_fields = ("name", "slug", "title", "actor__first_name", "actor__last_name")
    search_help_text = gettext_lazy("Search by file, qualification, or by who did it.")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("report"))
    def page(self, row):
        words = _("Write it or set it aside") if row.is_open else _("Open the report")
        return format_html('<a href="{}">{}</a>', _address(row), words)
