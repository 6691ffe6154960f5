"""What a version leaves open, and how each question is settled."""

import json

import pytest
from django.utils import translation

from curriculum import exporter, matrix, open_questions
from curriculum.importer import import_qualification
from curriculum.models import CoreTask, Qualification, Requirement, WorkProcess
from curriculum.open_questions import Step
from curriculum.structure import Refused, answering
from tests.factories import make_qualification

pytestmark = pytest.mark.django_db

# A version without any question: every row described, asked, and numbered without a gap.
TIDY = {1: (None, {"1.1": "hl", "1.2": "hl"}), 2: (1, {"2.1": "h", "2.2": "h"})}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def tidy(db):
    version = make_qualification(TIDY, slug="tidy", state="draft")
    version.work_processes.update(description="What is asked.")
    return version


def asked(version):
    return open_questions.of(matrix.build(version))


def keys(version):
    return [question.key for question in asked(version)]


def process(version, code):
    return version.work_processes.get(code=code)


def test_a_tidy_version_leaves_nothing_open(tidy):
    assert asked(tidy) == []


def test_all_questions_of_the_source_are_found_and_nothing_else(wtb):
    assert keys(wtb) == [
        "provisional 1.2 wtb-4",
        "provisional 8.2 wtb-3",
        *(f"unasked {code}" for code in ("1.7", "7.5", "7.6", "8.5", "8.6", "8.7")),
        "alike 5.3 / 5.5",
        "alike 8.6 / 8.7",
        "gap 1.3 … 1.7",
    ]


def test_questions_cost_what_the_matrix_costs(wtb, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(asked(wtb)) == 11


def test_each_question_leads_to_its_rows(wtb):
    found = {question.key: question for question in asked(wtb)}
    one, two = (process(wtb, code).pk for code in ("5.3", "5.5"))

    assert found["alike 5.3 / 5.5"].places == [(f"process-{one}", "5.3"), (f"process-{two}", "5.5")]
    assert found["provisional 1.2 wtb-4"].mark.work_process.code == "1.2"


def test_a_core_task_of_which_nothing_is_asked_is_one_question(tidy):
    Requirement.objects.filter(work_process__core_task__number=1).delete()

    assert keys(tidy) == ["unasked 1"]


def test_without_exit_profiles_nothing_can_be_asked(tidy):
    Requirement.objects.all().delete()
    tidy.exit_profiles.all().delete()

    assert [key for key in keys(tidy) if key.startswith("unasked")] == []


def test_descriptions_that_are_missing_are_one_question(tidy):
    tidy.work_processes.filter(code__startswith="1").update(description=" ")

    [question] = asked(tidy)
    assert question.title == "2 work processes have no description"
    assert [code for _place, code in question.places] == ["1.1", "1.2"]
    assert question.steps == {}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("behandelt klachteninformatie", "behandelt klachtinformatie", True),
        ("1e (service)monteur", "1e Service-monteur", True),
        ("Maakt  tekeningen.", "maakt tekeningen", True),
        ("maakt tekeningen", "maakt werktekeningen", False),
        ("rollen op niveau 3", "rollen op niveau 4", False),
    ],
)
def test_titles_that_are_nearly_the_same(tidy, one, other, alike):
    tidy.work_processes.filter(code="1.1").update(title=one)
    tidy.work_processes.filter(code="2.2").update(title=other)

    assert keys(tidy) == (["alike 1.1 / 2.2"] if alike else [])


def test_three_titles_alike_are_one_question_and_the_retired_do_not_ask(tidy):
    tidy.work_processes.exclude(code="2.2").update(title="bakt brood")
    assert keys(tidy) == ["alike 1.1 / 1.2 / 2.1"]

    tidy.work_processes.filter(code="2.1").update(retired=True)
    assert "alike 1.1 / 1.2" in keys(tidy)


def test_numbers_left_out_among_core_tasks_and_in_any_order(tidy):
    CoreTask.objects.filter(number=2).update(number=4)
    tidy.work_processes.filter(code="1.2").update(code="1.10", position=0)
    WorkProcess.objects.filter(code="1.1").update(position=1)

    assert keys(tidy) == ["gap 1 … 4", "gap 1.1 … 1.10"]
    assert asked(tidy)[1].sentence == "8 numbers are missing between them."


def test_codes_of_another_form_have_no_gaps(tidy):
    tidy.work_processes.filter(code="1.2").update(code="B9")
    tidy.work_processes.filter(code="1.1").update(code="intake")

    assert keys(tidy) == []


def test_fewer_options_than_choices(tidy):
    CoreTask.objects.filter(number=2).update(choose=3)

    [question] = asked(tidy)
    assert (question.key, question.steps) == (
        "too_few 2",
        {Step.CHOOSE: "Let the student choose 2"},
    )
    answering.answer(tidy, question.key, Step.CHOOSE)
    assert tidy.core_tasks.get(number=2).choose == 2
    assert asked(tidy) == []


