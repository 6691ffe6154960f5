"""As it was: the pages of a portfolio and of a class on an earlier day."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portfolios import clock
from portfolios import portfolio as steps
from tests import factories
from tests.factories import make_portfolio
from tests.portfolios.views.reading import read, sign_in

OWN = reverse("portfolios:history")
START = date(2026, 3, 2)


def on(day):
    return f"?on={day}"


def after(days, hour=12):
    day = datetime.combine(START + timedelta(days=days), time(hour))
    return clock.at(timezone.make_aware(day))


def of(portfolio):
    return reverse("portfolios:portfolio_history", args=[portfolio.pk])


def of_class(school_class):
    return reverse("portfolios:class_history", args=[school_class.pk])


@pytest.fixture
def portfolio(student, level3, level4, school_class, class_elsewhere, teacher, coordinator):
    """Signed off 2.1 on the first day, handed in 2.2 on the third; went up a level after that."""
    with after(0):
        made = make_portfolio(student, level3, school_class)
        factories.signed_off(made, "2.1", teacher)
    with after(2):
        factories.hand_in(made, "2.2")
    because = {"portfolio": made, "by": coordinator, "reason": "Because."}
    with after(8):
        steps.change_profile(exit_profile=level4, **because)
        steps.change_class(school_class=class_elsewhere, **because)
        steps.change_class(school_class=school_class, **because)
    return made


def squares(response):
    return {
        cell.code: str(cell.shown)
        for _task, cells in response.context["core_tasks"]
        for cell in cells
    }


def test_without_a_day_the_page_asks_for_one(client, portfolio, student):
    response, text = read(client, student, OWN)
    assert response.context["past"] is None
    assert "Choose a day, and see how far this portfolio was at the end of it." in text
    assert "As it was on 2" not in text


@pytest.mark.parametrize(
    ("day", "done", "total", "level", "states"),
    [
        (0, 1, 3, "Level 3", ("sufficient", "not_started")),
        (1, 1, 3, "Level 3", ("sufficient", "not_started")),
        (2, 1, 3, "Level 3", ("sufficient", "submitted")),
        (8, 0, 6, "Level 4", ("to_confirm", "submitted")),
    ],
)
def test_a_day_shows_what_stood_at_its_end(
    day, done, total, level, states, client, portfolio, student
):
    response, text = read(client, student, OWN + on(START + timedelta(days=day)))
    assert f"As it was on {2 + day} March 2026" in text
    assert f"{done} of {total} signed off for {level}" in text
    assert f"Goal {level} Class 4A State active" in text
    assert tuple(squares(response)[code] for code in ("2.1", "2.2")) == states


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("2026-03-01", "This portfolio began on 2 March 2026."),
        ("2999-01-01", "This day is still to come. Choose today or earlier."),
        ("9999-12-31", "This day is still to come. Choose today or earlier."),
        ("0001-01-01", "This portfolio began on 2 March 2026."),
        ("yesterday", "Write a day, for example 31-12-2026."),
        ("2026-02-30", "Write a day, for example 31-12-2026."),
    ],
)
def test_a_day_that_makes_no_sense_is_named_next_to_its_field(
    given, sentence, client, portfolio, student
):
    response, text = read(client, student, OWN + on(given))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["on"]
    assert sentence in text
    assert "is-invalid" in response.content.decode()
    assert response.context["past"] is None


def test_an_empty_day_is_asked_for(client, portfolio, student):
    response, text = read(client, student, OWN + on(""))
    assert list(response.context["form"].errors) == ["on"]
    assert "This field is required." in text


def test_a_day_is_read_as_it_is_written_here_too(client, portfolio, student):
    _response, text = read(client, student, OWN + on("3-3-2026"))
    assert "As it was on 3 March 2026" in text


def test_staff_read_the_same(client, portfolio, student, teacher, coordinator, board_member):
    pages = [read(client, student, OWN + on(START))[0]]
    pages += [
        read(client, person, of(portfolio) + on(START))[0]
        for person in (teacher, coordinator, board_member)
    ]
    assert len({str(squares(page)) for page in pages}) == 1
    assert "2.1" in squares(pages[0])


def test_the_pages_of_now_lead_here(client, portfolio, student, teacher, school_class):
    assert OWN in read(client, student, reverse("portfolios:portfolio"))[0].content.decode()
    page = read(client, teacher, portfolio.get_absolute_url())[0].content.decode()
    assert of(portfolio) in page
    page = read(client, teacher, school_class.get_absolute_url())[0].content.decode()
    assert of_class(school_class) in page


def test_the_board_is_led_to_the_class(client, portfolio, board_member, school_class):
    board = reverse("portfolios:board") + f"?class={school_class.pk}"
    assert of_class(school_class) in read(client, board_member, board)[0].content.decode()


def test_a_class_shows_who_was_in_it_and_how_far(
    client, portfolio, teacher, school_class, level4, coordinator
):
    with after(1):
        other = make_portfolio(factories.make_person("anna", last_name="de Groot"), level4,
                               school_class)  # fmt: skip
    with after(5):
        steps.close(portfolio=other, by=coordinator, reason="Left.")
    response, text = read(client, teacher, of_class(school_class) + on(START + timedelta(days=2)))
    found = [
        (past.portfolio.student.first_name, progress.done, progress.total, past.waiting)
        for past, progress, _bar in response.context["rows"]
    ]
    assert found == [("Student", 1, 3, 1), ("Anna", 0, 6, 0)]
    assert "As it was on 4 March 2026" in text
    assert "2 students Level 4: on average 0 of 6 signed off" in text
    assert f"{of(portfolio)}?on=2026-03-04" in response.content.decode()
    assert "Students who have left your classes since are not shown." in text

    later = read(client, teacher, of_class(school_class) + on(START + timedelta(days=8)))[0]
    assert [past.portfolio for past, _progress, _bar in later.context["rows"]] == [portfolio]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("2026-03-01", "No student was in this class on 1 March 2026."),
        ("2999-01-01", "This day is still to come. Choose today or earlier."),
        ("nonsense", "Write a day, for example 31-12-2026."),
    ],
)
def test_a_day_without_a_class_is_named_next_to_its_field(
    given, sentence, client, portfolio, teacher, school_class
):
    response, text = read(client, teacher, of_class(school_class) + on(given))
    assert list(response.context["form"].errors) == ["on"]
    assert sentence in text


@pytest.mark.parametrize("number", [1, 30])
def test_a_class_costs_the_same_for_any_number_of_students(
    number, client, level4, school_class, teacher, django_assert_num_queries
):
    with after(0):
        for made in factories.make_students(number, level4, school_class):
            factories.add_evidence(made, "1.1")
    sign_in(client, teacher)
    with django_assert_num_queries(9):
        page = client.get(of_class(school_class) + on(START))
    assert len(page.context["rows"]) == number


def test_a_portfolio_costs_a_fixed_number_of_queries(
    client, portfolio, teacher, django_assert_num_queries
):
    sign_in(client, teacher)
    with django_assert_num_queries(8):
        client.get(of(portfolio) + on(START))
