"""The pages on which people of the school name, check and ask workplace trainers."""

import pytest
from django.urls import reverse

from portfolios import tokens, workplace
from portfolios.enums import Answer
from portfolios.models import Mail, WorkplaceLink, WorkplaceTrainer
from tests import factories
from tests.portfolios.views.reading import read, sign_in, words

ASK = reverse("portfolios:trainer_ask", args=["1.1"])
CELL = reverse("portfolios:work_process", args=["1.1"])
NEW = {"trainer": "new", "name": "Wim", "company": "Brandsma", "email": "wim@brandsma.example"}


def of(name, pk):
    return reverse(f"portfolios:{name}", args=[pk])


def cell(portfolio, code="1.1"):
    return portfolio.sign_offs.get(work_process__code=code).pk


@pytest.fixture
def piece(portfolio):
    return factories.add_evidence(portfolio, "1.1", "2.1", title="The daily start")


def test_a_student_without_evidence_reads_what_to_do_first(client, portfolio, student):
    assert "Add evidence first." in read(client, student, ASK)[1]


def test_a_student_sees_what_the_trainer_will_see(client, student, portfolio, piece):
    text = read(client, student, ASK)[1]
    assert "What the trainer sees of 1.1 The daily start" in text
    assert "You do not see the link." in text
    assert "A teacher checks this address before anything is sent." in text


def test_a_student_names_and_asks_and_the_page_of_the_cell_says_it_waits(
    client, student, portfolio, piece
):
    sign_in(client, student)
    form = {**NEW, "sign_offs": [cell(portfolio), cell(portfolio, "2.1")]}
    text = words(client.post(ASK, form, follow=True))
    assert "Wim is asked as soon as a teacher has checked who it is." in text
    assert "waits until a teacher has checked who this is" in text
    assert "Trainer not checked yet" in text
    assert WorkplaceLink.objects.get().questions.count() == 2
    assert not Mail.objects.exclude(link=None).exists()


