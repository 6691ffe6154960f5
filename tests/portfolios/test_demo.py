"""The demo school: its shape, and what happened in it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from curriculum.models import Qualification, Requirement
from portfolios import clock, demo, history, impact, progress, uploads
from portfolios.enums import (
    CompletionState,
    EvidenceKind,
    FileState,
    PortfolioState,
    Shown,
    State,
    Verb,
)
from portfolios.management.commands.demo import MATRIX
from portfolios.models import (
    Completion,
    EvidenceFile,
    Exemption,
    LogEntry,
    Mail,
    Message,
    Portfolio,
    SchoolClass,
    SignOff,
    StructureChange,
    Submission,
    User,
)
from tests import factories
from tests.portfolios import remembering
from tests.portfolios.exports import demo_numbers
from tests.portfolios.test_progress_many import numbers
from tests.portfolios.views.reading import sign_in

pytestmark = pytest.mark.django_db

# Nobody in the story brings back, erases or moves anything, and its files are judged before they
# are used.
NOT_IN_THE_STORY = {
    Verb.EVIDENCE_RESTORED, Verb.EVIDENCE_ERASED, Verb.FILE_CHECKED, Verb.FILE_ERASED,
    Verb.PORTFOLIO_MOVED, Verb.STUDENT_MERGED,
}  # fmt: skip


NOW = timezone.now()
BORN = demo.first_day_of(NOW)


@pytest.fixture(scope="module")
def memory():
    """How the portfolios of the school stood on ten evenings."""
    spread = [BORN + (NOW - BORN) * part for part in (0.01, 0.2, 0.45, 0.7)]
    late = [NOW - timedelta(days=days) for days in (38, 29, 15, 8, 5, 0)]
    return remembering.Memory(history.evening(timezone.localdate(at)) for at in (*spread, *late))


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker, memory):
    """The demo school, filled once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(BORN - timedelta(days=14)):
            call_command("import_qualification", str(MATRIX), verbosity=0)
        steps = []
        with memory.listening():
            demo.fill(tell=lambda done, all_of_them: steps.append((done, all_of_them)))
        yield steps
        transaction.set_rollback(True)


def test_it_tells_how_far_it_is(school):
    assert school == [(number, 79) for number in range(1, 80)]


def test_it_has_its_fixed_shape(school):
    sizes = Counter(Portfolio.objects.values_list("school_class__name", flat=True))
    assert sizes == {"WTB4-2A": 28, "WTB4-2B": 26, "WTB3-2C": 25}
    assert SchoolClass.objects.count() == 3
    assert User.objects.filter(teachings__isnull=False).distinct().count() == 6
    assert User.objects.in_group("coordinators").count() == 2
    assert User.objects.in_group("examination board").count() == 2
    levels = Portfolio.objects.filter(school_class__name="WTB4-2A")
    assert set(levels.values_list("exit_profile__level", flat=True)) == {4}


def test_every_step_that_exists_was_taken(school):
    assert set(LogEntry.objects.values_list("verb", flat=True)) == set(Verb) - NOT_IN_THE_STORY


def test_every_state_that_exists_is_there(school):
    assert set(SignOff.objects.values_list("state", flat=True)) == set(State)
    assert set(Portfolio.objects.values_list("state", flat=True)) == set(PortfolioState)
    assert set(Completion.objects.values_list("state", flat=True)) == set(CompletionState)
    found = {
        cell.shown
        for overview in progress.of(Portfolio.objects.all()).values()
        for cell in overview.own.cells
    }
    assert found == set(Shown)


def test_as_it_was_is_what_was_seen_on_ten_evenings(school, memory):
    portfolios = list(Portfolio.objects.order_by("pk"))
    assert len(memory.stood) == 10
    for moment, stood in memory.stood.items():
        assert remembering.then_of(portfolios, moment) == stood
    assert stood == remembering.now_of(portfolios)


def test_the_classes_as_they_were_are_what_was_seen_on_ten_evenings(school, memory):
    board_member = User.objects.get(email=demo.ACCOUNTS["board"])
    for moment, stood in memory.stood.items():
        for school_class in SchoolClass.objects.all():
            found = history.class_as_it_was(school_class, moment, by=board_member)
            assert {past.portfolio.pk for past in found} == {
                pk
                for pk, one in stood.items()
                if one["class"] == school_class.pk and one["state"] != PortfolioState.CLOSED
            }


def test_a_mark_that_is_settled_today_changes_no_earlier_evening(school, memory):
    portfolios = list(Portfolio.objects.order_by("pk"))
    with transaction.atomic():
        for mark in Requirement.objects.provisional():
            impact.carry_out(impact.settling(mark, keep=False), by=None)
        *earlier, today = memory.moments
        assert remembering.then_of(portfolios, today) == remembering.now_of(portfolios)
        assert remembering.now_of(portfolios) != memory.stood[today]
        for moment in earlier:
            assert remembering.then_of(portfolios, moment) == memory.stood[moment]
        transaction.set_rollback(True)


