"""Uploads against a model: whatever is sent, cut, repeated or ended, the offset is what arrived."""

import hashlib

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portfolios.models import EvidenceFile

LENGTH = 300_000
CONTENT = hashlib.shake_256(b"a film of a lathe").digest(LENGTH)

SIZES = st.integers(0, 200_000)
ACTIONS = st.one_of(
    st.tuples(st.just("append"), SIZES),
    st.tuples(st.just("cut"), SIZES),
    st.tuples(st.just("again"), SIZES),
    st.tuples(st.just("ahead"), st.integers(1, 1_000)),
    st.tuples(st.just("look"), st.just(0)),
    st.tuples(st.just("end"), st.just(0)),
)


@pytest.fixture
def committing(django_capture_on_commit_callbacks, settings):
    settings.WORKER = True  # what is in the file is no matter here
    return django_capture_on_commit_callbacks


@given(actions=st.lists(ACTIONS, min_size=1, max_size=12))
@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_offset_is_always_what_arrived(sender, committing, actions):
    address, arrived, ended = sender.begin(LENGTH, "film.bin"), 0, False
    for action, number in actions:
        start, body = arrived, CONTENT[arrived : arrived + number]
        if action == "again":
            start = max(0, arrived - 1 - number % 1_000)
        if action == "ahead":
            start, body = arrived + number, CONTENT[arrived + number :][:1_000]
        if action == "end":
            with committing(execute=True):
                status = sender.end(address).status_code
            assert status == (404 if ended else 204)
            ended = True
            continue
        if action == "look":
            response = sender.call("HEAD", address)
        else:
            arrives = number // 2 if action == "cut" else None
            response = sender.append(address, start, body, arrives=arrives)
        if ended:
            assert response.status_code == 404
            continue
        if action != "look" and start == arrived:
            arrived += min(len(body), number // 2) if action == "cut" else len(body)
        assert int(response["Upload-Offset"]) == arrived
        assert sender.offset(address) == arrived
    if not ended:
        sender.append(address, arrived, CONTENT[arrived:])
        file = EvidenceFile.objects.get(pk=sender.call("HEAD", address)["Upload-File"])
        assert file.received_sha256 == hashlib.sha256(CONTENT).hexdigest()
