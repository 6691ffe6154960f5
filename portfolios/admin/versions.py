"""The versions of a qualification in the administration: copy one to a draft, compare two."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from curriculum import comparison, exporter, versions
from portfolios.admin import compared

PAGES = "admin/curriculum/qualification/"


def address(name, qualification):
    """The address of one of the pages of this version."""
    return reverse(f"admin:curriculum_qualification_{name}", args=[qualification.pk])


class PagesOfVersion:
    """What the pages about one version have in common."""

    def urls_of(self, **pages):
        """The addresses of these pages, by name."""
        return [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(page),
                name=f"curriculum_qualification_{name}",
            )
            for name, page in pages.items()
        ]

    def version_of(self, request, object_id):
        """The version that a page is about, for who maintains the structure."""
        qualification = self.get_object(request, unquote(object_id))
        if qualification is None:
            raise Http404
        if not self.has_change_permission(request, qualification):
            raise PermissionDenied
        return qualification

    def page(self, request, qualification, template, **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "qualification": qualification,
            "back": address("change", qualification),
            **context,
        }
        return TemplateResponse(request, f"{PAGES}{template}.html", context)


class VersionPages(PagesOfVersion):
    """Copy and compare."""

    def get_urls(self):
        own = self.urls_of(copy=self.copy_page, compare=self.compare_page)
        return [*own, *super().get_urls()]

    def copy_page(self, request, object_id):
        """Say what a copy is, and which drafts there are already; make it when that is sent."""
        qualification = self.version_of(request, object_id)
        if request.method == "POST":
            made = versions.copy(qualification)
            sentence = _("%(draft)s is a new draft, a copy of version %(number)d.") % {
                "draft": made,
                "number": qualification.version,
            }
            self.log_addition(request, made, sentence)
            self.message_user(request, sentence, messages.SUCCESS)
            return redirect(address("change", made))
        drafts = [one for one in versions.of(qualification.slug) if one.is_draft]
        return self.page(
            request, qualification, "copy", title=_("Copy to a new draft"), drafts=drafts
        )

    def compare_page(self, request, object_id):
        """What is different between this version and another one of the same qualification."""
        before = self.version_of(request, object_id)
        others = list(versions.of(before.slug))
        by_pk = {str(one.pk): one for one in others}
        start = request.GET.get("from")
        if start in by_pk and by_pk[start] != before:
            return redirect(f"{address('compare', by_pk[start])}?to={request.GET.get('to', '')}")
        after = by_pk.get(request.GET.get("to"))
        if after is None or after == before:
            after = next((one for one in others if one != before), None)
            if after and after.version < before.version:
                # Unless somebody asks otherwise, what is older stands first.
                return redirect(f"{address('compare', after)}?to={before.pk}")
        context = {"title": _("Compare versions"), "versions": others, "after": after}
        if after:
            found = comparison.compare(*(exporter.as_data(one) for one in (before, after)))
            with_equal = bool(request.GET.get("equal"))
            context |= {
                "comparison": found,
                "figures": compared.figures(found),
                "groups": compared.groups(found, with_equal=with_equal),
                "with_equal": with_equal,
            }
        return self.page(request, before, "compare", **context)
