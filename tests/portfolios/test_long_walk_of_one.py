"""A thousand walks where one assessor decides; in a file of its own, so that two cores share."""

import pytest

from portfolios.models import Portfolio
from tests.portfolios.random_walk import walk
from tests.portfolios.walk.model import DENIED, OK, REFUSED
from tests.portfolios.walk.taking import NAMES


@pytest.mark.long
@pytest.mark.django_db
def test_a_thousand_walks_with_one_assessor_never_leave_the_model():
    runs, taken = walk(examples=1000, steps=14, seats=1)
    assert runs >= 1000
    # The only assessor decides: no seat waits that could be released.
    assert taken[OK] == set(NAMES) - {"release"}
    assert taken[REFUSED] == taken[DENIED] == set(NAMES) - {"leave", "join"}
    assert not Portfolio.objects.exists()
