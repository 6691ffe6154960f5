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
            "version": (portfolio.qualification_id, logged.qualification),
            "exit profile": (portfolio.exit_profile.slug, logged.exit_profile),
            "class": (portfolio.school_class_id, logged.school_class),
            "specialisations": (_chosen(portfolio), " ".join(sorted(logged.chosen_codes))),
        }
        for name, (now, said) in pairs.items():
            if now != said:
                yield f"{name}: is {now}, the log says {said}"
        yield from self._breaks_of_cells(portfolio)

    def _breaks_of_cells(self, portfolio):
        """Of each version of the qualification that the portfolio has or had."""
        rows = portfolio.sign_offs.values_list(
            "work_process__qualification",
            "work_process__code",
            "state",
            "grade",
            "given_at__slug",
            "to_confirm",
        )
        stored = {
            (version, code): ReplayedCell(state, grade, slug or "", to_confirm=to_confirm).standing
            for version, code, state, grade, slug, to_confirm in rows
        }
        logged = {
            (version, code): cell.standing
            for version, cells in self._replay.versions.items()
            for code, cell in cells.items()
        }
        for version, code in sorted(stored.keys() | logged.keys(), key=str):
            here, said = stored.get((version, code)), logged.get((version, code))
            place = f"work process {code}"
            if version != self._replay.qualification:
                place += f" of qualification {version}"
            if here is None:
                yield f"{place}: its sign-off is gone"
            elif here != (said or ReplayedCell().standing):
                yield (
                    f"{place}: stands at {_words(here)}, "
                    f"the log says {_words(said or ReplayedCell().standing)}"
                )


def _chosen(portfolio):
    chosen = portfolio.chosen_specialisations.filter(
        work_process__qualification=portfolio.qualification_id
    )
    return " ".join(sorted(chosen.values_list("work_process__code", flat=True)))


def _words(standing):
    return " ".join(filter(None, standing))
