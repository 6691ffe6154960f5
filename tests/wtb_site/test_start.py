"""Starting without an environment: only manage.py does, and only for this computer."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

SHOW = (
    "import json; from django.conf import settings as s; print(json.dumps("
    "[s.EMBEDDED, s.DEBUG, s.ALLOWED_HOSTS, s.DATABASES['default']['ENGINE']]))"
)


def start(tmp_path, *arguments, **variables):
    """Run Python in a process of its own, with these variables and no others of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**kept, "WTB_DATA": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_manage_py_starts_embedded_without_debug_on_localhost_and_sqlite(tmp_path):
    done = start(tmp_path, "manage.py", "shell", "--no-imports", "-c", SHOW)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [
        True,
        False,
        ["localhost", "127.0.0.1"],
        "django.db.backends.sqlite3",
    ]


def test_manage_py_with_one_variable_asks_for_the_others(tmp_path):
    done = start(tmp_path, "manage.py", "check", SECRET_KEY="x" * 50)
    assert done.returncode != 0
    assert "Set ALLOWED_HOSTS, DATABASE_URL in the environment." in done.stderr


def test_a_server_without_environment_refuses_to_start(tmp_path):
    done = start(tmp_path, "-c", "import wtb_site.wsgi")
    assert done.returncode != 0
    assert "Set SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL in the environment." in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({}, "https://portfolio.school.example"),
        ({"HTTPS": "False"}, "http://portfolio.school.example"),
        ({"SITE_URL": "https://elsewhere.example/"}, "https://elsewhere.example"),
    ],
)
def test_links_in_mails_lead_to_the_first_host_or_to_where_one_is_told(tmp_path, told, address):
    done = start(
        tmp_path,
        "-c",
        "from django.conf import settings; print(settings.SITE_URL)",
        DJANGO_SETTINGS_MODULE="wtb_site.settings",
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS="portfolio.school.example,other.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/wtb.sqlite3",
        **told,
    )
    assert done.stdout.split() == [address], done.stderr


def test_a_server_that_is_told_everything_is_safe_by_itself(tmp_path):
    done = start(
        tmp_path,
        "-c",
        "from wtb_site.wsgi import application; from django.conf import settings as s; print("
        "s.EMBEDDED, s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)",
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS="portfolio.school.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/wtb.sqlite3",
    )
    assert done.stdout.split() == ["False", "False", "True", "True", "True", "True"], done.stderr
