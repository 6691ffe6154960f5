"""Versions in the administration: publish, retire, copy to a draft, and compare."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from curriculum import exporter
from curriculum.models import CoreTask, Qualification
from portfolios import progress, verify
from portfolios.models import Message, StructureChange
from tests import factories
from tests.portfolios.admin.desk import address
from tests.portfolios.admin.desk import change as page_of
from tests.portfolios.admin.proposing import confirm, html, page


@pytest.fixture
def draft(qualification):
    """The next version of the same qualification."""
    return factories.make_qualification(version=2, state="draft")


def state_of(qualification):
    return Qualification.objects.get(pk=qualification.pk).state


def take(desk, name, qualification, **more):
    """Open the page of publishing or retiring, and confirm it."""
    url = page(name, qualification)
    looked = desk.get(url)
    return looked, confirm(desk, url, looked, **more)


def test_publishing_says_what_new_students_get(desk, administrator, qualification, draft):
    looked, done = take(desk, "publish", draft, reason="")

    kept = StructureChange.objects.get()
    assert "No portfolio runs on this version yet" in html(looked)
    assert "Who begins with Level 4 shows 6 work processes." in html(looked)
    assert "Version 1 stays published beside it, until you retire it." in html(looked)
    assert done.url == page_of(draft)
    assert state_of(draft) == "published"
    assert (kept.qualification, kept.actor) == (draft, administrator)


def test_a_draft_that_cannot_work_is_not_published_and_says_why(desk, draft):
    CoreTask.objects.filter(qualification=draft, number=8).update(choose=3)
    looked, done = take(desk, "publish", draft)

    assert "Core task 8 asks to choose 3, but small-3 marks only 2." in html(looked)
    assert 'id="confirm"' not in html(looked)
    assert done.status_code == 200
    assert state_of(draft) == "draft"


def test_what_changed_meanwhile_is_not_published_unseen(desk, draft):
    looked = desk.get(page("publish", draft))
    draft.core_tasks.filter(number=7).update(choose=2)
    late = confirm(desk, page("publish", draft), looked)

    assert "changed meanwhile, so nothing was done" in html(late)
    assert state_of(draft) == "draft"


def test_retiring_lets_running_portfolios_go_on(
    desk, qualification, draft, level3, school_class, teacher
):
    made = factories.make_students(1, level3, school_class)[0]
    factories.signed_off(made, "2.1", teacher)
    Qualification.objects.filter(pk=draft.pk).update(state="published")
    before = progress.of_one(made).own
    looked, done = take(desk, "retire", qualification)

    after = progress.of_one(made).own
    assert "1 running portfolio keeps this version and goes on as before." in html(looked)
    assert "This is the only published version." not in html(looked)
    assert done.status_code == 302
    assert state_of(qualification) == "retired"
    assert (before.done, before.total) == (after.done, after.total)
    assert not Message.objects.filter(kind="structure_changed").exists()


def test_the_only_published_version_is_retired_after_a_warning(desk, qualification, draft):
    looked, _done = take(desk, "retire", qualification)

    assert "This is the only published version." in html(looked)
    assert state_of(qualification) == "retired"


@pytest.mark.parametrize(("name", "sentence"), [
    ("publish", "Only a draft can be published."),
    ("retire", "Only a published version can be retired."),
])  # fmt: skip
def test_what_is_retired_is_neither_published_nor_retired(name, sentence, desk, qualification):
    Qualification.objects.filter(pk=qualification.pk).update(state="retired")
    looked, _done = take(desk, name, qualification)

    assert sentence in html(looked)
    assert state_of(qualification) == "retired"


def test_nothing_new_begins_on_a_retired_version(desk, qualification, level3, school_class):
    from portfolios.models import Portfolio

    take(desk, "retire", qualification)
    choices = desk.get(address(Portfolio, "add")).context["adminform"].form.fields
    assert level3 not in choices["exit_profile"].queryset


def test_every_step_is_kept_and_the_log_stays_whole(desk, qualification, draft):
    take(desk, "publish", draft)
    take(desk, "retire", qualification)
    lines = []
    verify.check_log(lines.append, lines.append)

    assert lines == []
    assert StructureChange.objects.count() == 2


def test_the_page_of_a_version_leads_to_what_can_be_done_with_it(desk, qualification, draft):
    def names(version):
        found = html(desk.get(page_of(version)))
        pages = ("publish", "retire", "copy", "compare")
        return [name for name in pages if page(name, version) in found]

    assert names(qualification) == ["retire", "copy", "compare"]
    assert names(draft) == ["publish", "copy", "compare"]


def test_a_copy_says_what_its_source_says(desk, qualification):
    before = exporter.as_data(qualification)
    asked = desk.get(page("copy", qualification))
    done = desk.post(page("copy", qualification), follow=True)

    made = Qualification.objects.get(version=2)
    assert "is a draft already" not in html(asked)
    assert exporter.as_data(made) == before | {"version": 2, "state": "draft"}
    assert exporter.as_data(qualification) == before
    assert f"{made} is a new draft, a copy of version 1." in html(done)
    assert page_of(made) == done.redirect_chain[-1][0]


def test_a_second_draft_is_allowed_and_named(desk, qualification, draft):
    asked = desk.get(page("copy", qualification))
    desk.post(page("copy", qualification))

    assert "Version 2</a> is a draft already." in html(asked)
    assert list(Qualification.objects.order_by("version").values_list("version", "state")) == [
        (1, "published"), (2, "draft"), (3, "draft")]  # fmt: skip


def altered(draft):
    rows = {one.code: one for one in draft.work_processes.all()}
    rows["1.1"].requirements.all().delete()
    draft.work_processes.filter(code="2.1").update(title="does it better")
    draft.core_tasks.filter(number=7).update(choose=2)
    draft.exit_profiles.filter(level=3).update(required_assessors=2)
    rows["1.7"].delete()
    draft.work_processes.create(
        core_task=rows["1.1"].core_task, code="1.8", title="new", position=8
    )


def compare(desk, before, after, **more):
    return desk.get(page("compare", before), {"to": after.pk, **more})


def lines(answer):
    """The lines of the table, as text."""
    text = answer.content.decode()
    found = re.findall(r"<tr.*?</tr>", text[text.index("<tbody") :], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def test_differences_stand_under_their_core_task(desk, qualification, draft):
    altered(draft)
    answer = compare(desk, qualification, draft)

    assert lines(answer) == [
        "Qualification and exit profiles",
        "changed Level 3 assessors needed 1 2",
        "1 Core task 1",
        "mark changed 1.1 does 1.1 Level 4 required not asked",
        "added 1.8 new did not exist not asked",
        "removed 1.7 does 1.7 not asked does not exist any more",
        "2 Core task 2",
        "renamed 2.1 does 2.1 does it better marks are the same",
        "7 Core task 7",
        "changed Core task 7 choose 1 2",
    ]
    figures = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html(answer))
    assert figures == [
        ("Added", "1"), ("Removed", "1"), ("Renamed", "1"), ("Moved", "0"),
        ("Marks changed", "1"), ("Same", "8"),
        ("Needed for Level 4", "6 → 6"), ("Needed for Level 3", "3 → 3"),
    ]  # fmt: skip


def test_the_equal_ones_are_shown_when_asked(desk, qualification, draft):
    altered(draft)
    few, all_of_them = (compare(desk, qualification, draft, **more)
                        for more in ({}, {"equal": "1"}))  # fmt: skip

    assert "Show also the 8 work processes that are the same" in html(few)
    assert "Show also" not in html(all_of_them)
    assert len([line for line in lines(all_of_them) if line.startswith("the same")]) == 8


def test_two_versions_that_say_the_same(desk, qualification, draft):
    assert "Both versions say the same." in html(compare(desk, qualification, draft))


def test_both_sides_can_be_chosen(desk, qualification, draft):
    other = desk.get(page("compare", qualification), {"from": draft.pk, "to": qualification.pk})
    default = desk.get(page("compare", qualification))

    assert other.url == f"{page('compare', draft)}?to={qualification.pk}"
    assert default.context["after"] == draft


def test_the_older_version_stands_first_unless_somebody_asks_otherwise(desk, qualification, draft):
    found = desk.get(page("compare", draft))
    assert found.url == f"{page('compare', qualification)}?to={draft.pk}"


@pytest.mark.parametrize("to", ["", "none", "0", "99999999999999999999"])
def test_another_qualification_is_never_compared(to, desk, qualification):
    factories.make_qualification(slug="other")
    answer = desk.get(page("compare", qualification), {"to": to})

    assert "There is only one version of this qualification." in html(answer)


def test_comparing_costs_the_same_for_any_number_of_differences(desk, qualification, draft):
    def costs():
        with CaptureQueriesContext(connection) as captured:
            compare(desk, qualification, draft, equal="1")
        return len(captured)

    costs()
    one = costs()
    altered(draft)
    for number in range(30):
        draft.work_processes.create(
            core_task=draft.core_tasks.first(), code=f"x{number}", title="new", position=number
        )

    assert costs() == one
