"""Asks the pages of a served school and prints what they cost."""

import gzip
import signal
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios.models import EXAMINATION_BOARD, Portfolio, SchoolClass, Submission, Teaching, User

HEAD = f"{'page':34}{'queries':>8}{'median':>9}{'p95':>9}{'x hello':>9}{'bytes':>9}{'gzip':>8}"


def pages():
    """(name, who asks, address) of every page that is measured."""
    school_class = SchoolClass.objects.order_by("pk").first()
    teacher = Teaching.objects.filter(school_class=school_class).order_by("pk").first().teacher
    portfolio = Portfolio.objects.filter(school_class=school_class).order_by("pk")[3]
    waiting = Submission.objects.waiting_for(teacher).first()
    coordinator = User.objects.get(email="coordinator@bench.example")
    board = User.objects.in_group(EXAMINATION_BOARD).first()
    code = portfolio.sign_offs.select_related("work_process").first().work_process.code
    student = portfolio.student
    return [
        ("student: start", student, reverse("portfolios:portfolio")),
        ("student: matrix", student, reverse("portfolios:matrix")),
        ("student: levels", student, reverse("portfolios:levels")),
        ("student: work process", student, reverse("portfolios:work_process", args=[code])),
        ("student: evidence", student, reverse("portfolios:evidence_list")),
        ("teacher: queue", teacher, reverse("portfolios:review_queue")),
        ("teacher: review", teacher, waiting.get_absolute_url()),
        ("teacher: class", teacher, school_class.get_absolute_url()),
        (
            "teacher: class as XLSX",
            teacher,
            reverse("portfolios:class_export", args=[school_class.pk, "xlsx"]),
        ),
        (
            "teacher: class overview",
            teacher,
            reverse("portfolios:class_overview", args=[school_class.pk]),
        ),
        ("coordinator: school", coordinator, reverse("portfolios:school")),
        ("coordinator: classes", coordinator, reverse("portfolios:school_class_list")),
        ("board", board, reverse("portfolios:board")),
    ]


def report(asked, folder):
    """Measure every page, one reader at a time, and with --crowd thirty at once."""
    with serving("tests.bench.hello:application", folder) as server:
        hello = statistics.median(server.times("/", "", asked.requests * 3))
    engine = connection.vendor
    print(f"{asked.students} students, {engine}; bare Django: {hello:.2f} ms\n{HEAD}")
    measured = pages()
    with serving("wtb_site.wsgi:application", folder) as server:
        for name, user, address in measured:
            _print_page(server, name, user, address, asked.requests, hello)
        if asked.crowd:
            from tests.bench import crowd

            crowd.report(server, measured)
        print(f"memory of the largest worker at its peak: {server.peak_memory()} MB")


def _print_page(server, name, user, address, requests, hello):
    cookie = session_of(user)
    body = server.ask(address, cookie)
    times = sorted(server.times(address, cookie, requests))
    median, p95 = statistics.median(times), times[int(len(times) * 0.95) - 1]
    print(
        f"{name:34}{queries_of(user, address):>8}{median:>9.1f}{p95:>9.1f}{median / hello:>9.0f}"
        f"{len(body):>9}{len(gzip.compress(body)):>8}",
        flush=True,
    )


def session_of(user):
    """A cookie with which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def queries_of(user, address):
    client = Client()
    client.force_login(user)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


class Server:
    """Gunicorn with two workers."""

    def __init__(self, application, folder):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = (folder / "gunicorn.log").open("ab")
        command = [
            sys.executable, "-m", "gunicorn", "--workers", "2", "--worker-class", "gthread",
            "--threads", "8", "--bind", f"127.0.0.1:{self.port}", application,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdout=self.log, stderr=self.log
        )
        self._wait()

    def _wait(self):
        for _try in range(150):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"The server does not start: {self.log.name}")

    def connect(self):
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, address, cookie):
        """The body of a page; raises RuntimeError for anything but 200."""
        line = self.connect()
        line.request("GET", address, headers={"Cookie": cookie})
        answer = line.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{address} answers {answer.status}")
        return body

    def times(self, address, cookie, number):
        """Milliseconds of each of so many requests, after some to warm up."""
        line = self.connect()
        found = []
        for place in range(number + 6):
            began = time.perf_counter()
            line.request("GET", address, headers={"Cookie": cookie})
            line.getresponse().read()
            if place >= 6:
                found.append(1000 * (time.perf_counter() - began))
        return found

    def peak_memory(self):
        """Megabytes that the largest worker held at once."""
        workers = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)],  # noqa: S607
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        peaks = [
            int(line.split()[1])
            for pid in workers
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        ]
        return max(peaks) // 1000

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.log.close()


@contextmanager
def serving(application, folder):
    """A server that runs for as long as the block does."""
    server = Server(application, folder)
    try:
        yield server
    finally:
        server.stop()
