"""A server that is killed in the middle of a hundred sign-offs leaves each before or after."""

import json
import random
import threading
import time
from contextlib import contextmanager
from http.client import HTTPException
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.portfolios.files.serving import Server
from tests.portfolios.proof import school

pytest.importorskip("gunicorn", reason="needs the e2e lock: gunicorn is the server that is killed")

pytestmark = pytest.mark.long

KILLS = 5
DECISIONS = school.STUDENTS * len(school.CODES) * 3 // 2


@contextmanager
def database():
    """The address of an empty database beside the one of the tests; empty for a file of SQLite."""
    if connection.vendor == "sqlite":
        yield ""
        return
    import psycopg

    parts = urlsplit(settings.DATABASE_URL)
    name = f"{parts.path.strip('/')}_killed"
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        line.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def server(tmp_path):
    with database() as address:
        server = Server(tmp_path / "server", prepare=school.RUN.format("make"), database=address)
        try:
            yield server
        finally:
            server.stop()


class Teacher:
    """Decides everything that waits, in an order of its own; asks again what was not answered."""

    def __init__(self, server, session, submissions):
        self.server, self.submissions = server, submissions
        cookie = f"sessionid={session}"
        _status, headers, _body = server.ask(
            "GET", f"/review/{submissions[0]}/", {"Cookie": cookie}
        )
        token = headers["Set-Cookie"].partition(";")[0]
        self.headers = {
            "Cookie": f"{cookie}; {token}",
            "X-CSRFToken": token.partition("=")[2],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.accepted = self.unanswered = 0
        self.answers = set()
        self.thread = threading.Thread(target=self.decide)

    def decide(self):
        body = urlencode({"outcome": "sufficient", "feedback": "It fits.", "then": "stay"})
        for submission in self.submissions:
            status = self.ask("POST", f"/review/{submission}/", body)
            self.accepted += status == 302
            self.answers.add(status)
            self.answers.add(self.ask("GET", "/review/"))

    def ask(self, method, address, body=None):
        while True:
            try:
                return self.server.ask(method, address, self.headers, body)[0]
            except (OSError, HTTPException):
                self.unanswered += 1
                time.sleep(0.05)


def told(server):
    """What a fresh process finds in the database; first, that the log is whole."""
    log = server.run("manage.py", "verify_log")
    assert log.rstrip().endswith(": whole.")
    return json.loads(server.run("-c", school.RUN.format("tell")))


def test_a_server_that_is_killed_leaves_every_cell_before_or_after(server, capsys):
    draw = random.Random(4)
    ids = json.loads(server.run("-c", school.RUN.format("ids")))
    # Two browsers for each teacher, so that one person is at two submissions at once.
    teachers = [
        Teacher(server, session, draw.sample(ids, len(ids))) for session in server.printed * 2
    ]
    begun = time.monotonic()
    for teacher in teachers:
        teacher.thread.start()
    seen = []
    for number in range(1, KILLS + 1):
        while sum(teacher.accepted for teacher in teachers) < number * DECISIONS // (KILLS + 1):
            time.sleep(0.001)
        time.sleep(draw.uniform(0, 0.05))
        server.kill()
        found = told(server)
        assert found["faults"] == []
        seen.append(found["decided"])
        server.start()
    for teacher in teachers:
        teacher.thread.join(120)
    seconds = time.monotonic() - begun
    assert told(server) == {"decided": len(ids), "faults": []}
    # Each kill came in the middle, and cut off somebody who waited for an answer.
    assert seen == sorted(seen)
    assert seen[0] > 0
    assert seen[-1] < len(ids)
    assert sum(teacher.unanswered for teacher in teachers) >= KILLS
    assert set.union(*(teacher.answers for teacher in teachers)) <= {200, 302}
    with capsys.disabled():
        print(f"\n{len(ids)} sign-offs in {seconds:.1f} s, killed after {seen}")
