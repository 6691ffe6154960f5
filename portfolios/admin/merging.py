"""The page on which an administrator merges a double account into the one that stays."""

from functools import reduce
from operator import and_

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios import merging
from portfolios.errors import Refused
from portfolios.models import User

# So many people are listed of those that were searched for.
MOST = 20


class SearchForm(forms.Form):
    """Finds the account that stays by name or address."""

    q = forms.CharField(label=gettext_lazy("Which account stays?"), required=False, max_length=100)

    def found(self, person):
        """The accounts in which every word is found; at first those of the same last name."""
        people = User.objects.filter(is_active=True, merged_into=None).exclude(pk=person.pk)
        words = self.cleaned_data["q"].split() if self.is_valid() else []
        if not words:
            same = people.filter(last_name__iexact=person.last_name) if person.last_name else []
            return same[:MOST]
        fields = ("first_name", "last_name", "email")
        conditions = (
            reduce(lambda one, other: one | other, (Q(**{f"{f}__icontains": w}) for f in fields))
            for w in words
        )
        return people.filter(reduce(and_, conditions))[:MOST]


class MergeForm(forms.Form):
    """Yes, for good."""

    into = forms.ModelChoiceField(queryset=User.objects.all(), widget=forms.HiddenInput)
    seen = forms.BooleanField(
        label=gettext_lazy("These are two accounts of one person, and I know it is for good."),
        error_messages={"required": gettext_lazy("Tick that you know it is for good.")},
    )


class MergesAccounts:
    """The page of a person in the administration, with a page for merging a double account.

    What was merged is only looked at: nothing makes it an account again.
    """

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def get_urls(self):
        address = path(
            "<path:object_id>/merge/",
            self.admin_site.admin_view(self.merge),
            name="portfolios_user_merge",
        )
        return [address, *super().get_urls()]

    def merge(self, request, object_id):
        """Choose the account that stays, read what goes over and what blocks, then merge."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form = MergeForm(data)
        into = _chosen(request)
        if form.is_valid():
            into = form.cleaned_data["into"]
            try:
                merging.merge(old=person, new=into, by=request.user)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, into, f"Merged with account {person.pk}.")
                sentence = _("The account %(old)s is merged into %(new)s.") % {
                    "old": person.email,
                    "new": into.email,
                }
                self.message_user(request, sentence, messages.SUCCESS)
                return redirect(reverse("admin:portfolios_user_change", args=[into.pk]))
        search = SearchForm(request.GET if "q" in request.GET else None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge a double account: %(name)s") % {"name": person},
            "opts": self.opts,
            "person": person,
            "into": into,
            "search": search,
            "people": [] if into else search.found(person),
            "outlook": merging.outlook(person, into) if into else None,
            "form": form,
        }
        return TemplateResponse(request, "admin/portfolios/user/merge.html", context)


def _chosen(request):
    """The account that stays, as the address or the form names it; None before it is chosen."""
    chosen = (request.POST if request.method == "POST" else request.GET).get("into", "")
    return User.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
