"""Starts the application with the demo school: database, matrix, school, server."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.utils import timezone

import curriculum
from portfolios import clock, demo

MATRIX = Path(curriculum.__file__).parent / "data" / "wtb.json"


class Command(BaseCommand):
    help = "Start with the demo school on this computer; a second call keeps what is there."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="stop before serving")
        parser.add_argument("--reset", action="store_true", help="begin anew, after asking")
        parser.add_argument("--address", default="localhost:8000", help="where to serve")

    def handle(self, *, no_serve, reset, address, **options):
        if not settings.EMBEDDED:
            raise CommandError(
                "The demo starts embedded only: unset SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL."
            )
        if address.rpartition(":")[0] not in settings.ALLOWED_HOSTS:
            raise CommandError(
                "Everybody knows the password of the demo: it is served on localhost alone."
            )
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        if reset:
            self._reset()
        self._say("1/3 database")
        self._refuse_other_data()
        call_command("migrate", verbosity=0)
        if demo.holds_demo():
            self._say("    the demo school is there already")
        else:
            self._fill()
        self._tell_accounts(address)
        if not no_serve:
            settings.SITE_URL = f"http://{address}"
            os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
            call_command("runserver", address, use_reloader=False, skip_checks=True)

    def _say(self, text, **options):
        self.stdout.write(text, **options)
        self.stdout.flush()

    def _fill(self):
        self._say("2/3 matrix")
        first_day = demo.first_day_of(timezone.now())
        with clock.at(first_day - timedelta(days=14)):
            call_command("import_qualification", str(MATRIX), verbosity=0)
        self._say("3/3 demo school")
        demo.fill(tell=self._tell_progress)
        self._say("")

    def _tell_progress(self, done, all_of_them):
        bar = "#" * (40 * done // all_of_them)
        self._say(f"\r    [{bar:<40}] {done} of {all_of_them} students", ending="")

    def _refuse_other_data(self):
        """Never touch a database that somebody works in."""
        tables = connection.introspection.table_names()
        is_ours = "portfolios_user" in tables
        if (tables and not is_ours) or (is_ours and demo.is_foreign()):
            raise CommandError(
                f"{connection.settings_dict['NAME']} holds something else than the demo school. "
                "Nothing was changed. Set WTB_DATA to another folder."
            )

    def _reset(self):
        self._refuse_other_data()
        answer = input(f"Delete the demo school in {settings.DATA_DIR}? Type yes: ")
        if answer.strip().lower() not in ("yes", "ja", "j", "y"):
            raise CommandError("Nothing was deleted.")
        connection.close()
        database = Path(connection.settings_dict["NAME"])
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

    def _tell_accounts(self, address):
        self._say(f"\nWTB Portfolio: http://{address}/\n")
        self._say(f"Password of every account: {settings.DEMO_PASSWORD}")
        for name, email in demo.ACCOUNTS.items():
            self._say(f"  {name:<12} {email}")
