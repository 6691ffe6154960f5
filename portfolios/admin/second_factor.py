"""A lost phone: an administrator resets the second factor of somebody else."""

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portfolios import people


class ResetsSecondFactor(admin.ModelAdmin):
    """What the page of a person has of it: since when it is on, and a page that resets it."""

    @admin.display(description=_("second factor"))
    def second_factor(self, person):
        found = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
        if found is None:
            return gettext("not set up")
        day = date_format(localtime(found.created_at), "DATE_FORMAT")
        return gettext("set up on %(day)s") % {"day": day}

    def get_urls(self):
        address = path(
            "<path:object_id>/second-factor/",
            self.admin_site.admin_view(self.reset_second_factor),
            name="portfolios_user_second_factor",
        )
        return [address, *super().get_urls()]

    def reset_second_factor(self, request, object_id):
        """Ask first, since a password alone is enough afterwards; never for oneself."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if person == request.user:
            sentence = gettext("Your own second factor stands in your settings.")
            self.message_user(request, sentence, messages.WARNING)
            return redirect("settings")
        if request.method == "POST":
            self._reset(request, person)
            return redirect(reverse("admin:portfolios_user_change", args=[person.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Reset the second factor?"),
            "opts": self.opts,
            "person": person,
            "second_factor": self.second_factor(person),
        }
        return TemplateResponse(request, "admin/portfolios/user/second_factor.html", context)

    def _reset(self, request, person):
        with transaction.atomic():
            was_on = people.reset_second_factor(person, by=request.user)
            if was_on:
                self.log_change(request, person, gettext("Reset the second factor."))
        if was_on:
            sentence = gettext("The second factor of %s is reset. They are told by mail.")
            self.message_user(request, sentence % person, messages.SUCCESS)
        else:
            sentence = gettext("%s has no second factor, so nothing was reset.") % person
            self.message_user(request, sentence, messages.WARNING)
