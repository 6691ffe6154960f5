"""Who is a workplace trainer: named by a student or a teacher, checked by a teacher."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from portfolios import portfolio as portfolio_steps
from portfolios import workplace
from portfolios.enums import MessageKind, Verb
from portfolios.errors import Refused
from portfolios.models import Mail, Message, WorkplaceTrainer
from portfolios.workplace.addresses import normal
from tests.factories import ask_trainer, make_person, name_trainer, open_link, state

SCHOOL = "This is an address of somebody at the school"


def told(kind):
    return {message.receiver for message in Message.objects.filter(kind=kind)}


def test_a_student_names_and_the_teachers_are_asked_to_look_who_it_is(
    portfolio, student, teacher, second_teacher, third_teacher
):
    trainer = name_trainer(portfolio, student)
    assert (trainer.named_by, trainer.checked_by) == (student, None)
    assert told(MessageKind.TRAINER_NAMED) == {teacher, second_teacher, third_teacher}


def test_named_by_a_teacher_counts_as_checked_by_that_teacher(portfolio, teacher):
    trainer = name_trainer(portfolio, teacher)
    assert trainer.checked_by == teacher
    assert list(portfolio.log.order_by("number").values_list("verb", flat=True))[-2:] == [
        Verb.TRAINER_NAMED,
        Verb.TRAINER_CHECKED,
    ]
    assert not Message.objects.filter(kind=MessageKind.TRAINER_NAMED).exists()


def test_the_log_holds_no_name_and_no_address(portfolio, student, teacher):
    trainer = name_trainer(portfolio, student)
    workplace.check_trainer(trainer=trainer, by=teacher)
    facts = [json.loads(facts) for facts in portfolio.log.values_list("facts", flat=True)]
    assert facts[-2:] == [{"trainer": trainer.pk}, {"trainer": trainer.pk}]


@pytest.mark.parametrize("who", ["classmate", "teacher_elsewhere", "coordinator", "board_member"])
def test_nobody_else_names_checks_or_declines(request, portfolio, named, who):
    person = request.getfixturevalue(who)
    for step in (
        lambda: name_trainer(portfolio, person, email="other@brandsma.example"),
        lambda: workplace.check_trainer(trainer=named, by=person),
        lambda: workplace.decline_trainer(trainer=named, by=person),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert WorkplaceTrainer.objects.get() == named
    assert not named.is_checked


def test_the_student_checks_and_declines_nobody(student, named):
    for step in (workplace.check_trainer, workplace.decline_trainer):
        with pytest.raises(PermissionDenied):
            step(trainer=named, by=student)


@pytest.mark.parametrize(
    "address",
    [
        "student@school.example",
        "STUDENT@School.Example",
        "student+trainer@school.example",
        "st.udent@school.example",
        '"student"@school.example',
        "ｓtudent@school.example",
        "classmate@school.example",
        "classmate+x+y@SCHOOL.example",
        "teacher@school.example",
    ],
)
def test_no_address_of_an_account_is_a_trainers(portfolio, student, classmate, teacher, address):
    for by in (student, teacher):
        with pytest.raises(Refused, match=SCHOOL):
            name_trainer(portfolio, by, email=address)
    assert not WorkplaceTrainer.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["wim@own.example", "wim@leerling.own.example", "wim@OWN.EXAMPLE", "a@zwölle.example"],
)
def test_no_address_in_a_domain_of_the_school_is_a_trainers(portfolio, student, settings, address):
    settings.SCHOOL_MAIL_DOMAINS = ["Own.example", "zwölle.example"]
    with pytest.raises(Refused, match=SCHOOL):
        name_trainer(portfolio, student, email=address)
    name_trainer(portfolio, student, email="wim@notown.example")


@given(
    tag=st.text("abcXYZ09.-_", max_size=8),
    upper=st.lists(st.booleans(), min_size=22, max_size=22),
    dots=st.sets(st.integers(1, 6)),
)
def test_however_an_address_is_spelled_it_stays_the_same(tag, upper, dots):
    local = "".join("." * (at in dots) + letter for at, letter in enumerate("student"))
    written = f"{local}+{tag}@school.example"
    spelled = "".join(
        letter.upper() if up else letter
        for letter, up in zip(written, upper + [False] * 40, strict=False)
    )
    assert normal(spelled) == normal("student@school.example")


def test_an_address_of_somebody_who_came_to_the_school_later_is_not_approved(named, teacher):
    from portfolios import people

    people.create_user(email="Wim+school@brandsma.example", first_name="Wim")
    with pytest.raises(Refused, match=SCHOOL):
        workplace.check_trainer(trainer=named, by=teacher)


def test_each_address_is_named_once_for_a_portfolio(portfolio, student, named):
    for address in ("wim@brandsma.example", "Wim@Brandsma.example", "wim+2@brandsma.example"):
        with pytest.raises(Refused, match="There is a trainer with this address already"):
            name_trainer(portfolio, student, email=address)


def test_a_declined_address_comes_back_through_a_teacher_alone(portfolio, student, teacher, named):
    workplace.decline_trainer(trainer=named, by=teacher)
    assert told(MessageKind.TRAINER_DECLINED) == {student}
    with pytest.raises(Refused, match="A teacher declined this address"):
        name_trainer(portfolio, student, email="wim+again@brandsma.example")
    assert name_trainer(portfolio, teacher).is_checked


def test_a_student_gives_an_address_and_everybody_a_name(portfolio, student, teacher):
    with pytest.raises(Refused, match="Write the e-mail address"):
        name_trainer(portfolio, student, email=" ")
    with pytest.raises(Refused, match="Write the name"):
        name_trainer(portfolio, teacher, name=" ")
    assert name_trainer(portfolio, teacher, email="").is_checked


def test_nothing_goes_out_before_a_teacher_approved(portfolio, student, teacher, named, evidence):
    link = ask_trainer(named, "1.1", by=student)
    assert (link.token_sha256, link.made_at, Mail.objects.exclude(link=None).count()) == (
        "",
        None,
        0,
    )

    workplace.check_trainer(trainer=named, by=teacher)

    link.refresh_from_db()
    assert link.token_sha256
    assert Mail.objects.get(link__isnull=False).link == link


def test_one_check_is_enough_for_a_trainer_and_a_portfolio(
    portfolio, student, teacher, trainer, evidence
):
    ask_trainer(trainer, "1.1", by=student)
    ask_trainer(trainer, "2.1", by=student)
    assert Mail.objects.exclude(link=None).count() == 2


def test_what_the_student_took_back_does_not_go_out_with_the_check(
    student, teacher, named, evidence
):
    link = ask_trainer(named, "1.1", by=student)
    workplace.revoke_link(link=link, by=student)
    workplace.check_trainer(trainer=named, by=teacher)
    assert not Mail.objects.exclude(link=None).exists()


def test_two_teachers_decide_once(teacher, second_teacher, named):
    workplace.check_trainer(trainer=named, by=teacher)
    with pytest.raises(Refused, match="checked meanwhile"):
        workplace.check_trainer(trainer=named, by=second_teacher)
    workplace.decline_trainer(trainer=named, by=second_teacher)
    for step in (workplace.check_trainer, workplace.decline_trainer):
        with pytest.raises(Refused, match="declined meanwhile"):
            step(trainer=named, by=teacher)


def test_declining_somebody_who_was_checked_keeps_what_was_stated_and_stops_the_rest(
    portfolio, student, teacher, second_teacher
):
    link = open_link(portfolio, teacher, "1.1", "2.1")
    state(link, codes=["1.1"])
    workplace.decline_trainer(trainer=link.trainer, by=second_teacher)
    with pytest.raises(Refused, match="does not work any more"):
        state(link, codes=["2.1"])
    assert link.questions.filter(statement__isnull=False).count() == 1


def test_in_a_closed_portfolio_nothing_of_this_happens(portfolio, coordinator, teacher, named):
    portfolio_steps.close(portfolio=portfolio, by=coordinator, reason="Left.")
    for step in (
        lambda: name_trainer(portfolio, portfolio.student, email="b@brandsma.example"),
        lambda: workplace.check_trainer(trainer=named, by=teacher),
        lambda: workplace.decline_trainer(trainer=named, by=teacher),
    ):
        with pytest.raises(Refused, match="This portfolio is closed"):
            step()


def test_a_teacher_who_is_the_student_too_cannot_check_for_themselves(
    school_class, level4, teacher
):
    from tests.factories import make_portfolio

    own = make_portfolio(teacher, level4, school_class)
    named = name_trainer(own, teacher)
    assert not named.is_checked
    with pytest.raises(PermissionDenied):
        workplace.check_trainer(trainer=named, by=teacher)
    assert make_person("other") not in told(MessageKind.TRAINER_NAMED)
