"""The files on disk, and what was handed in against its seal."""

import os
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from portfolios import clock, evidence, files, log, verify
from portfolios.enums import FileState, Verb
from portfolios.locks import lock
from portfolios.models import Evidence, EvidenceFile, EvidenceLink, Submission
from portfolios.uploads import path_of, reserve
from portfolios.verify.files import ARRIVING_SECONDS
from tests.factories import add_evidence, work_process
from tests.portfolios.verify.conftest import BYTES
from tests.portfolios.verify.tampering import (
    breaks,
    breaks_of_files,
    tamper,
)


@pytest.fixture
def path(history, file):
    return path_of(EvidenceFile.objects.get(pk=file.pk).stored_name)


def test_a_file_that_is_gone_is_named(path, file):
    path.unlink()
    assert breaks_of_files() == ([f"file {file.pk}: is not on disk"], [])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a drawinG", "was changed on disk, its SHA-256 does not fit"),
        (BYTES + b"!", "is 10 bytes on disk, not 9"),
        (b"", "is 0 bytes on disk, not 9"),
    ],
)
def test_a_file_of_other_bytes_is_named(path, file, content, fault):
    path.write_bytes(content)
    assert breaks_of_files() == ([f"file {file.pk}: {fault}"], [])


def test_a_folder_in_the_place_of_a_file_is_named(path, file):
    path.unlink()
    path.mkdir()
    lines, _warnings = breaks_of_files()
    assert lines == [f"file {file.pk}: cannot be read: Is a directory"]


@pytest.mark.parametrize("name", ["", "../../secret"])
def test_a_row_that_names_no_stored_file_is_named(history, path, file, name):
    tamper(EvidenceFile.objects.filter(pk=file.pk), stored_name=name)
    age(path)
    lines, _notes = breaks_of_files()
    assert lines == [
        f"file {file.pk}: has no stored name",
        f"{path.parent.name}/{path.name}: no row names this file",
    ]


def age(path):
    """Nothing was written to this file for longer than anything takes to arrive."""
    os.utime(path, (0, time.time() - ARRIVING_SECONDS - 60))


def waiting(history, content=BYTES, **facts):
    """A file that came in and was not judged yet."""
    name = reserve()
    path_of(name).write_bytes(content)
    return EvidenceFile.objects.create(
        portfolio=history,
        received_name=name,
        received_at=clock.now(),
        received_size=len(BYTES),
        received_sha256=log.sha256(BYTES.decode()),
        **facts,
    )


@pytest.mark.parametrize("state", [FileState.RECEIVED, FileState.PROCESSING])
def test_a_file_that_waits_to_be_judged_is_checked_as_it_came(history, state):
    file = waiting(history, state=state)
    assert breaks_of_files() == ([], [])
    path_of(file.received_name).write_bytes(b"a drawinG")
    fault = "was changed on disk, its SHA-256 does not fit"
    assert breaks_of_files() == ([f"file {file.pk}: {fault}"], [])
    path_of(file.received_name).unlink()
    assert breaks_of_files() == ([f"file {file.pk}: is not on disk"], [])


@pytest.mark.parametrize("field", ["preview", "thumbnail"])
@pytest.mark.parametrize("name", [f"ab/ab{'0' * 30}", "../../secret"])
def test_a_picture_of_a_file_that_is_gone_is_named(history, file, field, name):
    tamper(EvidenceFile.objects.filter(pk=file.pk), **{f"{field}_name": name})
    assert breaks_of_files() == ([f"file {file.pk}: its {field} is not on disk"], [])


def test_refused_files_need_no_bytes(history):
    EvidenceFile.objects.create(
        portfolio=history,
        state=FileState.REFUSED,
        received_at=clock.now(),
        received_size=4,
        received_sha256="0" * 64,
    )
    assert breaks_of_files() == ([], [])


def test_a_file_that_a_step_erased_is_a_note_and_no_break(history, student):
    file = waiting(history)
    files.process(file)
    piece = add_evidence(history, "1.2", received=[file])
    evidence.remove(evidence=piece, by=student)
    files.erase(file)
    assert breaks_of_files() == ([], [f"file {file.pk}: erased, logged"])


def test_a_file_of_a_hand_in_that_the_log_says_was_erased_is_no_break(history, path, file):
    with transaction.atomic():
        log.write(lock(history.pk), Verb.FILE_ERASED, by=None, reason="A face.", file=file.pk)
        files.erase(EvidenceFile.objects.get(pk=file.pk))
    assert breaks_of_files() == ([], [f"file {file.pk}: erased, logged"])


def test_the_erasing_of_one_file_explains_no_other(history, place, file):
    with transaction.atomic():
        log.write(lock(history.pk), Verb.FILE_ERASED, by=None, file=file.pk + 1)
    tamper(EvidenceFile.objects.filter(pk=file.pk), erased_at=clock.now())
    lines, notes = breaks_of_files()
    assert lines[0] == f"file {file.pk}: is erased, and no erasing was logged"
    assert notes == []


def test_a_file_that_no_row_names_is_a_break(history, media, capsys):
    strays = [reserve(), "incoming/tmp123", f"incoming/{'a' * 32}"]
    for stray in strays:
        (media / stray).parent.mkdir(exist_ok=True)
        (media / stray).write_bytes(b"left behind")
    assert breaks_of_files() == ([], [])  # it may just be arriving
    for stray in strays:
        age(media / stray)
    named = [f"{stray}: no row names this file" for stray in [strays[0], *sorted(strays[1:])]]
    assert breaks_of_files() == (named, [])
    with pytest.raises(CommandError, match="3 breaks"):
        call_command("verify_files")
    assert capsys.readouterr().out.splitlines() == named


