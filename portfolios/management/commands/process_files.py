"""Judges the files that wait; with --forever it is the worker beside the server."""

from portfolios import files
from portfolios.management.worker import WorkerCommand

# A file that could not be judged waits at least this long for the next try.
PATIENCE_SECONDS = 60


class Command(WorkerCommand):
    help = "Judge the files that wait, the longest waiting first, and scan what was not scanned."
    unit = "files"

    def start(self, *, forever):
        self.worker = files.Worker(PATIENCE_SECONDS if forever else float("inf"))

    def turn(self):
        file = self.worker.turn()
        if file is None:
            return None
        self.stdout.write(f"file {file.pk}: {file.state} {file.reason}".rstrip())
        return True
