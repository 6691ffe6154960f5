"""Names every file or piece of evidence that is not what was kept or handed in."""

from django.core.management.base import BaseCommand, CommandError

from portfolios import verify


class Command(BaseCommand):
    """Lines out, exit status 1 when there is a break."""

    help = "Check the files on disk, and the evidence that was handed in against its seal."

    def handle(self, **options):
        found = verify.check_files(self.stdout.write, warn=self._warn)
        seen = f"{found.files} files, {found.submissions} hand-ins"
        if found.breaks:
            raise CommandError(f"{seen}: {found.breaks} breaks.")
        self.stdout.write(f"{seen}: whole.")

    def _warn(self, line):
        self.stdout.write(f"Warning: {line}")
