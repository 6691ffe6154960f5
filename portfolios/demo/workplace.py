"""Workplace trainers of the demo school: asked, checked, declined, and what they stated."""

from datetime import timedelta

from portfolios import clock, workplace
from portfolios.demo import material
from portfolios.enums import Answer, State

PEOPLE = material.WORDS["trainers"]
REMARKS = material.WORDS["remarks"]
_ASKED_ABOUT = (State.SUBMITTED, State.IN_PROGRESS)


def ask_around(school, made):
    """Three statements, an unanswered link, one taken back, and a name that waits for its check."""
    student = made.student
    teacher = school.classes[made.school_class.name].teachers.first()
    waiting, *others = _cells(made)
    last = made.log.order_by("number").last().at
    with clock.at(min(last + timedelta(minutes=5), school.now)):
        trainer = _named(made, 0, by=student)
        first = _ask(made, trainer, [waiting, *others[:1]], by=student)
        workplace.check_trainer(trainer=trainer, by=teacher)
        _answer(first, [(Answer.SEEN, REMARKS[0]), (Answer.PARTLY, REMARKS[1])])
        on_paper = _named(made, 1, by=teacher)
        _answer(_ask(made, on_paper, [waiting], by=student), [(Answer.NOT_RECOGNISED, REMARKS[2])])
        taken_back = _ask(made, trainer, others[1:2], by=student)
        workplace.revoke_link(link=taken_back, by=student)
        _ask(made, trainer, others[1:2], by=student)
        workplace.decline_trainer(trainer=_named(made, 2, by=student), by=teacher)
        _ask(made, _named(made, 3, by=student), [waiting], by=student)


def _cells(made):
    """A hand-in that waits first, then what the student works on."""
    cells = made.sign_offs.filter(state__in=_ASKED_ABOUT).select_related("work_process")
    return sorted(cells, key=lambda cell: (_ASKED_ABOUT.index(cell.state), cell.pk))


def _named(made, number, *, by):
    name, company, email = PEOPLE[number]
    return workplace.name_trainer(portfolio=made, by=by, name=name, company=company, email=email)


def _ask(made, trainer, cells, *, by):
    return workplace.ask(portfolio=made, trainer=trainer, sign_offs=cells, by=by)


def _answer(link, said):
    questions = link.questions.order_by("pk")
    workplace.state(
        link=link,
        answers={question.pk: one for question, one in zip(questions, said, strict=True)},
        name=link.trainer.name,
        capacity=material.WORDS["capacity"],
    )
