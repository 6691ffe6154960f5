"""The name of a file against its contents, and the sentence that the student reads."""

import pytest
from django.utils import translation

from portfolios.inspection import Kind, Reason, Verdict, explain
from tests.portfolios.inspection import samples


@pytest.fixture(autouse=True)
def _source_language():
    with translation.override("en"):
        yield


def test_a_pdf_called_jpg_is_refused_with_both_words(judge, preview_path):
    verdict = judge(samples.pdf(), "report.JPG")

    assert verdict == Verdict(False, kind=Kind.PDF, reason=Reason.WRONG_NAME)
    assert explain(verdict.reason, "report.JPG", verdict.kind) == (
        "This file is called .jpg but it is a PDF document. "
        "Give it the right name and send it again."
    )
    assert not preview_path.exists()


@pytest.mark.parametrize(
    "name", ["a.png", "a.pdf", "a.txt", "a.html", "a.svg", "a.exe", "photo.jpg.exe", "a.exe. "]
)
def test_a_photo_under_a_name_of_another_kind_is_refused(judge, name):
    assert judge(samples.picture("JPEG"), name).reason == Reason.WRONG_NAME


def test_an_empty_file_is_refused(judge):
    assert judge(b"", "photo.jpg") == Verdict(False, reason=Reason.EMPTY)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("report.docx", Reason.UNKNOWN_KIND),
        ("report", Reason.UNKNOWN_KIND),
        ("photo.jpg", Reason.DAMAGED),
    ],
)
def test_bytes_of_no_known_kind_are_damaged_where_the_name_promised_one(judge, name, reason):
    assert judge(b"PK\x03\x04" + bytes(range(256)), name).reason == reason


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_a_sentence_that_says_what_to_do(reason):
    sentence = explain(reason)

    assert sentence.endswith(".")
    assert sentence.count(".") >= 2
    assert "%" not in sentence


def test_what_is_no_reason_has_no_sentence():
    assert explain("") == ""
    assert explain("made_up") == ""


def test_a_code_of_a_reason_fits_its_column():
    assert max(map(len, Reason.values)) <= 30
