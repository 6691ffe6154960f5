"""What workplace trainers were asked about a cell, and what they stated, as events."""

from django.utils.translation import gettext as _

from portfolios.enums import Answer, Verb
from portfolios.models import WorkplaceStatement, WorkplaceTrainer
from portfolios.timeline.event import Event

OF_CELL = (Verb.STATEMENT_ASKED, Verb.STATEMENT_GIVEN)
# These are about every cell that their link asks about.
OF_LINK = (Verb.LINK_MADE, Verb.LINK_REVOKED)


def links_of(entries, work_process):
    """The ids of the links that ask about this work process, by the log."""
    return {
        facts["link"]
        for entry, facts in entries
        if entry.verb == Verb.STATEMENT_ASKED and facts["work_process"] == work_process.code
    }


def events(entries):
    """The events of these log entries (pairs of entry and facts)."""
    entries = [pair for pair in entries if pair[0].verb in (*OF_CELL, *OF_LINK)]
    if not entries:
        return
    trainers = WorkplaceTrainer.objects.in_bulk({facts["trainer"] for _entry, facts in entries})
    given = {facts["statement"] for _entry, facts in entries if "statement" in facts}
    statements = WorkplaceStatement.objects.with_trainer().in_bulk(given) if given else {}
    for entry, facts in entries:
        if entry.verb == Verb.STATEMENT_GIVEN:
            yield _given(entry, statements[facts["statement"]])
        else:
            yield _about_link(entry, trainers[facts["trainer"]])


def _given(entry, statement):
    icon, title = {
        Answer.SEEN: ("eye", _("Seen at the workplace")),
        Answer.PARTLY: ("eye", _("Seen in part at the workplace")),
        Answer.NOT_RECOGNISED: ("warn", _("Not recognised at the workplace")),
    }[Answer(statement.answer)]
    who = [statement.name or _("name erased"), statement.capacity, statement.trainer.company]
    return Event(
        at=entry.at,
        title=title,
        icon=icon,
        by=", ".join(filter(None, who)),
        words=statement.remark,
        trainer=statement.trainer,
    )


def _about_link(entry, trainer):
    icon, title = {
        Verb.STATEMENT_ASKED: ("question", _("Workplace trainer asked: %(trainer)s")),
        Verb.LINK_MADE: ("mail", _("Link made for %(trainer)s")),
        Verb.LINK_REVOKED: ("close", _("Question to %(trainer)s taken back")),
    }[entry.verb]
    return Event(
        at=entry.at,
        title=title % {"trainer": trainer},
        icon=icon,
        by=entry.actor.name_of_assessor,
    )
