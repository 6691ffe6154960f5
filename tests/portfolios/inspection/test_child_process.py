"""The child process: what it may use, and that nothing it does is more than a refusal."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from portfolios.inspection import Kind, Limits, Reason, Verdict, process
from tests.portfolios.inspection import samples

ANSWER = {
    "kind": "image/jpeg",
    "reason": "",
    "pages": None,
    "width": 64,
    "height": 48,
    "seconds": None,
    "captured_at": None,
    "kept": True,
    "preview": False,
    "thumbnail": False,
}
# What a child that is to be believed writes: the start of a JPEG.
HEAD = """
import os, sys
kept, preview, thumbnail = sys.argv[6:9]
open(kept, "wb").write(b"\\xff\\xd8\\xff\\xe0")
"""


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Put another script in the place of the child."""

    def replace(script):
        path = tmp_path / "child.py"
        path.write_text(HEAD + script)
        monkeypatch.setattr(process, "CHILD", path)

    return replace


@pytest.mark.parametrize(
    "limits",
    [
        Limits(memory_bytes=20_000_000),
        Limits(memory_bytes=60_000_000),
        Limits(cpu_seconds=0),
        Limits(wall_seconds=0),
        Limits(written_bytes=100),
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

    assert judge(b"x", "photo.jpg") == Verdict(
        True, kind=Kind.JPEG, width=64, height=48, has_kept=True
    )


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
        {"captured_at": "2026-02-31"},
        {"captured_at": "2026-11-20T08:15:00+01:00"},
        {"captured_at": 20261123},
        {"seconds": -1},
        {"seconds": 1e9},
        {"kept": "yes"},
        {"kept": False},
        {"kept": None},
        {"preview": True},
        {"thumbnail": True},
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
    monkeypatch.setattr(process.sys, "executable", "/nowhere/python")

    assert judge(samples.picture("JPEG"), "photo.jpg").reason == Reason.UNCHECKED


@pytest.mark.parametrize(
    "script",
    [
        "os.unlink(kept)",
        "open(kept, 'wb').close()",
        "open(kept, 'wb').write(b'<html>')",
        "os.unlink(kept); os.symlink('/etc/passwd', kept)",
        "os.rename(kept, kept + '2'); os.symlink(kept + '2', kept)",
        "os.unlink(kept); os.mkfifo(kept)",
    ],
)
def test_what_was_to_be_kept_must_be_there_and_be_a_picture(judge, child, script):
    child(f"{script}; print({json.dumps(ANSWER)!r})")

    assert judge(b"x", "photo.jpg") == Verdict(False, reason=Reason.DAMAGED)


def test_what_the_child_wrote_and_does_not_speak_of_is_removed(judge, child, outputs):
    child(f"open(preview, 'wb').write(b'x'); print({json.dumps(ANSWER)!r})")

    assert judge(b"x", "photo.jpg").accepted
    assert outputs.kept.exists()
    assert not outputs.preview.exists()


@pytest.mark.parametrize("year", ["0001", "1904", "9999"])
def test_a_camera_without_a_clock_tells_no_moment(judge, child, year):
    child(f"print({json.dumps(ANSWER | {'captured_at': f'{year}-01-01T00:00:00'})!r})")

    assert judge(b"x", "photo.jpg").captured_at is None


def test_the_child_takes_away_its_own_means(tmp_path):
    """The functions of the real child, in a process of their own that says what holds after."""
    main = str(process.CHILD / "__main__.py")
    script = (
        "import json, resource, runpy\n"
        f"child = runpy.run_path({main!r}, run_name='child')\n"
        "child['limit'](900_000_000, 7, 5_000); child['forbid_processes']()\n"
        "names = ('AS', 'CPU', 'FSIZE', 'CORE', 'NOFILE', 'NPROC')\n"
        "print(json.dumps([resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in names]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=tmp_path
    )

    assert json.loads(said.stdout) == [
        [900_000_000, 900_000_000], [7, 8], [5_000, 5_000], [0, 0], [32, 32], [0, 0],
    ]  # fmt: skip


@pytest.mark.skipif(os.getuid() != 0 or not shutil.which("setpriv"), reason="needs root, setpriv")
@pytest.mark.parametrize("name", ["photo.jpg", "IMG_1.heic", "report.pdf", "screen.webp"])
def test_the_child_works_for_who_is_not_root(judge, monkeypatch, tmp_path, name):
    """Root is above the limit of processes, and would not notice a decoder that needs threads."""
    files = {
        "photo.jpg": samples.picture("JPEG"),
        "IMG_1.heic": samples.heic(),
        "report.pdf": samples.pdf(),
        "screen.webp": samples.picture("WEBP"),
    }
    capabilities = "-all,+dac_override"  # to read what lies in the home of root
    python = tmp_path / "python"
    python.write_text(
        f"#!/bin/sh\nexec setpriv --reuid 65534 --inh-caps={capabilities} "
        f'--ambient-caps={capabilities} --bounding-set={capabilities} {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    monkeypatch.setattr(process.sys, "executable", str(python))

    assert judge(files[name], name).accepted
