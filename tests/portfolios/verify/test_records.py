"""Confirmations, exemptions and completions are held against the log, in both directions."""

import pytest
from django.core.management import call_command

from portfolios import clock, completion, log, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import CompletionState, PortfolioState
from portfolios.models import Completion, Confirmation, Exemption, LogText, Portfolio, SignOff
from tests.factories import make_portfolio, signed_off, work_process
from tests.portfolios.verify.tampering import breaks, somebody_at_the_database, tamper


def exempt(portfolio, code, by):
    return sign_off.exempt(
        portfolio=portfolio, work_process=work_process(portfolio, code), by=by, ground="A diploma."
    )


@pytest.fixture
def past(student, level3, level4, school_class, teacher, second_teacher, coordinator, board_member):
    """Moved up; 2.1 carried over, 2.2 half; all else exempted; proposed, refused, completed."""
    portfolio = make_portfolio(student, level3, school_class)
    cells = {code: signed_off(portfolio, code, teacher) for code in ("2.1", "2.2")}
    portfolios.change_profile(portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Up")
    sign_off.carry_over(sign_off=cells["2.1"], by=second_teacher)
    level4.required_assessors = 2
    level4.save()
    sign_off.carry_over(sign_off=cells["2.2"], by=teacher)
    ended = exempt(portfolio, "7.2", board_member)
    sign_off.end_exemption(exemption=ended, by=board_member, reason="Of somebody else.")
    for code in ("1.1", "1.2", "2.2", "2.3", "7.1"):
        exempt(portfolio, code, board_member)
    refused = completion.propose(portfolio=portfolio, by=teacher)
    completion.refuse(completion=refused, by=board_member, reason="2.1 is too little.")
    made = completion.propose(portfolio=portfolio, by=teacher)
    completion.confirm(completion=made, by=board_member)
    return Portfolio.objects.get(pk=portfolio.pk)


def completed():
    return Completion.objects.get(state=CompletionState.CONFIRMED)


def test_a_completed_portfolio_is_whole(past, capsys):
    call_command("verify_log")
    call_command("verify_files")
    assert capsys.readouterr().out.splitlines()[0].endswith("whole.")


def test_a_reopened_one_is_whole_and_a_lapsed_proposal_too(past, teacher, board_member):
    completion.reopen(completion=completed(), by=board_member, reason="A mistake.")
    completion.propose(portfolio=past, by=teacher)
    cell = SignOff.objects.get(work_process__code="2.1")
    sign_off.revoke(sign_off=cell, by=teacher, reason="A mistake.")
    states = set(Completion.objects.values_list("state", flat=True))
    assert states == {CompletionState.REOPENED, CompletionState.REFUSED, CompletionState.VOID}
    assert breaks() == []


def test_a_portfolio_that_no_step_completed_or_opened_is_named(past):
    Portfolio.objects.update(state=PortfolioState.ACTIVE)
    assert breaks() == ["state: is active, the log says completed"]


def test_a_level_that_nobody_carried_over_is_named(past, level4):
    SignOff.objects.filter(work_process__code="2.2").update(given_at=level4)
    assert breaks() == [
        "work process 2.2: stands at signed_off sufficient small-4, "
        "the log says signed_off sufficient small-3"
    ]


# Confirmations


@pytest.fixture
def half(past):
    return Confirmation.objects.standing().get()


@pytest.mark.parametrize("change", [{"grade": "good"}, {"exit_profile": 3}, {"given_at": 4}])
def test_a_changed_confirmation_is_named(half, level3, level4, change):
    levels = {3: level3, 4: level4}
    change = {name: levels.get(value, value) for name, value in change.items()}
    tamper(Confirmation.objects.filter(pk=half.pk), **change)
    assert breaks() == [f"confirmation {half.pk}: was changed, it is not the one in the log"]


def test_a_confirmation_in_the_name_of_somebody_else_is_named(half, student):
    tamper(Confirmation.objects.filter(pk=half.pk), assessor=student)
    assert breaks() == [
        f"confirmation {half.pk}: was given by the student",
        f"confirmation {half.pk}: was given by somebody else, says the log",
    ]


def test_a_confirmation_that_no_step_ended_or_opened_is_named(half):
    used = Confirmation.objects.exclude(pk=half.pk).get()
    tamper(Confirmation.objects.filter(pk=half.pk), ended_at=clock.now())
    tamper(Confirmation.objects.filter(pk=used.pk), ended_at=None)
    assert breaks() == [
        f"confirmation {used.pk}: stands, the log says it ended",
        f"confirmation {half.pk}: is ended, the log says it stands",
    ]


def test_a_confirmation_without_an_entry_and_an_entry_without_one_are_named(half):
    gone = half.pk
    number = past_number("confirmed", gone)
    with somebody_at_the_database():
        Confirmation.objects.filter(pk=gone).delete()
        half.pk = None
        half.save(force_insert=True)
    assert breaks() == [
        f"confirmation {half.pk}: has no entry in the log",
        f"entry {number}: its confirmation {gone} is gone",
    ]


def past_number(verb, pk):
    named = f'"confirmation":{pk},'
    return Portfolio.objects.get().log.get(verb=verb, facts__contains=named).number


# Exemptions


@pytest.fixture
def exemption(past):
    return Exemption.objects.standing().get(work_process__code="1.2")


@pytest.mark.parametrize(
    "change",
    [{"ground": "Other."}, {"ground": ""}, {"attachment_name": "other.pdf"}, {"salt": "0"}],
)
def test_a_changed_exemption_is_named(exemption, change):
    tamper(Exemption.objects.filter(pk=exemption.pk), **change)
    assert breaks() == [
        f"exemption {exemption.pk}: was changed, its hash is not the one in the log"
    ]


def test_an_exemption_in_the_name_of_somebody_else_is_named(exemption, student):
    tamper(Exemption.objects.filter(pk=exemption.pk), granted_by=student)
    assert breaks() == [
        f"exemption {exemption.pk}: was granted by the student",
        f"exemption {exemption.pk}: was granted by somebody else, says the log",
    ]


def test_an_exemption_that_no_step_ended_is_named(exemption, board_member):
    tamper(Exemption.objects.filter(pk=exemption.pk), ended_by=board_member, ended_at=clock.now())
    assert breaks() == [f"exemption {exemption.pk}: is ended, the log says it stands"]


def test_an_exemption_that_came_back_is_named(past):
    ended = Exemption.objects.exclude(ended_at=None).get()
    tamper(Exemption.objects.filter(pk=ended.pk), ended_by=None, ended_at=None)
    assert breaks() == [f"exemption {ended.pk}: stands, the log says it ended"]


def test_an_exemption_out_of_nothing_is_named(past, board_member, level4):
    made = Exemption.objects.create(
        portfolio=past,
        work_process=work_process(past, "7.2"),
        exit_profile=level4,
        granted_by=board_member,
        granted_at=clock.now(),
    )
    assert breaks() == [f"exemption {made.pk}: has no entry in the log"]


# Completions


def test_a_changed_sealed_list_is_named(past):
    made = completed()
    tamper(Completion.objects.filter(pk=made.pk), sealed=made.sealed.replace('"2.1"', '"2.3"'))
    assert breaks() == [f"completion {made.pk}: its sealed list was changed"]


def test_a_resealed_list_is_not_the_one_in_the_log(past):
    made = completed()
    sealed = made.sealed.replace('"2.1"', '"2.3"')
    tamper(Completion.objects.filter(pk=made.pk), sealed=sealed, sealed_sha256=log.sha256(sealed))
    assert breaks() == [f"completion {made.pk}: its seal is not the one in the log"]


def test_an_undone_completion_is_named(past):
    made = completed()
    tamper(Completion.objects.filter(pk=made.pk), state=CompletionState.REFUSED)
    assert breaks() == [f"completion {made.pk}: is refused, the log says confirmed"]


@pytest.mark.parametrize(
    ("column", "lines"),
    [
        ("proposed_by", ["was proposed by somebody else, says the log"]),
        ("decided_by", ["was decided by somebody else, says the log"]),
        ("reopened_by", ["was reopened by somebody else, says the log"]),
    ],
)
def test_a_completion_in_the_name_of_somebody_else_is_named(past, third_teacher, column, lines):
    made = completed()
    tamper(Completion.objects.filter(pk=made.pk), **{column: third_teacher})
    assert breaks() == [f"completion {made.pk}: {line}" for line in lines]


def test_a_completion_out_of_nothing_is_named(past, teacher, board_member, level4):
    made = Completion.objects.create(
        portfolio=past,
        exit_profile=level4,
        state=CompletionState.REFUSED,
        proposed_by=teacher,
        proposed_at=clock.now(),
        decided_by=board_member,
    )
    assert breaks() == [f"completion {made.pk}: has no entry in the log"]


def test_a_changed_reason_of_the_board_is_named(past):
    text = LogText.objects.get(text="2.1 is too little.")
    tamper(LogText.objects.filter(pk=text.pk), text="2.1 is fine.")
    assert breaks() == [f"entry {text.entry.number}: its reason was changed"]
