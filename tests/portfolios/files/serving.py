"""The application under gunicorn as it is deployed, which can be killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from functools import cached_property
from http.client import HTTPConnection, HTTPException

from django.conf import settings

PREPARE = """
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.conf import settings
from tests import factories
student = factories.make_person("student")
profile = factories.make_qualification().exit_profiles.get(level=4)
factories.make_portfolio(student, profile, factories.make_class("4A"))
session = SessionStore()
session[SESSION_KEY] = str(student.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = student.get_session_auth_hash()
session.save()
print(session.session_key)
"""


class Server:
    """A server with what `prepare` made and printed; `headers` are those of the one student whose
    session was printed last."""

    def __init__(self, folder, *, prepare=PREPARE, database=""):
        folder.mkdir(exist_ok=True)
        self.process = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "wtb_site.settings",
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "False",
            "SECOND_FACTOR": "False",
            "DATABASE_URL": database or f"sqlite:///{folder}/wtb.sqlite3",
            "WTB_DATA": str(folder),
            "WORKER": "True",
        }
        self.printed = self.run("-c", prepare).split()
        self.start()

    @cached_property
    def headers(self):
        cookie = f"sessionid={self.printed[-1]}"
        _status, headers, body = self.ask("GET", "/portfolio/uploads/", {"Cookie": cookie})
        token = headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": f"{cookie}; {token}", "X-CSRFToken": json.loads(body)["token"]}

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments):
        """What a Python process of this application prints."""
        answer = subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return answer.stdout

    def start(self):
        configuration = settings.BASE_DIR / "wtb_site/deploy/gunicorn.conf.py"
        arguments = ["-c", configuration, "-b", f"127.0.0.1:{self.port}", "wtb_site.wsgi"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _wait in range(300):
            try:
                return self.ask("GET", "/health/", {})
            except (OSError, HTTPException):
                time.sleep(0.1)
        raise AssertionError("The server did not start.")

    def kill(self):
        """End all its processes at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def ask(self, method, address, headers, body=None):
        """Status, headers and body of one answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, address, body, headers)
            response = line.getresponse()
            return response.status, response.headers, response.read()
        finally:
            line.close()

    def memory(self):
        """The most memory that one of its processes used until now, in MB."""
        pids = subprocess.run(
            ["ps", "-o", "pid=", "-g", str(self.process.pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        peaks = []
        for pid in pids:
            with open(f"/proc/{pid}/status") as status:
                peaks += [int(row.split()[1]) for row in status if row.startswith("VmHWM")]
        return max(peaks) // 1024
