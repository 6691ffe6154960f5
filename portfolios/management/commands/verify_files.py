"""Names every file or piece of evidence that is not what was kept or handed in."""

from django.core.management.base import BaseCommand, CommandError

from portfolios import verify


class Command(BaseCommand):
    """Lines out, exit status 1 when there is a break; a bar on a terminal."""

    help = "Check the files on disk, and the evidence that was handed in against its seal."

    def handle(self, **options):
        self.shown = None
        progress = self._show_progress if self.stderr.isatty() else None
        found = verify.check_files(self._tell, self._tell, progress)
        self._clear()
        seen = f"{found.files} files, {found.erased} erased, {found.submissions} hand-ins"
        if found.breaks:
            raise CommandError(f"{seen}: {found.breaks} breaks.")
        self.stdout.write(f"{seen}: whole.")

    def _tell(self, line):
        self._clear()
        self.stdout.write(line)

    def _show_progress(self, done, all_of_them):
        percent = 100 * done // all_of_them if all_of_them else 100
        if percent != self.shown:
            self._on_terminal(f"\r[{'#' * (40 * percent // 100):<40}] {percent} %")
            self.shown = percent

    def _clear(self):
        """Take the bar off the terminal before a line comes there."""
        if self.shown is not None:
            self._on_terminal("\r" + " " * 50 + "\r")
            self.shown = None

    def _on_terminal(self, text):
        self.stderr.write(text, style_func=str, ending="")
        self.stderr.flush()
