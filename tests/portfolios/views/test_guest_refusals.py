"""Links that do not work, and a student who tries to become his own trainer."""

import pytest
from django.test import Client
from django.urls import reverse

from portfolios import clock, tokens, workplace
from portfolios import portfolio as portfolio_steps
from portfolios.models import LinkOpening, WorkplaceStatement, WorkplaceTrainer
from tests import factories
from tests.portfolios.views.reading import sign_in, words

UNKNOWN = "There is nothing at this address."


@pytest.fixture
def link(portfolio, teacher):
    return factories.open_link(portfolio, teacher, "1.1")


def page_of(link):
    return reverse("portfolios:guest", args=[factories.token(link)]) + "?lang=en"


def form(link, **more):
    question = link.questions.get()
    return {f"q{question.pk}-answer": "seen", "name": "Wim", **more}


def refused(client, address, status, sentence, data=None):
    """Both a look and an answer get this status and this sentence; nothing is written."""
    for response in (client.get(address), client.post(address, data or {"name": "Wim"})):
        assert response.status_code == status
        assert sentence in words(response)
        assert "noindex" in response.headers["X-Robots-Tag"]
    assert not LinkOpening.objects.exists()
    assert not WorkplaceStatement.objects.exists()


@pytest.mark.parametrize("guess", ["x", "A" * 43, "a" * 5000, "%00", "..", "é", "1"])
def test_guessed(client, link, guess):
    address = f"/s/{guess}/?lang=en"
    response = client.get(address)
    if guess == "..":  # a browser makes another address of it
        return
    assert response.status_code == 404
    assert UNKNOWN in words(response)
    assert "Ask the student or the school for a new link." in words(response)


def test_every_guess_reads_the_same(client, link):
    token = factories.token(link)
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    pages = {client.get(f"/s/{guess}/?lang=en").content for guess in (wrong, "x", token.lower())}
    assert len(pages) == 1


def test_a_link_that_waits_for_its_check_opens_nothing(client, portfolio, student):
    factories.add_evidence(portfolio, "1.1")
    named = factories.name_trainer(portfolio, student)
    waiting = factories.ask_trainer(named, "1.1", by=student)
    guess = tokens._token(waiting)
    refused(client, f"/s/{guess}/?lang=en", 404, UNKNOWN)


def test_expired(client, portfolio, teacher, settings):
    with clock.at(clock.now() - settings.LINK_EXPIRES_AFTER):
        link = factories.open_link(portfolio, teacher, "1.1")
    refused(client, page_of(link), 410, "Ask the student to ask you once more", form(link))


def test_revoked(client, link, student):
    workplace.revoke_link(link=link, by=student)
    refused(client, page_of(link), 410, "has taken this question back", form(link))


def test_declined_meanwhile(client, link, teacher):
    workplace.decline_trainer(trainer=link.trainer, by=teacher)
    refused(client, page_of(link), 410, "does not use this link any more", form(link))


def test_of_a_closed_portfolio(client, link, portfolio, coordinator):
    portfolio_steps.close(portfolio=portfolio, by=coordinator, reason="Left.")
    refused(client, page_of(link), 410, "The portfolio of this student is closed", form(link))


def test_reused(client, link):
    factories.state(link, remark="The first time.")
    response = client.post(page_of(link), form(link))
    assert response.status_code == 410
    assert "This was answered already. An answer cannot be changed." in words(response)
    assert WorkplaceStatement.objects.get().remark == "The first time."


def test_a_remark_to_what_was_answered_meanwhile_is_kept_on_the_page(client, link):
    factories.state(link)
    question = link.questions.get()
    response = client.post(
        page_of(link), form(link, **{f"q{question.pk}-remark": "A long remark that I typed."})
    )
    assert "A long remark that I typed." in words(response)


def test_forwarded_to_another_work_process(client, portfolio, teacher, link):
    other = factories.open_link(portfolio, teacher, "1.2")
    refused_form = {**form(link), **form(other)}
    response = client.post(page_of(link), refused_form)
    assert response.status_code == 404
    assert UNKNOWN in words(response)
    assert not WorkplaceStatement.objects.exists()


def test_a_file_of_another_link_and_of_a_closed_one(client, portfolio, student, teacher, link):
    photo = factories.receive_photo(portfolio)
    factories.add_evidence(portfolio, "2.2", received=[photo])
    other = factories.open_link(portfolio, teacher, "2.2")
    for part in ("", "preview/", "thumbnail/"):
        strange = reverse("portfolios:guest", args=[factories.token(link)])
        assert client.get(f"{strange}files/{photo.pk}/{part}").status_code == 404
        own = reverse("portfolios:guest", args=[factories.token(other)])
        response = client.get(f"{own}files/{photo.pk}/{part}")
        assert response.status_code == 200
        assert response.getvalue()
    workplace.revoke_link(link=other, by=student)
    assert client.get(f"{own}files/{photo.pk}/").status_code == 404


