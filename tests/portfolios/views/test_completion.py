"""Completing a level: proposing, confirming, refusing, the sealed list, and reopening."""

import pytest
from django.urls import reverse

from portfolios import completion, people, sign_off
from portfolios.enums import CompletionState, PortfolioState, Role
from portfolios.models import Completion, LogEntry
from tests import factories
from tests.factories import everything_signed_off
from tests.portfolios.verify.tampering import tamper
from tests.portfolios.views.reading import read, sign_in, words

NOT_A_DIPLOMA = "The level is completed in this portfolio. This is not a diploma decision."


@pytest.fixture
def portfolio(student, level3, school_class):
    return factories.make_portfolio(student, level3, school_class)


@pytest.fixture
def complete(portfolio, teacher):
    return everything_signed_off(portfolio, teacher)


@pytest.fixture
def proposal(complete, teacher):
    return completion.propose(portfolio=complete, by=teacher)


@pytest.fixture
def done(portfolio, teacher, board_member):
    return factories.completed(portfolio, teacher, board_member)


def address(name, *arguments):
    return reverse(f"portfolios:{name}", args=arguments)


def send(client, person, url, **fields):
    """The answer to a form, and the text of the page that it leads to."""
    sign_in(client, person)
    response = client.post(url, fields, follow=True)
    return response, words(response)


def test_an_assessor_finds_the_button_where_everything_counts(client, complete, teacher, student):
    html = read(client, teacher, complete.get_absolute_url())[0].content.decode()
    assert address("completion_propose", complete.pk) in html
    html = read(client, student, complete.get_absolute_url())[0].content.decode()
    assert address("completion_propose", complete.pk) not in html


def test_there_is_no_button_while_something_is_open(client, portfolio, teacher):
    html = read(client, teacher, portfolio.get_absolute_url())[0].content.decode()
    assert address("completion_propose", portfolio.pk) not in html
    text = read(client, teacher, address("completion_propose", portfolio.pk))[1]
    assert "0 of 3 count. Still open: 2.1, 2.2, 1 specialisation of core task 8." in text
    assert "Still needed 3 Core task 2 2.1 and 2.2 Core task 8 one of 8.1, 8.2" in text
    assert "Propose to the examination board" not in text


def test_proposing_asks_first_and_then_tells_everybody(client, complete, teacher, student):
    text = read(client, teacher, address("completion_propose", complete.pk))[1]
    assert "3 of 3 count." in text
    text = send(client, teacher, address("completion_propose", complete.pk))[1]
    assert "The completion is proposed. The board decides." in text
    assert "T. Example proposed the completion on" in text
    assert complete.completions.get().state == CompletionState.PROPOSED
    text = read(client, student, reverse("portfolios:portfolio"))[1]
    assert "T. Example proposed the completion on" in text


def test_a_second_proposal_is_refused_with_a_sentence(client, proposal, complete, teacher):
    text = read(client, teacher, address("completion_propose", complete.pk))[1]
    assert "The completion is proposed already. The examination board decides." in text
    text = send(client, teacher, address("completion_propose", complete.pk))[1]
    assert "The completion is proposed already." in text
    assert complete.completions.count() == 1


def test_confirming_says_first_what_it_brings_about(client, proposal, board_member):
    text = read(client, board_member, address("completion_confirm", proposal.pk))[1]
    assert "Confirm the completion of Student Example" in text
    assert "This is not undone lightly." in text
    assert NOT_A_DIPLOMA in text
    proposal.refresh_from_db()
    assert proposal.state == CompletionState.PROPOSED


def test_confirming_leads_to_the_sealed_list(client, proposal, portfolio, board_member):
    response, text = send(client, board_member, address("completion_confirm", proposal.pk))
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.COMPLETED
    assert response.redirect_chain[-1][0] == address("completion", portfolio.pk, proposal.pk)
    assert f"The list is sealed as number {proposal.pk}." in text


def test_a_proposal_that_lapsed_is_told_and_not_confirmed(
    client, proposal, portfolio, teacher, board_member
):
    cell = portfolio.sign_offs.get(work_process__code="2.1")
    sign_off.revoke(sign_off=cell, by=teacher, reason="Look again.")
    for method in (read, send):
        text = method(client, board_member, address("completion_confirm", proposal.pk))
        response = client.get(reverse("portfolios:board")) if method is read else text[0]
        assert "This proposal lapsed or was decided meanwhile." in words(response)
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.ACTIVE


def test_the_proposer_cannot_confirm(client, proposal, portfolio, teacher):
    people.set_role(teacher, Role.BOARD, True, by=None)
    text = read(client, teacher, address("completion_confirm", proposal.pk))[1]
    assert "You made this proposal, so another member of the board decides." in text
    text = send(client, teacher, address("completion_confirm", proposal.pk))[1]
    assert "You proposed this yourself: somebody else of the board decides." in text
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.ACTIVE


def test_refusing_needs_a_reason_and_keeps_it(client, proposal, portfolio, board_member, student):
    url = address("completion_refuse", proposal.pk)
    text = send(client, board_member, url, reason=" ")[1]
    assert "This field is required." in text
    assert "Student and T. Example read this." in text
    proposal.refresh_from_db()
    assert proposal.state == CompletionState.PROPOSED
    text = send(client, board_member, url, reason="The diploma has expired.")[1]
    assert "The proposal is refused." in text
    for person in (student, board_member):
        text = read(client, person, portfolio.get_absolute_url())[1]
        assert "The examination board (B. Example) refused the completion on" in text
        assert "The diploma has expired." in text


