"""A coordinator erases a file that was handed in, because a bystander objects."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from portfolios import evidence, timeline, uploads
from portfolios import portfolio as portfolios
from portfolios.enums import Verb
from portfolios.errors import Refused
from portfolios.models import LogText
from tests.factories import add_evidence, assess, hand_in, work_process
from tests.portfolios.sending import receive

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def handed_in(portfolio):
    file, other = receive(portfolio, "face.jpg"), receive(portfolio, "part.jpg")
    piece = add_evidence(portfolio, "1.1", received=[file, other])
    hand_in(portfolio, "1.1")
    return piece


def test_bytes_and_name_go_and_the_rest_stays_sealed(
    handed_in, portfolio, coordinator, capsys, django_capture_on_commit_callbacks
):
    file, other = handed_in.files.all()
    names, sha256 = file.names, file.sha256
    assert len(names) > 1
    with django_capture_on_commit_callbacks(execute=True):
        evidence.erase_file(file=file, by=coordinator, reason=" A bystander objects. ")
    file.refresh_from_db()
    assert (file.names, file.original_name, file.sha256) == ([], "", sha256)
    assert file.erased_at is not None
    assert not any(uploads.path_of(name).exists() for name in names)
    assert all(uploads.path_of(name).exists() for name in other.names)
    entry = portfolio.log.get(verb=Verb.FILE_ERASED)
    assert LogText.objects.get(entry=entry).text == "A bystander objects."
    assert f'"file":{file.pk}' in entry.facts
    assert sha256 in entry.facts
    call_command("verify_log")
    assert capsys.readouterr().out.rstrip().endswith(": whole.")


def test_history_tells_it(handed_in, portfolio, student, coordinator):
    file = handed_in.files.first()
    evidence.erase_file(file=file, by=coordinator, reason="A bystander objects.")
    events = timeline.history(portfolio, work_process(portfolio, "1.1"), student, ()).events
    assert (events[0].title, events[0].words) == ("A file was erased", "A bystander objects.")
    events = timeline.history(portfolio, work_process(portfolio, "2.1"), student, ()).events
    assert events == []


def test_only_a_coordinator_with_a_reason_erases_and_only_what_was_handed_in(
    handed_in, portfolio, student, teacher, board_member, coordinator
):
    file = handed_in.files.first()
    for person in (student, teacher, board_member):
        with pytest.raises(PermissionDenied):
            evidence.erase_file(file=file, by=person, reason="No.")
    with pytest.raises(Refused, match="Write why"):
        evidence.erase_file(file=file, by=coordinator, reason=" ")
    loose = receive(portfolio)
    with pytest.raises(Refused, match="not handed in"):
        evidence.erase_file(file=loose, by=coordinator, reason="A bystander objects.")
    evidence.erase_file(file=file, by=coordinator, reason="A bystander objects.")
    with pytest.raises(Refused, match="erased already"):
        evidence.erase_file(file=file, by=coordinator, reason="A bystander objects.")


def test_a_closed_portfolio_is_no_obstacle(handed_in, portfolio, teacher, coordinator):
    assess(portfolio.sign_offs.get(work_process__code="1.1").submissions.get(), teacher)
    portfolios.close(portfolio=portfolio, by=coordinator, reason="Left school.")
    file = handed_in.files.first()
    evidence.erase_file(file=file, by=coordinator, reason="A bystander objects.")
    file.refresh_from_db()
    assert file.erased_at is not None


def test_copies_are_those_of_the_same_bytes_that_were_handed_in(handed_in, portfolio):
    file, other = handed_in.files.all()
    loose = add_evidence(portfolio, "2.1", received=[receive(portfolio)])
    assert list(evidence.copies_of(file)) == [other]
    hand_in(portfolio, "2.1")
    assert list(evidence.copies_of(file)) == [other, loose.files.get()]
