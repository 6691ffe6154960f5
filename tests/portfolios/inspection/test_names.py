"""The name of a file against its contents, and the sentence that the student reads."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portfolios.inspection import Kind, Reason, Verdict, explain, names
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
    "name",
    ["a.pdf", "a.mp4", "a.docx", "a.txt", "a.html", "a.svg", "a.exe", "photo.jpg.exe", "a.exe. "],
)
def test_a_photo_under_a_name_of_another_kind_is_refused(judge, name):
    assert judge(samples.picture("JPEG"), name).reason == Reason.WRONG_NAME


def test_an_empty_file_is_refused(judge):
    assert judge(b"", "photo.jpg") == Verdict(False, reason=Reason.EMPTY)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("report.doc", Reason.UNKNOWN_KIND),
        ("report", Reason.UNKNOWN_KIND),
        ("photo.jpg", Reason.DAMAGED),
    ],
)
def test_bytes_of_no_known_kind_are_damaged_where_the_name_promised_one(judge, name, reason):
    assert judge(bytes(range(256)), name).reason == reason


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


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_name_that_fits_it(kind):
    name = names.proper("Bewijs 3.3", kind)

    assert name.startswith("Bewijs 3.3.")
    assert names.fits(name, kind)
    assert names.promises_accepted_kind(name)
    assert names.proper(name, kind) == name


@pytest.mark.parametrize("one", [Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF])
@pytest.mark.parametrize(
    "name", ["a.jpg", "a.JPEG", "a.png", "a.webp", "a.gif", "a.heic", "a.HEIF"]
)
def test_pictures_may_have_the_names_of_other_pictures(name, one):
    assert names.fits(name, one)


@pytest.mark.parametrize("one", [Kind.MP4, Kind.MOV, Kind.M4A])
@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.m4a", "a.qt"])
def test_recordings_in_the_same_container_may_have_each_others_names(name, one):
    assert names.fits(name, one)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", Kind.MP4), ("a.mp4", Kind.WEBM), ("a.mp3", Kind.M4A), ("a.txt", Kind.CSV),
        ("a.docx", Kind.XLSX), ("a.html", Kind.TEXT), ("a.step", Kind.TEXT), ("a.pdf", Kind.DOCX),
    ],
)  # fmt: skip
def test_other_names_do_not_fit(name, kind):
    assert not names.fits(name, kind)


@pytest.mark.parametrize(
    ("name", "kind", "proper"),
    [
        ("IMG_0001.HEIC", Kind.JPEG, "IMG_0001.jpg"),
        ("IMG_0001.JPEG", Kind.JPEG, "IMG_0001.JPEG"),
        ("screen.jpg", Kind.PNG, "screen.png"),
        ("verslag v1.2", Kind.PDF, "verslag v1.2.pdf"),
        ("foto", Kind.JPEG, "foto.jpg"),
        ("a.heic" * 40 + ".heic", Kind.JPEG, ("a.heic" * 40)[:196] + ".jpg"),
        ("notes.txt", "made/up", "notes.txt"),
    ],
)
def test_the_name_to_download_by_has_the_extension_of_what_was_kept(name, kind, proper):
    assert names.proper(name, kind) == proper


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Jan\\photo.jpg", "photo.jpg"),
        ("foto \u202egpj.exe\u202c.jpg", "foto gpj.exe.jpg"),
        ("fo\u200bto\x00\x1b[31m\x7f.jpg", "foto[31m.jpg"),
        ("regel\r\nSet-Cookie: x.jpg", "regel Set-Cookie: x.jpg"),
        ("cafe\u0301.jpg", "café.jpg"),
        ("cafe\u200b\u0301.jpg", "café.jpg"),
        ("a\r\x1b\rb.jpg", "a b.jpg"),
        ("  .  .jpg", "jpg"),
        ("...", "file"),
        ("", "file"),
        ("/", "file"),
        ("\ud800.jpg", "jpg"),
        ("Verslag 📷 ñ ⌀20.pdf", "Verslag 📷 ñ ⌀20.pdf"),
        ("x" * 5000 + ".jpg", "x" * 196 + ".jpg"),
        ("x." + "y" * 5000, "x." + "y" * 198),
    ],
)
def test_a_name_is_cleaned_before_it_is_shown(sent, shown):
    assert names.clean(sent) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_a_name(sent):
    name = names.clean(sent)

    assert 1 <= len(name) <= names.MAX_LENGTH
    assert name.isprintable()
    assert not set(name) & set("/\\")
    assert names.clean(name) == name
