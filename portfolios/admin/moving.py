"""Moving portfolios to another version, in the administration: mapped, tried, then carried out.

Of the work of a student these pages name codes and numbers alone.
"""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from curriculum.models import CoreTask, Qualification
from portfolios import moving
from portfolios.admin.versions import PAGES, PagesOfVersion
from portfolios.errors import Refused
from portfolios.models import Portfolio


class MappingForm(forms.Form):
    """For each exit profile and each work process what takes its place in the other version."""

    def __init__(self, data=None, *, proposal):
        super().__init__(data)
        self.proposal = proposal
        there = [(slug, row.display_title) for slug, row in proposal.new_profiles.items()]
        for profile in proposal.source.exit_profiles.all():
            self.fields[f"profile-{profile.slug}"] = forms.ChoiceField(
                label=profile.display_title,
                choices=[("", _("none: these portfolios stay")), *there],
                initial=proposal.profiles[profile.slug],
                required=False,
            )
        for code, new in proposal.work_processes.items():
            self.fields[f"code-{code}"] = forms.CharField(
                label=code, initial=", ".join(new), required=False, max_length=200
            )

    def clean(self):
        cleaned = super().clean()
        self.mapping = None
        try:
            self.mapping = moving.read(
                self.proposal.source,
                self.proposal.target,
                _those(cleaned, "code-"),
                _those(cleaned, "profile-"),
            )
        except moving.Faulty as faulty:
            for name, sentence in faulty.faults.items():
                field = f"code-{name}" if f"code-{name}" in self.fields else f"profile-{name}"
                self.add_error(field, sentence)
        return cleaned

    @property
    def profiles(self):
        return [self[name] for name in self.fields if name.startswith("profile-")]

    @cached_property
    def core_tasks(self):
        """The core tasks, each with its work processes and their fields."""
        tasks = CoreTask.objects.filter(qualification=self.proposal.source)
        return [
            (task, [(row, self[f"code-{row.code}"]) for row in task.work_processes.all()])
            for task in tasks.prefetch_related("work_processes")
        ]

    @property
    def unused(self):
        """What nothing comes to, of the mapping that was proposed."""
        rows = self.proposal.new_rows.values()
        return [row for row in rows if row.code not in self.proposal.sources and not row.retired]


def _those(cleaned, prefix):
    return {
        name.removeprefix(prefix): value
        for name, value in cleaned.items()
        if name.startswith(prefix)
    }


class ConfirmForm(forms.Form):
    """Which portfolios are moved, and that it was seen what it means."""

    shown = forms.CharField(widget=forms.HiddenInput)
    stay = forms.TypedMultipleChoiceField(coerce=int, required=False)
    classes = forms.TypedMultipleChoiceField(coerce=int, required=False)
    seen = forms.BooleanField(
        label=gettext_lazy("I have seen what this means for these students."),
        error_messages={"required": gettext_lazy("Tick that you have seen what this means.")},
    )

    def __init__(self, data=None, *, tried, **options):
        super().__init__(data, **options)
        self.tried = [one for one in tried if not one.refusal]
        self.fields["stay"].choices = [(one.portfolio.pk, "") for one in self.tried]
        self.fields["classes"].choices = [(one.portfolio.school_class_id, "") for one in self.tried]

    @property
    def left_out(self):
        """The ids of the portfolios that stay."""
        classes = set(self.cleaned_data["classes"])
        return set(self.cleaned_data["stay"]) | {
            one.portfolio.pk for one in self.tried if one.portfolio.school_class_id not in classes
        }


class MovesPortfolios(PagesOfVersion):
    """The pages of a qualification that move its running portfolios."""

    def get_urls(self):
        return [*self.urls_of(move=self.move), *super().get_urls()]

    def move(self, request, object_id):
        """Choose the version, map to it, try it, and carry it out: one address, step by step."""
        source = self.version_of(request, object_id)
        if request.method == "POST" and "carry_on" in request.POST:
            return self._carry_on(request, source)
        if request.method == "POST" and "shown" in request.POST:
            return self._confirm_move(request, source)
        versions = Qualification.objects.published().filter(slug=source.slug)
        versions = list(versions.exclude(pk=source.pk).order_by("-version"))
        wanted = request.POST.get("to") or request.GET.get("to")
        target = next((one for one in versions if str(one.pk) == wanted), None)
        if target is None:
            return self._page_of_move(request, source, "choose", versions=versions)
        form = MappingForm(request.POST or None, proposal=moving.propose(source, target))
        if form.is_valid():
            return self._try(request, source, form.mapping)
        return self._page_of_move(request, source, "map", target=target, form=form)

    def _try(self, request, source, mapping, form=None):
        """What it would do to each student."""
        tried = moving.try_out(moving.running(source), mapping)
        if form is None:
            batch = moving.shown(mapping, tried)
            form = ConfirmForm(tried=tried, initial={"shown": batch.sealed()})
        going = [one for one in tried if not one.refusal]
        context = {
            "target": mapping.target,
            "mapping": mapping,
            "form": form,
            "going": going,
            "staying": [one for one in tried if one.refusal],
            "classes": [
                (school_class, [(one, moving.explained(one)) for one in of_class])
                for school_class, of_class in groupby(
                    going, key=lambda one: one.portfolio.school_class
                )
            ],
            "left_out": set(map(str, form["stay"].value() or ())),
            "chosen_classes": _chosen_classes(form, going),
        }
        return self._page_of_move(request, source, "tried", **context)

    def _confirm_move(self, request, source):
        """Move what was shown, but for who was left out; or say what is missing."""
        try:
            batch = moving.unsealed(request.POST["shown"], source)
        except Refused as refusal:
            return self._begin_again(request, source, refusal)
        tried = moving.try_out(moving.running(source), batch.mapping)
        form = ConfirmForm(request.POST, tried=tried)
        if not form.is_valid():
            return self._try(request, source, batch.mapping, form)
        return self._next_part(request, source, batch.without(form.left_out))

    def _carry_on(self, request, source):
        try:
            batch = moving.unsealed(request.POST["carry_on"], source)
        except Refused as refusal:
            return self._begin_again(request, source, refusal)
        return self._next_part(request, source, batch)

    def _next_part(self, request, source, batch):
        before = batch.moved
        try:
            batch.carry_on(by=request.user)
        except Refused as refusal:
            return self._begin_again(request, source, refusal)
        if number := batch.moved - before:
            words = ngettext(
                "%(number)d portfolio moved to %(version)s.",
                "%(number)d portfolios moved to %(version)s.",
                number,
            )
            about = {"number": number, "version": batch.mapping.target}
            self.log_change(request, source, words % about)
        stayed = Portfolio.objects.with_people().in_bulk(batch.stayed)
        return self._page_of_move(
            request,
            source,
            "done",
            target=batch.mapping.target,
            batch=batch,
            stayed=[(stayed[pk], reason) for pk, reason in batch.stayed.items()],
        )

    def _begin_again(self, request, source, refusal):
        self.message_user(request, str(refusal), messages.ERROR)
        return self._page_of_move(request, source, "again")

    def _page_of_move(self, request, source, name, **context):
        return self.page(
            request,
            source,
            "move",
            title=_("Move portfolios to another version"),
            running=moving.running(source).count(),
            step=f"{PAGES}_move_{name}.html",
            **context,
        )


def _chosen_classes(form, going):
    """The classes that are ticked: all of them at first."""
    if form.is_bound:
        return set(map(str, form["classes"].value() or ()))
    return {str(one.portfolio.school_class_id) for one in going}
