"""The workbench of the structure. `portfolios.admin` adds what a change does, and registers.

A draft may be changed in all its parts. Of a published or retired version only texts may be
changed, and nothing may be added or deleted.
"""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from curriculum.models import (
    CoreTask,
    ExitProfile,
    Qualification,
    QualificationState,
    Requirement,
    WorkProcess,
)

LOCKED = _(
    "This version is not a draft: portfolios may stand on it. Only texts can be changed; "
    "nothing can be added or deleted."
)
DELETING = _(
    "Something can only be deleted while nothing hangs on it: first the marks, then the work "
    "process, then the core task."
)


def qualification_of(row):
    """The qualification that a row of the structure belongs to."""
    if isinstance(row, Qualification):
        return row
    return row.work_process.qualification if isinstance(row, Requirement) else row.qualification


class PlainLinesForm(forms.ModelForm):
    """Keeps line breaks as they are stored: a browser sends them in another form."""

    def clean(self):
        cleaned = super().clean()
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in cleaned.items()
        }


class DraftOnly:
    """What an admin class and an inline have in common: outside a draft only `texts` change."""

    texts = ()

    def has_delete_permission(self, request, obj=None):
        """Rows of a draft, one at a time: each page shows what would still hang on it."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and obj is not None and qualification_of(obj).is_draft

    def get_readonly_fields(self, request, obj=None):
        fixed = list(super().get_readonly_fields(request, obj))
        if obj is None or qualification_of(obj).is_draft:
            return fixed
        return fixed + [name for name in self.fields if name not in (*self.texts, *fixed)]


class StructureInline(DraftOnly, admin.TabularInline):
    """Parts of what the page shows."""

    extra = 0
    show_change_link = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Each field is named by the head of its column, for those who cannot see that too."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = field.label
        return field

    def has_add_permission(self, request, obj=None):
        allowed = super().has_add_permission(request, obj)
        return allowed and obj is not None and qualification_of(obj).is_draft


class StructureAdmin(DraftOnly, admin.ModelAdmin):
    """The habits of every page of the structure."""

    form = PlainLinesForm

    def view_on_site(self, obj):
        return qualification_of(obj).get_absolute_url()

    def get_fieldsets(self, request, obj=None):
        """The fields, under a sentence that says what may be changed here."""
        locked = obj is not None and not qualification_of(obj).is_draft
        options = {"fields": self.fields, "description": LOCKED if locked else DELETING}
        return [(None, options)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """New rows go into a draft; a row never moves to another qualification."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "qualification" in form.base_fields:
            field = form.base_fields["qualification"]
            field.disabled = obj is not None
            if obj is None:
                field.queryset = field.queryset.filter(state=QualificationState.DRAFT)
        return form


class ExitProfileInline(StructureInline):
    """The ways out of a qualification."""

    model = ExitProfile
    fields = (
        "position",
        "slug",
        "name",
        "name_en",
        "level",
        "required_assessors",
        "reflection_required",
    )
    texts = ("name_en",)


class CoreTaskInline(StructureInline):
    """The core tasks of a qualification."""

    model = CoreTask
    fields = ("position", "number", "title", "title_en", "choose")
    texts = ("title", "title_en")


class WorkProcessInline(StructureInline):
    """The work processes of a core task: to look at; each is changed on its own page."""

    model = WorkProcess
    fields = ("position", "code", "title", "retired")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


class RequirementInline(StructureInline):
    """The exit profiles that ask for a work process."""

    model = Requirement
    fields = ("exit_profile", "provisional")
    show_change_link = False

    def get_formset(self, request, obj=None, **kwargs):
        """Only profiles of the same qualification can be chosen."""
        formset = super().get_formset(request, obj, **kwargs)
        field = formset.form.base_fields.get("exit_profile")
        if field and obj:
            field.queryset = field.queryset.filter(qualification_id=obj.qualification_id)
        return formset


class QualificationAdmin(StructureAdmin):
    """One row is one version."""

    list_display = ("name", "slug", "version", "state")
    list_filter = ("state",)
    search_fields = ("name", "name_en", "slug")
    fields = ("name", "name_en", "slug", "version", "state", "provenance")
    readonly_fields = ("state",)
    texts = ("name_en", "provenance")
    inlines = (ExitProfileInline, CoreTaskInline)


class ExitProfileAdmin(StructureAdmin):
    """The ways out of every version."""

    list_display = (
        "name",
        "slug",
        "level",
        "qualification",
        "required_assessors",
        "reflection_required",
    )
    list_filter = ("qualification",)
    list_select_related = ("qualification",)
    search_fields = ("name", "name_en", "slug")
    fields = ("qualification", *ExitProfileInline.fields)
    texts = ("name_en",)


class CoreTaskAdmin(StructureAdmin):
    """The core tasks of every version, each with its work processes."""

    list_display = ("number", "title", "qualification", "choose")
    list_display_links = ("number", "title")
    list_filter = ("qualification",)
    list_select_related = ("qualification",)
    search_fields = ("title", "title_en", "source_title", "note")
    fields = (
        "qualification",
        "position",
        "number",
        "title",
        "title_en",
        "source_title",
        "choose",
        "note",
    )
    texts = ("title", "title_en", "note")
    inlines = (WorkProcessInline,)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The title in the source may run over several lines."""
        if db_field.name == "source_title":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 80})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class WorkProcessAdmin(StructureAdmin):
    """The work processes of every version, each with its marks."""

    list_display = ("code", "title", "core_task", "qualification", "retired")
    list_display_links = ("code", "title")
    list_filter = ("qualification", "retired", "core_task__number")
    list_select_related = ("qualification", "core_task")
    search_fields = ("code", "title", "title_en", "source_title", "description", "note")
    fields = (
        "qualification",
        "core_task",
        "position",
        "code",
        "title",
        "title_en",
        "source_title",
        "description",
        "note",
        "retired",
    )
    texts = ("title", "title_en", "description", "note")
    inlines = (RequirementInline,)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A core task of the same qualification, or of any draft for a new work process."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "core_task" in form.base_fields:
            field = form.base_fields["core_task"]
            mine = {"qualification_id": obj.qualification_id} if obj else {}
            drafts = {"qualification__state": QualificationState.DRAFT}
            field.queryset = field.queryset.filter(**mine, **drafts)
        return form


class RequirementAdmin(StructureAdmin):
    """The marks: where a provisional one is found, to be settled."""

    list_display = ("work_process", "exit_profile", "provisional", "qualification")
    list_filter = ("provisional", "exit_profile")
    list_select_related = ("exit_profile", "work_process__qualification")
    search_fields = ("work_process__code", "work_process__title")
    fields = ("exit_profile", "work_process", "provisional")

    @admin.display(description=_("qualification"))
    def qualification(self, requirement):
        return requirement.work_process.qualification

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Marks are made between rows of drafts; an existing one keeps its two ends."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("exit_profile", "work_process"):
            if name in form.base_fields:
                field = form.base_fields[name]
                field.disabled = obj is not None
                if obj is None:
                    drafts = {"qualification__state": QualificationState.DRAFT}
                    field.queryset = field.queryset.filter(**drafts)
        return form
