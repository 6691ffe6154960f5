"""Holds rows against the entries that name them, in both directions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """An entry that says that a row was made, or what became of it."""

    number: int
    actor: int | None
    facts: dict
    # Who the student was then: an account may have been merged into another one since.
    student: int | None
    before: tuple = ()


def named(entry, facts, before=()):
    """The entry as it is kept; `before` are the number and hash of the one before it."""
    return Named(entry.number, entry.actor_id, facts, entry.student, before)


def breaks_of(name, rows, entries, faults):
    """A line for each row without an entry, each entry without its row, and each fault of a row.

    `entries` has the entry of each row by its id; `faults` tells what does not fit in the two.
    """
    unseen = dict(entries)
    for row in rows:
        entry = unseen.pop(row.pk, None)
        if entry is None:
            yield f"{name} {row.pk}: has no entry in the log"
            continue
        for fault in faults(row, entry):
            yield f"{name} {row.pk}: {fault}"
    for pk, entry in unseen.items():
        yield f"entry {entry.number}: its {name} {pk} is gone"
