"""What the addresses of the access table stand for, and the people who try them.

A module whose tests only look at it shares one: `from tests.scene import people, played, scene`.
`own_scene` is made of the people whom a test has already.
"""

from datetime import date

import pytest

from curriculum.models import Qualification
from portfolios import class_list, clock, completion, files, sampling
from portfolios import portfolio as steps
from portfolios.demo import material
from portfolios.enums import Role
from portfolios.models import ClassList, User
from tests import factories


def _earlier(portfolio, slug):
    """A portfolio of the same student and class, of a qualification that was retired since."""
    qualification = factories.make_qualification(slug=slug)
    portfolio = steps.start(
        student=portfolio.student,
        exit_profile=qualification.exit_profiles.get(level=3),
        school_class=portfolio.school_class,
        starts_on=date(2020, 8, 24),
        ends_on=date(2024, 7, 12),
        by=None,
    )
    Qualification.objects.filter(pk=qualification.pk).update(state="retired")
    return portfolio


def _class_list(uploader):
    """One row that waits for a yes."""
    content = class_list.Content(["email", "school_class", "surplus"], [[2, "wrong", "4A", ""]], [])
    return ClassList.objects.create(
        uploaded_by=uploader,
        uploaded_at=clock.now(),
        name="list.csv",
        content=content.as_text(),
        school_year="2026-2027",
        why="Class list",
    )


def _make(portfolio, teacher, coordinator, board_member):
    """What the arguments of the table stand for."""
    received = factories.receive_photo(portfolio)
    pdf = material.receive(portfolio, "drawing.pdf", material.drawing(1))
    table = material.receive(portfolio, "sizes.csv", b"size;measured\n12;12.1\n")
    handed_in = [received, pdf, table]
    frozen = factories.add_evidence(portfolio, "1.1", "2.2", received=handed_in)
    submission = factories.hand_in(portfolio, "1.1")
    factories.add_evidence(portfolio, "2.3", "7.2")
    shared, _other = (factories.hand_in(portfolio, code) for code in ("2.3", "7.2"))
    factories.signed_off(portfolio, "1.2", teacher)
    loose_file = factories.receive_photo(portfolio)
    loose = factories.add_evidence(portfolio, "2.1", received=[loose_file])
    link = factories.open_link(portfolio, teacher, "1.1")
    done = factories.completed(_earlier(portfolio, "done"), teacher, board_member)
    almost = factories.everything_signed_off(_earlier(portfolio, "almost"), teacher)
    diploma = files.attach(material.arrived("diploma.pdf", material.drawing(2)))
    return {
        "completed": done.portfolio_id,
        "completion": done.pk,
        "proposal": completion.propose(portfolio=almost, by=teacher).pk,
        "exemption": factories.exempt(portfolio, "2.2", board_member, attachment=diploma).pk,
        "slug": portfolio.qualification.slug,
        "version": portfolio.qualification.version,
        "task": 7,
        "code": "2.1",
        "submitted_code": "1.1",
        "signed_code": "1.2",
        "frozen": frozen.pk,
        "loose": loose.pk,
        "upload": "0" * 32,
        "file": received.pk,
        "pdf": pdf.pk,
        "table": table.pk,
        "loose_file": loose_file.pk,
        "trainer": link.trainer_id,
        "link": link.pk,
        "token": factories.token(link),
        "shown_file": received.pk,
        "portfolio": portfolio.pk,
        "submission": submission.pk,
        "shared": shared.pk,
        "message": teacher.messages.first().pk,
        "school_class": portfolio.school_class_id,
        "extension": "xlsx",
        "class_list": _class_list(coordinator).pk,
        "look": sampling.draw(by=board_member, number=1).looks.get().pk,
    }


@pytest.fixture
def own_scene(portfolio, teacher, classmate, class_elsewhere, coordinator, board_member):
    """The scene around the people of one test."""
    return _make(portfolio, teacher, coordinator, board_member)


def cast():
    """Everybody who tries the addresses, with the portfolio of the student."""
    named = ("nobody", "student", "classmate", "teacher", "teacher_elsewhere")
    everybody = {name: factories.make_person(name) for name in named} | {
        "coordinator": factories.make_person_with_role("coordinator", Role.COORDINATOR),
        "board_member": factories.make_person_with_role("board", Role.BOARD),
        "administrator": factories.make_person_with_role("administrator", Role.ADMINISTRATOR),
    }
    level4 = factories.make_qualification().exit_profiles.get(level=4)
    others = [factories.make_person(name) for name in ("second", "third")]
    school_class = factories.make_class("4A", [everybody["teacher"], *others])
    factories.make_class("4B", [everybody["teacher_elsewhere"]])
    own, _of_classmate = (
        factories.make_portfolio(everybody[name], level4, school_class)
        for name in ("student", "classmate")
    )
    return everybody, own


@pytest.fixture(scope="module")
def played(kept_for_module):
    """The scene and its people by their ids, made once for a module."""
    everybody, own = cast()
    teacher, coordinator, board_member = (
        everybody[name] for name in ("teacher", "coordinator", "board_member")
    )
    made = _make(own, teacher, coordinator, board_member)
    return made, {name: person.pk for name, person in everybody.items()}


@pytest.fixture
def scene(played, db):
    made, _ids = played
    return dict(made)


@pytest.fixture
def people(played, db):
    """Read anew for each test, so that none keeps what another one knew."""
    _made, ids = played
    return {name: User.objects.get(pk=pk) for name, pk in ids.items()}
