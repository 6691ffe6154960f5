"""Assessing and merging in any order: nobody takes a second seat with what they know as one person.

The model knows each account's person and nothing else; what it forbids must be refused, and what
the queue offers must be possible.
"""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolios import people
from portfolios.enums import Outcome
from portfolios.errors import Refused
from portfolios.merging import merge
from portfolios.models import Submission, User
from tests.factories import assess, hand_in, make_person
from tests.portfolios.proof.twice import undone
from tests.portfolios.verify.tampering import breaks

pytestmark = pytest.mark.usefixtures("in_english")

ACCOUNTS = 4
numbers = st.integers(0, ACCOUNTS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("assess"), numbers, st.sampled_from(Outcome.values)),
        st.tuples(st.just("merge"), numbers, numbers),
    ),
    max_size=9,
)


@pytest.fixture
def submission(portfolio, level4, school_class):
    level4.required_assessors = 2
    level4.save()
    teachers = [make_person(f"account{number}") for number in range(ACCOUNTS)]
    people.set_teachers(school_class, teachers, by=None)
    return hand_in(portfolio, "1.1")


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_person_sits_in_one_seat_whatever_the_order(submission, administrator, steps):
    with undone():
        teachers = list(submission.sign_off.portfolio.school_class.teachers.order_by("pk"))
        person = {number: number for number in range(ACCOUNTS)}
        sat = []
        for step, one, other in steps:
            account = User.objects.get(pk=teachers[one].pk)
            if step == "merge":
                may = one != other and person[one] == one and person[other] == other
                try:
                    merge(old=account, new=teachers[other], by=administrator)
                except Refused:
                    assert not may
                    continue
                assert may
                person = {n: other if now == one else now for n, now in person.items()}
                continue
            offered = submission in Submission.objects.waiting_for(account)
            seats = {seat for seat, who in sat if person[who] == one}
            try:
                seat = assess(submission, account, other).seat
            except (Refused, PermissionDenied):
                assert not offered
                continue
            assert offered
            assert person[one] == one
            assert not seats or seat in seats
            sat.append((seat, one))
        last = {n: User.objects.get(pk=teachers[n].pk).person.pk for n in range(ACCOUNTS)}
        assert last == {n: teachers[person[n]].pk for n in range(ACCOUNTS)}
        assert breaks() == []
