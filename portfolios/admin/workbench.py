"""What the pages of the administration have in common."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponseForbidden
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portfolios.admin.told_changes import TellsChanges
from portfolios.errors import Refused


def link(row, text=None):
    """A link to the page of a row in the administration."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), text or row)


class SaysWhyKept(TellsChanges):
    """Where something cannot be deleted, the page of deleting says why."""

    why_kept = ""

    def changeform_view(self, request, *args, **kwargs):
        """No page here copies a row, whoever asks for it by hand."""
        if "_saveasnew" in request.POST:
            raise BadRequest("Nothing is saved as new here")
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row is None or self.has_delete_permission(request, row):
            return super().delete_view(request, object_id, extra_context)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("This cannot be deleted"),
            "why_kept": self.why_kept,
            "opts": self.opts,
            "original": row,
        }
        return HttpResponseForbidden(render_to_string("admin/kept.html", context, request))


class Workbench(SaysWhyKept, admin.ModelAdmin):
    """A page on which an administrator works; nothing is deleted here.

    `about` is the sentence above the fields, `why_kept` why a row is never deleted.
    """

    about = ""

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """Only what the page itself filters by: an address must not search what is not shown."""
        filters = self.get_list_filter(request)
        if any(lookup == getattr(item, "parameter_name", None) for item in filters):
            return True
        fields = [item[0] if isinstance(item, tuple) else item for item in filters]
        names = [name for name in [*fields, self.date_hierarchy] if isinstance(name, str)]
        known = any(lookup == name or lookup.startswith(f"{name}__") for name in names)
        return known and super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request, obj=None):
        description = format_html("{} {}", self.about, self.why_kept if obj else "")
        return [(None, {"fields": self.get_fields(request, obj), "description": description})]

    def may_open(self, user, row):
        """Whether this person may open the public page of the row."""
        return self.model.objects.visible_to(user).filter(pk=row.pk).exists()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """No link to a public page that would answer “not found”."""
        response = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        if obj and response.context_data["has_absolute_url"]:
            response.context_data["has_absolute_url"] = self.may_open(request.user, obj)
        return response

    def changeform_view(self, request, *args, **kwargs):
        """Somebody else may have been first: then the step refuses, and the page says it."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return redirect(request.path)


class LookOnly(Workbench):
    """A page of something that only the steps of students and staff make and change."""

    about = _("This is made by what students and staff do. Here it can only be looked at.")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class LookOnlyInline(admin.TabularInline):
    """Parts of what the page shows, to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
