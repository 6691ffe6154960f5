"""What comes after a sign-off: confirming it at a higher level, and looking at it again."""

from datetime import timedelta

from portfolios import clock, progress, sampling, sign_off
from portfolios.demo import material
from portfolios.enums import LookOutcome
from portfolios.models import EXAMINATION_BOARD, SignOff, User

REASONS = material.WORDS["reasons"]
CONFIRMED, DRAWN = 4, 8
OUTCOMES = (LookOutcome.AGREES, LookOutcome.DOUBTS, LookOutcome.DIFFERS)


def confirm_some(school, made):
    """A teacher confirms some sign-offs of a student who moved up; the others wait."""
    made.refresh_from_db()
    waiting = progress.of_one(made).own.sign_offs_to_confirm[:CONFIRMED]
    cells = SignOff.objects.filter(pk__in=[cell.facts.sign_off_id for cell in waiting])
    teacher = made.school_class.teachers.first()
    with clock.at(school.now - timedelta(hours=3)):
        sign_off.carry_over_all(portfolio=made, sign_offs=cells, by=teacher)


def look_again(school):
    """The examination board draws a sample and has looked at some of it."""
    board = User.objects.in_group(EXAMINATION_BOARD)
    with clock.at(school.now - timedelta(hours=2)):
        sample = sampling.draw(by=board[0], number=DRAWN, chance=school.chance)
    for look, outcome in zip(sample.looks.order_by("pk"), OUTCOMES, strict=False):
        with clock.at(school.now - timedelta(hours=1)):
            sampling.look(
                second_look=look,
                by=board[0],
                outcome=outcome,
                remark=REASONS.get(outcome.value, ""),
            )
