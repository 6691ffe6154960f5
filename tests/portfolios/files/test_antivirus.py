"""Scanning before opening, with a daemon that is clean, finds something, fails, or is away."""

import socket

import pytest

from portfolios import antivirus, files
from portfolios.enums import FileState, Verb
from portfolios.inspection import Reason
from portfolios.models import EvidenceFile
from tests import factories
from tests.portfolios.files.clamd import VIRUS, Daemon
from tests.portfolios.sending import receive

pytestmark = pytest.mark.usefixtures("portfolio")


@pytest.fixture
def daemon(settings):
    daemon = Daemon()
    settings.CLAMD = daemon.address
    yield daemon
    daemon.stop()


@pytest.fixture
def unplugged(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"


def openable():
    return list(EvidenceFile.objects.openable().values_list("original_name", flat=True))


def test_a_clean_file_opens_once_it_was_scanned(portfolio, daemon):
    content = b"measured " * 100_000
    file = receive(portfolio, "notes.txt", content)
    assert daemon.scanned == [content]
    assert file.state == FileState.READY
    assert file.scanned_at is not None
    assert openable() == ["notes.txt"]


def test_a_file_in_which_something_is_found_is_refused_and_gone(
    portfolio, daemon, media, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = receive(portfolio, "notes.txt", b"a " + VIRUS)
    assert (file.state, file.reason) == (FileState.REFUSED, Reason.VIRUS)
    assert file.scanned_at is not None
    assert openable() == []
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_without_a_daemon_nothing_is_scanned_and_everything_opens(portfolio, settings):
    assert settings.CLAMD == ""
    assert receive(portfolio, "notes.txt", b"measured").scanned_at is None
    assert openable() == ["notes.txt"]


@pytest.mark.parametrize("mood", ["refuse", "hang up", "silent"])
def test_a_daemon_that_fails_leaves_the_file_waiting(portfolio, daemon, mood, monkeypatch, caplog):
    monkeypatch.setattr(antivirus, "ANSWER_SECONDS", 2)
    daemon.mood = mood
    file = receive(portfolio, "notes.txt", b"measured " * 100_000)
    assert (file.state, file.claimed_at) == (FileState.RECEIVED, None)
    assert openable() == []
    assert "was not scanned and goes on waiting" in caplog.text
    daemon.mood = "answer"
    files.process(file)
    assert file.state == FileState.READY


def test_a_daemon_that_is_away_leaves_the_file_waiting(portfolio, unplugged, caplog):
    file = receive(portfolio, "notes.txt", b"measured")
    assert file.is_waiting
    assert "Connection refused" in caplog.text


def test_a_daemon_may_listen_at_a_path(portfolio, settings, tmp_path):
    daemon = Daemon(path=str(tmp_path / "clamd.ctl"))
    settings.CLAMD = daemon.address
    try:
        assert receive(portfolio, "notes.txt", b"measured").state == FileState.READY
    finally:
        daemon.stop()


def older(portfolio, settings, content=b"measured"):
    """A file that was ready before a daemon was set."""
    address, settings.CLAMD = settings.CLAMD, ""
    file = receive(portfolio, "older.txt", content)
    settings.CLAMD = address
    assert file.is_ready
    return file


def test_an_older_file_opens_once_the_worker_scanned_it(portfolio, daemon, settings):
    older(portfolio, settings)
    assert openable() == []
    worker = files.Worker(60)
    assert [worker.turn() is not None, worker.turn()] == [True, None]
    assert openable() == ["older.txt"]


def test_an_older_file_with_a_find_is_refused(
    portfolio, daemon, settings, media, django_capture_on_commit_callbacks
):
    file = older(portfolio, settings, VIRUS)
    piece = factories.add_evidence(portfolio, "1.1", received=[file])
    with django_capture_on_commit_callbacks(execute=True):
        files.Worker(60).turn()
    file.refresh_from_db()
    assert (file.state, file.reason, file.names) == (FileState.REFUSED, Reason.VIRUS, [])
    assert portfolio.log.filter(verb=Verb.FILE_CHECKED).count() == 1
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert piece.files.get() == file


def test_a_find_in_what_was_handed_in_changes_nothing_and_never_opens(
    portfolio, daemon, settings, caplog
):
    file = older(portfolio, settings, VIRUS)
    factories.add_evidence(portfolio, "1.1", received=[file])
    factories.hand_in(portfolio, "1.1")
    worker = files.Worker(60)
    worker.turn()
    assert worker.turn() is None  # it does not hold up what comes after it
    file.refresh_from_db()
    assert (file.state, file.scanned_at) == (FileState.READY, None)
    assert openable() == []
    assert "was handed in and holds a virus" in caplog.text


def test_what_was_scanned_is_not_scanned_again(portfolio, daemon):
    file = receive(portfolio, "notes.txt", b"measured")
    EvidenceFile.objects.update(state=FileState.RECEIVED, received_name=file.stored_name)
    files.process(EvidenceFile.objects.get())
    file.refresh_from_db()
    assert file.is_ready
    assert len(daemon.scanned) == 1
