"""What a mail says: made when it is sent, from what its receiver has not read and may see then."""

from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from portfolios import tokens
from portfolios.enums import LinkState, MailTiming
from portfolios.models import WorkplaceLink
from portfolios.notify import sentences, turn, words

LISTED = 20


class Letter(EmailMultiAlternatives):
    """A mail as it goes out; `told` are the ids of the messages in it."""

    told = ()


def compose(mail):
    """The letter of a mail, in the language of its receiver; None where nothing is left to say."""
    if mail.link_id:
        return _to_trainer(mail)
    receiver = mail.receiver
    if mail.is_invitation:
        return _invitation(mail)
    if not receiver.is_active or receiver.mail_timing == MailTiming.NONE:
        return None
    with translation.override(receiver.language):
        waiting = mail.messages.unread().with_matter().order_by("at", "pk")
        told = [one for one in words.tell(waiting, receiver) if one.address and not one.is_over]
        if not told:
            return None
        context = {
            "receiver": receiver,
            "timing": receiver.get_mail_timing_display(),
            "settings_address": address("settings"),
            "messages_address": address("portfolios:messages"),
            **(_one(told[0]) if len(told) == 1 else _several(told)),
        }
        letter = _letter(mail, _subject(told, receiver), "news", context, receiver.email)
        letter.told = [one.message.pk for one in told]
        return letter


def _to_trainer(mail):
    """The letter with a link, in the language of the school; None where it opens nothing now."""
    link = WorkplaceLink.objects.with_questions().get(pk=mail.link_id)
    if link.state != LinkState.OPEN:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string("emails/workplace_link_subject.txt").strip()
        context = {
            "link": link,
            "portfolio": link.trainer.portfolio,
            "address": tokens.address_of(link),
        }
        return _letter(mail, subject, "workplace_link", context, link.trainer.email)


def _invitation(mail):
    """The letter with which somebody sets a first password; None where they have one already.

    Its key is made now and kept nowhere.
    """
    receiver = mail.receiver
    if not receiver.is_active or receiver.has_usable_password():
        return None
    with translation.override(receiver.language):
        key = default_token_generator.make_token(receiver)
        uid = user_pk_to_url_str(receiver)
        context = {
            "receiver": receiver,
            "address": address("account_reset_password_from_key", uid, key),
            "again_address": address("account_reset_password"),
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
        }
        subject = render_to_string("emails/invitation_subject.txt").strip()
        return _letter(mail, subject, "invitation", context, receiver.email)


def address(name, *arguments):
    """The whole address of a page, as a mail needs it."""
    return settings.SITE_URL + reverse(name, args=arguments)


def _subject(told, receiver):
    """Names nobody and nothing: others read along on the screen of a phone."""
    if len(told) == 1:
        return str(sentences.SUBJECTS[told[0].message.kind])
    is_own = all(one.message.portfolio.student_id == receiver.pk for one in told)
    several = sentences.SUBJECT_OF_SEVERAL if is_own else sentences.SUBJECT_OF_SEVERAL_TO_STAFF
    return str(several)


def _one(told):
    return {
        "one": told,
        "came_back": told.is_turn and told.message.kind in turn.CAME_BACK,
        "page_address": address("portfolios:message", told.message.pk),
    }


def _several(told):
    """Hand-ins that wait for an assessor together, then everything else one by one."""
    to_assess = [one for one in told if one.is_turn and one.message.kind in turn.TO_ASSESS]
    if len(to_assess) == 1:
        to_assess = []
    others = [one for one in told if one not in to_assess]
    listed = others[:LISTED]
    return {
        "number": len(told),
        "to_assess": to_assess,
        "to_assess_listed": to_assess[:LISTED],
        "to_assess_more": len(to_assess[LISTED:]),
        "queue_address": address("portfolios:review_queue"),
        "others": [(one, address("portfolios:message", one.message.pk)) for one in listed],
        "others_more": len(others[LISTED:]),
    }


def _letter(mail, subject, template, context, to):
    """The same facts as text and as HTML."""
    context = {"site_name": settings.SITE_NAME, "subject": subject, **context}
    letter = Letter(
        subject=subject,
        body=render_to_string(f"emails/{template}.txt", context),
        to=[to],
        headers={
            # The same at every try: a second copy of a mail can be known as one.
            "Message-ID": f"<mail-{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    return letter


def keep_told(mail, letter):
    """What was read or gone by the time the mail went out was not told in it."""
    mail.messages.exclude(pk__in=letter.told).update(mail=None)


@transaction.atomic
def drop(mail):
    """A mail with nothing left to say is not sent, and leaves nothing behind."""
    mail.messages.update(mail=None)
    mail.delete()
