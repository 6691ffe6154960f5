"""A school with a row of everything, and the words that must not be seen in the administration."""

from pathlib import Path

import pytest
from django.db import transaction

import curriculum
from curriculum.importer import import_qualification
from curriculum.models import Qualification, Requirement
from curriculum.readers import Asked
from portfolios import clock, completion, evidence, files, impact, sign_off, structure_import
from portfolios import portfolio as steps
from portfolios.demo import material
from portfolios.enums import EvidenceKind, FileState, Outcome
from portfolios.models import EvidenceFile
from tests import factories
from tests.portfolios.admin.proposing import mark

WTB_FILE = Path(curriculum.__file__).parent / "data" / "wtb.json"

SECRETS = {
    "title": "wordtitle",
    "url": "https://wordurl.example/",
    "text": "wordtext",
    "situation": "wordsituation",
    "task": "wordtask",
    "action": "wordaction",
    "result": "wordresult",
    "reflection": "wordreflection",
    "company": "wordcompany",
    "made_with": "wordcolleague",
}
FILE_NAME = "wordfile.jpg"
WORDS = "wordhandedin"
FEEDBACK = "wordfeedback"
REASON = "wordreason"
GROUND = "wordground"
ATTACHMENT = "wordattachment.txt"
REMARK = "wordremark"
ALL_SECRETS = [*SECRETS.values(), "wordurl", FILE_NAME, "wordfile", WORDS, FEEDBACK, REASON,
               GROUND, ATTACHMENT, REMARK]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english(in_english):
    """Sentences are compared as they stand in the code."""


@pytest.fixture
def desk(client, administrator):
    """The browser of an administrator who has no other role and reads English."""
    administrator.language = "en"
    administrator.save(update_fields=["language"])
    client.force_login(administrator)
    return client


def add_file(portfolio, name=FILE_NAME):
    """A file that was received and judged, not part of a piece yet."""
    return EvidenceFile.objects.create(
        portfolio=portfolio,
        original_name=name,
        media_type="image/jpeg",
        state=FileState.READY,
        received_at=clock.now(),
        received_size=5_000,
        received_sha256="a" * 64,
        size=4_000,
        sha256="b" * 64,
    )


def add_piece(portfolio, *codes, **fields):
    """A piece with a file and with a word of its own in every text."""
    piece = evidence.add(
        portfolio=portfolio,
        by=portfolio.student,
        work_processes=[factories.work_process(portfolio, code) for code in codes],
        received=[add_file(portfolio)],
        **SECRETS | fields,
    )
    assert piece.kind == EvidenceKind.FILES
    return piece


@pytest.fixture
def decided(level3, level4, portfolio, teacher, coordinator, board_member):
    """A classmate with an exemption, a proposal that lapsed, and a confirmed sign-off."""
    other = factories.make_portfolio(factories.make_person("other"), level3, portfolio.school_class)
    attached = files.attach(material.arrived(ATTACHMENT, b"A diploma."))
    factories.exempt(other, "2.2", board_member, GROUND, attachment=attached)
    for code in ("2.1", "8.1"):
        factories.signed_off(other, code, teacher)
    completion.propose(portfolio=other, by=teacher)
    steps.change_profile(portfolio=other, by=coordinator, exit_profile=level4, reason=REASON)
    sign_off.carry_over(sign_off=other.sign_offs.get(work_process__code="2.1"), by=teacher)


@pytest.fixture
def school(portfolio, teacher, coordinator, administrator, decided):
    """One student with evidence, a decided hand-in, a revoked sign-off, an open one, a draft."""
    for code in ("1.1", "1.2", "2.1"):
        add_piece(portfolio, code)
    decided = factories.hand_in(portfolio, "1.1", words=WORDS)
    factories.assess(decided, teacher, Outcome.GOOD, FEEDBACK)
    cell = factories.assess(
        factories.hand_in(portfolio, "1.2", words=WORDS), teacher, feedback=FEEDBACK
    ).submission.sign_off
    sign_off.revoke(sign_off=cell, by=coordinator, reason=REASON)
    evidence.replace(evidence=portfolio.evidence.get(links__work_process__code="1.2"),
                     by=portfolio.student, **SECRETS)  # fmt: skip
    factories.hand_in(portfolio, "2.1", words=WORDS)
    add_piece(portfolio, "2.2")
    factories.state(factories.open_link(portfolio, teacher, "2.1"), remark=REMARK)
    with impact.recorded(portfolio.qualification, by=coordinator):
        Requirement.objects.filter(work_process__code="7.1").update(provisional=True)
    structure_import.look_at(raw=b"{", name="matrix.json", by=administrator, asked=Asked())
    return portfolio


@pytest.fixture
def complete(level3, school_class, teacher):
    """A student with everything of the lower level: 2.1, 2.2 and 8.2."""
    portfolio = factories.make_students(1, level3, school_class)[0]
    for code in ("2.1", "2.2", "8.2"):
        factories.signed_off(portfolio, code, teacher)
    return portfolio


@pytest.fixture
def swap(qualification):
    """Of the lower level 2.2 is not asked any more, and 1.7 is."""
    return mark(qualification, "2.2", 3, "none") | mark(qualification, "1.7", 3, "required")


@pytest.fixture
def wtb(db):
    """The real qualification, as the file of the repository says it."""
    with transaction.atomic():
        import_qualification(WTB_FILE.read_bytes())
    return Qualification.objects.newest("wtb")


@pytest.fixture
def draft(wtb):
    """The real qualification, not published yet."""
    Qualification.objects.filter(pk=wtb.pk).update(state="draft")
    wtb.refresh_from_db()
    return wtb
