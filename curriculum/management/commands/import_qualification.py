"""Reads a qualification from an exchange file into the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from curriculum.exchange import Faulty
from curriculum.importer import Change, import_qualification


class Command(BaseCommand):
    """Arguments in, importer called. In `portfolios` a command of this name adds to it."""

    store = staticmethod(import_qualification)
    help = "Import a qualification; the whole file is checked before anything is written."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the exchange file: JSON in UTF-8")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and write nothing"
        )

    @no_translations
    def handle(self, *, file, dry_run, **options):
        try:
            outcome = self.store(file.read_bytes(), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Faulty as error:
            raise CommandError("\n  ".join([f"{file} is not imported.", *error.faults])) from error
        data = outcome.data
        self.stdout.write(f"{data['slug']}, version {data['version']}: {outcome.change.value}.")
        for difference in outcome.differences:
            self.stdout.write(f"  {difference}")
        if dry_run and outcome.change is not Change.UNCHANGED:
            self.stdout.write("Dry run: nothing was written.")
