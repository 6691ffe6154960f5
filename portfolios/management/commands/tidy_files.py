"""Removes what was never finished, never used, or removed long ago; run it once a day."""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand

from portfolios import class_list, clock, evidence
from portfolios.errors import Refused
from portfolios.files import tidying
from portfolios.models import Draft, Evidence

DRAFT_KEEPS = timedelta(days=30)


def erase_removed():
    """Erase the pieces that can no longer come back. Returns how many."""
    limit = clock.now() - settings.BIN_KEEPS
    count = 0
    for piece in Evidence.objects.filter(removed_at__lt=limit, erased_at=None):
        try:
            evidence.erase_removed(evidence=piece)
        except Refused:
            continue  # it came back meanwhile
        count += 1
    return count


def delete_drafts():
    """Delete what was typed long ago and never sent. Returns how many forms."""
    return Draft.objects.filter(saved_at__lt=clock.now() - DRAFT_KEEPS).delete()[0]


TASKS = {
    "uploads finished that were complete": tidying.finish_uploads,
    "uploads ended that expired": tidying.end_uploads,
    "leftovers removed from the folder of arrivals": tidying.clear_arrivals,
    "files deleted that were part of no piece": tidying.delete_unplaced,
    "removed pieces erased": erase_removed,
    "drafts deleted": delete_drafts,
    "class lists deleted": class_list.delete_old,
}


class Command(BaseCommand):
    """Prints a number for each task."""

    help = (
        "Finish or remove old uploads, unused files, removed evidence, old drafts and class lists."
    )

    def handle(self, **options):
        for what, task in TASKS.items():
            self.stdout.write(f"{task()} {what}")
