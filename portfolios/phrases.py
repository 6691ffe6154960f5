"""The phrases of a teacher: what they write often in feedback, in their own order."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios.errors import Refused
from portfolios.models import FeedbackPhrase, User

MOST = 30
# The first ones stand below the feedback, the rest folds away.
SHOWN = 8
MAX_LENGTH = FeedbackPhrase._meta.get_field("text").max_length


def of(teacher):
    """The phrases of this teacher, in their order."""
    return FeedbackPhrase.objects.filter(teacher=teacher)


@transaction.atomic
def add(*, teacher, text):
    """Keep a phrase, as the last one. Returns it."""
    own = _lock(teacher)
    text = _checked(text, own)
    if len(own) >= MOST:
        raise Refused(
            _("You keep %(number)d phrases already. Remove one first.") % {"number": MOST}
        )
    last = max((phrase.position for phrase in own), default=0)
    return FeedbackPhrase.objects.create(teacher=teacher, text=text, position=last + 1)


@transaction.atomic
def change(*, phrase, text):
    """Write a phrase otherwise."""
    own = _lock(phrase.teacher)
    phrase.text = _checked(text, [one for one in own if one.pk != phrase.pk])
    phrase.save(update_fields=["text"])


def remove(*, phrase):
    """Let a phrase go; feedback that was given with it stays as it is."""
    phrase.delete()


@transaction.atomic
def move(*, phrase, by):
    """Let a phrase stand so many places later (`by` below zero: earlier)."""
    own = _lock(phrase.teacher)
    if phrase not in own:
        return
    place = own.index(phrase)
    own.insert(min(max(place + by, 0), len(own) - 1), own.pop(place))
    for position, one in enumerate(own, 1):
        one.position = position
    FeedbackPhrase.objects.bulk_update(own, ["position"])


def append(text, phrase):
    """The feedback with a phrase at its end, on a line of its own."""
    text = text.rstrip()
    return f"{text}\n{phrase}" if text else phrase


def _lock(teacher):
    """The phrases of this teacher, while no other window of theirs changes them."""
    list(User.objects.select_for_update(no_key=True).filter(pk=teacher.pk).values_list("pk"))
    return list(of(teacher))


def _checked(text, others):
    """The phrase on one line. Raises Refused when it is empty, too long or there already."""
    text = " ".join(text.split())
    if not text:
        raise Refused(_("Write a phrase."))
    if len(text) > MAX_LENGTH:
        raise Refused(_("A phrase has at most %(number)d characters.") % {"number": MAX_LENGTH})
    if text.casefold() in {one.text.casefold() for one in others}:
        raise Refused(_("You keep this phrase already."))
    return text
