"""Judges the files that wait; with --forever it is the worker beside the server."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from portfolios import files

IDLE_SECONDS = 1
# A file that could not be judged waits at least this long for the next try.
PATIENCE_SECONDS = 60


class Command(BaseCommand):
    """Set WORKER=True where this runs with --forever; any number may run."""

    help = "Judge the files that wait, the longest waiting first, and scan what was not scanned."

    def add_arguments(self, parser):
        parser.add_argument("--forever", action="store_true", help="go on until told to stop")

    def handle(self, *, forever, **options):
        stop = threading.Event()
        if forever:
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_args: stop.set())
        worker = files.Worker(PATIENCE_SECONDS if forever else float("inf"))
        count = 0
        while not stop.is_set():
            try:
                file = worker.turn()
            except (OperationalError, InterfaceError) as fault:
                if not forever:
                    raise
                self.stderr.write(f"The database gives no answer: {fault}")
                connection.close()
                stop.wait(IDLE_SECONDS)
                continue
            if file:
                count += 1
                self.stdout.write(f"file {file.pk}: {file.state} {file.reason}".rstrip())
                self.stdout.flush()
            elif not forever:
                break
            else:
                close_old_connections()
                stop.wait(IDLE_SECONDS)
        self.stdout.write(f"{count} files.")
