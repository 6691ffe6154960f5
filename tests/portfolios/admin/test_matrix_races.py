"""Two administrators save one grid at the same moment: one is first, the other is told."""

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from tests.portfolios.admin.forms import sent_by
from tests.portfolios.admin.test_matrix_editor import address, of, process
from tests.portfolios.at_once import at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs locks of rows"),
]


def test_one_is_first_and_the_other_is_told(administrator, in_english):
    version = factories.make_qualification(slug="next", state="draft")
    one = process(version, "1.1")
    administrator.language = "en"
    administrator.save(update_fields=["language"])

    answers = []

    def saving(title):
        browser = Client()
        browser.force_login(administrator)
        sent = sent_by(browser.get(address(version))) | {of("title", one): title}
        return lambda: answers.append(browser.post(address(version), sent))

    at_once(saving("one"), saving("two"))

    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (200, 302)
    assert "Somebody else changed this version" in first.content.decode()
    assert process(version, "1.1").title in ("one", "two")
