"""The pages everyone who is signed in may read."""

import re

import pytest
from django.urls import reverse

from curriculum import exporter
from curriculum.models import Qualification, Requirement
from tests.factories import MATRIX, make_person, make_qualification

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    person = make_person("reader", language="en")
    client.force_login(person)
    return person


def text_of(response):
    """What stands on the page, without tags and with single spaces."""
    content = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", content)


def test_the_matrix_of_the_school_is_shown_as_the_table_has_it(client, reader, wtb):
    page = client.get("/curriculum/wtb/")

    content, text = page.content.decode(), text_of(page)
    assert "Version 1, 8 core tasks, 52 work processes" in text
    assert content.count('<b aria-hidden="true">X</b>') == 41 + 16
    assert content.count('<b aria-hidden="true">?</b>') == 2
    assert content.count('<td class="lv none"') == 52 * 2 - 42 - 17
    assert "level 4 WTB: 37 work processes and 1 of the specialisations" in text
    assert "level 3 WTB: 13 work processes and 1 of the specialisations" in text
    assert text.count("choose 1") == 2
    assert text.index("1.3 werkt") < text.index("1.7 werkt") < text.index("2.1 verzamelt")
    assert wtb.work_processes.get(code="4.5").description in text


def test_the_page_says_once_what_it_is_and_what_a_question_mark_means(client, reader, wtb):
    text = text_of(client.get("/curriculum/wtb/"))
    assert text.count("It is not a national qualification file.") == 1
    assert text.count("A ? is a provisional mark") == 1

    Requirement.objects.update(provisional=False)
    assert "provisional" not in text_of(client.get("/curriculum/wtb/"))


def test_a_version_has_an_address_of_its_own(client, reader):
    for version, state in enumerate(("retired", "published", "published"), start=1):
        make_qualification({}, slug="q", version=version, state=state)

    shown = {
        address: client.get(address).context["qualification"].version
        for address in ("/curriculum/q/", "/curriculum/q/1/", "/curriculum/q/2/")
    }

    assert shown == {"/curriculum/q/": 3, "/curriculum/q/1/": 1, "/curriculum/q/2/": 2}
    assert "retired" in text_of(client.get("/curriculum/q/1/"))
    assert Qualification.objects.get(version=2).get_absolute_url() == "/curriculum/q/2/"


def test_a_draft_is_for_administrators_only(client, reader, administrator):
    make_qualification(slug="q", state="draft")
    assert client.get("/curriculum/q/1/").status_code == 404
    assert client.get("/curriculum/q/").status_code == 404

    client.force_login(administrator)
    assert client.get("/curriculum/q/1/").context["qualification"].is_draft
    assert client.get("/curriculum/q/").status_code == 404


@pytest.mark.parametrize("address", ["/curriculum/none/", f"/curriculum/q/{10**30}/"])
def test_an_unknown_qualification_is_not_found(client, reader, address):
    make_qualification(slug="q")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/curriculum/", "/curriculum/q/", "/curriculum/q/1/"])
def test_guests_are_sent_to_the_sign_in_page(client, address):
    make_qualification(slug="q")

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_the_list_goes_straight_on_where_there_is_one_qualification(client, reader):
    assert "There is no qualification yet" in text_of(client.get("/curriculum/"))

    make_qualification(slug="one")
    make_qualification(slug="one", version=2)
    assert client.get("/curriculum/").url == "/curriculum/one/"

    make_qualification(slug="two")
    page = client.get("/curriculum/").content.decode()
    assert [slug for slug in ("one", "two") if f'href="/curriculum/{slug}/"' in page] == [
        "one",
        "two",
    ]


def test_a_text_is_never_markup(client, reader):
    qualification = make_qualification(slug="q")
    qualification.work_processes.update(title="<script>alert(1)</script>", description="<b>x</b>")

    content = client.get("/curriculum/q/").content.decode()

    assert "<script>alert" not in content
    assert "&lt;b&gt;x&lt;/b&gt;" in content


def test_both_titles_stand_side_by_side_that_of_the_reader_first(client, reader):
    qualification = make_qualification(slug="q")
    qualification.work_processes.filter(code="1.1").update(title="eerst", title_en="first")
    qualification.core_tasks.filter(number=1).update(title="taak", title_en="task")
    qualification.work_processes.filter(code="1.2").update(title="alleen", title_en="")

    english = client.get("/curriculum/q/").content.decode()
    client.force_login(make_person("other", language="nl"))
    dutch = client.get("/curriculum/q/").content.decode()

    assert english.index(">first<") < english.index(">eerst<")
    assert dutch.index(">eerst<") < dutch.index(">first<")
    assert '<span class="beside text-break" lang="nl">eerst</span>' in english
    assert '<span class="beside text-break" lang="en">first</span>' in dutch
    assert '<span class="beside" lang="en">task</span>' in dutch
    assert dutch.count(">alleen<") == english.count(">alleen<") == 1
    assert dutch.count('class="beside') == english.count('class="beside') == 2


@pytest.mark.parametrize("tasks", [1, 30])
def test_the_page_costs_the_same_for_any_size(client, reader, django_assert_num_queries, tasks):
    make_qualification(
        {100 + n: (None, {f"{100 + n}.1": "hl", f"{100 + n}.2": "h"}) for n in range(tasks)}
        | MATRIX,
        slug="q",
    )
    client.get("/curriculum/q/")

    with django_assert_num_queries(8):
        client.get("/curriculum/q/")


@pytest.mark.parametrize("extension", ["json", "csv", "xlsx"])
def test_the_matrix_is_handed_out_as_a_file_that_is_kept(client, reader, wtb, extension):
    content = client.get("/curriculum/wtb/1/").content.decode()
    address = f"/curriculum/wtb/1/export/{extension}/"

    answer = client.get(address)

    assert f'href="{address}"' in content
    assert answer["Content-Disposition"] == f'attachment; filename="wtb-1.{extension}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    media_type, _name, raw = exporter.file_of(wtb, extension)
    assert (answer["Content-Type"], answer.content) == (media_type, raw)


def test_a_draft_and_an_unknown_format_are_no_file_for_readers(client, reader):
    make_qualification(slug="q", state="draft")
    make_qualification(slug="r")

    for address in ("q/1/export/json/", "r/1/export/pdf/", "r/2/export/json/"):
        assert client.get(f"/curriculum/{address}").status_code == 404
    assert client.get("/curriculum/r/1/export/json/").status_code == 200


@pytest.mark.parametrize("tasks", [1, 30])
def test_a_file_costs_the_same_for_any_size(client, reader, django_assert_num_queries, tasks):
    make_qualification({100 + n: (None, {f"{100 + n}.1": "hl"}) for n in range(tasks)}, slug="q")

    with django_assert_num_queries(7):
        client.get("/curriculum/q/1/export/xlsx/")
