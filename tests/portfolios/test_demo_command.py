"""The command that makes the demo school and starts it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from portfolios import demo
from portfolios.models import User


def manage(folder, *arguments, answer=""):
    """A command as a person starts it, with a data folder of its own."""
    environment = {"PATH": os.environ["PATH"], "WTB_DATA": str(folder)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        input=answer,
        capture_output=True,
        text=True,
        timeout=300,
    )


ONE_STUDENT = (
    "from portfolios import demo, people\n"
    "people.create_user(email=demo.ACCOUNTS['student'], first_name='Old', last_name='One')"
)


@pytest.mark.long
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded start is on SQLite")
def test_the_command_asks_before_it_begins_anew_and_then_fills_and_keeps(tmp_path):
    old = tmp_path / "uploads" / "old"
    for arguments in (["migrate"], ["shell", "-c", ONE_STUDENT]):
        made = manage(tmp_path, *arguments)
        assert made.returncode == 0, made.stderr
    old.parent.mkdir(exist_ok=True)
    old.touch()

    refused = manage(tmp_path, "demo", "--no-serve", "--reset", answer="no\n")
    assert refused.returncode != 0
    assert "Nothing was deleted." in refused.stderr
    kept = manage(tmp_path, "demo", "--no-serve")
    assert "is there already" in kept.stdout
    assert (log_heads(tmp_path), old.exists()) == (set(), True)

    anew = manage(tmp_path, "demo", "--no-serve", "--reset", answer="yes\n")
    assert anew.returncode == 0, anew.stderr
    assert "79 of 79" in anew.stdout
    assert settings.DEMO_PASSWORD in anew.stdout
    assert all(email in anew.stdout for email in demo.ACCOUNTS.values())
    assert {path.name for path in tmp_path.iterdir()} >= {"wtb.sqlite3", "uploads", "secret_key"}
    heads = log_heads(tmp_path)
    assert (len(heads), old.exists()) == (79, False)

    kept = manage(tmp_path, "demo", "--no-serve")
    assert "is there already" in kept.stdout
    assert log_heads(tmp_path) == heads


def log_heads(folder):
    """The heads of all logs in a database, which no two fillings share."""
    with closing(sqlite3.connect(folder / "wtb.sqlite3")) as database:
        return {head for (head,) in database.execute("SELECT log_head FROM portfolios_portfolio")}


@pytest.mark.django_db
def test_the_command_starts_embedded_only():
    with pytest.raises(CommandError, match="embedded only"):
        call_command("demo", "--no-serve")
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["0.0.0.0:8000", "8000", "school.example:80"])
def test_the_command_serves_on_this_computer_alone(settings, tmp_path, address):
    settings.EMBEDDED = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.DATA_DIR = tmp_path / "data"
    with pytest.raises(CommandError, match="on localhost alone"):
        call_command("demo", "--address", address)
    assert not settings.DATA_DIR.exists()


def test_the_command_touches_no_database_of_somebody_else(db, student, settings, tmp_path):
    settings.EMBEDDED = True
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="holds something else"):
        call_command("demo", "--no-serve")
    assert list(User.objects.all()) == [student]