def test_too_often_with_one_link(client, link, settings):
    settings.GUEST_RATE_LIMITS = {**settings.GUEST_RATE_LIMITS, "page": "2/m/key"}
    statuses = [client.get(page_of(link)).status_code for _turn in range(3)]
    assert statuses == [200, 200, 429]
    assert "Wait a few minutes" in words(client.get(page_of(link)))


def test_too_often_from_one_place(client, link):
    guesses = [client.get(f"/s/{number}/").status_code for number in range(61)]
    assert guesses == [404] * 60 + [429]
    # Nor does the right one tell itself apart then.
    assert client.get(page_of(link)).status_code == 429
    assert client.get(page_of(link), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_guessing_codes(client, link):
    answers = [client.post("/s/?lang=en", {"code": f"ABCD-EFGH-JK{n}X"}) for n in range(2, 9)]
    assert {answer.status_code for answer in answers} == {200}
    assert "This code does not work." in words(answers[0])
    for _turn in range(4):
        response = client.post("/s/?lang=en", {"code": "ABCD-EFGH-JK2X"})
    assert response.status_code == 429
    link.refresh_from_db()
    assert client.post("/s/", {"code": tokens.code_of(link)}).status_code == 429


def test_wrong_codes_of_one_place_do_not_stop_another(client, link):
    link.refresh_from_db()
    for _turn in range(12):
        client.post("/s/", {"code": "no"})
    response = client.post("/s/", {"code": tokens.code_of(link)}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 302


# A student who tries to become his own trainer.


def ask(client, **new):
    new = {"name": "Wim", "company": "Brandsma", **new}
    cell = WorkplaceCell.pk
    address = reverse("portfolios:trainer_ask", args=["1.1"])
    return client.post(address, {"trainer": "new", "sign_offs": [cell], **new})


class WorkplaceCell:
    """The cell of the student, as its form names it."""

    pk = None


@pytest.fixture
def trying(client, portfolio, student):
    factories.add_evidence(portfolio, "1.1")
    WorkplaceCell.pk = portfolio.sign_offs.get(work_process__code="1.1").pk
    sign_in(client, student)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "student@school.example",
        "Student+Wim@School.Example",
        "classmate@school.example",
        "wim@own.example",
        "wim@pupils.own.example",
    ],
    ids=["own", "tagged", "classmate", "school", "below school"],
)
def test_he_gives_an_address_of_the_school(trying, classmate, settings, address):
    settings.SCHOOL_MAIL_DOMAINS = ["own.example"]
    response = ask(trying, email=address)
    assert response.status_code == 200
    assert "This is an address of somebody at the school." in words(response)
    assert 'value="Brandsma"' in response.content.decode()
    assert not WorkplaceTrainer.objects.exists()


def test_he_gives_a_private_address_and_approves_it_himself(trying):
    assert ask(trying, email="another.me@mail.example").status_code == 302
    trainer = WorkplaceTrainer.objects.get()
    for name in ("trainer_check", "trainer_decline"):
        address = reverse(f"portfolios:{name}", args=[trainer.pk])
        assert trying.get(address).status_code == 403
        assert trying.post(address).status_code == 403
    trainer.refresh_from_db()
    assert not trainer.is_checked


def test_he_looks_for_the_link_on_every_page_that_he_has(trying, portfolio, teacher):
    link = factories.open_link(portfolio, teacher, "1.1")
    token, code = factories.token(link), tokens.code_of(link)
    seen = [
        reverse("portfolios:work_process", args=["1.1"]),
        reverse("portfolios:trainer_ask", args=["1.1"]),
        reverse("portfolios:portfolio"),
        reverse("portfolios:link_revoke", args=[link.pk]),
    ]
    for address in seen:
        html = trying.get(address).content.decode()
        assert token not in html
        assert code not in html
        assert "Opened" not in html
    for name, pk in (("link_print", link.pk), ("trainers", portfolio.pk)):
        assert trying.get(reverse(f"portfolios:{name}", args=[pk])).status_code == 403


@pytest.mark.parametrize("who", ["student", "classmate", "teacher"])
def test_he_opens_the_link_signed_in(client, request, link, who):
    sign_in(client, request.getfixturevalue(who))
    refused(client, page_of(link), 403, "nobody with an account of the school", form(link))
    assert client.get("/s/").status_code == 403


def test_he_guesses_the_code(link):
    guesses = Client()
    statuses = [
        guesses.post("/s/", {"code": f"{number:012}".replace("0", "2")}).status_code
        for number in range(12)
    ]
    assert statuses == [200] * 10 + [429] * 2
