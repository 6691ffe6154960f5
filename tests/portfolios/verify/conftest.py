"""A portfolio with a history of every step, and a folder of its own for its files."""

import pytest

from portfolios import clock, log, sign_off
from portfolios.enums import FileState, Outcome
from portfolios.models import EvidenceFile
from portfolios.uploads import path_of, reserve
from tests.factories import add_evidence, assess, hand_in, signed_off

BYTES = b"a drawing"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def file(portfolio):
    name = reserve()
    path_of(name).write_bytes(BYTES)
    return EvidenceFile.objects.create(
        portfolio=portfolio,
        original_name="drawing.pdf",
        stored_name=name,
        media_type="application/pdf",
        state=FileState.READY,
        received_at=clock.now(),
        received_size=len(BYTES),
        received_sha256=log.sha256(BYTES.decode()),
        size=len(BYTES),
        sha256=log.sha256(BYTES.decode()),
    )


@pytest.fixture
def history(portfolio, file, student, teacher):
    """Every kind of entry and row: withdrawn, returned, signed off, revoked, open."""
    add_evidence(portfolio, "1.1", title="Flange", received=[file])
    sign_off.withdraw(submission=hand_in(portfolio, "1.1"), by=student)
    assess(hand_in(portfolio, "1.1", words="Look."), teacher, Outcome.INSUFFICIENT, "Measure.")
    signed_off(portfolio, "2.1", teacher, Outcome.GOOD)
    revoked = signed_off(portfolio, "2.2", teacher)
    sign_off.revoke(sign_off=revoked, by=teacher, reason="Other work.")
    hand_in(portfolio, "2.3")
    return portfolio
