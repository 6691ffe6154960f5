"""What a coordinator does with a whole portfolio."""

import pytest
from django.urls import reverse

from portfolios import people, sign_off
from portfolios import portfolio as portfolios
from portfolios.enums import Outcome, PortfolioState, Role, Verb
from portfolios.models import LogText
from tests import factories
from tests.factories import assess, hand_in, signed_off, work_process
from tests.portfolios.views.reading import read, sign_in, words


@pytest.fixture
def address(portfolio):
    return reverse("portfolios:portfolio_manage", args=[portfolio.pk])


def send(client, person, address, step, *, confirmed=True, **fields):
    """Send the form of one step as this person; returns the page that it leads to."""
    sign_in(client, person)
    data = {f"{step}-{name}": value for name, value in fields.items()}
    data |= {"confirmed": "1"} if confirmed else {}
    return client.post(address, {"step": step, **data}, follow=True)


def test_another_class_is_confirmed_on_a_page_that_names_the_open_reviews(
    client, portfolio, class_elsewhere, coordinator, teacher, address
):
    hand_in(portfolio, "1.1")
    assess(hand_in(portfolio, "1.2"), teacher)
    fields = {"school_class": class_elsewhere.pk, "reason": "Moves to year four."}

    text = words(send(client, coordinator, address, "class", confirmed=False, **fields))
    assert "From 4A (2026-2027) to 4B (2026-2027)." in text
    assert "T. Example" in text
    assert "Open reviews that the former teachers leave behind 1.1 does 1.1" in text
    assert "1.2 does 1.2" not in text
    portfolio.refresh_from_db()
    assert portfolio.school_class.name == "4A"

    text = words(send(client, coordinator, address, "class", **fields))
    assert "The portfolio is in another class now." in text
    portfolio.refresh_from_db()
    assert portfolio.school_class == class_elsewhere
    assert portfolio.log.last().verb == Verb.CLASS_CHANGED
    assert LogText.objects.get().text == "Moves to year four."
    assert read(client, teacher, portfolio.get_absolute_url())[0].status_code == 404


@pytest.fixture
def lower(student, level3, school_class, teacher, board_member):
    """A portfolio at the lower level: 2.1 signed off, 2.2 exempted, 8.1 handed in and 8.2 done."""
    made = factories.make_portfolio(student, level3, school_class)
    signed_off(made, "2.1", teacher)
    sign_off.exempt(
        portfolio=made, work_process=work_process(made, "2.2"), by=board_member, ground="Diploma."
    )
    hand_in(made, "8.1")
    signed_off(made, "8.2", teacher)
    return made


def test_another_level_says_what_carries_over_and_what_counts(
    client, lower, level3, level4, coordinator
):
    address = reverse("portfolios:portfolio_manage", args=[lower.pk])
    fields = {"exit_profile": level4.pk, "reason": "Goes on to level 4."}

    text = words(send(client, coordinator, address, "level", confirmed=False, **fields))
    assert "From Level 3 to Level 4. Nothing is lost" in text
    assert "Now, Level 3 3 of 3 signed off" in text
    assert "Then, Level 4 0 of 6 signed off" in text
    assert "A sign-off of a lower level does not count for Level 4 by itself. 0" in text
    assert "confirms whether it is good enough for Level 4. 2.1 1" in text
    assert "The examination board decides for Level 4. 2.2 1" in text
    assert "Level 4 does not ask for it. It stays visible. 8.2 1" in text
    assert "Under way, but Level 4 does not ask for it. 8.1 1" in text
    assert "judged at the level they were handed in for 8.1 does 8.1" in text
    lower.refresh_from_db()
    assert lower.exit_profile == level3

    send(client, coordinator, address, "level", **fields)
    lower.refresh_from_db()
    assert lower.exit_profile == level4


def test_way_down_says_what_counts_at_once(client, portfolio, level3, coordinator, teacher):
    for code in ("1.1", "2.1", "2.2"):
        signed_off(portfolio, code, teacher)
    address = reverse("portfolios:portfolio_manage", args=[portfolio.pk])
    fields = {"exit_profile": level3.pk, "reason": "Goes for level 3."}
    text = words(send(client, coordinator, address, "level", confirmed=False, **fields))
    assert "Then, Level 3 2 of 3 signed off" in text
    assert "at this level or a higher one: counts for Level 3. 2.1, 2.2 2" in text
    assert "Level 3 does not ask for it. It stays visible. 1.1 1" in text


