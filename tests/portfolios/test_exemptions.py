"""Exemptions: granted and ended by the examination board, with a ground and a reason."""

import json
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import in_words, people, progress, seal, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import MessageKind, Outcome, Role, Shown, State, Verb
from portfolios.errors import Refused
from portfolios.models import Exemption, Message, Portfolio, SignOff, User
from tests.factories import (
    add_evidence,
    assess,
    hand_in,
    make_portfolio,
    signed_off,
    work_process,
)

pytestmark = pytest.mark.usefixtures("in_english")

CODE = "2.1"


def exempt(portfolio, by, code=CODE, ground="A diploma of another school.", **fields):
    return sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, code),
        by=by,
        ground=ground,
        **fields,
    )


def end(exemption, by, reason="The diploma is of somebody else."):
    sign_off.end_exemption(exemption=exemption, by=by, reason=reason)


def shown(portfolio, code=CODE):
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    return progress.of_one(portfolio).own.by_code[code].shown


def standing(portfolio):
    """Everything that a refused step must leave as it was."""
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    return list(Exemption.objects.values()), portfolio.log_count, Message.objects.count()


def move(portfolio, coordinator, profile):
    portfolios.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=profile, reason="Moves."
    )


def test_an_exemption_counts_at_the_level_of_the_portfolio(portfolio, board_member, level4):
    exemption = exempt(portfolio, board_member, ground="  A diploma. ")
    assert (exemption.exit_profile, exemption.ground, exemption.granted_by) == (
        level4, "A diploma.", board_member,
    )  # fmt: skip
    found = progress.of_one(portfolio).own
    assert (found.by_code[CODE].shown, found.done) == (Shown.EXEMPT, 1)
    entry = portfolio.log.last()
    assert (entry.verb, entry.actor) == (Verb.EXEMPTED, board_member)
    assert json.loads(entry.facts) == {
        "work_process": CODE,
        "exemption": exemption.pk,
        "exit_profile": "small-4",
        "level": 4,
        "exemption_hash": seal.exemption_hash(exemption),
    }


def test_the_log_holds_no_word_of_the_ground(portfolio, board_member):
    exempt(portfolio, board_member, ground="Was ill for a year.")
    assert "ill" not in portfolio.log.last().facts


def test_an_attachment_is_kept_with_its_hash(portfolio, board_member):
    attachment = SimpleNamespace(
        stored_name="ab/ab12",
        attachment_name="diploma.pdf",
        attachment_type="application/pdf",
        attachment_size=4,
        attachment_sha256="0" * 64,
    )
    exemption = exempt(portfolio, board_member, attachment=attachment)
    exemption.refresh_from_db()
    kept = {name: getattr(exemption, name) for name in vars(attachment)}
    assert kept == vars(attachment)


@pytest.mark.parametrize(
    "state", [State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED], ids=lambda state: state.value
)
def test_the_state_of_the_cell_does_not_change(portfolio, teacher, board_member, state):
    if state != State.NOT_STARTED:
        add_evidence(portfolio, CODE)
    if state == State.RETURNED:
        assess(hand_in(portfolio, CODE), teacher, Outcome.INSUFFICIENT)
    exemption = exempt(portfolio, board_member)
    cell = SignOff.objects.get(portfolio=portfolio, work_process__code=CODE)
    assert (cell.state, shown(portfolio)) == (state, Shown.EXEMPT)
    end(exemption, board_member)
    cell.refresh_from_db()
    assert (cell.state, shown(portfolio)) == (state, state)


def test_an_open_hand_in_is_decided_first(portfolio, teacher, board_member):
    submission = hand_in(portfolio, CODE)
    before = standing(portfolio)
    with pytest.raises(Refused, match=r"2\.1 is “handed in” meanwhile"):
        exempt(portfolio, board_member)
    assert standing(portfolio) == before
    assess(submission, teacher, Outcome.INSUFFICIENT)
    assert exempt(portfolio, board_member).pk


def test_what_is_signed_off_at_this_level_needs_no_exemption(portfolio, teacher, board_member):
    signed_off(portfolio, CODE, teacher)
    before = standing(portfolio)
    with pytest.raises(Refused, match=r"2\.1 is signed off for Level 4 already"):
        exempt(portfolio, board_member)
    assert standing(portfolio) == before


def test_what_is_signed_off_at_a_lower_level_can_be_exempted(
    student, level3, level4, school_class, teacher, coordinator, board_member
):
    portfolio = make_portfolio(student, level3, school_class)
    signed_off(portfolio, CODE, teacher)
    move(portfolio, coordinator, level4)
    exempt(portfolio, board_member)
    assert shown(portfolio) == Shown.EXEMPT


@pytest.mark.parametrize(
    ("code", "ground", "sentence"),
    [
        ("8.1", "A diploma.", r"Level 4 does not ask for 8\.1"),
        (CODE, "", "Write on what ground"),
        (CODE, " \n", "Write on what ground"),
    ],
)
def test_what_an_exemption_needs(portfolio, board_member, code, ground, sentence):
    before = standing(portfolio)
    with pytest.raises(Refused, match=sentence):
        exempt(portfolio, board_member, code, ground)
    assert standing(portfolio) == before


