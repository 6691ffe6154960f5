"""The overview of the school: the numbers of each class, the filters, and who may look."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portfolios import class_overview, clock, school_overview
from portfolios import portfolio as steps
from portfolios.enums import Outcome
from tests import factories
from tests.factories import assess, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in
from tests.portfolios.views.test_school_class import mixed_class  # noqa: F401

SCHOOL = reverse("portfolios:school")


def rows(response):
    return {row.school_class.name: row for row in response.context["overview"].rows}


def names(response):
    return [row.school_class.name for row in response.context["page"]]


@pytest.fixture
def both(mixed_class, class_elsewhere, teacher_elsewhere, level4):  # noqa: F811
    """4A is the mixed class; in 4B one student of level 4 waits for 11 days."""
    (dan,) = factories.make_students(1, level4, class_elsewhere)
    with clock.at(timezone.now() - timedelta(days=11)):
        hand_in(dan, "1.1")
        hand_in(dan, "1.2")
    return mixed_class


def test_each_class_has_its_numbers(client, both, coordinator):
    response, text = read(client, coordinator, SCHOOL)
    found = rows(response)["4A"]
    assert (found.students, found.complete, found.waiting, found.returned) == (3, 0, 1, 1)
    assert (found.waits, found.oldest_days, found.is_overdue) == ((7,), 7, False)
    assert [(one.profile.level, one.done, one.total) for one in found.standings] == [
        (4, (0, 2), 6),
        (3, (1,), 3),
    ]
    assert found.sign_offs == (*[0] * 11, 3)
    assert rows(response)["4B"].is_overdue
    assert response.content.decode().count('<tr class="late">') == 1
    assert "2 classes, 4 students, 0 complete" in text
    assert "To review 3 Longer than 5 days 3 Longer than 10 days 2 Signed off this week 3" in text
    assert "Level 4 (2): middle 1 of 6" in text


def test_a_class_leads_to_its_own_overview(client, both, coordinator):
    page = read(client, coordinator, SCHOOL)[0].text
    assert f'href="{reverse("portfolios:class_overview", args=[both.pk])}"' in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["4A", "4B"]),
        ("?sort=waiting", ["4B", "4A"]),
        ("?sort=oldest", ["4B", "4A"]),
        ("?sort=progress", ["4B", "4A"]),
        ("?sort=week", ["4B", "4A"]),
        ("?sort=silent", ["4A", "4B"]),
        ("?level=3", ["4A"]),
        ("?level=nonsense&year=nonsense&sort=nonsense&page=nonsense", ["4A", "4B"]),
        ("?year=2025-2026", ["3A"]),
    ],
)
def test_classes_are_sorted_and_filtered_as_the_address_says(
    client, both, coordinator, query, expected
):
    factories.make_class("3A", school_year="2025-2026")
    assert names(read(client, coordinator, SCHOOL + query)[0]) == expected


def test_a_level_counts_the_students_of_that_level_alone(client, both, coordinator):
    response = read(client, coordinator, f"{SCHOOL}?level=3")[0]
    found = rows(response)["4A"]
    assert (found.students, found.waiting, found.returned, found.sign_offs[-1]) == (1, 0, 1, 1)


def test_who_left_does_not_count(client, both, coordinator):
    bob = both.portfolios.get(student__first_name="Bob")
    steps.close(portfolio=bob, by=coordinator, reason="Left the school.")
    assert rows(read(client, coordinator, SCHOOL)[0])["4A"].students == 2


def test_nothing_tells_teachers_apart(client, both, coordinator, teacher, second_teacher):
    hand_in(both.portfolios.get(student__first_name="Bob"), "1.1")
    before = read(client, coordinator, SCHOOL)[0].context["overview"].rows
    submission = both.portfolios.get(student__first_name="Bob").sign_offs.get().submissions.get()
    assess(submission, second_teacher, Outcome.INSUFFICIENT)
    after = read(client, coordinator, SCHOOL)[0].context["overview"].rows
    fields = set(vars(after[0])) - {"school_class"}
    assert fields == {
        "standings", "complete", "waiting", "returned", "waits", "silent", "sign_offs",
    }  # fmt: skip
    assert after[0].returned == before[0].returned + 1


@pytest.mark.parametrize("person", ["student", "teacher", "administrator"])
def test_others_may_not_look(client, both, portfolio, person, request):
    assert read(client, request.getfixturevalue(person), SCHOOL)[0].status_code == 403


def test_the_board_sees_the_same(client, both, coordinator, board_member):
    seen = [
        read(client, person, SCHOOL)[0].context["overview"].rows
        for person in (coordinator, board_member)
    ]
    assert seen[0] == seen[1]


def test_a_school_without_classes_says_so(client, coordinator):
    assert "There are no classes yet" in read(client, coordinator, SCHOOL)[1]


def test_weeks_begin_on_monday_at_school(school_class, level4, teacher, coordinator):
    (ann,) = factories.make_students(1, level4, school_class)
    zone = ZoneInfo(settings.TIME_ZONE)
    for code, moment in {
        "1.1": datetime(2026, 11, 15, 23, 59, tzinfo=zone),
        "1.2": datetime(2026, 11, 16, 0, 0, tzinfo=zone),
    }.items():
        with clock.at(moment):
            signed_off(ann, code, teacher)
    with clock.at(datetime(2026, 11, 26, 12, 0, tzinfo=zone)):
        found = school_overview.build(coordinator, "2026-2027")
    assert found.weeks[-3:] == (date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23))
    assert found.rows[0].sign_offs[-3:] == (1, 1, 0)


@pytest.mark.parametrize(("days", "silent"), [(14, 0), (15, 1)])
def test_a_student_is_silent_as_on_the_page_of_the_class(
    school_class, level4, coordinator, days, silent
):
    (ann,) = factories.make_students(1, level4, school_class)
    ann.starts_on = date(2020, 8, 1)
    ann.save()
    factories.add_evidence(ann, "1.1")
    with clock.at(timezone.now() + timedelta(days=days)):
        (found,) = school_overview.build(coordinator, "2026-2027").rows
        (row,) = class_overview.rows(class_overview.portfolios_of([school_class]))
        assert (found.silent, row.is_silent) == (silent, bool(silent))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 26), "2026-2027"),
        (date(2026, 7, 31), "2025-2026"),
        (date(2030, 1, 1), "2027-2028"),
    ],
)
def test_the_school_year_of_today_comes_first(day, expected):
    years = ["2027-2028", "2026-2027", "2025-2026"]
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(settings.TIME_ZONE))
    with clock.at(noon):
        assert school_overview.current(years) == expected
    assert school_overview.current([]) is None


@pytest.mark.parametrize("classes", [1, 12])
def test_the_page_costs_the_same_for_any_number(
    client, level4, teacher, coordinator, classes, django_assert_num_queries
):
    for number in range(classes):
        school_class = factories.make_class(f"4{number}", [teacher])
        made = factories.make_students(2, level4, school_class)
        signed_off(made[0], "1.1", teacher)
        hand_in(made[1], "1.2")
    sign_in(client, coordinator)
    with django_assert_num_queries(13):
        response = client.get(SCHOOL)
    assert len(response.context["page"]) == classes
