"""The structure in the administration: curriculum's pages, and what a change does to portfolios."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum import admin as curriculum
from curriculum import structure
from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from portfolios import impact
from portfolios.admin.impact_pages import ConfirmForm, ImpactPages, seen_label, shown_groups
from portfolios.admin.matrix_editor import MatrixPages
from portfolios.admin.moving import MovesPortfolios
from portfolios.admin.structure_import import ImportsStructure
from portfolios.admin.versions import VersionPages
from portfolios.admin.workbench import SaysWhyKept


class Kept(SaysWhyKept):
    """What evidence and sign-offs may hang on stays; what changes is recorded."""

    why_kept = curriculum.LOCKED

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if request.method != "POST" or row is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with impact.recorded(curriculum.qualification_of(row), by=request.user):
            return super().changeform_view(request, object_id, form_url, extra_context)


@admin.register(Qualification)
class QualificationAdmin(
    MatrixPages,
    VersionPages,
    ImpactPages,
    ImportsStructure,
    MovesPortfolios,
    Kept,
    curriculum.QualificationAdmin,
):
    """A version, with the questions that its source left open."""


@admin.register(ExitProfile)
class ExitProfileAdmin(Kept, curriculum.ExitProfileAdmin):
    """The ways out."""


@admin.register(CoreTask)
class CoreTaskAdmin(Kept, curriculum.CoreTaskAdmin):
    """The core tasks."""


@admin.register(WorkProcess)
class WorkProcessAdmin(Kept, curriculum.WorkProcessAdmin):
    """The work processes."""


class SettleForm(ConfirmForm):
    """The answer to an open question, why, and that its effect was seen."""

    KEEP, TAKE_AWAY = "keep", "take_away"
    ANSWERS = {
        KEEP: gettext_lazy("Keep the mark"),
        TAKE_AWAY: gettext_lazy("Take the mark away"),
    }

    answer = forms.ChoiceField(choices=ANSWERS.items(), widget=forms.HiddenInput)


@admin.register(Requirement)
class RequirementAdmin(Kept, curriculum.RequirementAdmin):
    """The marks; a provisional one is settled on a page of its own."""

    def get_urls(self):
        address = path(
            "<path:object_id>/settle/",
            self.admin_site.admin_view(self.settle),
            name="curriculum_requirement_settle",
        )
        return [address, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        mark = self.get_object(request, unquote(object_id))
        context = {
            **(extra_context or {}),
            "settle": reverse("admin:curriculum_requirement_settle", args=[mark.pk])
            if mark and mark.provisional
            else None,
        }
        return super().change_view(request, object_id, form_url, context)

    def settle(self, request, object_id):
        """Name the effect of each answer; carry out the one that is confirmed."""
        mark = self.get_object(request, unquote(object_id))
        if mark is None:
            raise Http404
        if not self.has_change_permission(request, mark):
            raise PermissionDenied
        qualification = mark.exit_profile.qualification
        back = redirect(reverse("admin:curriculum_qualification_change", args=[qualification.pk]))
        if not mark.provisional:
            self.message_user(request, _("This mark is settled already."), messages.WARNING)
            return back
        form = SettleForm(request.POST or None, asks_why=not qualification.is_draft)
        if form.is_valid():
            if self._carry_out(request, mark, form.cleaned_data):
                return back
            form = self._unticked(form)
        return self._ask(request, mark, form)

    def _unticked(self, form):
        """The same answer and reason; its effect is to be looked at again."""
        given = {name: form.cleaned_data[name] for name in ("answer", "reason")}
        return SettleForm(initial=given, asks_why=form.fields["reason"].required)

    def _carry_out(self, request, mark, given):
        qualification = mark.exit_profile.qualification
        keep = given["answer"] == SettleForm.KEEP
        sentence = _("The mark is kept: %(mark)s.") if keep else _("The mark is gone: %(mark)s.")
        sentence %= {"mark": f"{mark.work_process.code}, {mark.exit_profile}"}
        try:
            with transaction.atomic():
                impact.carry_out(
                    impact.settling(mark, keep=keep),
                    by=request.user,
                    reason=given["reason"],
                    expected=request.POST.get("token", ""),
                )
                self.log_change(request, qualification, sentence)
        except (impact.Outdated, structure.Refused) as why_not:
            self.message_user(request, str(why_not), messages.ERROR)
            return False
        self.message_user(request, sentence, messages.SUCCESS)
        return True

    def _ask(self, request, mark, form):
        answers = [self._answer(request, mark, form, name) for name in SettleForm.ANSWERS]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Settle a provisional mark"),
            "opts": self.opts,
            "mark": mark,
            "qualification": mark.exit_profile.qualification,
            "answers": answers,
        }
        return TemplateResponse(request, "admin/curriculum/requirement/settle.html", context)

    def _answer(self, request, mark, form, name):
        """One answer as the page shows it; what was wrong stands with the one that was tried."""
        tried = name == (form.data if form.is_bound else form.initial).get("answer")
        found = impact.foretell(impact.settling(mark, keep=name == SettleForm.KEEP))
        own = form
        if not tried:
            asks_why = form.fields["reason"].required
            own = SettleForm(initial={"answer": name}, auto_id=f"{name}_%s", asks_why=asks_why)
        own.fields["seen"].label = seen_label(found)
        return {
            "name": name,
            "label": SettleForm.ANSWERS[name],
            "form": own,
            "impact": found,
            "groups": shown_groups(found, request.GET.get("show")),
        }
