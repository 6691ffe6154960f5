"""PDF documents and plain text: what is accepted, what is refused."""

import pytest
from PIL import Image

from portfolios.inspection import Kind, Reason, Verdict
from tests.portfolios.inspection import samples


@pytest.mark.parametrize("pages", [1, 3])
def test_a_pdf_is_accepted_with_its_pages_and_pictures_of_the_first(judge, outputs, pages):
    verdict = judge(samples.pdf(pages), "report.pdf")

    assert verdict == Verdict(
        True, kind=Kind.PDF, pages=pages, has_preview=True, has_thumbnail=True
    )
    with Image.open(outputs.preview) as preview, Image.open(outputs.thumbnail) as thumbnail:
        assert (preview.format, thumbnail.format) == ("JPEG", "JPEG")
        assert preview.size == (pytest.approx(1131, abs=2), 1600)
        assert thumbnail.size == (pytest.approx(283, abs=2), 400)


@pytest.mark.parametrize(
    "box", ["0 0 14400 14400", "0 0 900000000 900000000", "0 0 0.01 0.01", "0 0 100000 1"]
)
def test_a_preview_stays_small_whatever_the_size_of_the_page(judge, preview_path, box):
    verdict = judge(samples.pdf(box=box), "drawing.pdf")

    assert verdict.accepted
    with Image.open(preview_path) as preview:
        assert max(preview.size) <= 1600


@pytest.mark.parametrize("count", [2_000_000_000, -1])
def test_a_pdf_cannot_lie_about_its_pages(judge, count):
    data = samples.pdf().replace(b"/Count 1", b"/Count %d" % count)

    verdict = judge(data, "report.pdf")

    assert not verdict.accepted or verdict.pages == 1


def test_a_pdf_may_begin_a_little_late_but_not_with_a_web_page(judge):
    assert judge(b"\r\n\r\n" + samples.pdf(), "report.pdf").kind == Kind.PDF
    assert judge(b"<script>1</script>" + samples.pdf(), "report.pdf").reason == Reason.MARKUP


def test_a_pdf_with_a_password_is_refused(judge):
    assert judge(samples.locked_pdf(), "report.pdf").reason == Reason.PASSWORD


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\0\xff" * 5000, samples.pdf()[:60], samples.pdf(pages=0)],
)
def test_a_broken_pdf_is_refused(judge, preview_path, data):
    verdict = judge(data, "report.pdf")

    assert (verdict.accepted, verdict.reason) == (False, Reason.BROKEN_PDF)
    assert not preview_path.exists()


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Ik heb een as gedraaid: ⌀ 20 ± 0,1 mm.\r\n\tKlaar!\f", "report.txt", Kind.TEXT),
        ("\ufeffmet een merkteken vooraan", "report.txt", Kind.TEXT),
        ("maat;waarde\n1;2\n", "meting.csv", Kind.CSV),
        ("# Kop\n\n* punt, 3 < 4 > 2\n", "notes.md", Kind.MARKDOWN),
        ("é" * 1_100_000, "long.log", Kind.TEXT),
        ("geen extensie", "Verslag v1.2", Kind.TEXT),
    ],
)
def test_plain_text_is_accepted_as_what_its_name_says(judge, text, name, kind):
    assert judge(text.encode(), name) == Verdict(True, kind=kind)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("één".encode("cp1252"), Reason.NOT_UTF8),
        ("één".encode("utf-16"), Reason.NOT_UTF8),
        ("half een teken é".encode()[:-1], Reason.NOT_UTF8),
        (b"a" * 1_000_000 + b"\xc3", Reason.NOT_UTF8),
        (b"bell \x07", Reason.DAMAGED),
        (b"a" * 10_000 + b"\0", Reason.DAMAGED),
    ],
)
def test_what_cannot_be_read_as_text_is_refused(judge, data, reason):
    assert judge(data, "report.txt").reason == reason


@pytest.mark.parametrize("name", ["page.html", "photo.jpg", "notes.txt", "drawing.svg", "page"])
@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><html></html>",
        b"\xef\xbb\xbf \n<HTML>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"Hello <script src=//example.org></script>",
        b"#!/bin/sh\nrm -rf /\n",
        "<html>één".encode("cp1252"),
        "<html>één".encode("utf-16"),
    ],
)
def test_web_pages_drawings_in_code_and_scripts_are_refused_under_any_name(judge, data, name):
    assert judge(data, name).reason == Reason.MARKUP
