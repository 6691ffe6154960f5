"""A class in the middle of its year: every state is there, so that no page stays empty."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from curriculum.importer import import_qualification
from curriculum.models import Qualification
from portfolios import clock, completion, evidence, files, portfolio, sign_off
from portfolios.demo import material
from portfolios.enums import Outcome
from portfolios.models import Portfolio, SchoolClass, Submission, User
from tests import factories

WORD = "Verspaningsgereedschapsmagazijnbeheer"
LONG = "Eerst heb ik de tekening gelezen en de maten overgenomen. " * 8 + WORD * 3


@dataclass
class Scene:
    """The people, and what their addresses need."""

    student: User
    portfolio: Portfolio
    teacher: User
    school_class: SchoolClass
    waiting: Submission
    differing: Submission
    half: Submission
    stuck: Submission


def make(student, teachers, coordinator):
    """The class of `student`, whose own portfolio shows the most."""
    import_qualification((settings.BASE_DIR / "curriculum/data/wtb.json").read_bytes())
    profiles = {p.level: p for p in Qualification.objects.get(slug="wtb").exit_profiles.all()}
    school_class = factories.make_class("WTB4A", teachers)
    made = factories.make_portfolio(student, profiles[3], school_class)
    with clock.at(clock.now() - timedelta(days=20)):
        waiting = _year_of(made, teachers[0], coordinator, profiles[4])
    for person, level in ((f"klasgenoot{number}", 3 + number % 2) for number in range(4)):
        other = factories.make_portfolio(
            factories.make_person(person, last_name=WORD), profiles[level], school_class
        )
        factories.signed_off(other, "5.2", teachers[1], Outcome.GOOD)
        factories.hand_in(other, "5.3")
    differing, half, stuck = _hand_ins_for_two(school_class, teachers)
    return Scene(student, made, teachers[0], school_class, waiting, differing, half, stuck)


def _year_of(made, teacher, coordinator, higher):
    """Confirmed at the lower level, then at the higher one: returned, improved, revoked, good."""
    student = made.student
    photo, drawing = received(made)
    factories.add_evidence(made, "4.2", "4.4", received=[photo, drawing], text=LONG, made_with=WORD)
    factories.signed_off(made, "4.2", teacher)
    portfolio.change_profile(
        portfolio=made, by=coordinator, exit_profile=higher, reason="Naar het hogere niveau."
    )
    made.refresh_from_db()
    task = made.qualification.core_tasks.get(number=7)
    portfolio.choose_specialisation(
        portfolio=made,
        by=student,
        core_task=task,
        work_processes=[factories.work_process(made, "7.1")],
    )
    factories.signed_off(made, "1.1", teacher, Outcome.GOOD)
    piece = factories.add_evidence(made, "2.1")
    factories.assess(factories.hand_in(made, "2.1"), teacher, Outcome.INSUFFICIENT, LONG)
    evidence.replace(evidence=piece, by=student, title="Tweede versie", text=LONG)
    revoked = factories.signed_off(made, "3.1", teacher)
    sign_off.revoke(sign_off=revoked, by=teacher, reason="Het bewijs was van een ander.")
    factories.add_evidence(made, "2.2", title=WORD * 3, url="https://example.org/" + "a" * 90)
    factories.add_evidence(made, "2.3", received=[material.receive(made, "foto.jpg", b"%PDF-")])
    material.receive(made, "los.txt", b"Nog nergens bij.")
    return factories.hand_in(made, "4.4", words=LONG)


def _hand_ins_for_two(school_class, teachers):
    """One of which the assessors differ, one that one of them judged, one without agreement."""
    pair = factories.make_qualification(slug="pair", required_assessors=2)
    other = factories.make_portfolio(
        factories.make_person("tweetal"), pair.exit_profiles.get(level=4), school_class
    )
    differing, half, stuck = (factories.hand_in(other, code) for code in ("1.1", "2.1", "2.2"))
    outcomes = (Outcome.SUFFICIENT, Outcome.INSUFFICIENT)
    for submission in (differing, stuck, stuck):
        for teacher, outcome in zip(teachers, outcomes, strict=False):
            factories.assess(submission, teacher, outcome, LONG)
    factories.assess(half, teachers[0])
    return differing, half, stuck


def before_the_board(school, board_member):
    """A completed level, an open proposal, and an exemption in the student's own portfolio."""
    pair = factories.make_qualification(slug="board")
    made = [
        factories.make_portfolio(
            factories.make_person(name, last_name=WORD),
            pair.exit_profiles.get(level=3),
            school.school_class,
        )
        for name in ("klaar", "voorgedragen")
    ]
    done = factories.completed(made[0], school.teacher, board_member)
    for code in ("2.1", "8.1"):
        factories.signed_off(made[1], code, school.teacher)
    diploma = files.attach(material.arrived("diploma.pdf", material.drawing(1)))
    factories.exempt(made[1], "2.2", board_member, LONG, attachment=diploma)
    proposal = completion.propose(portfolio=made[1], by=school.teacher)
    return done, proposal, factories.exempt(school.portfolio, "2.4", board_member, LONG)


def received(made):
    """A photo and a drawing that came in."""
    return (
        material.receive(made, "flens.jpg", material.photo(1)),
        material.receive(made, "tekening.pdf", material.drawing(1, pages=2)),
    )
