"""Reads a qualification from a file of any format into the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from curriculum.exchange import Faulty
from curriculum.importer import Change, import_qualification
from curriculum.readers import Asked
from curriculum.report import Fate


class Command(BaseCommand):
    """Arguments in, importer called. In `portfolios` a command of this name adds to it."""

    store = staticmethod(import_qualification)
    help = "Import a qualification; the whole file is checked before anything is written."

    def create_parser(self, prog_name, subcommand, **kwargs):
        # Django has a --version of its own; here it is the version of the qualification.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="JSON, CSV, XLSX or DOCX, known by its content")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and write nothing"
        )
        parser.add_argument("--slug", default="", help="where the file does not say it")
        parser.add_argument("--version", type=int, help="where the file does not say it")
        parser.add_argument("--name", default="", help="where the file does not say it")

    @no_translations
    def handle(self, *, file, dry_run, slug, version, name, **options):
        asked = Asked(slug=slug, version=version, name=name)
        try:
            outcome = self.store(file.read_bytes(), asked=asked, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Faulty as error:
            self._tell(error.report)
            raise CommandError("\n  ".join([f"{file} is not imported.", *error.faults])) from error
        data = outcome.data
        self.stdout.write(f"{data['slug']}, version {data['version']}: {outcome.change.value}.")
        for difference in outcome.differences:
            self.stdout.write(f"  {difference}")
        self._tell(outcome.report)
        if dry_run and outcome.change is not Change.UNCHANGED:
            self.stdout.write("Dry run: nothing was written.")

    def _tell(self, report):
        """How many rows came in and what became of them; each that is not written, by name."""
        if report.rows:
            counts = ", ".join(f"{number} {fate.label}" for fate, number in report.counts)
            self.stdout.write(f"{report.rows} rows: {counts}.")
        for line in report.lines:
            if line.fate == Fate.SKIPPED:
                self.stdout.write(f"  {line.place}: {', '.join(line.reasons)}")
        for doubt in report.doubts:
            self.stdout.write(f"  Open question: {doubt}")
