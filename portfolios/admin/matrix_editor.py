"""The whole of a version as one grid in the administration, and its open questions beside it."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from curriculum import grid, matrix, open_questions
from curriculum.structure import Refused, answering, draft, sheet
from portfolios import impact
from portfolios.models import Portfolio

NAME = "curriculum_qualification_matrix"


class MatrixPages:
    """Adds the grid to the pages of a version."""

    def get_urls(self):
        address = path(
            "<path:object_id>/matrix/", self.admin_site.admin_view(self.matrix_view), name=NAME
        )
        return [address, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of a version names its open questions."""
        version = self.get_object(request, unquote(object_id))
        context = dict(extra_context or {})
        if version is not None:
            context |= {
                **self._questions(version, matrix.build(version)),
                "grid_address": reverse(f"admin:{NAME}", args=[version.pk]),
            }
        return super().change_view(request, object_id, form_url, context)

    def matrix_view(self, request, object_id):
        """Show the grid; save what comes back, all of it or nothing."""
        version = self.get_object(request, unquote(object_id))
        if version is None:
            raise Http404
        if not self.has_change_permission(request, version):
            raise PermissionDenied
        if request.method != "POST":
            return self._grid(request, version)
        sent = grid.read(request.POST)
        try:
            sentence = self._save(request, version, sent)
        except Refused as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return self._grid(request, version, sent, reason)
        self.message_user(request, sentence, messages.SUCCESS)
        place = sent.texts.get("move", "").partition("-")[2]
        return redirect(
            reverse(f"admin:{NAME}", args=[version.pk]) + (f"#{place}" if place else "")
        )

    def _save(self, request, version, sent):
        """Carry out what was sent; gives the sentence about it. Raises Refused."""
        key, _bar, step = sent.texts.get("answer", "").rpartition("|")
        with impact.recorded(version, by=request.user):
            # An answer from the page of the version brings no grid along.
            changed = (sent.seen is not None or not key) and draft.change(
                version, seen=sent.seen, sent=sent.texts
            )
            if key:
                question = answering.answer(version, key, step)
                sentence = _("Settled: %(question)s") % {"question": question.title}
            elif changed:
                sentence = _("The matrix is saved.")
            else:
                return _("There was nothing to save.")
            self.log_change(request, version, sentence)
        return sentence

    def _grid(self, request, version, sent=None, reason=None):
        version.refresh_from_db()
        table = matrix.build(version)
        propose = self._proposing(version)
        names = sheet.TEXTS | (sheet.PROPOSED if propose else set())
        context = {
            **self.admin_site.each_context(request),
            **self._questions(version, table),
            # The grid and its questions need the width of the window.
            "is_nav_sidebar_enabled": False,
            "title": _("Matrix of %(version)s") % {"version": version},
            "opts": self.opts,
            "qualification": version,
            "draft": version.is_draft,
            "propose": propose,
            "grid": grid.page(
                table,
                sent=sent,
                faults=getattr(reason, "faults", None),
                names=None if version.is_draft else names,
            ),
            "signs": grid.signs(),
            "meanwhile": getattr(reason, "changed", ()),
            "running": Portfolio.objects.active()
            .filter(exit_profile__qualification=version)
            .count(),
        }
        return TemplateResponse(request, "admin/curriculum/qualification/matrix.html", context)

    def _proposing(self, version):
        """Where changed marks of a version that counts are looked at before they are made."""
        return ""

    def _questions(self, version, table):
        found = open_questions.of(table)
        return {
            "open_questions": [
                {"question": one, "steps": answering.steps_of(version, one)} for one in found
            ]
        }
