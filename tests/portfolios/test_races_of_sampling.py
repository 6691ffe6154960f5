"""Two members of the board at once: nothing is drawn twice, and one look is recorded."""

import random
import time

import pytest
from django.db import connection

from portfolios import people, sampling
from portfolios.enums import LookOutcome, Role, Verb
from portfolios.models import SecondLook, User
from tests import factories
from tests.factories import signed_off
from tests.portfolios.at_once import WON, at_once

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="needs PostgreSQL: SQLite has one writer at a time",
    ),
]


@pytest.fixture
def colleague(db):
    person = factories.make_person("colleague")
    people.set_role(person, Role.BOARD, True, by=None)
    return User.objects.get(pk=person.pk)


class Slow(random.Random):
    """Chance that takes its time, so that the other draw has read what there is."""

    def sample(self, *arguments):
        time.sleep(0.3)
        return super().sample(*arguments)


def test_two_samples_at_once_share_no_sign_off(portfolio, teacher, board_member, colleague):
    codes = ("1.1", "1.2", "2.1", "2.2", "2.3", "7.1")
    for code in codes:
        signed_off(portfolio, code, teacher)
    draws = [
        lambda person=person: sampling.draw(by=person, number=3, chance=Slow())
        for person in (board_member, colleague)
    ]
    assert at_once(*draws) == [WON, WON]
    drawn = list(SecondLook.objects.values_list("submission", flat=True))
    assert len(drawn) == len(set(drawn)) == len(codes)


def test_of_two_looks_at_once_one_is_recorded(portfolio, teacher, board_member, colleague):
    signed_off(portfolio, "1.1", teacher)
    found = sampling.draw(by=board_member, number=1).looks.get()
    looks = [
        lambda person=person: sampling.look(
            second_look=found, by=person, outcome=LookOutcome.AGREES
        )
        for person in (board_member, colleague)
    ]
    ends = at_once(*looks)
    assert ends.count(WON) == 1
    loser = next(end for end in ends if end != WON)
    assert "has recorded a second look meanwhile" in loser
    assert portfolio.log.filter(verb=Verb.LOOKED_AGAIN).count() == 1
