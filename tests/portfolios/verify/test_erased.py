"""After an erasure both commands find everything whole, and list what was erased."""

from django.core.management import call_command

from portfolios import evidence
from portfolios.models import Evidence, EvidenceFile
from tests.factories import add_evidence
from tests.portfolios.verify.tampering import breaks, breaks_and_notes, tamper


def test_an_erased_file_is_listed_and_breaks_nothing(history, file, coordinator, capsys):
    evidence.erase_file(file=file, by=coordinator, reason="Somebody in it objects.")
    assert breaks_and_notes() == ([], [f"file {file.pk}: erased, logged"])
    call_command("verify_log")
    call_command("verify_files")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"portfolio {history.pk}, file {file.pk}: erased, logged"
    assert lines[1].endswith("files, 1 erased: whole.")
    assert lines[2] == lines[0]


def test_an_erased_piece_is_listed_and_breaks_nothing(history, student):
    piece = add_evidence(history, "1.2")
    evidence.remove(evidence=piece, by=student)
    evidence.erase_removed(evidence=piece, by=student)
    assert breaks_and_notes() == ([], [f"evidence {piece.pk}: erased, logged"])


def test_a_name_that_came_back_after_its_erasing_is_named(history, file, coordinator):
    evidence.erase_file(file=file, by=coordinator, reason="Somebody in it objects.")
    number = history.log.order_by("number").last().number
    tamper(EvidenceFile.objects.filter(pk=file.pk), original_name="face.jpg")
    line = f"entry {number}: erased file {file.pk}, and its name stands there"
    assert breaks_and_notes() == ([line], [])


def test_a_piece_that_came_back_after_its_erasing_is_named(history, student):
    piece = add_evidence(history, "1.2")
    evidence.remove(evidence=piece, by=student)
    evidence.erase_removed(evidence=piece, by=student)
    number = history.log.order_by("number").last().number
    tamper(Evidence.objects.filter(pk=piece.pk), erased_at=None)
    assert breaks() == [f"entry {number}: erased evidence {piece.pk}, and it stands there"]
