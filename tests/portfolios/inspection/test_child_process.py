"""The child process: what it may use, and that nothing it does is more than a refusal."""

import json
import time

import pytest

from portfolios.inspection import Kind, Limits, Reason, Verdict, inspector
from tests.portfolios.inspection import samples

ANSWER = {
    "kind": "image/jpeg",
    "reason": "",
    "pages": None,
    "width": 64,
    "height": 48,
    "captured_on": None,
}


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Put another script in the place of the child."""

    def replace(script):
        path = tmp_path / "child.py"
        path.write_text(f"import os, sys\n{script}")
        monkeypatch.setattr(inspector, "CHILD", path)

    return replace


@pytest.mark.parametrize(
    "limits",
    [
        Limits(memory_bytes=20_000_000),
        Limits(memory_bytes=60_000_000),
        Limits(cpu_seconds=0),
        Limits(wall_seconds=0),
        Limits(preview_bytes=100),
        Limits(pixels=100),
    ],
)
def test_a_child_that_runs_into_a_limit_refuses_the_file(judge, preview_path, limits):
    verdict = judge(samples.picture("JPEG", size=(4000, 3000)), "photo.jpg", limits)

    assert not verdict.accepted
    assert verdict.reason in Reason.values
    assert not preview_path.exists()


def test_too_many_pixels_too_little_time_and_memory_have_their_own_sentences(judge):
    photo = samples.picture("JPEG", size=(4000, 3000))

    assert judge(photo, "photo.jpg", Limits(pixels=100)).reason == Reason.TOO_MANY_PIXELS
    assert judge(photo, "photo.jpg", Limits(wall_seconds=0)).reason == Reason.TOO_HEAVY
    assert judge(photo, "photo.jpg", Limits(memory_bytes=60_000_000)).reason == Reason.TOO_HEAVY


def test_an_answer_of_the_right_form_is_believed(judge, child):
    child(f"print({json.dumps(ANSWER)!r})")

    assert judge(b"x", "photo.jpg") == Verdict(True, kind=Kind.JPEG, width=64, height=48)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "text/html"},
        {"kind": ""},
        {"kind": ["image/jpeg"]},
        {"reason": "made_up"},
        {"width": -1},
        {"width": True},
        {"height": "48"},
        {"pages": 10**9},
        {"captured_on": "2026-02-31"},
        {"captured_on": 20261123},
    ],
)
def test_an_answer_with_one_wrong_part_is_not_believed(judge, child, change):
    child(f"print({json.dumps(ANSWER | change)!r})")

    assert judge(b"x", "photo.jpg") == Verdict(False, reason=Reason.DAMAGED)


@pytest.mark.parametrize(
    "script",
    [
        "",
        "print('no answer')",
        "print('[]')",
        "print('{}')",
        "print('[' * 4000)",
        "print('9' * 4000)",
        "print('null')",
        "sys.stdout.buffer.write(bytes(range(256)))",
        "raise SystemExit(1)",
        f"print({json.dumps(ANSWER)!r}); sys.stdout.flush(); os._exit(3)",
        "os.kill(os.getpid(), 9)",
        "os.abort()",
        "while True: print('x' * 100_000)",
    ],
)
def test_no_answer_is_a_refusal(judge, child, script):
    child(script)

    assert judge(b"x", "photo.jpg") == Verdict(False, reason=Reason.DAMAGED)


@pytest.mark.parametrize(
    "script",
    [
        "import time; time.sleep(60)",
        "os.close(1); import time; time.sleep(60)",
        f"print({json.dumps(ANSWER)!r}, flush=True); os.close(1); import time; time.sleep(60)",
    ],
)
def test_a_child_that_goes_on_is_killed(judge, child, script):
    child(script)
    began = time.monotonic()

    verdict = judge(b"x", "photo.jpg", Limits(wall_seconds=1))

    assert verdict == Verdict(False, reason=Reason.TOO_HEAVY)
    assert time.monotonic() - began < 10


def test_what_the_child_started_is_killed_with_it(judge, child, tmp_path):
    note = tmp_path / "note"
    late = f"import time; time.sleep(3); open({str(note)!r}, 'w')"
    child(
        "import subprocess, time\n"
        f"subprocess.Popen([sys.executable, '-c', {late!r}])\n"
        "time.sleep(60)"
    )

    assert judge(b"x", "photo.jpg", Limits(wall_seconds=1)).reason == Reason.TOO_HEAVY
    time.sleep(3)
    assert not note.exists()


def test_the_child_knows_no_secrets_and_has_no_open_files(judge, child, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "very secret")
    seen = tmp_path / "seen"
    child(
        "import json\n"
        "open_files = os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd') else '0123'\n"
        f"json.dump([dict(os.environ), len(open_files)], open({str(seen)!r}, 'w'))"
    )

    with open(tmp_path / "another", "wb"):
        judge(b"x", "photo.jpg")

    environment, open_files = json.loads(seen.read_text())
    assert set(environment) <= {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}
    assert open_files == 4  # three streams, and the folder that is being listed


def test_a_child_that_cannot_start_is_not_the_fault_of_the_file(judge, monkeypatch):
    monkeypatch.setattr(inspector.sys, "executable", "/nowhere/python")

    assert judge(samples.picture("JPEG"), "photo.jpg").reason == Reason.UNCHECKED
