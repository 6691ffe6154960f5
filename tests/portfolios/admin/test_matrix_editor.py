"""The grid of a version in the administration, used as a plain form without script."""

import pytest
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum import exporter
from curriculum.models import Qualification, WorkProcess
from tests import factories
from tests.portfolios.admin.desk import change
from tests.portfolios.admin.forms import sent_by


@pytest.fixture(autouse=True)
def _in_english(in_english):
    """Sentences are compared as they stand in the code."""


@pytest.fixture
def version(db):
    return factories.make_qualification(slug="next", state="draft")


def address(version):
    return reverse("admin:curriculum_qualification_matrix", args=[version.pk])


def save(desk, version, **changed):
    """Open the grid, change some fields, send all of it and go where that leads."""
    sent = sent_by(desk.get(address(version))) | changed
    return desk.post(address(version), sent, follow=True)


def text(page):
    return page.content.decode()


def process(version, code):
    return version.work_processes.get(code=code)


def of(name, *rows):
    return "-".join([name, *(str(row.pk) for row in rows)])


def test_the_grid_of_the_source_comes_back_without_script_as_it_is(desk, wtb):
    Qualification.objects.filter(pk=wtb.pk).update(state="draft")
    before = exporter.as_json(wtb)

    page = save(desk, wtb)

    assert "There was nothing to save." in text(page)
    assert exporter.as_json(wtb) == before
    assert not AdminEntry.objects.exists()


def test_marks_texts_and_new_rows_are_saved_at_once_and_the_history_says_who(
    desk, administrator, version
):
    one, high = process(version, "1.1"), version.exit_profiles.first()

    page = save(
        desk,
        version,
        **{
            of("mark", one, high): "provisional",
            of("title", one): "does it",
            of("description", one): "one\r\ntwo",
            "lines-": "9 Nine\r\n9.1 new",
        },
    )

    one.refresh_from_db()
    assert "The matrix is saved." in text(page)
    assert (one.title, one.description) == ("does it", "one\ntwo")
    assert one.requirements.get().provisional is True
    assert process(version, "9.1").core_task.number == 9
    entry = AdminEntry.objects.get(object_id=version.pk)
    assert (entry.user, entry.get_change_message()) == (administrator, "The matrix is saved.")


def test_ticks_go_on_and_off(desk, version):
    seven, high = process(version, "1.7"), version.exit_profiles.first()
    both = {of("retired", seven): "on", of("reflection_required", high): "on"}
    save(desk, version, **both)
    seven.refresh_from_db()
    high.refresh_from_db()
    assert (seven.retired, high.reflection_required) == (True, True)

    sent = sent_by(desk.get(address(version)))
    desk.post(address(version), {name: value for name, value in sent.items() if name not in both})

    seven.refresh_from_db()
    high.refresh_from_db()
    assert (seven.retired, high.reflection_required) == (False, False)


def test_a_row_that_was_moved_is_where_the_page_goes(desk, version):
    two = process(version, "1.2")
    sent = sent_by(desk.get(address(version)), ("move", f"up-process-{two.pk}"))

    answer = desk.post(address(version), sent)

    assert answer.url == f"{address(version)}#process-{two.pk}"
    codes = [row.code for row in version.work_processes.filter(core_task__number=1)]
    assert codes == ["1.2", "1.1", "1.7"]


def test_what_cannot_be_saved_is_said_at_its_field_and_nothing_typed_is_lost(desk, version):
    one, two = process(version, "1.1"), process(version, "1.2")
    high = version.exit_profiles.first()
    typed = {
        of("code", one): "1.2",
        of("title", two): "better",
        of("mark", two, high): "none",
        "lines-": "9.1 nowhere",
        "name-new": "Level 2",
        of("delete-process", two): "on",
    }
    before = exporter.as_data(version)

    page = save(desk, version, **typed)

    assert exporter.as_data(version) == before
    assert "Nothing is saved yet" in text(page)
    fault = f'<p class="fault" id="fault-code-{one.pk}">1.2 is used more than once.</p>'
    assert fault not in text(page)  # the other one goes, so its code is free
    assert "Line 1: 9.1 stands under no core task." in text(page)
    assert "This field is required." in text(page)
    again = sent_by(page)
    assert {name: again[name] for name in typed} == typed
    assert "was: required" in text(page)