def test_a_choice_without_any_option_lets_all_count(tidy):
    Requirement.objects.filter(work_process__core_task__number=2).delete()

    answering.answer(tidy, "too_few 2", Step.CHOOSE)

    assert tidy.core_tasks.get(number=2).choose is None


@pytest.mark.parametrize(("step", "left"), [(Step.KEEP, [False]), (Step.TAKE_AWAY, [])])
def test_a_provisional_mark_of_a_draft_is_settled_at_once(tidy, step, left):
    mark = Requirement.objects.get(work_process__code="1.1", exit_profile__level=4)
    Requirement.objects.filter(pk=mark.pk).update(provisional=True)

    answering.answer(tidy, "provisional 1.1 tidy-4", step)

    assert (
        list(Requirement.objects.filter(pk=mark.pk).values_list("provisional", flat=True)) == left
    )
    assert asked(tidy) == []


def test_what_no_one_asks_is_retired(tidy):
    Requirement.objects.filter(work_process__code="1.2").delete()

    answering.answer(tidy, "unasked 1.2", Step.RETIRE)

    assert process(tidy, "1.2").retired is True
    assert asked(tidy) == []


def test_the_second_of_two_alike_is_retired_with_its_marks(tidy):
    tidy.work_processes.filter(code__in=["1.1", "1.2"]).update(title="bakt brood")

    answering.answer(tidy, "alike 1.1 / 1.2", Step.RETIRE)

    assert process(tidy, "1.2").retired is True
    assert not Requirement.objects.filter(work_process__code="1.2").exists()
    assert asked(tidy) == []


def test_a_retired_row_that_is_still_asked_loses_its_marks(tidy):
    tidy.work_processes.filter(code="1.1").update(retired=True)

    assert keys(tidy) == ["retired 1.1"]
    answering.answer(tidy, "retired 1.1", Step.TAKE_AWAY)
    assert asked(tidy) == []


@pytest.mark.parametrize("state", ["draft", "published"])
def test_leaving_it_is_written_in_the_note_and_asked_no_more(tidy, state):
    tidy.work_processes.filter(code__in=["1.1", "1.2"]).update(title="bakt brood", note="Of old.")
    Qualification.objects.filter(pk=tidy.pk).update(state=state)

    answering.answer(tidy, "alike 1.1 / 1.2", Step.LEAVE)

    assert process(tidy, "1.2").note == "Of old.\n✓ 1.1 / 1.2: left as it is."
    assert asked(tidy) == []


def test_a_decision_about_one_question_answers_no_other(tidy):
    tidy.work_processes.filter(code="1.2").update(code="1.4", note="✓ 1.1 / 1.4: both stay.")
    tidy.work_processes.filter(code="1.1").update(note="Thinks about ✓ 1.1 … 1.4")

    assert keys(tidy) == ["gap 1.1 … 1.4"]


def test_the_decision_goes_along_with_a_file(wtb, wtb_file):
    for question in [one for one in asked(wtb) if Step.LEAVE in one.steps]:
        answering.answer(wtb, question.key, Step.LEAVE)

    copy = exporter.as_data(wtb) | {"version": 2}
    import_qualification(json.dumps(copy).encode())

    left = ["provisional 1.2 wtb-4", "provisional 8.2 wtb-3"]
    assert keys(wtb) == keys(Qualification.objects.get(version=2)) == left


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("provisional 1.2 wtb-4", Step.TAKE_AWAY),
        ("provisional 1.2 wtb-4", Step.KEEP),
        ("unasked 7.5", Step.RETIRE),
        ("alike 5.3 / 5.5", Step.RETIRE),
        ("gap 1.3 … 1.7", Step.KEEP),
        ("gap 1.1 … 1.2", Step.LEAVE),
        ("gap 1.3 … 1.7", "nothing"),
    ],
)
def test_a_version_that_counts_takes_notes_alone_and_no_step_is_made_up(wtb, key, step):
    before = list(Requirement.objects.values()), list(WorkProcess.objects.values())

    with pytest.raises(Refused, match="settled already"):
        answering.answer(wtb, key, step)

    assert (list(Requirement.objects.values()), list(WorkProcess.objects.values())) == before


def test_a_question_is_settled_once(tidy):
    tidy.work_processes.filter(code__in=["1.1", "1.2"]).update(title="bakt brood")
    answering.answer(tidy, "alike 1.1 / 1.2", Step.LEAVE)

    with pytest.raises(Refused, match="settled already"):
        answering.answer(tidy, "alike 1.1 / 1.2", Step.RETIRE)


def test_a_note_that_is_full_is_refused(tidy):
    tidy.work_processes.filter(code__in=["1.1", "1.2"]).update(title="bakt brood", note="n" * 9_999)

    with pytest.raises(Refused, match="shorten it"):
        answering.answer(tidy, "alike 1.1 / 1.2", Step.LEAVE)
