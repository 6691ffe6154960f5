"""Which work process each mark of a cell belongs to, where marks and titles are lines of two cells.

A writer of such a table puts a mark beside its title by empty lines. What the lines say:

- as many marks as titles: each has one;
- the marks stand on lines on which a full column of the same row (one with a mark for each title)
  has its marks, or on the lines of the titles themselves: each belongs to that title;
- two empty lines after each other are lines that were skipped: line and title have one number;
- no empty line between them, from the first: so do they;
- else an empty line is a skipped title or only the space between paragraphs, and nobody can tell.
  The marks that both readings give are certain. The others are provisional, counted as if the line
  were space, and the titles that the other reading would mark are named as rivals.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Aligned:
    """Marks by the number of the title, from 0: `x`, or `?` for one that is provisional."""

    marks: dict
    rivals: tuple = ()
    problem: str = field(default="")


SPACE, TOO_MANY, NO_LINES = "space", "too many", "no lines"


def align(lines, titles, rulers=()):
    """The marks in these lines; `titles` is how many there are to mark.

    A line is a mark, or is empty; what stands in it is `x` or `?`. `rulers` are the lines on which
    each title is known to stand, from other cells of the row.
    """
    places = [number for number, sign in enumerate(lines) if sign]
    signs = [lines[number] for number in places]
    if len(places) > titles:
        return Aligned(dict.fromkeys(range(titles), "?"), problem=TOO_MANY)
    if len(places) == titles:
        return Aligned(dict(enumerate(signs)))
    for ruler in rulers:
        if set(places) <= set(ruler):
            found = [ruler.index(place) for place in places]
            return Aligned(dict(zip(found, signs, strict=True)))
    by_line = dict(zip(places, signs, strict=True))
    one_by_one = dict(enumerate(signs))
    if by_line == one_by_one:
        return Aligned(by_line)
    if places[-1] >= titles:
        return Aligned(dict.fromkeys(one_by_one, "?"), problem=NO_LINES)
    if _skips_surely(places):
        return Aligned(by_line)
    marks = {n: sign if n in by_line else "?" for n, sign in one_by_one.items()}
    return Aligned(marks, tuple(n for n in by_line if n not in one_by_one), SPACE)


def rulers(columns, titles):
    """The lines of the titles, as the full columns of a row show them."""
    found = [[number for number, sign in enumerate(lines) if sign] for lines in columns]
    return [places for places in found if len(places) == titles]


def _skips_surely(places):
    """Whether every gap, one before the first mark too, is of two empty lines at the least."""
    gaps = [after - before - 1 for before, after in zip([-1, *places], places, strict=False)]
    return all(gap != 1 for gap in gaps)
