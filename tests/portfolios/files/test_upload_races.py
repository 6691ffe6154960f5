"""Several senders of one upload at the same moment, and crashes between its last steps."""

import hashlib
import threading
from functools import partial

import pytest
from django.db import connection

from portfolios import uploads
from portfolios.files import incoming, quota, resumable
from portfolios.models import EvidenceFile, Upload
from tests.portfolios.at_once import WON, at_once

pytestmark = [pytest.mark.django_db(transaction=True)]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory is one connection"
)

CONTENT = hashlib.shake_256(b"turned").digest(400_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def judged_later(settings):
    settings.WORKER = True


@pytest.fixture
def upload(portfolio):
    return resumable.begin(portfolio, name="part.bin", length=len(CONTENT))


def again(upload):
    """The upload as another request reads it."""
    return Upload.objects.select_related("portfolio").get(pk=upload.pk)


def pieces(content, size=10_000):
    return [content[start : start + size] for start in range(0, len(content), size)]


def test_two_senders_of_the_same_bytes_never_mix(media):
    """Plain files and threads: one wins each piece, and the sum is what was sent."""
    incoming.begin("ab" * 16)
    ends = []

    def send():
        offset = 0
        while offset < len(CONTENT):
            try:
                offset = incoming.append("ab" * 16, offset, pieces(CONTENT[offset:], 1_000))
            except incoming.Elsewhere as there:
                ends.append("elsewhere")
                offset = there.offset

    threads = [threading.Thread(target=send) for _sender in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert incoming.path_of("ab" * 16).read_bytes() == CONTENT
    assert ends


def test_a_connection_that_lives_on_writes_nothing_more_once_another_took_over(upload):
    def slow():
        yield CONTENT[:1_000]
        resumable.append(again(upload), 1_000, [CONTENT[1_000:5_000]])
        yield b"x" * 4_000

    with pytest.raises(incoming.Elsewhere) as there:
        resumable.append(upload, 0, slow())
    assert there.value.offset == 5_000
    assert incoming.path_of(upload.key).read_bytes() == CONTENT[:5_000]


def test_a_connection_that_outlives_its_upload_writes_nothing_into_the_kept_file(upload):
    def slow():
        yield CONTENT[:1_000]
        resumable.append(again(upload), 1_000, [CONTENT[1_000:]])
        yield b"x"

    with pytest.raises(incoming.Elsewhere):
        resumable.append(upload, 0, slow())
    file = EvidenceFile.objects.get()
    assert uploads.path_of(file.received_name).read_bytes() == CONTENT


def test_an_upload_that_is_ended_while_bytes_arrive_is_gone(upload, media):
    def slow():
        yield CONTENT[:1_000]
        resumable.end(again(upload))
        yield CONTENT[1_000:2_000]

    with pytest.raises(resumable.Gone):
        resumable.append(upload, 0, slow())
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_bytes_that_were_written_before_the_end_of_the_line_count(upload):
    def breaks_off():
        yield CONTENT[:1_000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        resumable.append(upload, 0, breaks_off())
    assert resumable.offset(again(upload)) == 1_000


@pytest.mark.parametrize("step", ["written", "moved"])
def test_who_sends_the_empty_rest_finishes_what_a_crash_left(upload, step):
    incoming.append(upload.key, 0, [CONTENT])
    if step == "moved":
        incoming.keep(upload.key)
    assert resumable.offset(again(upload)) == len(CONTENT)
    assert not EvidenceFile.objects.exists()  # to look writes nothing
    assert resumable.append(again(upload), len(CONTENT), []) == len(CONTENT)
    file = EvidenceFile.objects.get()
    assert (file.received_sha256, file.received_size) == (SHA256, len(CONTENT))
    assert again(upload).file == file


def test_a_database_that_fails_at_the_last_step_loses_nothing(upload, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(resumable, "record", fails)
        with pytest.raises(RuntimeError):
            resumable.append(upload, 0, [CONTENT])
    assert again(upload).file is None
    resumable.append(again(upload), len(CONTENT), [])
    assert EvidenceFile.objects.get().received_sha256 == SHA256


def send_rest(upload):
    resumable.append(again(upload), len(CONTENT), [])


@on_postgresql
def test_two_last_parts_at_once_make_one_file(upload):
    for _turn in range(5):
        incoming.append(upload.key, 0, [CONTENT])
        ends = at_once(*[partial(send_rest, upload)] * 4)
        assert ends == [WON] * 4
        file = EvidenceFile.objects.get()
        assert (file.received_sha256, again(upload).file) == (SHA256, file)
        resumable.end(again(upload))
        upload = resumable.begin(upload.portfolio, name="part.bin", length=len(CONTENT))


@on_postgresql
def test_the_last_part_and_the_end_of_an_upload_at_once_leave_all_or_nothing(portfolio, media):
    for _turn in range(10):
        upload = resumable.begin(portfolio, name="part.bin", length=len(CONTENT))
        incoming.append(upload.key, 0, [CONTENT])

        def finish(upload=upload):
            try:
                resumable.append(again(upload), len(CONTENT), [])
            except (resumable.Gone, Upload.DoesNotExist):
                return

        at_once(finish, lambda upload=upload: resumable.end(again(upload)))
        assert not Upload.objects.exists()
        assert not EvidenceFile.objects.exists()
        assert [path for path in media.rglob("*") if path.is_file()] == []


@on_postgresql
def test_two_uploads_at_once_do_not_get_the_last_room_twice(portfolio, settings):
    settings.MAX_STUDENT_BYTES = 1_000

    def begin():
        resumable.begin(portfolio, name="part.bin", length=600)

    ends = at_once(begin, begin)
    assert sorted(end == WON for end in ends) == [False, True]
    assert quota.left(portfolio) == 400