def test_what_was_handed_in_again_is_named_apart(
    client, lower, level3, level4, coordinator, teacher
):
    portfolios.change_profile(portfolio=lower, by=coordinator, exit_profile=level4, reason="Up.")
    lower.refresh_from_db()
    assess(hand_in(lower, "2.1"), teacher, Outcome.INSUFFICIENT)
    portfolios.change_profile(portfolio=lower, by=coordinator, exit_profile=level3, reason="Down.")
    address = reverse("portfolios:portfolio_manage", args=[lower.pk])
    fields = {"exit_profile": level4.pk, "reason": "Up again."}
    text = words(send(client, coordinator, address, "level", confirmed=False, **fields))
    assert "handed in again since: counts once it is signed off. 2.1 1" in text


def test_closing_asks_to_be_confirmed_and_reopening_does_not(
    client, portfolio, coordinator, address
):
    text = words(send(client, coordinator, address, "close", confirmed=False, reason="Left."))
    assert "Nothing in this portfolio can change until it is reopened." in text
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.ACTIVE

    send(client, coordinator, address, "close", reason="Left.")
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.CLOSED

    text = read(client, coordinator, address)[1]
    assert "Reopen the portfolio" in text
    assert "Another class" not in text
    send(client, coordinator, address, "reopen", confirmed=False, reason="Came back.")
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.ACTIVE


@pytest.mark.parametrize("step", ["class", "level", "close"])
def test_nothing_happens_without_a_reason(
    client, portfolio, level3, class_elsewhere, coordinator, address, step
):
    fields = {"school_class": class_elsewhere.pk, "exit_profile": level3.pk, "reason": " "}
    before = portfolio.log_count
    text = words(send(client, coordinator, address, step, **fields))
    portfolio.refresh_from_db()
    assert portfolio.log_count == before
    assert "This field is required." in text


def test_a_step_that_became_impossible_is_told(client, portfolio, coordinator, address):
    send(client, coordinator, address, "close", reason="Left.")
    text = words(send(client, coordinator, address, "close", reason="Left again."))
    assert "This is not possible any more. Look at the page again." in text


def test_reopening_beside_another_active_portfolio_is_refused(
    client, portfolio, level4, school_class, coordinator, address
):
    send(client, coordinator, address, "close", reason="Left.")
    factories.make_portfolio(portfolio.student, level4, school_class)
    text = words(send(client, coordinator, address, "reopen", reason="Came back."))
    assert "This student already has an active portfolio for this qualification." in text
    portfolio.refresh_from_db()
    assert portfolio.state == PortfolioState.CLOSED


def test_a_hidden_assessment_is_not_told_on_the_way(
    client, portfolio, level4, class_elsewhere, coordinator, teacher, address
):
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    submission = hand_in(portfolio, "1.1")
    fields = {"school_class": class_elsewhere.pk, "reason": "Moves."}
    before = words(send(client, coordinator, address, "class", confirmed=False, **fields))
    assess(submission, teacher, Outcome.GOOD, "Secret words.")
    after = words(send(client, coordinator, address, "class", confirmed=False, **fields))
    assert before == after


@pytest.mark.parametrize(
    ("person", "status"),
    [("student", 403), ("teacher", 403), ("board_member", 403), ("teacher_elsewhere", 404)],
)
def test_others_cannot_manage(client, portfolio, address, person, status, request):
    person = request.getfixturevalue(person)
    assert read(client, person, address)[0].status_code == status
    assert send(client, person, address, "close", reason="Left.").status_code == status
    portfolio.refresh_from_db()
    assert portfolio.is_active


def test_a_coordinator_does_not_manage_the_own_portfolio(client, portfolio, student, address):
    people.set_role(student, Role.COORDINATOR, True, by=None)
    assert read(client, student, address)[0].status_code == 403
