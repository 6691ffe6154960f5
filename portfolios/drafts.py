"""Drafts: what somebody typed into a form, kept on the server while they type.

A draft belongs to one person and the full address of one form. It waits until that form is sent,
or until the person begins anew.
"""

from django.http import QueryDict

from portfolios import clock
from portfolios.models import Draft

# Every text of the largest form, filled to its limit, fits.
MAX_LENGTH = 256_000
# Who opens ever more forms loses the oldest drafts first.
MAX_DRAFTS = 50


class TooLong(Exception):
    """These fields are too long to keep."""


def save(*, user, place, form):
    """Keep the fields (a query string) of the form at this address. Raises TooLong."""
    if len(form) > MAX_LENGTH or len(place) > Draft._meta.get_field("place").max_length:
        raise TooLong
    Draft.objects.update_or_create(
        user=user, place=place, defaults={"form": form, "saved_at": clock.now()}
    )
    oldest = of_person(user).values_list("pk", flat=True)[MAX_DRAFTS:]
    Draft.objects.filter(pk__in=list(oldest)).delete()


def of_person(user):
    """What this person did not finish, the latest first."""
    return Draft.objects.filter(user=user).order_by("-saved_at", "-pk")


def at(user, place):
    """The draft of the form at this address, or None."""
    return Draft.objects.filter(user=user, place=place).first()


def of_forms(user, places):
    """What this person drafted at these addresses, as forms take it, by the address."""
    found = Draft.objects.filter(user=user, place__in=places)
    return {draft.place: fields(draft) for draft in found}


def fields(draft):
    """What was typed, as a form takes it."""
    return QueryDict(draft.form)


def discard(*, user, place):
    """Let the draft of this address go."""
    Draft.objects.filter(user=user, place=place).delete()


def finish(*, user, place, key=""):
    """The form was sent: its draft goes, also where it was kept under another address.

    A device that sends later does not know the query of the page on which the form was filled in;
    the key of a piece is in both.
    """
    discard(user=user, place=place)
    if key:
        for draft in Draft.objects.filter(user=user, form__contains=key):
            if fields(draft).get("key") == key:
                draft.delete()
