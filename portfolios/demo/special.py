"""Every step that an ordinary school year does not bring: each is taken at least once."""

from contextlib import contextmanager
from datetime import timedelta

from portfolios import clock, evidence, impact, portfolio, sign_off
from portfolios.demo import material
from portfolios.demo.story import Story
from portfolios.enums import Outcome
from portfolios.models import EvidenceLink, SignOff

REASONS = material.WORDS["reasons"]

FILES = [
    lambda work: ("foto.jpg", material.photo(len(work))),
    lambda work: ("tekening.pdf", material.drawing(len(work), pages=2)),
    lambda work: ("meetrapport.txt", material.report(work)),
]


@contextmanager
def later(made, now, days):
    """A moment so many days ago, but after everything that happened in the portfolio."""
    last = made.log.order_by("number").last().at
    with clock.at(min(max(now - timedelta(days=days), last + timedelta(minutes=9)), now)):
        yield


def untouched(made, number=0):
    """A work process that the level asks for and nobody has worked on."""
    touched = SignOff.objects.filter(portfolio=made).values("work_process")
    linked = EvidenceLink.objects.filter(evidence__portfolio=made).values("work_process")
    requirements = (
        made.exit_profile.requirements.filter(work_process__core_task__choose=None)
        .exclude(work_process__in=touched)
        .exclude(work_process__in=linked)
        .select_related("work_process")
    )
    return requirements[number].work_process


def two_assessors_for_a_while(school, portfolios, profile):
    """The school tried two assessors for a week; some of those hand-ins are still open."""
    _ask_assessors(school, profile, 2, days=7)
    low, high = Outcome.INSUFFICIENT, Outcome.GOOD
    rounds = [
        [],
        [(0, high)],
        [(1, high)],
        [(1, Outcome.SUFFICIENT), (0, high)],
        [(0, high), (1, low)],
        [(0, high), (1, low), (0, high), (1, low)],
        [(0, high), (1, low), (0, high), (1, low), "release", (2, high)],
        [(0, low), (1, low)],
    ]
    for made, judgements in zip(portfolios, rounds, strict=False):
        made.exit_profile = profile
        teachers = teachers_of(school, made)
        story = Story(made, teachers, school.born, school.now, school.chance)
        work_process, cell = untouched(made), {}
        with later(made, school.now, 6):
            story.collect(work_process, cell)
        with later(made, school.now, 5):
            story.hand_in(work_process, cell)
        for number, judgement in enumerate(judgements):
            with later(made, school.now, 4 - number / 2):
                if judgement == "release":
                    sign_off.release_seat(
                        submission=cell["submission"],
                        seat=2,
                        by=school.coordinators[0],
                        reason=REASONS["release"],
                    )
                else:
                    seat, outcome = judgement
                    story.judge(cell, outcome, teachers[seat])
    _ask_assessors(school, profile, 1, days=1)


def _ask_assessors(school, profile, number, *, days):
    """Let so many assessors judge at this level; kept like every change of the structure."""
    recorded = impact.recorded(profile.qualification, by=school.administrator)
    with clock.at(school.now - timedelta(days=days)), recorded:
        profile.required_assessors = number
        profile.save(update_fields=["required_assessors"])


def teachers_of(school, made):
    return [
        person
        for person in school.teachers
        if person.teachings.filter(school_class=made.school_class).exists()
    ]


def steps_of_a_student(school, made):
    """Withdraw, replace, change, link, unlink, remove; and a file that was refused."""
    student, now = made.student, school.now
    story = Story(made, teachers_of(school, made), school.born, now, school.chance)
    first, second, third, fourth = (untouched(made, number) for number in range(4))
    cell = {}
    with later(made, now, 12):
        story.collect(first, cell, FILES[:1])
        story.hand_in(first, cell)
    with later(made, now, 11):
        sign_off.withdraw(submission=cell["submission"], by=student)
    piece = cell["piece"]
    with later(made, now, 10):
        evidence.change(evidence=piece, by=student, made_with=material.WORDS["first_names"][0])
        evidence.link(evidence=piece, by=student, work_process=second)
        evidence.link(evidence=piece, by=student, work_process=third)
        evidence.unlink(evidence=piece, by=student, work_process=third)
    with later(made, now, 9):
        story.hand_in(first, cell)
    with later(made, now, 8):
        story.judge(cell, Outcome.INSUFFICIENT)
    with later(made, now, 7):
        evidence.replace(
            evidence=piece, by=student, title=piece.title, text=material.WORDS["text"][0]
        )
        refused = material.receive(made, "tekening.jpg", material.drawing(3))
        wrong = material.receive(made, "foto.jpg", material.photo(5)[:2000])
        doubtful = {}
        story.collect(third, doubtful)
        evidence.change(evidence=doubtful["piece"], by=student, received=[refused, wrong])
        evidence.remove_file(file=wrong, by=student)
        unwanted = {}
        story.collect(fourth, unwanted)
        evidence.remove(evidence=unwanted["piece"], by=student)


def steps_of_the_whole_portfolio(school, level4, level3, profiles):
    """Moves between classes and levels, closing and reopening, and a revoked sign-off."""
    coordinator, now = school.coordinators[0], school.now
    a_class, b_class = level4[0].school_class, level3[0].school_class
    for days, school_class in ((30, b_class), (12, a_class)):
        with later(level4[0], now, days):
            portfolio.change_class(
                portfolio=level4[0],
                by=coordinator,
                school_class=school_class,
                reason=REASONS["class"],
            )
    with later(level4[1], now, 20):
        portfolio.change_profile(
            portfolio=level4[1], by=coordinator, exit_profile=profiles[3], reason=REASONS["down"]
        )
    with later(level3[0], now, 40):
        portfolio.close(portfolio=level3[0], by=coordinator, reason=REASONS["close"])
    with later(level3[1], now, 40):
        portfolio.close(portfolio=level3[1], by=coordinator, reason=REASONS["pause"])
    with later(level3[1], now, 10):
        portfolio.reopen(portfolio=level3[1], by=coordinator, reason=REASONS["reopen"])
    for made in (level4[2], level4[3]):
        signed = made.sign_offs.filter(state="signed_off").first()
        with later(made, now, 9):
            sign_off.revoke(
                sign_off=signed, by=teachers_of(school, made)[0], reason=REASONS["revoke"]
            )
