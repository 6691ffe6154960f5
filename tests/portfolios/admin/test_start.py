"""The first page tells an administrator what there is to do, and nothing else."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum import exporter
from curriculum.models import Requirement
from portfolios import clock, people, triggers
from portfolios.enums import FileState, Role
from portfolios.models import (
    EvidenceFile,
    Mail,
    Portfolio,
    SchoolClass,
    StructureImport,
    Upload,
    User,
)
from tests import factories
from tests.portfolios.admin.bringing_in import bring_in
from tests.portfolios.admin.conftest import add_file
from tests.portfolios.admin.desk import changelist

INDEX = "/admin/"
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(clock.now().replace(year=2026, month=11, day=26)):
        yield


def needs(desk):
    """What the page asks for, questions about the structure apart: the number of each line."""
    found = desk.get(INDEX).context["needs"]
    return {one.sentence: one.count for one in found if "open question" not in one.sentence}


def listed(desk, words):
    """The rows of the list where the line with these words leads."""
    (need,) = [one for one in desk.get(INDEX).context["needs"] if words in one.sentence]
    return set(desk.get(need.url).context["cl"].queryset)


def queue_mail(receiver, **fields):
    moment = fields.pop("due_at", clock.now())
    return Mail.objects.create(receiver=receiver, queued_at=moment, due_at=moment, **fields)


def test_nothing_to_do_is_said(desk):
    page = desk.get(INDEX)
    assert page.context["needs"] == []
    assert "Nothing needs you." in page.text
    assert reverse("admin:help") in page.text


def test_open_questions_are_counted_by_version(desk, portfolio):
    other = factories.make_qualification(slug="draft", state="draft")
    factories.make_qualification(slug="gone", state="retired")

    def counted():
        return {one.sentence: one.count for one in desk.get(INDEX).context["needs"]}

    before = counted()
    assert {words.partition("about ")[2] for words in before} == {
        str(portfolio.qualification), str(other),
    }  # fmt: skip
    Requirement.objects.filter(
        exit_profile__qualification=other, work_process__code__in=["7.1", "7.2"]
    ).update(provisional=True)
    assert {
        words: number - before[words] for words, number in counted().items() if "draft" in words
    } == {f"open questions about {other}": 2}
    for need in desk.get(INDEX).context["needs"]:
        assert desk.get(need.url).status_code == 200


def test_a_file_with_faults_is_told_until_it_is_set_aside(desk):
    file = SimpleUploadedFile("matrix.csv", b"code;title\n;no code")
    desk.post("/admin/curriculum/qualification/import/", {"file": file})
    assert needs(desk) == {
        "file with a structure has faults: correct it or set it aside": 1,
    }
    assert listed(desk, "has faults") == set(StructureImport.objects.failed())


def test_portfolios_of_an_earlier_year_or_past_their_end_are_counted_and_listed(
    desk, portfolio, classmate, teacher
):
    late = classmate.portfolios.get()
    SchoolClass.objects.filter(pk=portfolio.school_class_id).update(school_year="2025-2026")
    Portfolio.objects.filter(pk=late.pk).update(starts_on=TODAY - timedelta(days=9),
                                                ends_on=TODAY - timedelta(days=1))  # fmt: skip
    Portfolio.objects.filter(pk=portfolio.pk).update(ends_on=TODAY)
    closed = factories.make_portfolio(
        factories.make_person("closed"), portfolio.exit_profile, portfolio.school_class
    )
    Portfolio.objects.filter(pk=closed.pk).update(state="closed")
    assert needs(desk) == {
        "running portfolios are in a class of an earlier school year": 2,
        "running portfolio is past its planned end": 1,
    }
    assert listed(desk, "earlier school year") == {portfolio, late}
    assert listed(desk, "past its planned end") == {late}


def test_classes_without_a_teacher_count_while_students_work_in_them(desk, portfolio):
    factories.make_class("empty")
    people.set_teachers(portfolio.school_class, [], by=None)
    User.objects.exclude(pk=portfolio.student_id).filter(is_staff=False).update(is_active=False)
    assert needs(desk) == {"class with running portfolios has no teacher": 1}
    assert listed(desk, "no teacher") == {portfolio.school_class}


def test_people_without_a_role_count_while_they_can_sign_in(desk, portfolio, coordinator):
    lost = factories.make_person("lost")
    factories.make_person("left", is_active=False)
    assert needs(desk) == {"person has no role": 1}
    assert listed(desk, "no role") == {lost}
    people.set_role(lost, Role.BOARD, True, by=None)
    assert needs(desk) == {}


def test_mails_that_bounce_count_for_a_month(desk, portfolio):
    now, student = clock.now(), portfolio.student
    given_up = queue_mail(student, given_up_at=now - timedelta(days=29), fault="no such box")
    queue_mail(student, given_up_at=now - timedelta(days=31), fault="no such box")
    failing = queue_mail(student, fault="try later", due_at=now + timedelta(hours=2))
    late = queue_mail(student, due_at=now - timedelta(hours=2))
    queue_mail(student, due_at=now - timedelta(minutes=5))
    queue_mail(student, sent_at=now, due_at=now - timedelta(days=3))
    assert needs(desk) == {
        "mail was given up in the last 30 days": 1,
        "mail fails and is tried again": 1,
        "mail waits for more than an hour: does the sender of mails run?": 1,
    }
    assert given_up in listed(desk, "given up")
    assert listed(desk, "fails") == {failing}
    assert late in listed(desk, "waits for more than")


def test_files_that_nobody_checks_are_told(desk, portfolio):
    old, new = add_file(portfolio), add_file(portfolio)
    EvidenceFile.objects.update(state=FileState.RECEIVED)
    EvidenceFile.objects.filter(pk=old.pk).update(received_at=clock.now() - timedelta(hours=2))
    assert needs(desk) == {
        "file waits to be checked for more than an hour: does the worker run?": 1
    }
    assert new in listed(desk, "waits to be checked")


def test_a_missing_trigger_is_told(desk):
    total = len(triggers.missing())
    triggers.drop()
    try:
        found = needs(desk)
    finally:
        triggers.make()
    (sentence,) = found
    assert total == 0
    assert sentence == "triggers of the database are missing: run `manage.py migrate`"


def test_storage_is_told_by_state_with_what_is_on_its_way(desk, portfolio, settings):
    ready, refused, received = (add_file(portfolio) for _number in range(3))
    EvidenceFile.objects.filter(pk=refused.pk).update(state=FileState.REFUSED)
    EvidenceFile.objects.filter(pk=received.pk).update(state=FileState.RECEIVED)
    Upload.objects.create(key="0" * 32, portfolio=portfolio, name="film.mp4", length=70_000,
                          created_at=clock.now(), expires_at=clock.now())  # fmt: skip
    page = desk.get(INDEX)
    lines = {str(line["label"]): (line["number"], line["bytes"])
             for line in page.context["storage"]["lines"]}  # fmt: skip
    assert lines[str(FileState.READY.label)] == (1, ready.size)
    assert lines[str(FileState.REFUSED.label)] == (1, 0)
    assert lines[str(FileState.RECEIVED.label)] == (1, received.received_size)
    assert lines["on its way"] == (1, 70_000)
    assert page.context["storage"]["bytes"] == 4_000 + 5_000 + 70_000
    assert page.context["storage"]["free"] > 0


def test_the_page_opens_before_anything_was_stored(desk, settings, tmp_path):
    settings.MEDIA_ROOT = Path(tmp_path) / "not" / "there" / "yet"
    assert desk.get(INDEX).status_code == 200


def test_the_page_costs_the_same_however_much_there_is(desk, level4, school_class, teacher):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            desk.get(INDEX)
        return len(captured)

    factories.make_students(1, level4, school_class)
    factories.make_person("lost1")
    cost()
    one = cost()
    for portfolio in factories.make_students(29, level4, school_class):
        queue_mail(portfolio.student, given_up_at=clock.now(), fault="no such box")
        add_file(portfolio)
    for number in range(29):
        factories.make_person(f"nobody{number}")
        factories.make_class(f"class{number}")
    assert cost() == one == 17


def test_a_file_that_nobody_decided_about_is_told_and_leads_to_where_it_is_set_aside(
    desk, portfolio
):
    data = exporter.as_data(portfolio.qualification) | {"version": 2}
    page = bring_in(desk, json.dumps(data).encode())
    address = page.redirect_chain[-1][0]
    words = "file with a structure waits: write it or set it aside"
    assert needs(desk)[words] == 1
    assert listed(desk, "structure waits") == set(StructureImport.objects.all())
    rows = desk.get(changelist(StructureImport)).content.decode()
    assert f'<a href="{address}">Write it or set it aside</a>' in rows
    desk.post(address, {"set_aside": "yes"})
    assert words not in needs(desk)
    rows = desk.get(changelist(StructureImport)).content.decode()
    assert f'<a href="{address}">Open the report</a>' in rows
