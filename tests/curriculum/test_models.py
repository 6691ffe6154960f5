"""Versions, titles and the rules the database keeps."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from curriculum.models import CoreTask, ExitProfile, Qualification, Requirement, WorkProcess
from tests.factories import make_qualification

pytestmark = pytest.mark.django_db


def test_a_slug_alone_means_the_newest_published_version():
    for version, state in enumerate(("retired", "published", "published", "draft"), start=1):
        make_qualification({}, slug="wtb", version=version, state=state)

    assert Qualification.objects.newest("wtb").version == 3
    with pytest.raises(Qualification.DoesNotExist):
        Qualification.objects.newest("other")


def test_the_list_has_one_version_of_each_qualification_by_name():
    for version, state in enumerate(("published", "published", "draft"), start=1):
        make_qualification({}, slug="wtb", version=version, state=state)
    make_qualification({}, slug="bakery", version=4)
    make_qualification({}, slug="draft", state="draft")

    found = [(each.slug, each.version) for each in Qualification.objects.newest_of_each()]

    assert found == [("bakery", 4), ("wtb", 2)]


@pytest.mark.parametrize(
    ("language", "title_en", "expected"),
    [("en", "makes drawings", "makes drawings"), ("en", "", "maakt"), ("nl", "makes", "maakt")],
)
def test_the_english_title_is_for_english_readers_only(language, title_en, expected):
    with translation.override(language):
        assert CoreTask(title="maakt", title_en=title_en).display_title == expected
        assert ExitProfile(name="maakt", name_en=title_en).display_title == expected


@pytest.mark.parametrize("code", ["1.1", "B1-K1-W1", "a_b", "7"])
def test_codes_may_be_of_any_school(code):
    process = WorkProcess(code=code, title="t")

    process.clean_fields(exclude=["qualification", "core_task"])

    assert process.code == code


@pytest.mark.parametrize("code", ["", ".1", "1 1", "1/1", "é", "1.1\n", "x" * 21])
def test_codes_that_cannot_be_in_an_address_are_refused(code):
    with pytest.raises(ValidationError) as refusal:
        WorkProcess(code=code, title="t").clean_fields(exclude=["qualification", "core_task"])

    assert list(refusal.value.message_dict) == ["code"]


def test_work_processes_come_in_the_order_of_the_table_and_not_of_their_codes(qualification):
    task = qualification.core_tasks.get(number=1)
    WorkProcess.objects.create(
        qualification=qualification, core_task=task, code="0.9", title="last", position=9
    )

    codes = [process.code for process in task.work_processes.all()]

    assert codes == ["1.1", "1.2", "1.7", "0.9"]
    assert [p.code for p in qualification.work_processes.all()][:5] == [*codes, "2.1"]


def test_the_database_keeps_what_must_be_unique(qualification):
    task = qualification.core_tasks.get(number=2)
    mark = Requirement.objects.first()
    doubles = [
        Qualification(slug=qualification.slug, version=qualification.version, name="n"),
        ExitProfile(qualification=qualification, slug="small-4", name="n", level=4),
        CoreTask(qualification=qualification, number=2, title="t"),
        WorkProcess(qualification=qualification, core_task=task, code="1.1", title="t"),
        Requirement(exit_profile=mark.exit_profile, work_process=mark.work_process),
    ]
    refused = []
    for row in doubles:
        with transaction.atomic(), pytest.raises(IntegrityError):
            row.save()
        refused.append(type(row)._default_manager.filter(pk=row.pk).exists())

    assert refused == [False] * 5


@pytest.mark.parametrize("number", [0, 3])
def test_an_exit_profile_asks_one_or_two_assessors(qualification, number):
    with pytest.raises(IntegrityError):
        qualification.exit_profiles.update(required_assessors=number)


def test_rows_of_two_qualifications_do_not_mix(qualification):
    other = make_qualification(slug="other")
    process = qualification.work_processes.first()
    mark = Requirement(exit_profile=other.exit_profiles.first(), work_process=process)
    with pytest.raises(ValidationError, match="work_process"):
        mark.clean()

    process.core_task = other.core_tasks.first()
    with pytest.raises(ValidationError, match="core_task"):
        process.clean()


def test_nothing_goes_while_something_hangs_on_it(qualification):
    for row in (
        qualification,
        qualification.core_tasks.first(),
        qualification.work_processes.get(code="1.1"),
        qualification.exit_profiles.first(),
    ):
        with pytest.raises(ProtectedError):
            row.delete()

    assert qualification.work_processes.get(code="1.7").delete()[0] == 1
