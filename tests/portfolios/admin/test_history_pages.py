"""The history of a page says in sentences what each field was and became."""

import re

from django.contrib.admin.models import LogEntry as AdminEntry

from curriculum.models import CoreTask
from portfolios.models import SchoolClass, User
from tests import factories
from tests.portfolios.admin import proposing
from tests.portfolios.admin.desk import address, change, save


def told(desk, row):
    """The lines of the history of a row, the oldest entry first."""
    page = desk.get(address(type(row), "history", row.pk)).text
    cells = re.findall(r"<td>(<div>.*?</div>)</td>", page)
    return [re.findall(r"<div>(.*?)</div>", cell) for cell in cells]


def test_texts_choices_ticks_and_roles_of_a_person(desk, student):
    save(desk, change(student), first_name="Anna", language="nl", coordinator="on", last_name="")
    assert told(desk, student) == [
        [
            "First name: Student → Anna",
            "Last name: Example → –",
            "Coordinator: No → Yes",
        ]
    ]
    save(desk, change(student), language="en", email="anna@school.example")
    assert told(desk, student)[1] == [
        "E-mail address: student@school.example → anna@school.example",
        "Language: Dutch → English",
    ]


def test_it_is_read_in_the_language_of_whoever_looks(desk, administrator, student):
    save(desk, change(student), language="en", coordinator="on")
    User.objects.filter(pk=administrator.pk).update(language="nl")
    assert told(desk, student) == [["Taal: Nederlands → Engels", "Coördinator: Nee → Ja"]]


def test_the_teachers_of_a_class_are_named(desk, school_class, teacher, second_teacher,
                                           third_teacher, coordinator):  # fmt: skip
    User.objects.filter(pk=teacher.pk).update(is_active=False)
    save(desk, change(school_class), taught_by=[second_teacher.pk, coordinator.pk], name="4C")
    assert told(desk, school_class) == [
        [
            "Name: 4A → 4C",
            f"Teachers: {second_teacher}, {teacher}, {third_teacher} → "
            f"{coordinator}, {second_teacher}",
        ]
    ]


def test_dates_of_a_portfolio_and_texts_of_the_structure(desk, portfolio):
    save(desk, change(portfolio), ends_on="2031-07-11")
    task = CoreTask.objects.get(qualification=portfolio.qualification, number="1")
    save(desk, change(task), title="Another title")
    assert told(desk, portfolio) == [[f"Planned end: {portfolio.ends_on} → 2031-07-11"]]
    assert told(desk, task) == [[f"Title: {task.title} → Another title"]]


def test_parts_of_a_page_are_called_by_their_name(desk):
    draft = factories.make_qualification(slug="draft", state="draft")
    task = draft.core_tasks.first()
    sent = {"core_tasks-0-title": "Other words"}
    save(desk, change(draft), **sent)
    (lines,) = told(desk, draft)
    assert lines == [f"Core task “{task.number} Other words”: Title: {task.title} → Other words"]


def test_what_a_page_says_itself_stays_a_sentence(desk):
    draft = factories.make_qualification(slug="draft", state="draft")
    url = proposing.page("publish", draft)
    proposing.confirm(desk, url, desk.get(url))
    assert told(desk, draft) == [[f"{draft} is published."]]


def test_a_new_row_is_added_and_one_without_history_says_so(desk, teacher):
    save(desk, address(SchoolClass, "add"), name="1B", school_year="2026-2027")
    made = SchoolClass.objects.get(name="1B")
    assert told(desk, made) == [["Added."]]
    page = desk.get(address(User, "history", teacher.pk)).text
    assert "Nothing was changed here yet" in page
    assert "changes of roles" in page


def test_a_long_text_is_cut(desk, portfolio):
    task = CoreTask.objects.filter(qualification=portfolio.qualification).first()
    save(desk, change(task), note="word " * 500)
    (entry,) = AdminEntry.objects.filter(object_id=task.pk)
    assert len(entry.change_message) < 600
    assert told(desk, task)[0][0].endswith("…")