def test_its_structure_is_kept_from_the_publishing_on(school):
    changes = StructureChange.objects.order_by("at")
    assert list(changes.values_list("actor__email", flat=True)) == [
        None, demo.ACCOUNTS["admin"], demo.ACCOUNTS["admin"],
    ]  # fmt: skip
    assert changes.first().before == ""


def test_files_are_real_and_of_every_kind(school):
    ready = EvidenceFile.objects.filter(state=FileState.READY, erased_at=None)
    kinds = set(ready.values_list("media_type", flat=True))
    assert kinds == {"image/jpeg", "application/pdf", "text/plain"}
    assert all(uploads.path_of(file.stored_name).stat().st_size == file.size for file in ready)
    assert EvidenceFile.objects.filter(state=FileState.REFUSED).exists()
    assert set(ready.values_list("evidence__kind", flat=True)) == {EvidenceKind.FILES}


def test_it_covers_two_school_years_up_to_now(school):
    times = LogEntry.objects.order_by("at").values_list("at", flat=True)
    assert (clock.now() - times.first()).days > 300
    assert times.last() <= clock.now()
    for made in Portfolio.objects.all():
        moments = list(made.log.order_by("number").values_list("at", flat=True))
        assert moments == sorted(moments)


def test_nobody_is_mailed_of_what_is_past_and_old_messages_are_read(school):
    assert not Mail.objects.waiting().exists()
    assert not Mail.objects.exclude(receiver=None).exists()
    unread = Message.objects.unread().order_by("at")
    assert 0 < unread.count() < Message.objects.count() / 10
    assert (clock.now() - unread.first().at).days <= 4
    mailed = User.objects.exclude(mail_timing="none").values_list("email", "mail_timing")
    assert dict(mailed) == {
        demo.ACCOUNTS["student"]: "at_once",
        demo.ACCOUNTS["teacher"]: "daily",
    }


def test_hand_ins_wait_for_one_and_for_two_assessors(school):
    waiting = Submission.objects.open().values_list("required_assessors", flat=True)
    assert set(waiting) == {1, 2}


def test_the_board_has_something_to_decide_and_somebody_something_to_confirm(school):
    assert Completion.objects.open().count() == 2
    assert Completion.objects.confirmed().count() == 1
    assert Exemption.objects.standing().count() == 2
    found = progress.of(Portfolio.objects.active()).values()
    assert sorted(len(overview.own.to_confirm) for overview in found)[-2:] == [0, 9]


def test_the_matrix_is_left_as_the_file_has_it(school):
    wtb = Qualification.objects.newest("wtb")
    assert set(wtb.exit_profiles.values_list("required_assessors", flat=True)) == {1}


def test_the_chains_and_the_files_are_whole(school, capsys):
    call_command("verify_log")
    call_command("verify_files")
    assert "79" in capsys.readouterr().out


def test_the_demo_password_opens_no_account_outside_the_embedded_start(client, db, settings):
    person = factories.make_person("careless")
    person.set_password(settings.DEMO_PASSWORD)
    person.save()
    client.post("/accounts/login/", {"login": person.email, "password": settings.DEMO_PASSWORD})
    assert "_auth_user_id" not in client.session
    settings.EMBEDDED = True
    client.post("/accounts/login/", {"login": person.email, "password": settings.DEMO_PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_database_counts_to_what_the_engine_explains(school):
    counted, explained = numbers(Portfolio.objects.all())
    assert counted == explained
    assert sum(one.done for one in counted.values()) > 500


@pytest.fixture
def coordinating(school, client, settings):
    """A browser in which a coordinator of the demo school is signed in, as embedded it can be."""
    settings.EMBEDDED = True
    sign_in(client, User.objects.in_group("coordinators").first())
    return client


@pytest.mark.parametrize("name", ["WTB4-2A", "WTB4-2B", "WTB3-2C"])
def test_every_number_of_a_class_is_equal_on_its_pages_and_in_its_files(coordinating, name):
    school_class = SchoolClass.objects.get(name=name)
    demo_numbers.assert_a_class_is_the_same_everywhere(coordinating, school_class)


@pytest.mark.parametrize("query", ["", "?level=4", "?sort=waiting", "?sort=progress&level=3"])
def test_every_number_of_the_school_is_equal_on_its_page_and_in_its_files(coordinating, query):
    demo_numbers.assert_the_school_is_the_same_everywhere(coordinating, query)


def test_the_school_counts_what_its_classes_count(coordinating):
    demo_numbers.assert_the_school_counts_what_its_classes_count(coordinating)


def test_a_student_reads_the_number_that_the_class_has(coordinating):
    demo_numbers.assert_students_read_what_their_class_has(coordinating)
