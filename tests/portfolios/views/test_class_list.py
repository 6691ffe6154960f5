"""The pages of a class list: choose a file, look, say yes, and the files that go out."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from portfolios import class_list
from portfolios.models import ClassList, Mail, Portfolio, User
from tests import factories
from tests.portfolios.class_list import lists
from tests.portfolios.class_list.lists import as_csv, as_xlsx, keep, row, written
from tests.portfolios.views.reading import read, sign_in, words

UPLOAD = reverse("portfolios:class_lists")


@pytest.fixture(autouse=True)
def _school(school_class, qualification):
    """Class 4A, and the levels small-4 and small-3."""


@pytest.fixture
def office(client, coordinator):
    sign_in(client, coordinator)
    return client


def page(waiting, name="class_list"):
    return reverse(f"portfolios:{name}", args=[waiting.pk])


def send(client, data, name="list.csv", address=UPLOAD, **fields):
    given = {"school_year": "2026-2027", "why": "Class list", **fields}
    return client.post(address, {**given, "file": SimpleUploadedFile(name, data)}, follow=True)


def confirm(client, waiting):
    """Say yes to what is shown; the text of the page that was sent in parts."""
    shown = client.get(page(waiting)).context["plan"].digest
    response = client.post(page(waiting), {"shown": shown})
    assert response.streaming
    return b"".join(response.streaming_content).decode()


def test_a_list_goes_from_the_file_to_the_school(office, coordinator, mailoutbox):
    response = send(
        office, as_xlsx(row(), row(mail="t@school.example", rol="docent")), "Klas 4A.xlsx",
        invites="on",
    )  # fmt: skip
    text = words(response)
    assert "Klas 4A.xlsx, 2 rows. Nothing has changed yet." in text
    assert "New 2 Update 0 Unchanged 0 Errors 0" in text
    assert "Gets an account, a portfolio and a mail to sign in." in text
    assert Portfolio.objects.count() == 0
    waiting = ClassList.objects.get()
    sent = confirm(office, waiting)
    assert re.findall(r"(\d+) of (\d+) changes", sent) == [
        (done, "4") for done in ("0", "2", "3", "4")
    ]
    assert "The list was taken over." in sent
    assert "New: 2. Updated: 0. Unchanged: 0. The mails to sign in are on their way." in sent
    assert sent.rstrip().endswith("</html>")
    assert Portfolio.objects.get().student.email == "anna@school.example"
    assert Mail.objects.filter(is_invitation=True).count() == 2
    # Its page says what was done, and the same yes once more does nothing.
    before = written()
    assert "The list was taken over." in words(office.get(page(waiting)))
    again = office.post(page(waiting), {"shown": "x"})
    assert "The list was taken over." in words(again)
    assert written() == before


def test_what_changed_meanwhile_is_said_on_the_page(office, coordinator):
    waiting = keep(coordinator, as_csv(row()))
    shown = office.get(page(waiting)).context["plan"].digest
    factories.make_person("anna")
    before = written()
    sent = office.post(page(waiting), {"shown": shown}).getvalue().decode()
    assert "Nothing was changed." in sent
    assert "Meanwhile something changed. Look at the list again." in sent
    assert f'href="{page(waiting)}"' in sent
    assert written() == before


def test_errors_come_first_and_each_kind_has_its_filter(office, coordinator, portfolio):
    student = portfolio.student
    waiting = keep(
        coordinator,
        as_csv(row(mail=student.email, voornaam=""), row(mail=student.email + "x"), row(mail="no")),
    )
    shown = [
        (query, [item.number for item in office.get(page(waiting) + query).context["page"]])
        for query in ("", "?show=error", "?show=create", "?show=update", "?show=nonsense&page=9")
    ]
    assert shown == [
        ("", [4, 3, 2]),
        ("?show=error", [4]),
        ("?show=create", [3]),
        ("?show=update", [2]),
        ("?show=nonsense&page=9", []),
    ]
    text = words(office.get(page(waiting)))
    assert "All 3 Errors 1 New 1 Update 1" in text
    assert "1 row has an error. Correct them in your file and choose the file again." in text


def test_an_address_and_a_class_are_enough_for_who_is_there_already(office, portfolio):
    rows = [{"mail": portfolio.student.email, "klas": "4A"}, {"mail": "x@y.example", "klas": "4A"}]
    response = send(office, as_csv(*rows, heads=("mail", "klas")))
    assert "Student Example student@school.example 4A Level 4 nothing" in words(response)
    assert "The first name is missing. The exit profile is missing." in words(response)


def test_the_improved_file_takes_the_place_of_the_first(office, coordinator):
    waiting = keep(coordinator, as_csv(row(mail="no")), why="Moved up", invites=True)
    response = send(office, as_csv(row()), "better.csv", page(waiting))
    assert "better.csv, 1 row." in words(response)
    again = ClassList.objects.get()
    assert (again.pk, again.why, again.invites) == (waiting.pk, "Moved up", True)
    # What cannot be read leaves the list as it was.
    broken = send(office, b"\x89PNG\0", "photo.csv", page(waiting))
    assert "This is no text. Send a CSV or an xlsx file." in words(broken)
    assert ClassList.objects.get().name == "better.csv"


def test_what_was_typed_stays_when_the_file_is_refused(office):
    response = send(office, b"", why="Moved up in August", makes_classes="on")
    form = response.context["form"]
    assert form["why"].value() == "Moved up in August"
    assert form["makes_classes"].value()
    assert list(form.errors) == ["file"]


def test_a_list_is_left_without_a_trace(office, coordinator):
    waiting = keep(coordinator, as_csv(row()))
    before = written()
    response = office.post(page(waiting, "class_list_leave"), follow=True)
    assert "The list is gone. Nothing was changed." in words(response)
    assert not ClassList.objects.exists()
    assert written() == before


def test_a_list_is_its_uploaders_alone(client, coordinator, administrator):
    waiting = keep(coordinator, as_csv(row()))
    sign_in(client, administrator)
    assert client.get(UPLOAD).context["waiting"].count() == 0
    for name in ("class_list", "class_list_errors"):
        assert client.get(page(waiting, name)).status_code == 404
    client.post(page(waiting, "class_list_leave"))
    assert client.post(page(waiting), {"shown": "x"}).status_code == 404
    assert ClassList.objects.get() == waiting


def test_the_list_that_waits_is_found_again(office, coordinator):
    waiting = keep(coordinator, as_csv(row()), "my list.csv")
    response, text = read(office, coordinator, UPLOAD)
    assert "Lists that wait for you my list.csv" in text
    assert f'href="{page(waiting)}"' in response.content.decode()


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_template_is_a_class_list_whose_example_is_refused(
    office, coordinator, extension, language
):
    User.objects.filter(pk=coordinator.pk).update(language=language)
    response = office.get(reverse("portfolios:class_list_template", args=[extension]))
    assert response.headers["Content-Disposition"].startswith("attachment")
    content = lists.read(f"template.{extension}", response.content)
    assert content.unused == []
    assert content.fields[:-1] == list(class_list.LABELS)
    User.objects.filter(pk=coordinator.pk).update(language="en")
    response = send(office, response.content, f"template.{extension}")
    assert [item.faults for item in response.context["plan"].items] == [
        ["This is the example of the template. Take this row away."] * 1
        + ["Class 1A does not exist in 2026-2027. Do you mean 4A?"]
    ]


def test_the_cells_of_the_template_are_texts(office):
    response = office.get(reverse("portfolios:class_list_template", args=["xlsx"]))
    sheet = load_workbook(BytesIO(response.content)).active
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert sheet["I2"].value == "24-08-2026"


def test_the_errors_come_as_a_file_without_formulas(office, coordinator):
    waiting = keep(coordinator, as_csv(row(), row(mail="no", voornaam="+1", achternaam="=2")))
    response = office.get(page(waiting, "class_list_errors"))
    heads, *rows = response.content.decode("utf-8-sig").splitlines()
    assert heads.startswith('"Row";"Error";"First name"')
    (only,) = rows
    assert only.startswith('"3";"Last name holds a formula.')
    assert "'+1" in only
    assert "=2" not in only


def test_the_pages_lead_to_each_other(client, coordinator, board_member):
    assert f'href="{UPLOAD}"' in read(client, coordinator, reverse("portfolios:school"))[0].text
    assert (
        f'href="{UPLOAD}"' not in read(client, board_member, reverse("portfolios:school"))[0].text
    )


def test_the_classes_of_the_administration_lead_here(client, administrator):
    sign_in(client, administrator)
    address = reverse("admin:portfolios_schoolclass_changelist")
    assert f'href="{UPLOAD}"' in client.get(address).content.decode()
    assert words(client.get(UPLOAD)).startswith(" Administration / Class list")


@pytest.mark.parametrize("students", [1, 30])
def test_the_preview_costs_the_same_for_any_number_of_rows(
    students, office, coordinator, level4, school_class, class_elsewhere, django_assert_num_queries
):
    there = factories.make_students(students, level4, school_class)
    rows = [{"mail": one.student.email, "klas": "4B", "uitstroom": "small-3"} for one in there]
    waiting = keep(coordinator, as_csv(*rows))
    office.get(page(waiting))
    with django_assert_num_queries(13):
        response = office.get(page(waiting))
    assert len(response.context["page"]) == students


def test_a_class_that_is_missing_is_made_without_the_file_once_more(office, coordinator):
    waiting = keep(coordinator, as_csv(row(klas="9Z")), "classes.csv")
    assert "Class 9Z does not exist in 2026-2027." in words(office.get(page(waiting)))
    response = office.post(page(waiting), {"makes_classes": "on"}, follow=True)
    assert "These classes are made: 9Z (2026-2027)." in words(response)
    assert ClassList.objects.get().name == "classes.csv"


def test_a_list_is_thrown_away_where_it_waits(office, coordinator):
    waiting = keep(coordinator, as_csv(row()), "old.csv")
    text = office.get(UPLOAD).content.decode()
    assert f'action="{page(waiting, "class_list_leave")}"' in text
    response = office.post(page(waiting, "class_list_leave"), follow=True)
    assert "old.csv" not in words(response)


@pytest.mark.parametrize(
    ("language", "numbers"), [("nl", ("2,5 MB", "20.000")), ("en", ("2.5 MB", "20,000"))]
)
def test_the_limits_are_written_as_the_language_writes_numbers(
    office, coordinator, language, numbers
):
    User.objects.filter(pk=coordinator.pk).update(language=language)
    text = words(office.get(UPLOAD))
    assert [number for number in numbers if number in text] == list(numbers)
