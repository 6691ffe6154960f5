"""How allauth is used here: by e-mail, no signing up, and no telling who has an account."""

import logging
import smtplib
import time
from functools import partial
from threading import Thread

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wtb_site.second_factor import with_second_factor

logger = logging.getLogger(__name__)


def may_sign_in(user):
    """Active people; demo accounts, whose password is known, only in the embedded start."""
    is_demo = user.email.endswith(f"@{settings.DEMO_DOMAIN}")
    return user.is_active and (settings.EMBEDDED or not is_demo)


class Backend(AuthenticationBackend):
    """Asked at sign-in and, by Django, again at every request of a session."""

    def authenticate(self, request, **credentials):
        if not settings.EMBEDDED and credentials.get("password") == settings.DEMO_PASSWORD:
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id):
        """The person of a session, with roles and second factor in the same query."""
        people = with_second_factor(get_user_model().objects.with_roles())
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user):
        return may_sign_in(user)


class Adapter(DefaultAccountAdapter):
    """Our words, our mails and our places to go."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail address and this password do not match."),
        "too_many_login_attempts": _(
            "There were too many wrong passwords for this account. Wait five minutes and try again."
        ),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """Refuse whom the backend refuses; allauth itself asks only whether they are active."""
        if not may_sign_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_password_change_redirect_url(self, request):
        return reverse("settings")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who signed in a moment ago has just said who they are."""
        request = context.request
        records = get_authentication_records(request, request.user)
        recent = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(one["at"] > recent for one in records)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Of what happens to an account, allauth tells what concerns the second factor."""
        if template_prefix.startswith("mfa/"):
            self.send_mail(template_prefix, user.email, {"user": user})

    def render_mail(self, template_prefix, email, context, headers=None):
        """A mail in the language of the person it is about."""
        with translation.override(context["user"].language):
            return super().render_mail(template_prefix, email, context, headers)

    def send_mail(self, template_prefix, email, context):
        """Send beside the request, whose answer and time must not tell that there was a mail."""
        message = self.render_mail(template_prefix, email, context)
        Thread(target=partial(_send, message), name="mail").start()


def _send(message):
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        logger.exception("A mail of the sign-in pages could not be sent")
