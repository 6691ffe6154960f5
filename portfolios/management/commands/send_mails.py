"""Sends the mails that are due; with --forever it is the worker beside the server."""

from portfolios.management.worker import WorkerCommand
from portfolios.notify import mails


class Command(WorkerCommand):
    help = "Send the mails that are due, and try those again that could not be sent."
    idle_seconds = 2
    unit = "mails"

    def turn(self):
        mail = mails.send_next()
        if mail is None:
            return None
        if mail.fault:
            end = "given up" if mail.given_up_at else f"again at {mail.due_at:%Y-%m-%d %H:%M %Z}"
            self.stderr.write(f"mail {mail.pk}: {mail.fault}, {end}")
        elif mail.sent_at:
            self.stdout.write(f"mail {mail.pk}: sent")
        return bool(mail.sent_at)
