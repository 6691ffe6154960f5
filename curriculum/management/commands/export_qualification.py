"""Writes a stored qualification to a file or to the standard output."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from curriculum import exporter
from curriculum.models import Qualification


class Command(BaseCommand):
    """Arguments in, exporter called."""

    help = "Write a qualification as an exchange file (json), a table (csv) or a workbook (xlsx)."

    def create_parser(self, prog_name, subcommand, **kwargs):
        # Django has a --version of its own; here it is the version of the qualification.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the short name of the qualification")
        parser.add_argument("--format", choices=exporter.FORMATS, required=True)
        parser.add_argument("--version", type=int, help="without it: the newest published version")
        parser.add_argument("--output", type=Path, help="the file to write; xlsx needs one")

    def handle(self, *, slug, format, version, output, **options):
        try:
            if version is None:
                qualification = Qualification.objects.newest(slug)
            else:
                qualification = Qualification.objects.get(slug=slug, version=version)
        except Qualification.DoesNotExist as error:
            asked = "published version" if version is None else f"version {version}"
            raise CommandError(f"There is no {asked} of {slug}.") from error
        _type, _name, content = exporter.file_of(qualification, format)
        if output:
            output.write_bytes(content)
        elif format == "xlsx":
            raise CommandError("A workbook is no text: name a file with --output.")
        else:
            self.stdout.write(content.decode(), ending="")
