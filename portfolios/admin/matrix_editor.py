"""The whole of a version as one grid in the administration, and its open questions beside it."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from curriculum import grid, matrix, open_questions
from curriculum.models import QualificationState
from curriculum.structure import Refused, answering, draft, sheet
from portfolios import impact
from portfolios.admin.versions import PagesOfVersion, address


class MatrixPages(PagesOfVersion):
    """Adds the grid to the pages of a version."""

    def get_urls(self):
        return [*self.urls_of(matrix=self.matrix_page), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of a version names its open questions."""
        version = self.get_object(request, unquote(object_id))
        context = dict(extra_context or {})
        if version is not None:
            context["open_questions"] = _questions(version, matrix.build(version))
            context["grid_address"] = address("matrix", version)
        return super().change_view(request, object_id, form_url, context)

    def matrix_page(self, request, object_id):
        """Show the grid; save what comes back, all of it or nothing."""
        version = self.version_of(request, object_id)
        if request.method != "POST":
            return self._grid(request, version)
        sent = grid.read(request.POST)
        try:
            sentence = self._save(request, version, sent)
        except Refused as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return self._grid(request, version, sent, reason)
        if version.state == QualificationState.PUBLISHED and sent.asks_otherwise:
            # The browser sends the same form on to the page that says what its marks do.
            return HttpResponseRedirect(address("impact", version), status=307)
        self.message_user(request, sentence, messages.SUCCESS)
        if "answer" in sent.texts and sent.seen is None:
            # A question that was answered on the page of the version leads back to the others.
            return redirect(address("change", version))
        place = sent.texts.get("move", "").partition("-")[2]
        return redirect(address("matrix", version) + (f"#{place}" if place else ""))

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
        proposes = version.state == QualificationState.PUBLISHED
        names = sheet.TEXTS | (sheet.PROPOSED if proposes else set())
        return self.page(
            request,
            version,
            "matrix",
            # The grid and its questions need the width of the window.
            is_nav_sidebar_enabled=False,
            title=_("Matrix of %(version)s") % {"version": version},
            draft=version.is_draft,
            proposes=proposes,
            grid=grid.page(
                table,
                sent=sent,
                faults=getattr(reason, "faults", None),
                names=None if version.is_draft else names,
            ),
            signs=grid.signs(),
            open_questions=_questions(version, table),
            faults=getattr(reason, "faults", None),
            meanwhile=getattr(reason, "changed", ()),
            running=impact.running(version).count(),
        )


def _questions(version, table):
    """The open questions, each with what one click can settle here."""
    return [
        {"question": one, "steps": answering.steps_of(version, one)}
        for one in open_questions.of(table)
    ]
