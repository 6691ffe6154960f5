"""How a person brings a structure in: chooses a file, reads the page that follows."""

from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile

START = "/admin/curriculum/qualification/import/"


def upload(raw, name="matrix.json"):
    return SimpleUploadedFile(name, raw)


def bring_in(desk, raw, file_name="matrix.json", **said):
    """Choose a file on the page; the page that follows."""
    return desk.post(START, {"file": upload(raw, file_name), **said}, follow=True)


def text_of(page):
    return " ".join(unescape(page.content.decode()).split())


def address(row):
    return f"{START}{row.pk}/"