def test_a_student_asks_somebody_known(client, student, teacher, portfolio, piece):
    trainer = factories.name_trainer(portfolio, teacher)
    sign_in(client, student)
    form = {"trainer": trainer.pk, "sign_offs": [cell(portfolio)]}
    text = words(client.post(ASK, form, follow=True))
    assert "Wim Brandsma gets a mail." in text
    assert "Trainer checked by T. Example" in text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": ""}, "Fill this in for somebody else."),
        ({"name": ""}, "Fill this in for somebody else."),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": "student@school.example"}, "This is an address of somebody at the school."),
        ({"sign_offs": []}, "This field is required."),
        ({"trainer": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client, student, portfolio, piece, changed, sentence
):
    sign_in(client, student)
    response = client.post(ASK, {**NEW, "sign_offs": [cell(portfolio)], **changed})
    assert sentence in words(response)
    assert 'value="Brandsma"' in response.content.decode()
    assert not WorkplaceTrainer.objects.exists()


def test_a_name_beside_somebody_known_is_not_dropped_in_silence(
    client, student, teacher, portfolio, piece
):
    trainer = factories.name_trainer(portfolio, teacher)
    sign_in(client, student)
    form = {**NEW, "trainer": trainer.pk, "sign_offs": [cell(portfolio)]}
    assert "Choose “Somebody else”, or leave the name empty." in words(client.post(ASK, form))


def test_a_declined_trainer_is_not_offered(client, student, teacher, portfolio, piece):
    trainer = factories.name_trainer(portfolio, teacher)
    workplace.decline_trainer(trainer=trainer, by=teacher)
    assert "Wim Brandsma" not in read(client, student, ASK)[1]
    form = {"trainer": trainer.pk, "sign_offs": [cell(portfolio)]}
    assert "Select a valid choice." in words(client.post(ASK, form))


def test_the_portfolio_tells_a_teacher_that_somebody_waits_for_a_check(
    client, portfolio, student, teacher, board_member
):
    factories.name_trainer(portfolio, student)
    for reader in (teacher, board_member):
        text = read(client, reader, portfolio.get_absolute_url())[1]
        assert "1 workplace trainer waits" in text
    assert "waits" not in read(client, student, reverse("portfolios:portfolio"))[1]


def test_a_teacher_reads_who_named_whom_and_approves(client, portfolio, student, teacher, piece):
    named = factories.name_trainer(portfolio, student)
    factories.ask_trainer(named, "1.1", by=student)
    text = read(client, teacher, of("trainers", portfolio.pk))[1]
    assert "Named by Student Example on" in text
    assert "wim@brandsma.example" in text

    text = words(client.get(of("trainer_check", named.pk)))
    assert "Is this a workplace trainer?" in text
    assert "Goes out at once: 1.1" in text
    assert not Mail.objects.exclude(link=None).exists()

    text = words(client.post(of("trainer_check", named.pk), follow=True))
    assert "Wim Brandsma is checked. What was asked is on its way." in text
    assert "Opened 0 times" in text
    assert Mail.objects.exclude(link=None).exists()


def test_a_teacher_declines_and_the_student_reads_it(client, portfolio, student, teacher, piece):
    named = factories.name_trainer(portfolio, student)
    factories.ask_trainer(named, "1.1", by=student)
    sign_in(client, teacher)
    assert "Decline this trainer?" in words(client.get(of("trainer_decline", named.pk)))
    client.post(of("trainer_decline", named.pk))
    text = read(client, student, CELL)[1]
    assert "declined by a teacher" in text
    assert "Trainer declined by T. Example" in text
    text = words(client.get(of("trainer_check", named.pk)))
    sign_in(client, teacher)
    assert "This trainer was declined meanwhile." in words(
        client.post(of("trainer_check", named.pk), follow=True)
    )


def test_a_teacher_asks_and_prints_the_code(client, portfolio, teacher):
    factories.hand_in(portfolio, "1.1")
    sign_in(client, teacher)
    form = {**NEW, "email": "", "sign_offs": [cell(portfolio)]}
    text = words(client.post(of("trainers", portfolio.pk), form, follow=True))
    assert "You can print the page for Wim now." in text
    link = WorkplaceLink.objects.get()
    text = words(client.get(of("link_print", link.pk)))
    for words_on_paper in (tokens.code_of(link), "/s/", "Student Example", "Wim, Brandsma"):
        assert words_on_paper in text
    workplace.revoke_link(link=link, by=teacher)
    text = words(client.get(of("link_print", link.pk)))
    assert "There is no code to print: taken back." in text


def test_a_teacher_cannot_ask_about_drafts(client, portfolio, teacher, piece):
    sign_in(client, teacher)
    text = words(client.get(of("trainers", portfolio.pk)))
    assert "there is nothing to ask about" in text
    form = {**NEW, "sign_offs": [cell(portfolio)]}
    assert client.post(of("trainers", portfolio.pk), form).status_code == 200
    assert not WorkplaceTrainer.objects.exists()


def test_who_only_looks_asks_nothing(client, portfolio, coordinator, board_member, teacher):
    factories.hand_in(portfolio, "1.1")
    for reader in (coordinator, board_member):
        sign_in(client, reader)
        assert (
            b"<form"
            not in client.get(of("trainers", portfolio.pk))
            .content.partition(b'id="content"')[2]
            .partition(b"</main>")[0]
        )
        form = {**NEW, "sign_offs": [cell(portfolio)]}
        assert client.post(of("trainers", portfolio.pk), form).status_code == 403


def test_a_student_takes_a_question_back(client, portfolio, student, teacher):
    link = factories.open_link(portfolio, teacher, "1.1")
    sign_in(client, student)
    assert "Take the question back?" in words(client.get(of("link_revoke", link.pk)))
    text = words(client.post(of("link_revoke", link.pk), follow=True))
    assert "The question is taken back." in text
    assert "taken back" in words(client.get(CELL))
    assert "This link was taken back meanwhile." in words(
        client.post(of("link_revoke", link.pk), follow=True)
    )


@pytest.mark.parametrize("reader", ["student", "teacher", "coordinator", "board_member"])
def test_a_statement_stands_with_who_checked_the_trainer(
    client, request, portfolio, teacher, reader
):
    submission = factories.hand_in(portfolio, "1.1")
    link = factories.open_link(portfolio, teacher, "1.1")
    factories.state(link, Answer.NOT_RECOGNISED, "I was away.", capacity="foreman")
    reader = request.getfixturevalue(reader)
    pages = [CELL if reader == portfolio.student else f"/portfolios/{portfolio.pk}{CELL[10:]}"]
    if reader != portfolio.student:
        pages += [submission.get_absolute_url(), of("trainers", portfolio.pk)]
    for page in pages:
        text = read(client, reader, page)[1]
        assert "not recognised" in text
        assert "Wim Brandsma, foreman" in text
        assert "I was away." in text
        assert "Trainer checked by T. Example on" in text


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_of_trainers_costs_the_same_for_any_number(
    client, portfolio, student, teacher, number, django_assert_num_queries
):
    factories.add_evidence(portfolio, "1.1")
    for index in range(number):
        trainer = factories.name_trainer(portfolio, teacher, email=f"a{index}@brandsma.example")
        factories.state(factories.ask_trainer(trainer, "1.1", by=student))
    sign_in(client, teacher)
    with django_assert_num_queries(12):
        client.get(of("trainers", portfolio.pk))
