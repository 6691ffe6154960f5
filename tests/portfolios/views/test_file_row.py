"""One file as a row, for the script that sends it."""

import pytest
from django.urls import reverse

from portfolios import files
from portfolios.demo import material
from portfolios.enums import FileState
from tests import factories


@pytest.fixture
def mine(client, student):
    client.force_login(student)
    return client


def row(client, file, query=""):
    return client.get(reverse("portfolios:file_row", args=[file.pk]) + query).content.decode()


def test_a_file_that_is_ready_has_a_tick(mine, portfolio):
    file = factories.receive_photo(portfolio)
    text = row(mine, file, "?as=tick")
    assert f'name="kept_files" value="{file.pk}" checked' in text
    assert 'data-state="ready"' in text
    assert "hx-get" not in text


def test_a_file_that_waits_asks_again_and_can_be_judged_by_hand(mine, portfolio, settings):
    settings.WORKER = True
    file = material.receive(portfolio, "flange.jpg", material.photo(1))
    assert file.is_waiting
    text = row(mine, file, "?as=tick")
    assert 'hx-trigger="every 2s"' in text
    assert f'name="kept_files" value="{file.pk}" checked' in text
    mine.post(reverse("portfolios:file_process", args=[file.pk]))
    file.refresh_from_db()
    assert file.state == FileState.READY
    assert "hx-get" not in row(mine, file)


def test_a_refused_file_says_why_and_cannot_go_along(mine, portfolio):
    file = material.receive(portfolio, "flange.jpg", b"%PDF-")
    text = row(mine, file, "?as=tick")
    assert files.explain(file)[:20] in text
    assert "kept_files" not in text
