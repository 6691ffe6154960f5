"""The worker: takes up what waits, is held up by nothing, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from portfolios import clock, files, inspection, uploads
from portfolios.enums import FileState
from portfolios.files import processing
from portfolios.inspection import Reason, Verdict
from portfolios.models import EvidenceFile
from tests.portfolios.inspection.samples import picture
from tests.portfolios.sending import receive

RECENT = processing.CLAIM_LASTS


@pytest.fixture(autouse=True)
def worker_is_set(settings):
    settings.WORKER = True


def test_what_waits_is_judged_the_longest_waiting_first(portfolio, capsys):
    second = receive(portfolio, "b.txt", b"second")
    first = receive(portfolio, "a.txt", b"first")
    EvidenceFile.objects.filter(pk=first.pk).update(received_at=clock.now() - 2 * RECENT)
    call_command("process_files")
    assert capsys.readouterr().out.splitlines() == [
        f"file {first.pk}: ready",
        f"file {second.pk}: ready",
        "2 files.",
    ]


def test_what_another_judges_is_left_until_that_one_must_have_died(portfolio):
    file = receive(portfolio, "a.txt", b"first")
    EvidenceFile.objects.update(state=FileState.PROCESSING, claimed_at=clock.now())
    assert files.Worker(60).turn() is None
    with clock.at(clock.now() + RECENT * 1.1):
        assert files.Worker(60).turn() == file
    file.refresh_from_db()
    assert file.is_ready


def test_what_cannot_be_judged_holds_up_nothing(portfolio, monkeypatch, caplog):
    bad, good = receive(portfolio, "bad.txt", b"bad"), receive(portfolio, "good.txt", b"good")
    inspect = inspection.inspect

    def fails_for_one(path, outputs, original_name):
        if original_name == "bad.txt":
            return Verdict(False, reason=Reason.UNCHECKED)
        return inspect(path, outputs, original_name)

    monkeypatch.setattr(inspection, "inspect", fails_for_one)
    worker = files.Worker(60)
    assert [worker.turn(), worker.turn(), worker.turn()] == [bad, good, None]
    states = dict(EvidenceFile.objects.values_list("original_name", "state"))
    assert states == {"bad.txt": FileState.RECEIVED, "good.txt": FileState.READY}
    assert "goes on waiting" in caplog.text


def test_a_file_whose_bytes_are_gone_holds_up_nothing(portfolio, caplog):
    lost, good = receive(portfolio, "lost.txt", b"lost"), receive(portfolio, "good.txt", b"good")
    uploads.discard(lost.received_name)
    worker = files.Worker(60)
    assert [worker.turn(), worker.turn(), worker.turn()] == [lost, good, None]
    assert "could not be judged" in caplog.text


def test_a_file_that_was_removed_while_it_was_judged_leaves_nothing(
    portfolio, media, monkeypatch, django_capture_on_commit_callbacks
):
    file = receive(portfolio, "a.jpg", picture("JPEG"))
    inspect = inspection.inspect

    def meanwhile(path, outputs, original_name):
        verdict = inspect(path, outputs, original_name)
        files.delete(EvidenceFile.objects.get(pk=file.pk))
        return verdict

    monkeypatch.setattr(inspection, "inspect", meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        files.process(file)
    assert not EvidenceFile.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_what_a_killed_worker_made_lies_beside_the_kept_files(portfolio, media, monkeypatch):
    file = receive(portfolio, "a.txt", b"text")
    places = []

    def dies(path, outputs, original_name):
        places.extend([outputs.kept, outputs.preview, outputs.thumbnail])
        raise KeyboardInterrupt

    monkeypatch.setattr(inspection, "inspect", dies)
    with pytest.raises(KeyboardInterrupt):
        files.process(file)
    assert {place.parent for place in places} == {media / "incoming"}
    file.refresh_from_db()
    assert (file.state, file.claimed_at) == (FileState.RECEIVED, None)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_worker_survives_the_database_and_stops_when_told(portfolio, media):
    """A real process: it judges, loses its connection, judges again, and ends by SIGTERM."""
    if connection.vendor != "postgresql":
        pytest.skip("needs a database that another process can reach")
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}"
        f"/{database['NAME']}",
        "DJANGO_SETTINGS_MODULE": "wtb_site.settings",
        "WTB_DATA": str(media.parent),
    }
    django_settings.MEDIA_ROOT = media.parent / "uploads"
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "process_files", "--forever"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until_ready(receive(portfolio, "a.txt", b"first"))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        until_ready(receive(portfolio, "b.txt", b"second"))
        worker.send_signal(signal.SIGTERM)
        out, _err = worker.communicate(timeout=20)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 0
    assert out.splitlines()[-1] == "2 files."


def until_ready(file):
    for _wait in range(200):
        file.refresh_from_db()
        if file.is_ready:
            return
        time.sleep(0.1)
    raise AssertionError("The worker did not judge the file.")
