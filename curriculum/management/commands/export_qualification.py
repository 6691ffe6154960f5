"""Writes a stored qualification to the standard output."""

from django.core.management.base import BaseCommand, CommandError

from curriculum import exporter
from curriculum.models import Qualification

FORMATS = {"json": exporter.as_json, "csv": exporter.as_csv}


class Command(BaseCommand):
    """Arguments in, exporter called."""

    help = "Write a qualification as an exchange file (json) or as a table (csv)."

    def create_parser(self, prog_name, subcommand, **kwargs):
        # Django has a --version of its own; here it is the version of the qualification.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the short name of the qualification")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--version", type=int, help="without it: the newest published version")

    def handle(self, *, slug, format, version, **options):
        try:
            if version is None:
                qualification = Qualification.objects.newest(slug)
            else:
                qualification = Qualification.objects.get(slug=slug, version=version)
        except Qualification.DoesNotExist as error:
            asked = "published version" if version is None else f"version {version}"
            raise CommandError(f"There is no {asked} of {slug}.") from error
        self.stdout.write(FORMATS[format](qualification), ending="")
