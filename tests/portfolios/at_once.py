"""Takes steps at the same moment, each in a real thread on a connection of its own."""

from threading import Barrier, Thread

from django.db import connection
from django.utils import translation

from portfolios.errors import Refused

WON = "won"


def at_once(*steps):
    """Take these steps at the same moment, each on its own connection. Returns how each ended."""
    ends = [None] * len(steps)
    start = Barrier(len(steps))

    def run(index, step):
        try:
            start.wait(timeout=30)
            with translation.override("en"):
                step()
            ends[index] = WON
        except Refused as refusal:
            ends[index] = str(refusal)
        except Exception as failure:
            ends[index] = failure
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    # Only what waits for itself takes so long; a machine with much else to do may be slow.
    for thread in threads:
        thread.join(timeout=600)
    for end in ends:
        if isinstance(end, Exception):
            raise end
    assert None not in ends
    return ends
