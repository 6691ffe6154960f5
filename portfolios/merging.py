"""Merges two accounts of one person: everything that is theirs goes over to the account that stays.

What was decided keeps the name of the account that decided it; rule 2 counts both as one person
(`permissions.same_person`). The old account can never be used again, and nothing undoes a merge.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portfolios import log, notifications, people, phrases
from portfolios.enums import CompletionState, Verb
from portfolios.errors import Refused
from portfolios.models import (
    Assessment,
    Completion,
    Draft,
    Mail,
    Message,
    Portfolio,
    SchoolClass,
    User,
)


@dataclass(frozen=True)
class Outlook:
    """What merging would do: what blocks it, what goes over, and what one has to know."""

    blocks: list
    portfolios: list
    classes: list
    roles: list
    phrases: int
    drafts: int
    messages: int
    facts: list


def outlook(old, new):
    """The `Outlook` on merging one account into another; tells no word of anybody's work."""
    return Outlook(
        blocks=_blocks(old, new),
        portfolios=list(old.portfolios.with_people().order_by("pk")),
        classes=list(old.classes.all()),
        roles=people.given_roles(old),
        phrases=old.phrases.count(),
        drafts=old.drafts.count(),
        messages=old.messages.count(),
        facts=_facts(old, new),
    )


def _blocks(old, new):
    """Why these two cannot be merged now, as sentences; empty where they can."""
    if old.pk == new.pk:
        return [_("This is the same account.")]
    found = [
        _("%(name)s was merged into another account already.") % {"name": one.email}
        for one in (old, new)
        if one.merged_into_id
    ]
    if not new.is_active:
        found.append(_("The account that stays is inactive. Make it active first."))
    both = Portfolio.objects.active().filter(student=new, qualification=OuterRef("qualification"))
    doubled = Portfolio.objects.active().filter(Exists(both), student=old)
    found += [
        _(
            "Both accounts have a running portfolio for %(qualification)s. "
            "A coordinator closes one of them first."
        )
        % {"qualification": portfolio.qualification}
        for portfolio in doubled.select_related("qualification")
    ]
    return found


def _facts(old, new):
    """What these accounts did that one person may not do, as sentences. It stays as it is.

    Of decided hand-ins alone: who assessed one that still waits is no administrator's business.
    """
    one, other = User.objects.accounts_of(old), User.objects.accounts_of(new)
    judged = Assessment.objects.filter(submission=OuterRef("submission"), assessor__in=other)
    seats = Assessment.objects.filter(Exists(judged), assessor__in=one)
    own = Assessment.objects.filter(
        Q(assessor__in=one, submission__sign_off__portfolio__student=new)
        | Q(assessor__in=other, submission__sign_off__portfolio__student=old)
    )
    proposals = Completion.objects.filter(
        Q(proposed_by__in=one, decided_by__in=other) | Q(proposed_by__in=other, decided_by__in=one),
        state=CompletionState.CONFIRMED,
    )
    lines = (
        (
            _hand_ins(seats),
            lambda n: ngettext(
                "%d hand-in was assessed and decided by both accounts. It stays decided. Tell the "
                "examination board.",
                "%d hand-ins were assessed and decided by both accounts. They stay decided. Tell "
                "the examination board.",
                n,
            ),
        ),
        (
            _hand_ins(own),
            lambda n: ngettext(
                "%d hand-in in the portfolio of one account was assessed by the other. Tell the "
                "examination board: this person assessed their own work.",
                "%d hand-ins in the portfolio of one account were assessed by the other. Tell the "
                "examination board: this person assessed their own work.",
                n,
            ),
        ),
        (
            proposals.count(),
            lambda n: ngettext(
                "%d completion was proposed by one account and confirmed by the other. Tell the "
                "examination board.",
                "%d completions were proposed by one account and confirmed by the other. Tell the "
                "examination board.",
                n,
            ),
        ),
    )
    return [words(number) % number for number, words in lines if number]


def _hand_ins(assessments):
    decided = assessments.filter(submission__closed_at__isnull=False)
    return decided.order_by().values("submission").distinct().count()


@transaction.atomic
def merge(*, old, new, by):
    """Let everything of the old account go over to the new one, and end the old one for good.

    Raises Refused with a sentence when something blocks it. Returns the account that stays.
    """
    # Portfolios, then classes, then people: as every other step that locks more than one of them.
    portfolios = list(Portfolio.objects.filter(student__in=[old, new]).locked())
    taught = Q(pk__in=old.classes.values("pk"))
    classes = list(SchoolClass.objects.select_for_update(no_key=True).filter(taught).order_by("pk"))
    locked = User.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    accounts = {person.pk: person for person in locked.filter(pk__in=[old.pk, new.pk])}
    old, new = accounts[old.pk], accounts[new.pk]
    blocks = _blocks(old, new)
    if by.person == old:
        blocks.append(_("You would lock yourself out. Ask another administrator."))
    if Portfolio.objects.filter(student=old).exclude(pk__in=[p.pk for p in portfolios]).exists():
        blocks.append(_("Something changed meanwhile. Look at what is so now."))
    if blocks:
        raise Refused(" ".join(blocks))
    told = notifications.who_is_told_of_account(old, moved=True)
    for portfolio in portfolios:
        if portfolio.student_id == old.pk:
            _give_portfolio(portfolio, old, new, by)
    for school_class in classes:
        teachers = {*school_class.teachers.all(), new} - {old}
        people.set_teachers(school_class, teachers, by=by)
    for role in people.given_roles(old):
        people.set_role(new, role, True, by=by)
        people.set_role(old, role, False, by=by)
    _give_phrases(old, new)
    _give_drafts(old, new)
    # The waiting mails of somebody who left would never go out.
    Message.objects.filter(receiver=old).update(receiver=new)
    Mail.objects.waiting().filter(receiver=old).update(receiver=new)
    _end(old, new)
    transaction.on_commit(lambda: notifications.account_merged(old, told, into=new, by=by))
    return new


def _give_portfolio(portfolio, old, new, by):
    """The student of a portfolio, whatever its state, is the account that is used from now on."""
    portfolio.student = new
    portfolio.save(update_fields=["student"])
    log.write(portfolio, Verb.STUDENT_MERGED, by=by, former=old.pk, student=new.pk)


def _give_phrases(old, new):
    """Those that the new account does not have, after its own; there may be more than one keeps."""
    own = list(phrases.of(new))
    known = {phrase.text.casefold() for phrase in own}
    last = max((phrase.position for phrase in own), default=0)
    for phrase in phrases.of(old):
        if phrase.text.casefold() in known:
            phrase.delete()
            continue
        last += 1
        phrase.teacher, phrase.position = new, last
        phrase.save(update_fields=["teacher", "position"])


def _give_drafts(old, new):
    """Of two drafts of one form the one that was written last stays."""
    own = {draft.place: draft for draft in Draft.objects.filter(user=new)}
    for draft in Draft.objects.filter(user=old):
        other = own.get(draft.place)
        if other is not None:
            older = min(draft, other, key=lambda one: one.saved_at)
            older.delete()
            if older is draft:
                continue
        draft.user = new
        draft.save(update_fields=["user"])


def _end(old, new):
    """The old account keeps its address, so that nobody else gets it, and opens nothing.

    What was merged into it before points at the last one too.
    """
    User.objects.filter(Q(pk=old.pk) | Q(merged_into=old)).update(
        merged_into=new, is_active=False, password=make_password(None)
    )
