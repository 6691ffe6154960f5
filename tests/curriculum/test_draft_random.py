"""Whatever is sent to a draft: either all of it is there afterwards, or nothing of it."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum import exchange, exporter
from curriculum.models import Qualification
from curriculum.structure import Refused, draft, sheet
from tests.factories import make_qualification

pytestmark = pytest.mark.django_db

TEXTS = st.one_of(
    st.sampled_from(["", "1.1", "1.2", "2", "7", "on", "next-3", "1.1 title", "9 nine\n9.1 x|y"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
)
SIGNS = st.sampled_from([sheet.REQUIRED, sheet.PROVISIONAL, sheet.NONE, "other"])
ALL = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def version(db):
    return make_qualification(slug="next", state="draft")


@ALL
@given(data=st.data())
def test_all_or_nothing(version, data):
    seen = sheet.of_qualification(version).values()
    rows = [
        f"{kind}-{key}"
        for kind, found in sheet.of_qualification(version).rows.items()
        for key in found
    ]
    others = [*(f"delete-{row}" for row in rows), "lines-", "name-new", "slug-new", "level-new"]
    names = data.draw(st.lists(st.sampled_from([*seen, *others]), max_size=6, unique=True))
    sent = seen | {name: data.draw(SIGNS if name.startswith("mark-") else TEXTS) for name in names}
    sent["move"] = data.draw(st.sampled_from(["", *(f"up-{row}" for row in rows)]))
    before = exporter.as_data(version)

    with transaction.atomic():
        try:
            draft.change(version, seen=seen, sent=sent)
        except Refused:
            assert exporter.as_data(version) == before
            transaction.set_rollback(True)
            return
        after = exporter.as_data(Qualification.objects.get(pk=version.pk))
        _read, faults = exchange.read(json.dumps(after).encode())
        stored = sheet.of_qualification(version).values()
        transaction.set_rollback(True)
    assert faults == []
    for name in names:
        if name in stored and not name.startswith("lines-"):
            assert stored[name].strip() == sent[name].strip() or _means_the_same(
                stored[name], sent[name]
            )


def _means_the_same(stored, sent):
    """Numbers are stored as numbers, and every tick as one."""
    return stored == "on" if sent else stored == "" or stored.isdecimal()