def test_nobody_is_exempted_twice(portfolio, board_member):
    exempt(portfolio, board_member)
    before = standing(portfolio)
    with pytest.raises(Refused, match=r"exempted from 2\.1 already"):
        exempt(portfolio, board_member)
    assert standing(portfolio) == before


def test_an_exemption_of_a_higher_level_is_enough(portfolio, board_member, coordinator, level3):
    exempt(portfolio, board_member)
    move(portfolio, coordinator, level3)
    assert shown(portfolio) == Shown.EXEMPT
    with pytest.raises(Refused, match=r"exempted from 2\.1 already"):
        exempt(portfolio, board_member)


def test_an_exemption_of_a_lower_level_waits_for_the_board(
    student, level3, level4, school_class, coordinator, board_member
):
    portfolio = make_portfolio(student, level3, school_class)
    exempt(portfolio, board_member)
    move(portfolio, coordinator, level4)
    assert shown(portfolio) == Shown.TO_CONFIRM
    moved = progress.of_one(Portfolio.objects.get(pk=portfolio.pk)).own
    assert "2.1 (to confirm by the examination board)" in in_words.still_open(moved)
    exempt(portfolio, board_member, ground="Good enough for level 4 too.")
    assert shown(portfolio) == Shown.EXEMPT
    levels = Exemption.objects.standing().values_list("exit_profile__level", flat=True)
    assert sorted(levels) == [3, 4]


def test_what_is_exempted_is_not_handed_in(portfolio, board_member):
    add_evidence(portfolio, CODE)
    exemption = exempt(portfolio, board_member)
    with pytest.raises(Refused, match="You are exempted"):
        hand_in(portfolio, CODE)
    end(exemption, board_member)
    assert hand_in(portfolio, CODE).is_open


def test_an_ended_exemption_stays_and_says_why(portfolio, board_member):
    exemption = exempt(portfolio, board_member)
    end(exemption, board_member, " A mistake. ")
    exemption.refresh_from_db()
    assert exemption.ended_by == board_member
    assert exemption.ended_at is not None
    entry = portfolio.log.last()
    assert (entry.verb, entry.actor, entry.log_text.text) == (
        Verb.EXEMPTION_ENDED, board_member, "A mistake.",
    )  # fmt: skip
    assert json.loads(entry.facts)["exemption"] == exemption.pk


def test_an_exemption_ends_once_and_with_a_reason(portfolio, board_member):
    exemption = exempt(portfolio, board_member)
    with pytest.raises(Refused, match="Write why"):
        end(exemption, board_member, " ")
    end(exemption, board_member)
    before = standing(portfolio)
    with pytest.raises(Refused, match="was ended meanwhile"):
        end(exemption, board_member)
    assert standing(portfolio) == before


PEOPLE = ("student", "classmate", "teacher", "coordinator", "administrator")


@pytest.mark.parametrize("name", PEOPLE)
def test_only_the_board_exempts(portfolio, board_member, name, request):
    person = request.getfixturevalue(name)
    exemption = exempt(portfolio, board_member, "2.2")
    before = standing(portfolio)
    with pytest.raises(PermissionDenied):
        exempt(portfolio, person)
    with pytest.raises(PermissionDenied):
        end(exemption, person)
    assert standing(portfolio) == before


def test_a_board_member_does_not_exempt_themselves(portfolio, student):
    people.set_role(student, Role.BOARD, True, by=None)
    before = standing(portfolio)
    with pytest.raises(PermissionDenied):
        exempt(portfolio, User.objects.get(pk=student.pk))
    assert standing(portfolio) == before


def test_the_student_is_told_of_both(portfolio, student, board_member):
    exemption = exempt(portfolio, board_member)
    end(exemption, board_member)
    told = Message.objects.filter(exemption=exemption).order_by("pk")
    assert [(message.kind, message.receiver) for message in told] == [
        (MessageKind.EXEMPTED, student),
        (MessageKind.EXEMPTION_ENDED, student),
    ]


def test_the_highest_standing_exemption_is_read_in_one_query_for_all(
    student, level3, level4, school_class, coordinator, board_member, django_assert_num_queries
):
    portfolio = make_portfolio(student, level3, school_class)
    exempt(portfolio, board_member)
    exempt(portfolio, board_member, "2.2")
    move(portfolio, coordinator, level4)
    exempt(portfolio, board_member)
    end(Exemption.objects.get(work_process__code="2.2"), board_member)
    portfolio = Portfolio.objects.with_people().get(pk=portfolio.pk)
    with django_assert_num_queries(3):
        found = progress.of([portfolio])
    facts = found[portfolio.pk].facts
    levels = {code: facts[work_process(portfolio, code).pk].exempt_level for code in (CODE, "2.2")}
    assert levels == {CODE: 4, "2.2": None}
