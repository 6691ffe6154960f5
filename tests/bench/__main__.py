"""`python -m tests.bench --students 1000 [--database postgres://…] [--crowd] [--keep]`.

Builds a school in a database of its own, serves it with gunicorn and two workers, and prints what
each page costs: queries, median and 95th percentile in milliseconds, the same as a multiple of a
bare Django view under the same server, and its bytes.
"""

import argparse
import os
import secrets
import sys
import tempfile
import time
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument(
        "--database", default="", help="a PostgreSQL server (postgres://user@host/), else SQLite"
    )
    parser.add_argument("--requests", type=int, default=60, help="how often each page is asked for")
    parser.add_argument("--crowd", action="store_true", help="30 people at once, one deciding")
    parser.add_argument("--keep", action="store_true", help="leave the database there")
    return parser.parse_args()


def configure(asked, folder):
    """The environment of this process and of the servers; returns the address of the database."""
    database = f"sqlite:///{folder}/bench.sqlite3"
    if asked.database:
        # With a pool, as README.md has it.
        database = f"{asked.database.rstrip('/')}/wtb_bench_{asked.students}?pool=true"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="wtb_site.settings",
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="127.0.0.1,testserver",
        HTTPS="False",
        DATABASE_URL=database,
        WTB_DATA=folder,
        WORKER="True",
        SECOND_FACTOR="False",
    )
    os.environ.pop("DEBUG", None)
    return database


def make_database(asked, database):
    """An empty database of this name; what was there is gone."""
    if not asked.database:
        return
    import psycopg

    name = database.rpartition("/")[2].partition("?")[0]
    with psycopg.connect(f"{asked.database.rstrip('/')}/postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="wtb-bench-") as folder:
        database = configure(asked, folder)
        make_database(asked, database)
        import django

        django.setup()
        from django.core.management import call_command

        from tests.bench import measure, school

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        began = time.perf_counter()
        school.build(asked.students, tell=_tell)
        print(
            f"\nbuilt {asked.students} students in {time.perf_counter() - began:.0f} s", flush=True
        )
        measure.report(asked, Path(folder))
        began = time.perf_counter()
        call_command("verify_log")
        print(f"verify_log: {time.perf_counter() - began:.0f} s")
        if asked.database and not asked.keep:
            from django.db import connections

            connections.close_all()
            make_database(asked, database)


def _tell(done, total):
    if sys.stderr.isatty():
        print(f"\r{done} of {total} students", end="", file=sys.stderr, flush=True)


main()
