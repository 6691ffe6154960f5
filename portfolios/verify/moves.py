"""Holds which cells came along to another version of the qualification against the log."""

from portfolios.enums import Verb
from portfolios.models import SignOffMove


class Moves:
    """Reads the entries in their order; afterwards names the moves that do not fit them."""

    def __init__(self):
        self._logged = set()

    def read(self, entry, facts):
        """Take one entry into account."""
        if entry.verb != Verb.PORTFOLIO_MOVED:
            return
        former, now = facts.get("former", {}).get("qualification"), facts.get("qualification")
        for cell in facts.get("cells", ()):
            self._logged |= {(former, code, now, cell.get("code")) for code in cell.get("from", ())}

    def breaks(self, portfolio):
        """A line for each move that has no entry, and each that is gone."""
        rows = SignOffMove.objects.filter(sign_off__portfolio=portfolio).order_by("pk")
        stored = {
            tuple(place): source == portfolio.pk
            for source, *place in rows.values_list(
                "source__portfolio",
                "source__work_process__qualification",
                "source__work_process__code",
                "sign_off__work_process__qualification",
                "sign_off__work_process__code",
            )
        }
        for place in sorted(stored.keys() | self._logged, key=str):
            _former, old, _now, new = place
            if place not in self._logged:
                yield f"move of {old} to {new}: has no entry in the log"
            elif place not in stored:
                yield f"move of {old} to {new}: is gone"
            elif not stored[place]:
                yield f"move of {old} to {new}: came from another portfolio"
