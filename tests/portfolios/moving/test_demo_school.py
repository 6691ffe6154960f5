"""The demo school moves as a whole to a next version with renames, a merge, splits and gaps."""

import json
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from curriculum.importer import import_qualification
from curriculum.models import Qualification
from portfolios import clock, demo, moving, progress
from portfolios.enums import PortfolioState, Verb
from portfolios.management.commands.demo import MATRIX
from portfolios.models import LogEntry, Portfolio, SignOff, Submission
from tests import factories
from tests.portfolios.moving import versions

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# What the next version does to the codes of the first one; all others stay.
CHOICES = {"1.1": "1.10", "4.2": "4.2", "4.3": "4.2", "5.2": "5.2, 5.9", "6.9": ""}


def next_version(data):
    """The same qualification with another code, a merge, a split, one gone and one new."""
    data = {**data, "version": 2}
    for task in data["core_tasks"]:
        rows = []
        for row in task["work_processes"]:
            if row["code"] in ("4.3", "6.9"):
                continue
            rows.append({**row, "code": "1.10"} if row["code"] == "1.1" else row)
            if row["code"] == "5.2":
                rows.append({**row, "code": "5.9", "title": "a part of it on its own"})
            if row["code"] == "2.6":
                rows.append({**row, "code": "2.9", "title": "something new"})
        task["work_processes"] = rows
    return data


@pytest.fixture(scope="module")
def school(django_db_setup, django_db_blocker):
    """The demo school and the next version of its qualification, rolled back after this module."""
    born = demo.first_day_of(timezone.now())
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at(born - timedelta(days=14)):
            call_command("import_qualification", str(MATRIX), verbosity=0)
        demo.fill(tell=lambda *_done: None)
        raw = json.dumps(next_version(json.loads(MATRIX.read_text())))
        import_qualification(raw.encode())
        yield Qualification.objects.get(version=1)
        transaction.set_rollback(True)


@pytest.fixture
def mapping(school):
    newer = Qualification.objects.get(slug=school.slug, version=2)
    proposed = moving.propose(school, newer)
    typed = {old: ", ".join(new) for old, new in proposed.work_processes.items()}
    return versions.mapping(school, newer, typed | CHOICES, proposed.profiles)


def test_the_whole_school_moves_and_keeps_every_sign_off(school, mapping):
    by = factories.make_person("mover", is_staff=True)
    portfolios = list(moving.running(school))
    stays = Portfolio.objects.exclude(state=PortfolioState.ACTIVE)
    untouched = list(stays.values("pk", "log_head", "qualification"))
    assert len(portfolios) + len(untouched) == 79
    rows = list(SignOff.objects.order_by("pk").values())
    handed_in = list(Submission.objects.order_by("pk").values())
    tried = moving.try_out(portfolios, mapping)
    refused = {one.portfolio.pk for one in tried if one.refusal}
    assert refused == set(
        Submission.objects.open().filter(sign_off__portfolio__in=portfolios)
        .values_list("sign_off__portfolio", flat=True)
    )  # fmt: skip
    batch = moving.shown(mapping, tried)
    with patch.object(moving.batch, "PART", 1000):
        batch.carry_on(by=by)
    assert (batch.moved, batch.stayed) == (len(portfolios) - len(refused), {})
    assert versions.breaks() == []
    assert list(stays.values("pk", "log_head", "qualification")) == untouched
    assert (
        list(SignOff.objects.filter(pk__in=[r["id"] for r in rows]).order_by("pk").values()) == rows
    )
    assert list(Submission.objects.order_by("pk").values()) == handed_in
    assert LogEntry.objects.filter(verb=Verb.PORTFOLIO_MOVED).count() == batch.moved
    now = progress.of(Portfolio.objects.with_people())
    for one in tried:
        if one.refusal:
            continue
        own = now[one.portfolio.pk].own
        assert versions.shown(own) == versions.shown(one.after)
        is_explained(one, own)


def is_explained(one, own):
    """Every work process that counted has its fate, and the fates lead to the number of now."""
    fates = Counter(fate for fate, _new in one.fates.values())
    assert sum(fates.values()) == one.before.done
    kept = {code for fate, new in one.fates.values() if fate == moving.Fate.KEPT for code in new}
    counted = {cell.code for cell in own.counted}
    assert counted <= kept | set(one.gained)
    assert own.done == len(counted)
