"""Broken class lists answer with the row and the reason, and change nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portfolios.models import ClassList
from tests.portfolios.class_list.broken import FILES, ROWS
from tests.portfolios.class_list.lists import as_csv, as_xlsx, row, written
from tests.portfolios.views.reading import sign_in, words

UPLOAD = reverse("portfolios:class_lists")
WRITERS = {"csv": as_csv, "xlsx": as_xlsx}


def send(client, name, data):
    given = {"school_year": "2026-2027", "why": "Class list", "invites": "on"}
    return client.post(UPLOAD, {**given, "file": SimpleUploadedFile(name, data)}, follow=True)


@pytest.fixture
def office(client, coordinator, school_class, qualification):
    sign_in(client, coordinator)
    return client


@pytest.mark.parametrize("extension", WRITERS)
def test_a_broken_row_says_what_is_wrong_with_it(office, extension):
    """Each in the third row, between two that are right."""
    before = written()
    for name, (broken, sentence) in ROWS.items():
        others = row(mail="first@school.example"), row(mail="last@school.example")
        data = WRITERS[extension](others[0], broken, others[1])
        response = send(office, f"list.{extension}", data)
        assert response.status_code == 200
        found = [(one.number, one.faults) for one in response.context["plan"].items if one.faults]
        assert [number for number, _faults in found] == [3], name
        assert sentence in " ".join(found[0][1]), name
        assert "1 row has an error." in response.content.decode(), name
        assert 'name="shown"' not in response.content.decode(), name
    assert len(ROWS) > 25
    assert written() == before


@pytest.mark.parametrize("extension", FILES)
def test_a_file_that_is_no_class_list_says_so_beside_the_field(office, extension):
    before = written()
    for name, (data, sentence) in FILES[extension].items():
        response = send(office, f"list.{extension}", data)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["file"], name
        assert sentence in words(response), name
        assert ClassList.objects.count() == 0, name
    assert written() == before
