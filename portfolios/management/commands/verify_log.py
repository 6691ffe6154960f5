"""Names every place where the log or what it stands for was broken."""

from django.core.management.base import BaseCommand, CommandError

from portfolios import verify


class Command(BaseCommand):
    """Lines out, exit status 1 when there is a break."""

    help = "Check the log of every portfolio, and what is stored beside it against what it says."

    def handle(self, **options):
        found = verify.check_log(self.stdout.write, self.stdout.write)
        seen = (
            f"{found.portfolios} portfolios, {found.entries} entries, "
            f"{found.submissions} hand-ins, {found.files} files, {found.erased} erased"
        )
        if found.breaks:
            raise CommandError(f"{seen}: {found.breaks} breaks.")
        self.stdout.write(f"{seen}: whole.")
