"""Who must not know what the first assessor found cannot find it out, anywhere.

Two identical schools: in one the first assessor said good, in the other insufficient. Everybody
else walks through all they can reach, in the same order; nothing may differ by a byte.
"""

from datetime import timedelta

import pytest

from portfolios import clock, people
from portfolios.enums import MailTiming, Role
from portfolios.models import Portfolio, User
from portfolios.models.assessment import AssessmentQuerySet
from portfolios.models.log import LogEntryQuerySet
from tests import factories
from tests.portfolios.proof import walk
from tests.portfolios.proof.twice import one_of_two
from tests.scene import own_scene

__all__ = ["own_scene"]

OUTCOMES = ("good", "insufficient")
FEEDBACK = {"good": "Very well made.", "insufficient": "Measure it again, all of it."}
MAIN = ("second_teacher", "student", "coordinator", "board_member")
OTHERS = (
    "third_teacher", "classmate", "teacher_elsewhere", "administrator", "with_all_rights", "nobody",
    "guest",
)  # fmt: skip


@pytest.fixture
def cast(
    request, portfolio, second_teacher, third_teacher, student, classmate, teacher_elsewhere,
    class_elsewhere, coordinator, board_member, administrator,
):  # fmt: skip
    """Everybody but the first assessor, by a name; nobody has no role, a guest no account."""
    both = factories.make_person("rights", is_superuser=True, is_staff=True)
    people.set_role(both, Role.COORDINATOR, True, by=None)
    User.objects.update(mail_timing=MailTiming.AT_ONCE)
    names = (*MAIN, *OTHERS[:4])
    return {name: User.objects.get(pk=request.getfixturevalue(name).pk) for name in names} | {
        "with_all_rights": User.objects.get(pk=both.pk),
        "nobody": factories.make_person("nobody"),
        "guest": None,
    }


@pytest.fixture
def case(own_scene, portfolio, level4, teacher):
    """Where the addresses lead: a hand-in that two assessors judge, in the school of the scene."""
    level4.required_assessors = 2
    level4.save()
    portfolio.refresh_from_db()
    photo = factories.receive_photo(portfolio, "case.jpg", "red")
    piece = factories.add_evidence(portfolio, "7.1", received=[photo])
    submission = factories.hand_in(portfolio, "7.1", words="Look at the edge.")
    link = factories.open_link(portfolio, teacher, "7.1")
    named = {"code": "7.1", "submitted_code": "7.1", "submission": submission.pk,
             "frozen": piece.pk, "file": photo.pk, "link": link.pk, "shown_file": photo.pk,
             "token": factories.token(link)}  # fmt: skip
    return {**own_scene, **named}


def school_where(outcome, moment, case, teacher, cast, names, every):
    """All that these people can read in the school where the first assessor said this."""
    found = {}
    with one_of_two(moment):
        first = walk.browser(teacher)
        judged = first.post(
            f"/review/{case['submission']}/",
            {"outcome": outcome, "feedback": FEEDBACK[outcome], "then": "stay"},
        )
        assert judged.status_code == 302
        # What is logged after it hangs on its hash.
        factories.add_evidence(Portfolio.objects.get(pk=case["portfolio"]), "2.2")
        found |= walk.commands() | walk.mails(but=teacher)
        for name in names:
            person = cast[name]
            urls = list(walk.addresses(case, every))
            if every or (person and person.is_staff):
                urls += walk.admin_addresses()
            client = walk.browser(person)
            seen = walk.pages(client, urls, send=every) | (walk.rows(person) if person else {})
            found |= {(name, *place): answer for place, answer in seen.items()}
    return found


def differing(case, teacher, cast, names, *, every=False):
    """The places where the two schools are not the same."""
    # Judged after it was handed in, as the administration asks (portfolios/admin/log.py).
    moment = clock.now() + timedelta(minutes=1)
    good, insufficient = (
        school_where(outcome, moment, case, teacher, cast, names, every) for outcome in OUTCOMES
    )
    assert len(good) > 30 * len(names)
    places = {**good, **insufficient}
    for name in names:
        read = [answer for place, answer in good.items() if place[:2] == (name, "GET")]
        assert sum(answer[0] == 200 for answer in read) > (5 if name == "guest" else 10)
    return [place for place in places if good.get(place) != insufficient.get(place)]


def test_nobody_reads_what_the_first_assessor_found(case, teacher, cast):
    assert differing(case, teacher, cast, MAIN) == []


@pytest.mark.long
@pytest.mark.parametrize("name", [*MAIN, *OTHERS])
def test_nobody_finds_it_out_anywhere(case, teacher, cast, name):
    assert differing(case, teacher, cast, [name], every=True) == []


@pytest.mark.parametrize(
    "leak", [AssessmentQuerySet, pytest.param(LogEntryQuerySet, marks=pytest.mark.long)]
)
def test_the_walk_finds_a_leak(case, teacher, cast, leak, monkeypatch):
    monkeypatch.setattr(leak, "visible_to", lambda rows, user: rows)
    found = {place[1] for place in differing(case, teacher, cast, ["student"])}
    assert found >= ({"GET", "Assessment"} if leak is AssessmentQuerySet else {"LogEntry"})
