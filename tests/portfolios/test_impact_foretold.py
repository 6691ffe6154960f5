"""What the page of a change foretells is what is seen after it: ten random changes, for real.

Of each the page is asked in the administration, then the change is carried out, and the numbers
are compared with the engine of progress and with the slow count that knows nothing of it.
"""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone

from curriculum.models import Qualification
from portfolios import clock, demo, verify
from portfolios.enums import Outcome
from portfolios.management.commands.demo import MATRIX
from portfolios.models import Portfolio, StructureChange
from tests import factories
from tests.portfolios import foretold

PASSED = (Outcome.GOOD, Outcome.SUFFICIENT)


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def random_school(random, level3, level4, school_class, teacher, board_member):
    """Students of both levels who did something of everything."""
    made = []
    for profile in (level3, level4, level3, level4):
        portfolio = factories.make_students(1, profile, school_class)[0]
        for row in portfolio.qualification.work_processes.all():
            asked = row.requirements.filter(exit_profile=profile).exists()
            what = random.choice(["nothing", "begin", "hand in", "good", "good", "exempt"])
            if what == "begin":
                factories.add_evidence(portfolio, row.code)
            elif what == "hand in" and asked:
                factories.hand_in(portfolio, row.code)
            elif what == "good" and asked:
                factories.signed_off(portfolio, row.code, teacher, random.choice(PASSED))
            elif what == "exempt" and asked:
                factories.exempt(portfolio, row.code, board_member)
        made.append(portfolio)
    return made


def broken():
    lines = []
    verify.check_log(lines.append, lines.append)
    return lines


@pytest.mark.parametrize("seed", range(3))
def test_ten_random_changes_do_what_was_foretold(
    seed, desk, qualification, level3, level4, school_class, teacher, board_member
):
    random = Random(seed)
    portfolios = random_school(random, level3, level4, school_class, teacher, board_member)
    compared = foretold.ten_changes(random, desk, qualification, portfolios)

    assert compared > foretold.CHANGES
    assert StructureChange.objects.count() == foretold.CHANGES
    assert broken() == []


@pytest.mark.long
@pytest.mark.django_db
def test_ten_random_changes_of_the_demo_school_do_what_was_foretold(desk):
    with clock.at(demo.first_day_of(timezone.now()) - timedelta(days=14)):
        call_command("import_qualification", str(MATRIX), verbosity=0)
    demo.fill(tell=lambda done, all_of_them: None)
    qualification = Qualification.objects.newest("wtb")
    portfolios = list(Portfolio.objects.active().filter(qualification=qualification))
    compared = foretold.ten_changes(Random(10), desk, qualification, portfolios)

    assert compared > len(portfolios)
    assert broken() == []
