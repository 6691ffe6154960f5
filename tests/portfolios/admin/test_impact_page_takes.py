"""The page before a version that counts is changed: what it takes, refuses and leaves alone."""

import pytest

from curriculum.models import Qualification, Requirement
from portfolios.models import StructureChange
from tests import factories
from tests.portfolios.admin.conftest import ALL_SECRETS
from tests.portfolios.admin.desk import change as page_of
from tests.portfolios.admin.proposing import (
    change,
    choose,
    data,
    hidden,
    html,
    mark,
    numbers,
    page,
    retire,
    rows,
)


def test_how_many_to_choose_and_what_is_retired_go_through_it_too(desk, qualification, complete):
    more = choose(qualification, 8, "2") | retire(qualification, "2.2")
    looked, done = change(desk, qualification, more)

    row = qualification.work_processes.get(code="2.2")
    assert done.status_code == 302
    assert numbers(looked) == {complete.pk: (3, 3, 2, 3)}
    assert [(line.kind, line.code) for line in looked.context["lines"]] == [
        ("retired", "2.2"), ("mark", "2.2"), ("mark", "2.2"), ("choose", 8)]  # fmt: skip
    assert (row.retired, row.requirements.count()) == (True, 0)
    assert qualification.core_tasks.get(number=8).choose == 2

    change(desk, qualification, retire(qualification, "2.2", gone=False))
    row.refresh_from_db()
    assert row.retired is False


def test_the_page_of_a_work_process_leads_there(desk, qualification):
    row = qualification.work_processes.get(code="2.2")
    found = html(desk.get(page_of(row)))

    assert page("impact", qualification) in found
    assert f'name="retired-asked" value="{row.pk}"' in found
    draft = factories.make_qualification(slug="next", state="draft").work_processes.first()
    assert "retired-asked" not in html(desk.get(page_of(draft)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (lambda q: choose(q, 8, "3"), "Core task 8 asks to choose 3, but small-3 marks only 2."),
        (lambda q: choose(q, 8, "two"), "Core task 8: write how many to choose as a whole number"),
        (lambda q: choose(q, 8, "0"), "Core task 8: write how many to choose as a whole number"),
        (lambda q: {"mark-0-0": "required"}, "The form is not of this version as it is now."),
        (lambda q: mark(q, "1.1", 4, "maybe"), "The form is not of this version as it is now."),
        (lambda q: {"retired-asked": "0"}, "The form is not of this version as it is now."),
        (lambda q: mark(q, "8.1", 3, "none") | mark(q, "8.2", 3, "none"),
         "Core task 8 has no marked work process to choose."),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_a_sentence(fields, sentence, desk, qualification):
    before = data(qualification)
    looked, done = change(desk, qualification, fields(qualification))

    assert sentence in html(looked)
    assert 'id="confirm"' not in html(looked)
    assert done.status_code in (200, 302)
    assert data(qualification) == before


def test_a_look_without_a_change_leads_back(desk, qualification):
    asked = desk.get(page("impact", qualification), follow=True)
    same = desk.post(page("impact", qualification), mark(qualification, "1.1", 4, "required"),
                     follow=True)  # fmt: skip

    assert all("Nothing would change." in html(answer) for answer in (asked, same))


def test_rather_a_new_version_leaves_this_one(desk, qualification, complete, swap):
    before = data(qualification)
    url = page("impact", qualification)
    looked = desk.post(url, swap)
    answer = desk.post(url, {**hidden(looked), "do": "version"})

    made = Qualification.objects.get(slug="small", version=2)
    assert answer.url == page_of(made)
    assert data(qualification) == before
    assert data(made)["core_tasks"] == looked.context["impact"].after["core_tasks"]
    assert made.is_draft
    assert not StructureChange.objects.exists()


def test_some_of_a_group_are_named_and_the_others_when_asked(
    desk, qualification, level3, school_class, swap
):
    factories.make_students(8, level3, school_class)
    url = page("impact", qualification)
    some = desk.post(url, swap)
    every = desk.post(url, {**hidden(some), "show": "equal", "reason": "Typed with care."})

    assert len(rows(some)) == 6
    assert "Show the 2 others" in html(some)
    assert len(rows(every)) == 8
    assert "Typed with care." in html(every)


def test_the_page_tells_no_work_of_anybody(desk, school):
    fields = mark(school.qualification, "1.1", 4, "none") | retire(school.qualification, "1.2")
    looked = desk.post(page("impact", school.qualification), fields)

    assert rows(looked)
    assert [word for word in ALL_SECRETS if word in looked.content.decode()] == []


def test_only_administrators_look_and_change(client, qualification, complete, swap, request):
    for name in ("student", "teacher", "coordinator", "board_member"):
        client.force_login(request.getfixturevalue(name))
        for one in ("impact", "publish", "retire", "copy", "compare"):
            answer = client.post(page(one, qualification), {**swap, "do": "apply"})
            assert answer.status_code == 302
            assert answer.url.startswith("/admin/login/")
    assert Requirement.objects.filter(work_process__code="2.2").count() == 2
    assert Qualification.objects.count() == 1
