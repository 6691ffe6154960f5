"""A folder of their own for the bytes, and a student who sends."""

import pytest

from tests.portfolios.files.tus import Sender


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def sender(portfolio, student):
    return Sender(student)
