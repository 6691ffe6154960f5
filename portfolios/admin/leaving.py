"""The page on which an administrator lets somebody leave: classes handed over, account ended."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import people
from portfolios.errors import Refused
from portfolios.rounds import leaving


class LeaveForm(forms.Form):
    """Who takes over each class, and what becomes of the account."""

    def __init__(self, data=None, *, found, candidates, may_release):
        super().__init__(data)
        self.found = found
        choices = [(person.pk, f"{person} ({person.email})") for person in candidates]
        self.candidates = {person.pk: person for person in candidates}
        for taught in found.classes:
            others = {teacher.pk for teacher in taught.others}
            nobody = _("Nobody: the others go on") if others else _("Nobody")
            self.fields[_name(taught)] = forms.TypedChoiceField(
                label=_("Who takes over %(name)s?") % {"name": taught.school_class},
                choices=[("", nobody), *(one for one in choices if one[0] not in others)],
                coerce=int,
                empty_value=None,
                required=False,
            )
        if may_release and any(taught.seats for taught in found.classes):
            self.fields["reason"] = forms.CharField(
                label=_("Release the seats too, for this reason"),
                help_text=_("Leave it empty to let the coordinators do it one by one."),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["inactive"] = forms.BooleanField(
            label=_("Make the account inactive. Every role is taken away."),
            required=False,
            initial=True,
        )
        self.fields["seen"] = forms.BooleanField(
            label=_("I have seen what stays behind."),
            error_messages={"required": _("Tick that you have seen what stays behind.")},
        )

    def clean(self):
        cleaned = super().clean()
        for taught in self.found.classes:
            if taught.is_left_alone and not cleaned.get(_name(taught)):
                self.add_error(
                    _name(taught), _("Nobody would teach this class. Choose who takes it over.")
                )
        return cleaned

    @property
    def classes(self):
        """Each class with its field."""
        return [(taught, self[_name(taught)]) for taught in self.found.classes]

    @property
    def takes_over(self):
        return {
            taught.school_class.pk: self.candidates.get(self.cleaned_data[_name(taught)])
            for taught in self.found.classes
        }


class LetsLeave:
    """The page of a person in the administration, with a page for their leaving."""

    def get_urls(self):
        address = path(
            "<path:object_id>/leave/",
            self.admin_site.admin_view(self.leave),
            name="portfolios_user_leave",
        )
        return [address, *super().get_urls()]

    def leave(self, request, object_id):
        """Name what stays behind, then hand over the classes and end the account."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        found = leaving.read(person)
        form = LeaveForm(
            request.POST or None,
            found=found,
            candidates=people.possible_teachers().exclude(pk=person.pk),
            may_release=request.user.roles.coordinator,
        )
        if form.is_valid():
            try:
                waiting = leaving.leave(
                    person=person,
                    by=request.user,
                    takes_over=form.takes_over,
                    inactive=form.cleaned_data["inactive"],
                    reason=form.cleaned_data.get("reason", "").strip(),
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, person, "Left the classes.")
                self.message_user(request, _told(person, waiting), messages.SUCCESS)
                return redirect(reverse("admin:portfolios_user_change", args=[person.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Leaves: %(name)s") % {"name": person},
            "opts": self.opts,
            "person": person,
            "found": found,
            "form": form,
        }
        return TemplateResponse(request, "admin/portfolios/user/leave.html", context)


def _name(taught):
    return f"class_{taught.school_class.pk}"


def _told(person, waiting):
    sentence = _("%(name)s has left.") % {"name": person}
    if waiting:
        words = ngettext(
            "The coordinators are told of %d seat that has to be released.",
            "The coordinators are told of %d seats that have to be released.",
            waiting,
        )
        sentence = f"{sentence} {words % waiting}"
    return sentence
