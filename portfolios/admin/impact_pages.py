"""Before a version that counts is changed, published or retired: what it does, then confirm."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from curriculum import alteration, exporter, matrix, structure, versions
from curriculum.models import QualificationState
from curriculum.models.texts import TEXT_LENGTH
from portfolios import impact
from portfolios.admin.versions import PagesOfVersion, address

NAMED = 6
"""How many portfolios of a group are named before somebody asks for the others."""


class ConfirmForm(forms.Form):
    """Why, and that the effect was seen."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you change this?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why.")},
    )
    seen = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick that you have seen what this means.")},
    )

    def __init__(self, *args, asks_why, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = asks_why


class ImpactPages(PagesOfVersion):
    """Change the matrix, publish, retire: each on a page of its own."""

    def get_urls(self):
        own = self.urls_of(
            impact=self.impact_page, publish=self.publish_page, retire=self.retire_page
        )
        return [*own, *super().get_urls()]

    def impact_page(self, request, object_id):
        """What the proposed change of the matrix does; see `alteration.read` for what is sent."""
        qualification = self.version_of(request, object_id)
        data, table = exporter.as_data(qualification), matrix.build(qualification)
        proposed, faults = alteration.read(table, request.POST)
        change = proposed.narrowed(data)
        context = {
            "title": _("What happens to running portfolios?"),
            "lines": list(change.lines(data)),
            "fields": list(change.fields(table)),
            "action": _("Publish and apply"),
            "is_alteration": True,
        }
        if faults:
            return self.page(request, qualification, "impact", faults=faults, **context)
        if not change:
            self.message_user(request, _("Nothing would change."), messages.WARNING)
            return redirect(address("change", qualification))
        if request.POST.get("do") == "version":
            return self._rather_a_version(request, qualification, change)
        plan = impact.altering(qualification, change)
        done = _("The matrix is changed.")
        return self._confirm(request, plan, done, asks_why=True, **context)

    def publish_page(self, request, object_id):
        """What a draft asks of new students."""
        qualification = self.version_of(request, object_id)
        context = {
            "title": _("Publish this version?"),
            "says": list(_of_publishing(qualification)),
            "action": _("Publish"),
        }
        plan = impact.publishing(qualification)
        done = _("%s is published.") % qualification
        return self._confirm(request, plan, done, asks_why=False, **context)

    def retire_page(self, request, object_id):
        """What it means that nothing new begins on a version."""
        qualification = self.version_of(request, object_id)
        context = {
            "title": _("Retire this version?"),
            "says": list(_of_retiring(qualification)),
            "warns": _only_one(qualification),
            "action": _("Retire"),
        }
        plan = impact.retiring(qualification)
        done = _("%s is retired.") % qualification
        return self._confirm(request, plan, done, asks_why=False, **context)

    def _confirm(self, request, plan, done, *, asks_why, **context):
        """The page; where it is confirmed, and nothing changed meanwhile, the step itself."""
        sent = request.POST if request.POST.get("do") == "apply" else None
        # The grid, too, sends a field that is called `seen`: nobody has seen anything by that.
        typed = {"reason": request.POST.get("reason", "")}
        form = ConfirmForm(sent, initial=typed, asks_why=asks_why)
        if form.is_valid():
            if self._carry_out(request, plan, form.cleaned_data["reason"], done):
                return redirect(address("change", plan.qualification))
            form = ConfirmForm(initial={"reason": sent["reason"]}, asks_why=asks_why)
        found = impact.foretell(plan)
        form.fields["seen"].label = seen_label(found)
        return self.page(
            request,
            plan.qualification,
            "impact",
            form=form,
            impact=found,
            groups=shown_groups(found, request.POST.get("show")),
            **context,
        )

    def _carry_out(self, request, plan, reason, done):
        try:
            with transaction.atomic():
                found = impact.carry_out(
                    plan, by=request.user, reason=reason, expected=request.POST.get("token", "")
                )
                self.log_change(request, plan.qualification, done)
        except (impact.Outdated, structure.Refused) as why_not:
            self.message_user(request, str(why_not), messages.ERROR)
            return False
        told = len(found.felt)
        if told:
            done = f"{done} " + ngettext(
                "%(count)d student and the teachers of the class get a message.",
                "%(count)d students and the teachers of their classes get a message.",
                told,
            ) % {"count": told}
        self.message_user(request, done, messages.SUCCESS)
        return True

    def _rather_a_version(self, request, qualification, change):
        """Leave this version as it is, and put the change into a copy of it."""
        with transaction.atomic():
            made = versions.copy(qualification)
            structure.alter(made, change)
            sentence = _("%(draft)s is a new draft with this change. Version %(number)d stays.") % {
                "draft": made,
                "number": qualification.version,
            }
            self.log_addition(request, made, sentence)
        self.message_user(request, sentence, messages.SUCCESS)
        return redirect(address("change", made))


def shown_groups(found, asked=None):
    """The groups of an impact as a page names them: some of each, all of the one asked for."""
    return [
        {
            "group": group,
            "named": group.changes if group.key == asked else group.changes[:NAMED],
            "more": 0 if group.key == asked else max(0, len(group.changes) - NAMED),
        }
        for group in found.groups
    ]


def seen_label(found):
    """What somebody declares to have seen."""
    felt, falls = len(found.felt), len(found.falls)
    if not felt:
        return _("I have seen that this changes nothing for running portfolios.")
    sentence = ngettext(
        "I have seen what this means for %(count)d student.",
        "I have seen what this means for %(count)d students.",
        felt,
    ) % {"count": felt}
    if not falls:
        return sentence
    return f"{sentence} " + ngettext(
        "%(count)d of them is no longer complete.",
        "%(count)d of them are no longer complete.",
        falls,
    ) % {"count": falls}


def _of_publishing(qualification):
    yield _("No portfolio runs on this version yet: nobody's requirements change.")
    for asked in matrix.build(qualification).asked:
        yield _("Who begins with %(profile)s shows %(total)d work processes.") % {
            "profile": asked.profile.display_title,
            "total": asked.total,
        }
    for other in _others(qualification):
        yield _("Version %(number)d stays published beside it, until you retire it.") % {
            "number": other.version
        }
    yield _("From then on nothing in it changes without a page like this one.")


def _of_retiring(qualification):
    count = impact.running(qualification).count()
    yield ngettext(
        "%(count)d running portfolio keeps this version and goes on as before.",
        "%(count)d running portfolios keep this version and go on as before.",
        count,
    ) % {"count": count}
    yield _("No new portfolio can begin on it.")


def _only_one(qualification):
    """What it means where no other version is published."""
    if _others(qualification):
        return ""
    return _(
        "This is the only published version. Until you publish another one, no new student can "
        "begin with this qualification."
    )


def _others(qualification):
    published = versions.of(qualification.slug).filter(state=QualificationState.PUBLISHED)
    return list(published.exclude(pk=qualification.pk))