def test_the_bytes_of_an_upload_belong_to_it_wherever_a_crash_left_them(history, media):
    for content in (b"half", b"whole"):
        upload = files.resumable.begin(history, name="a.txt", length=5)
        files.incoming.append(upload.key, 0, [content])
        if len(content) == upload.length:
            files.incoming.keep(upload.key)
    for path in media.rglob("*"):
        age(path)
    assert breaks_of_files() == ([], [])


@pytest.mark.parametrize("field", ["preview_name", "thumbnail_name"])
def test_a_picture_is_named_by_the_row_of_its_file(history, file, field):
    picture = reserve()
    path_of(picture).write_bytes(b"small")
    age(path_of(picture))
    tamper(EvidenceFile.objects.filter(pk=file.pk), **{field: picture})
    assert breaks_of_files() == ([], [])


def test_how_far_it_is_is_told(history, file):
    other = waiting(history)
    files.process(other)
    told = []
    verify.check_files(print, print, lambda *bytes_read: told.append(bytes_read))
    assert told == [(9, 18), (18, 18)]


@pytest.fixture
def place(history):
    """The hand-in that still stands of the piece with the file, and the piece."""
    submission = Submission.objects.get(words="Look.")
    piece = Evidence.objects.get(title="Flange")
    return f"submission {submission.pk}, evidence {piece.pk}"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "Shaft"}, "its title is not what was handed in"),
        ({"text": "Another."}, "its text is not what was handed in"),
        ({"reflection": ""}, "its reflection is empty, and no erasing was logged"),
        ({"company": "Van Dam"}, "its company is not what was handed in"),
        ({"made_on": "2020-01-01"}, "its made_on is not what was handed in"),
        ({"frozen_at": None}, "is not frozen"),
    ],
)
def test_a_piece_that_is_not_what_was_handed_in_is_named(place, change, fault):
    tamper(Evidence.objects.filter(title="Flange"), **change)
    assert breaks_of_files() == ([f"{place}: {fault}"], [])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"original_name": "other.pdf"}, "its name is not what was handed in"),
        ({"original_name": ""}, "its name is empty, and no erasing was logged"),
        ({"media_type": "text/plain"}, "its type is not what was handed in"),
    ],
)
def test_a_file_that_is_not_what_was_handed_in_is_named(place, file, change, fault):
    tamper(EvidenceFile.objects.filter(pk=file.pk), **change)
    assert breaks_of_files() == ([f"{place}: file {file.pk}: {fault}"], [])


def test_other_bytes_with_a_hash_that_fits_them_are_named_by_the_seal(place, path, file):
    path.write_bytes(b"a drawinG")
    tamper(EvidenceFile.objects.filter(pk=file.pk), sha256=log.sha256("a drawinG"))
    assert breaks_of_files() == (
        [f"{place}: file {file.pk}: its sha256 is not what was handed in"],
        [],
    )


def test_a_file_that_was_thawed_added_or_left_out_is_named(place, history, file):
    other = EvidenceFile.objects.create(
        portfolio=history,
        evidence=Evidence.objects.get(title="Flange"),
        state=FileState.READY,
        received_at=clock.now(),
        received_size=4,
        received_sha256="0" * 64,
    )
    tamper(EvidenceFile.objects.filter(pk=file.pk), evidence=None)
    lines, _warnings = breaks_of_files()
    assert lines == [
        f"file {other.pk}: has no stored name",
        f"{place}: file {file.pk} is gone",
        f"{place}: file {other.pk} was added after it was handed in",
        f"{place}: file {other.pk} is not frozen",
    ]


def test_a_file_that_was_hidden_as_erased_is_named(place, path, file):
    tamper(EvidenceFile.objects.filter(pk=file.pk), erased_at=clock.now())
    path.unlink()
    assert breaks_of_files() == (
        [
            f"file {file.pk}: is erased, and no erasing was logged",
            f"{place}: file {file.pk} is erased, and no erasing was logged",
        ],
        [],
    )


def test_a_link_that_was_thawed_or_moved_is_named(place, history):
    link = EvidenceLink.objects.filter(evidence__title="Flange")
    EvidenceLink.objects.filter(pk=link.get().pk).update(frozen_at=None)
    assert breaks_of_files() == ([f"{place}: its link to the work process is not frozen"], [])
    EvidenceLink.objects.filter(pk=link.get().pk).update(work_process=work_process(history, "1.2"))
    assert breaks_of_files() == (
        [f"{place}: is no longer linked to the work process"],
        [],
    )


def test_what_was_withdrawn_may_change(history, student, place):
    draft = add_evidence(history, "1.2")
    evidence.change(evidence=draft, by=student, title="Another")
    assert breaks_of_files() == ([], [])
    assert breaks() == []


def test_the_command_prints_each_place_and_fails(history, path, file, capsys):
    path.unlink()
    with pytest.raises(
        CommandError, match=r"^1 files, 0 erased, 4 hand-ins: 1 breaks\.$"
    ) as failure:
        call_command("verify_files")
    assert failure.value.returncode == 1
    assert capsys.readouterr().out == (f"portfolio {history.pk}, file {file.pk}: is not on disk\n")
