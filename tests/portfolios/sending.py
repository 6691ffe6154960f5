"""Sends files the way a form does, and reads what came of it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from portfolios import files
from portfolios.uploads import LimitedUploadHandler
from tests.portfolios.inspection.samples import picture


def upload(name, content):
    """A file in the form of the test client."""
    return SimpleUploadedFile(name, content)


def photo(name="photo.jpg", **options):
    """A small photo in the form of the test client."""
    return upload(name, picture("JPEG", **options))


def receive(portfolio, name="photo.jpg", content=None):
    """A file of this portfolio that came in and is not part of a piece yet."""
    content = picture("JPEG") if content is None else content
    handler = LimitedUploadHandler()
    handler.new_file("files", name, "application/octet-stream", len(content), None)
    if content:
        handler.receive_data_chunk(content, 0)
    return files.receive(portfolio, handler.file_complete(len(content)))
