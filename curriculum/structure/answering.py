"""Settles an open question of a version with one step."""

from django.db import transaction
from django.utils.translation import gettext as _

from curriculum import matrix, open_questions
from curriculum.models import Qualification
from curriculum.models.texts import TEXT_LENGTH
from curriculum.open_questions import DECIDED, Step
from curriculum.structure import Refused, settle_mark


def steps_of(qualification, question):
    """The steps that one click can do here: a version that counts only takes notes.

    Its marks are changed where the page first says what that does to portfolios.
    """
    allowed = question.steps if qualification.is_draft else {Step.LEAVE}
    return {step: label for step, label in question.steps.items() if step in allowed}


@transaction.atomic
def answer(qualification, key, step):
    """Settle the question of this key. Raises Refused where it is no open question any more."""
    qualification = Qualification.objects.select_for_update(no_key=True).get(pk=qualification.pk)
    found = [q for q in open_questions.of(matrix.build(qualification)) if q.key == key]
    if not found or step not in steps_of(qualification, found[0]):
        raise Refused(_("This question is settled already."))
    DO[step](found[0])
    return found[0]


def _keep(question):
    settle_mark(question.mark, keep=True)


def _take_away(question):
    if question.mark:
        settle_mark(question.mark, keep=False)
    else:
        question.rows[0].requirements.all().delete()


def _retire(question):
    row = question.rows[-1]
    row.requirements.all().delete()
    row.retired = True
    row.save(update_fields=["retired"])


def _choose(question):
    task = question.rows[0]
    task.choose = question.choose
    task.save(update_fields=["choose"])


def _leave(question):
    """Write the decision under the note of the row that comes last."""
    row = question.rows[-1]
    decision = _("left as it is.")
    line = f"{DECIDED} {question.about}: {decision}"
    note = f"{row.note.rstrip()}\n{line}".strip()
    if len(note) > TEXT_LENGTH:
        raise Refused(_("The note of this row is full: shorten it first."))
    row.note = note
    row.save(update_fields=["note"])


DO = {
    Step.KEEP: _keep,
    Step.TAKE_AWAY: _take_away,
    Step.RETIRE: _retire,
    Step.CHOOSE: _choose,
    Step.LEAVE: _leave,
}
