"""What is cleared away and when, and what is finished instead."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from portfolios import clock
from portfolios.files import incoming, tidying
from portfolios.models import ClassList, Draft, EvidenceFile, Upload
from tests import factories
from tests.portfolios.sending import receive

CONTENT = b"measured twice, cut once"


def tidied():
    """The numbers that the command prints, without the zeros."""
    out = StringIO()
    call_command("tidy_files", stdout=out)
    return [line for line in out.getvalue().splitlines() if not line.startswith("0 ")]


def key_of(address):
    return address.split("/")[-2]


def test_a_quiet_day_changes_nothing(sender, portfolio):
    sender.append(sender.begin(24), 0, b"a")
    sender.send(CONTENT, "notes.txt")
    receive(portfolio)
    assert tidied() == []


def test_unfinished_uploads_end_when_their_time_is_over(sender, settings):
    address = sender.begin(24)
    with clock.at(clock.now() + settings.UPLOAD_EXPIRES_AFTER + timedelta(minutes=1)):
        assert tidied() == ["1 uploads ended that expired"]
    assert sender.call("HEAD", address).status_code == 404


def test_the_row_of_a_complete_upload_goes_and_its_file_stays(sender, settings):
    sender.send(CONTENT, "notes.txt")
    with clock.at(clock.now() + settings.UPLOAD_EXPIRES_AFTER + timedelta(minutes=1)):
        assert tidied() == ["1 uploads ended that expired"]
    assert not Upload.objects.exists()
    assert EvidenceFile.objects.get().is_ready


@pytest.mark.parametrize("moved", [False, True])
def test_an_upload_that_a_crash_left_complete_becomes_a_file(sender, moved):
    address = sender.begin(len(CONTENT), "notes.txt")
    incoming.append(key_of(address), 0, [CONTENT])
    if moved:
        incoming.keep(key_of(address))
    assert tidied() == ["1 uploads finished that were complete"]
    file = EvidenceFile.objects.get()
    assert file.is_ready
    assert sender.call("HEAD", address)["Upload-File"] == str(file.pk)


def test_old_leftovers_of_arriving_files_go(sender, media):
    old, new = media / "incoming" / "tmpold", media / "incoming" / "tmpnew"
    sender.begin(24)
    for path in (old, new, *(media / "incoming").iterdir()):
        path.touch()
    for path in (media / "incoming").iterdir():
        if path != new:
            os.utime(path, (0, time.time() - tidying.LEFTOVER_SECONDS - 60))
    assert tidied() == ["1 leftovers removed from the folder of arrivals"]
    assert not old.exists()
    assert len(list((media / "incoming").iterdir())) == 2


@pytest.mark.parametrize("content", [b"measured", b"\x00\x01"])
def test_files_that_became_part_of_nothing_go_after_a_month(portfolio, settings, content):
    receive(portfolio, "loose.txt", content)
    placed = receive(portfolio, "placed.txt", b"measured")
    factories.add_evidence(portfolio, "1.1", received=[placed])
    with clock.at(clock.now() + settings.BIN_KEEPS - timedelta(minutes=1)):
        assert tidied() == []
    with clock.at(clock.now() + settings.BIN_KEEPS + timedelta(minutes=1)):
        assert tidied() == ["1 files deleted that were part of no piece"]
    assert list(EvidenceFile.objects.all()) == [placed]


def test_old_drafts_go(student):
    now = clock.now()
    Draft.objects.create(user=student, place="/a/", form="a=1", saved_at=now - timedelta(days=31))
    Draft.objects.create(user=student, place="/b/", form="b=1", saved_at=now)
    assert tidied() == ["1 drafts deleted"]
    assert Draft.objects.get().place == "/b/"


def test_a_class_list_that_nobody_came_back_for_goes_after_a_day(coordinator):
    for hours in (25, 23):
        ClassList.objects.create(
            uploaded_by=coordinator,
            uploaded_at=clock.now() - timedelta(hours=hours),
            name=f"{hours}.csv",
        )
    assert tidied() == ["1 class lists deleted"]
    assert ClassList.objects.get().name == "23.csv"