def test_a_refusal_that_comes_too_late_keeps_its_text(client, proposal, portfolio, board_member):
    completion.confirm(completion=proposal, by=board_member)
    url = address("completion_refuse", proposal.pk)
    text = send(client, board_member, url, reason="The diploma has expired.")[1]
    assert "This portfolio is completed, so nothing in it can change." in text
    assert "The diploma has expired." in text
    assert LogEntry.objects.filter(verb="completion_refused").count() == 0


def test_a_completed_portfolio_shows_its_number_and_list(client, done, portfolio, student):
    for url in (reverse("portfolios:portfolio"), portfolio.get_absolute_url()):
        response, text = read(client, student, url)
        assert f"number {done.pk}." in text
        assert NOT_A_DIPLOMA in text
        assert address("completion", portfolio.pk, done.pk) in response.content.decode()


def test_the_sealed_list_shows_what_counted_and_that_the_seal_fits(
    client, done, portfolio, student, qualification
):
    qualification.work_processes.filter(code="2.1").update(title="another title")
    response, text = read(client, student, address("completion", portfolio.pk, done.pk))
    assert "2.1 does 2.1 signed off: sufficient" in text
    assert "another title" not in text
    assert [row.code for row in response.context["sealed"].rows] == ["2.1", "2.2", "8.1"]
    assert "The seal fits: this list is exactly what was confirmed." in text
    assert done.sealed_sha256 in text
    assert "Reopen" not in text


def test_an_exemption_stands_in_the_sealed_list(client, portfolio, teacher, board_member):
    factories.exempt(portfolio, "2.2", board_member)
    for code in ("2.1", "8.2"):
        factories.signed_off(portfolio, code, teacher)
    proposal = completion.propose(portfolio=portfolio, by=teacher)
    completion.confirm(completion=proposal, by=board_member)
    text = read(client, teacher, address("completion", portfolio.pk, proposal.pk))[1]
    assert "2.2 does 2.2 exempt" in text
    assert "The seal fits" in text


@pytest.mark.parametrize("change", ["list", "seal", "both", "nonsense"])
def test_a_seal_that_does_not_fit_is_told(client, done, portfolio, teacher, change):
    other = done.sealed.replace("does 2.1", "did 2.1")
    hashed = completion.log.sha256(other)
    rows = Completion.objects.filter(pk=done.pk)
    if change == "list":
        tamper(rows, sealed=other)
    elif change == "seal":
        tamper(rows, sealed_sha256=hashed)
    elif change == "both":
        tamper(rows, sealed=other, sealed_sha256=hashed)
    else:
        tamper(rows, sealed="nonsense")
    text = read(client, teacher, address("completion", portfolio.pk, done.pk))[1]
    assert "The seal does not fit: this list was changed after it was confirmed." in text
    assert "The seal fits" not in text


def test_only_sealed_completions_of_this_portfolio_have_a_list(
    client, proposal, portfolio, level3, school_class, teacher, board_member
):
    here = address("completion", portfolio.pk, proposal.pk)
    other = factories.make_portfolio(factories.make_person("other"), level3, school_class)
    elsewhere = address("completion", other.pk, proposal.pk)
    assert read(client, teacher, here)[0].status_code == 404
    completion.confirm(completion=proposal, by=board_member)
    assert read(client, teacher, here)[0].status_code == 200
    assert read(client, teacher, elsewhere)[0].status_code == 404


def test_reopening_needs_a_reason_and_leaves_the_list_as_it_was(
    client, done, portfolio, board_member, student
):
    url = address("completion_reopen", done.pk)
    text = read(client, board_member, url)[1]
    assert f"Completion {done.pk} of Student Example no longer stands then" in text
    assert "This field is required." in send(client, board_member, url, reason="")[1]
    text = send(client, board_member, url, reason="The wrong student.")[1]
    assert "this completion no longer stands." in text
    assert "The seal fits" in text
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.ACTIVE
    text = read(client, student, reverse("portfolios:portfolio"))[1]
    assert f"Completion {done.pk} was reopened by B. Example on" in text
    assert "The wrong student." in text


def test_reopening_twice_is_refused_with_the_text_kept(client, done, board_member):
    completion.reopen(completion=done, by=board_member, reason="The wrong student.")
    url = address("completion_reopen", done.pk)
    assert "This completion was reopened already." in read(client, board_member, url)[1]
    text = send(client, board_member, url, reason="Once more.")[1]
    assert "Only a completed level can be reopened." in text
    assert "Once more." in text


def test_a_proposal_cannot_be_reopened(client, proposal, board_member):
    url = address("completion_reopen", proposal.pk)
    assert read(client, board_member, url)[0].status_code == 404


def test_nobody_decides_about_themselves(client, proposal, student):
    people.set_role(student, Role.BOARD, True, by=None)
    for name in ("confirm", "refuse", "reopen"):
        url = address(f"completion_{name}", proposal.pk)
        assert read(client, student, url)[0].status_code == 403
        assert send(client, student, url, reason="Me.")[0].status_code == 403
