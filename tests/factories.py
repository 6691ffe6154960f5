"""Makes the people, classes and portfolios of the tests; rules are taken by the steps alone."""

from datetime import date
from functools import cache
from io import BytesIO
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from PIL import Image

from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from portfolios import completion, evidence, people, portfolio, sign_off, tokens, workplace
from portfolios.demo import material
from portfolios.enums import Answer, Outcome
from portfolios.models import SchoolClass, SignOff, User

_number = count(1)

PASSWORD = "a-password-of-the-tests"

# core task -> (choose, {code: marks}); h is the higher level, l the lower one.
MATRIX = {
    1: (None, {"1.1": "h", "1.2": "h", "1.7": ""}),
    2: (None, {"2.1": "hl", "2.2": "hl", "2.3": "h"}),
    7: (1, {"7.1": "h", "7.2": "h", "7.3": ""}),
    8: (1, {"8.1": "l", "8.2": "l"}),
}


def make_qualification(matrix=MATRIX, *, slug="small", version=1, state="published", **profile):
    """A small qualification: level 4 asks 6 (1.1 1.2 2.1 2.2 2.3 and one of 7), level 3 asks 3."""
    qualification = Qualification.objects.create(
        name=f"Qualification {slug}", slug=slug, version=version, state=state
    )
    profiles = {
        key: ExitProfile.objects.create(
            qualification=qualification,
            slug=f"{slug}-{level}",
            name=f"Level {level}",
            level=level,
            position=5 - level,
            **profile,
        )
        for key, level in {"h": 4, "l": 3}.items()
    }
    made, marked = [], []
    for number, (choose, work_processes) in matrix.items():
        task = CoreTask.objects.create(
            qualification=qualification,
            number=number,
            title=f"Core task {number}",
            choose=choose,
            position=number,
        )
        for position, (code, marks) in enumerate(work_processes.items()):
            work_process = WorkProcess(
                qualification=qualification,
                core_task=task,
                code=code,
                title=f"does {code}",
                position=position,
            )
            made.append(work_process)
            marked += [
                Requirement(exit_profile=profiles[mark], work_process=work_process)
                for mark in marks
            ]
    WorkProcess.objects.bulk_create(made)
    Requirement.objects.bulk_create(marked)
    return qualification


