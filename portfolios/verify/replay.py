"""Holds where cells and the portfolio itself stand now against where the log leads to."""

from portfolios.replay import Replay, ReplayedCell


class Standing:
    """Reads the entries in their order; afterwards names what stands otherwise than they say."""

    def __init__(self):
        self._replay = Replay()

    def read(self, entry, facts):
        """Take one entry into account."""
        self._replay.read(entry.verb, facts)

    def breaks(self, portfolio):
        """A line for each thing that stands otherwise than the log says."""
        logged = self._replay
        pairs = {
            "state": (portfolio.state, logged.state),
            "student": (portfolio.student_id, logged.student),
            "qualification": (portfolio.exit_profile.qualification_id, logged.qualification),
            "exit profile": (portfolio.exit_profile.slug, logged.exit_profile),
            "class": (portfolio.school_class_id, logged.school_class),
            "specialisations": (_chosen(portfolio), " ".join(sorted(logged.chosen_codes))),
        }
        for name, (now, said) in pairs.items():
            if now != said:
                yield f"{name}: is {now}, the log says {said}"
        yield from self._breaks_of_cells(portfolio)

    def _breaks_of_cells(self, portfolio):
        stored = {
            code: (state, grade, given_at or "")
            for code, state, grade, given_at in portfolio.sign_offs.values_list(
                "work_process__code", "state", "grade", "given_at__slug"
            )
        }
        cells = self._replay.cells
        for code in sorted(stored.keys() | cells.keys()):
            logged = cells.get(code, ReplayedCell()).standing
            if code not in stored:
                yield f"work process {code}: its sign-off is gone"
            elif stored[code] != logged:
                yield (
                    f"work process {code}: stands at {_words(stored[code])}, "
                    f"the log says {_words(logged)}"
                )


def _chosen(portfolio):
    return " ".join(
        sorted(portfolio.chosen_specialisations.values_list("work_process__code", flat=True))
    )


def _words(standing):
    return " ".join(filter(None, standing))
