"""Sends the mails that are due; with --forever it is the worker beside the server."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from portfolios.notify import mails

IDLE_SECONDS = 2


class Command(BaseCommand):
    """Set WORKER=True where this runs with --forever; any number may run."""

    help = "Send the mails that are due, and try those again that could not be sent."

    def add_arguments(self, parser):
        parser.add_argument("--forever", action="store_true", help="go on until told to stop")

    def handle(self, *, forever, **options):
        stop = threading.Event()
        if forever:
            for sign in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sign, lambda *_args: stop.set())
        count = 0
        while not stop.is_set():
            try:
                mail = mails.send_next()
            except (OperationalError, InterfaceError) as fault:
                if not forever:
                    raise
                self.stderr.write(f"The database gives no answer: {fault}")
                connection.close()
                stop.wait(IDLE_SECONDS)
                continue
            if mail:
                count += bool(mail.sent_at)
                self._tell(mail)
            elif not forever:
                break
            else:
                close_old_connections()
                stop.wait(IDLE_SECONDS)
        self.stdout.write(f"{count} mails.")

    def _tell(self, mail):
        if mail.fault:
            end = "given up" if mail.given_up_at else f"again at {mail.due_at:%Y-%m-%d %H:%M %Z}"
            self.stderr.write(f"mail {mail.pk}: {mail.fault}, {end}")
        elif mail.sent_at:
            self.stdout.write(f"mail {mail.pk}: sent")
        self.stdout.flush()