def make_person(name, **fields):
    """Somebody who can sign in with PASSWORD, as `people.create_user` makes them, but quicker."""
    user = User.objects.create(
        email=f"{name}@school.example",
        first_name=name.title(),
        last_name=fields.pop("last_name", "Example"),
        password=_hashed_password(),
        **fields,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_person_with_role(name, role):
    person = make_person(name)
    people.set_role(person, role, True, by=None)
    return User.objects.get(pk=person.pk)


@cache
def _hashed_password():
    return make_password(PASSWORD)


def make_class(name, teachers=(), school_year="2026-2027"):
    school_class = SchoolClass.objects.create(name=name, school_year=school_year)
    people.set_teachers(school_class, teachers, by=None)
    return school_class


def make_portfolio(student, exit_profile, school_class):
    return portfolio.start(
        student=student,
        exit_profile=exit_profile,
        school_class=school_class,
        starts_on=date(2026, 8, 24),
        ends_on=date(2030, 7, 12),
        by=None,
    )


def make_students(number, exit_profile, school_class):
    """Portfolios of so many new students in one class."""
    return [
        make_portfolio(make_person(f"student{next(_number)}"), exit_profile, school_class)
        for _index in range(number)
    ]


def work_process(portfolio, code):
    return portfolio.qualification.work_processes.get(code=code)


STARR = {
    "situation": "In the workshop.",
    "task": "Make a flange.",
    "action": "I turned it.",
    "result": "It fits.",
    "reflection": "Measure more often.",
}


def add_evidence(portfolio, *codes, **fields):
    """A piece of text evidence with all five parts of STARR."""
    return evidence.add(
        portfolio=portfolio,
        by=portfolio.student,
        work_processes=[work_process(portfolio, code) for code in codes],
        **{"title": f"Evidence for {' '.join(codes)}", "text": "What I did.", **STARR, **fields},
    )


def hand_in(portfolio, code, **fields):
    """Evidence for one work process, handed in."""
    if not portfolio.evidence.filter(links__work_process__code=code).exists():
        add_evidence(portfolio, code)
    return sign_off.submit(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=portfolio.student,
        own_work=True,
        **fields,
    )


def assess(submission, teacher, outcome=Outcome.SUFFICIENT, feedback="Fine."):
    return sign_off.assess(submission=submission, by=teacher, outcome=outcome, feedback=feedback)


def signed_off(portfolio, code, teacher, outcome=Outcome.SUFFICIENT):
    """A cell that was handed in and signed off by one teacher."""
    return assess(hand_in(portfolio, code), teacher, outcome).submission.sign_off


def everything_signed_off(portfolio, teacher):
    """All that the level of this portfolio asks for: in a choice, the first option."""
    marks = portfolio.exit_profile.requirements.select_related("work_process__core_task")
    codes, chosen = [], set()
    for mark in marks.order_by("work_process__core_task__position", "work_process__position"):
        task = mark.work_process.core_task
        if task.pk not in chosen:
            codes.append(mark.work_process.code)
        if task.choose:
            chosen.add(task.pk)
    for code in codes:
        signed_off(portfolio, code, teacher)
    return portfolio


def completed(portfolio, teacher, board_member):
    """A portfolio whose level was proposed and confirmed. Returns the completion."""
    everything_signed_off(portfolio, teacher)
    proposal = completion.propose(portfolio=portfolio, by=teacher)
    completion.confirm(completion=proposal, by=board_member)
    portfolio.refresh_from_db()
    proposal.refresh_from_db()
    return proposal


def exempt(portfolio, code, board_member, ground="A diploma of another school.", **fields):
    return sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=board_member,
        ground=ground,
        **fields,
    )


def receive_photo(portfolio, name="photo.jpg", colour="green"):
    """A small real JPEG, received and judged, not yet part of a piece."""
    buffer = BytesIO()
    Image.new("RGB", (60, 40), colour).save(buffer, "JPEG")
    return material.receive(portfolio, name, buffer.getvalue())


def name_trainer(portfolio, by, name="Wim Brandsma", email="wim@brandsma.example", **fields):
    """Somebody at a company; checked at once where a teacher of the class names them."""
    return workplace.name_trainer(
        portfolio=portfolio, by=by, name=name, company="Brandsma", email=email, **fields
    )


def ask_trainer(trainer, *codes, by):
    """A question about these work processes, whose cells exist already."""
    portfolio = trainer.portfolio
    cells = SignOff.objects.filter(portfolio=portfolio, work_process__code__in=codes)
    return workplace.ask(portfolio=portfolio, trainer=trainer, sign_offs=cells, by=by)


def open_link(portfolio, teacher, *codes):
    """A link that a checked trainer got, asked by the student."""
    for code in codes:
        if not portfolio.evidence.filter(links__work_process__code=code).exists():
            add_evidence(portfolio, code)
    trainer = portfolio.trainers.filter(checked_at__isnull=False).first()
    trainer = trainer or name_trainer(portfolio, teacher)
    return ask_trainer(trainer, *codes, by=portfolio.student)


def token(link):
    link.refresh_from_db()
    return tokens.token_of(link)


def state(link, answer=Answer.SEEN, remark="", *, codes=None, name="Wim Brandsma", **fields):
    """The holder of a link answers all of its questions, or those about these codes."""
    asked = link.questions.select_related("sign_off__work_process")
    answers = {
        question.pk: (answer, remark)
        for question in asked
        if codes is None or question.sign_off.work_process.code in codes
    }
    return workplace.state(link=link, answers=answers, name=name, **fields)