def test_the_second_of_two_administrators_is_told_and_keeps_what_was_typed(desk, version):
    one, two = process(version, "1.1"), process(version, "1.2")
    mine = sent_by(desk.get(address(version)))
    save(desk, version, **{of("title", one): "of the first"})

    page = desk.post(address(version), mine | {of("title", two): "of the second"})

    assert "Somebody else changed this version" in text(page)
    assert "<b>1.1</b>: title" in text(page)
    again = sent_by(page)
    assert again[of("title", two)] == "of the second"
    assert again[of("title", one)] == "of the first"
    desk.post(address(version), again)
    titles = [process(version, code).title for code in ("1.1", "1.2")]
    assert titles == ["of the first", "of the second"]


@pytest.mark.parametrize("seen", ["", "nonsense", None])
def test_a_form_that_does_not_say_what_it_saw_saves_nothing(desk, version, seen):
    one = process(version, "1.1")
    sent = sent_by(desk.get(address(version))) | {of("title", one): "typed", "seen": seen}

    page = desk.post(address(version), {k: v for k, v in sent.items() if v is not None})

    assert "Nothing is lost: look at it and save again." in text(page)
    assert sent_by(page)[of("title", one)] == "typed"
    assert process(version, "1.1").title == "does 1.1"


def test_a_question_is_settled_with_one_click_and_what_was_typed_is_saved_with_it(desk, version):
    seven, one = process(version, "1.7"), process(version, "1.1")

    page = save(desk, version, **{"answer": "unasked 1.7|retire", of("title", one): "better"})

    seven.refresh_from_db()
    assert seven.retired is True
    assert process(version, "1.1").title == "better"
    assert "Settled: 1.7 is asked by no exit profile" in text(page)
    assert "unasked 1.7|" not in text(page)


def test_a_question_is_settled_from_the_page_of_the_version_too(desk, version):
    page = desk.get(change(version))
    assert f'action="{address(version)}"' in text(page)
    assert 'value="unasked 1.7|leave"' in text(page)

    answer = desk.post(address(version), {"answer": "unasked 1.7|leave"})

    assert answer.url == change(version)
    assert process(version, "1.7").note == "✓ 1.7: left as it is."


def test_an_answer_that_comes_too_late_is_refused_with_a_sentence(desk, version):
    page = desk.post(address(version), {"answer": "unasked 1.1|retire"})

    assert "This question is settled already." in text(page)
    assert not WorkProcess.objects.filter(retired=True).exists()


@pytest.mark.parametrize("role", ["student", "teacher", "coordinator", "board_member"])
def test_only_administrators_open_and_save_the_grid(client, request, version, role):
    client.force_login(request.getfixturevalue(role))
    seen = client.get(address(version))
    saved = client.post(address(version), {"answer": "unasked 1.7|retire"})

    assert (seen.status_code, saved.status_code) == (302, 302)
    assert "login" in seen.url
    assert not WorkProcess.objects.filter(retired=True).exists()


def test_what_is_no_version_is_not_found(desk, version):
    missing = address(version).replace(str(version.pk), "none")

    assert desk.get(missing).status_code == 404


def test_the_pages_cost_the_same_for_one_row_and_for_thirty(desk, version):
    """The grid, the page of the version, and a save of the grid."""
    task = version.core_tasks.first()

    def costs():
        sent = sent_by(desk.get(address(version)))
        found = []
        for ask in (
            lambda: desk.get(address(version)),
            lambda: desk.get(change(version)),
            lambda: desk.post(address(version), sent | {of("task_note", task): sent["seen"][:9]}),
        ):
            with CaptureQueriesContext(connection) as captured:
                ask()
            found.append(len(captured))
        task.note = ""
        task.save()
        return found

    costs()
    few = costs()
    save(desk, version, **{"lines-": "1\n" + "\n".join(f"1.{n} t{n}" for n in range(20, 50))})
    many = costs()

    assert few == many
    assert few == [9, 11, 27]


def test_what_is_wrong_is_named_on_top_with_the_way_to_its_field(desk, version):
    one = process(version, "1.1")
    page = save(desk, version, **{of("code", one): "no code!"})

    assert f'<li><a href="#fault-code-{one.pk}">' in text(page)
    assert f'id="fault-code-{one.pk}"' in text(page)


def test_folding_rows_away_changes_nothing_that_is_sent(desk, version):
    page = desk.get(address(version))

    assert text(page).count('<label class="fold"><input type="checkbox">') == (
        version.core_tasks.count() + 1  # and the questions
    )
    assert "on" not in {sent_by(page).get(name) for name in ("", "fold")}
