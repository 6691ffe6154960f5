"""The loop of a command that works off a queue: until it is empty, or beside the server."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection


class WorkerCommand(BaseCommand):
    """Set WORKER=True where one of these runs with --forever; any number may run."""

    idle_seconds = 1
    # What is counted, in the plural.
    unit = ""

    def add_arguments(self, parser):
        parser.add_argument("--forever", action="store_true", help="go on until told to stop")

    def start(self, *, forever):
        """Get ready, before the first turn."""

    def turn(self):
        """Take one thing from the queue. None where nothing is due, else whether it counts."""
        raise NotImplementedError

    def handle(self, *, forever, **options):
        stop = threading.Event()
        if forever:
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_args: stop.set())
        self.start(forever=forever)
        count = 0
        while not stop.is_set():
            try:
                counts = self.turn()
            except (OperationalError, InterfaceError) as fault:
                if not forever:
                    raise
                self.stderr.write(f"The database gives no answer: {fault}")
                connection.close()
                stop.wait(self.idle_seconds)
                continue
            if counts is not None:
                count += counts
                self.stdout.flush()
            elif not forever:
                break
            else:
                close_old_connections()
                stop.wait(self.idle_seconds)
        self.stdout.write(f"{count} {self.unit}.")
