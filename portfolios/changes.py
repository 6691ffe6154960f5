"""What changed between two sealed lists of one work process: an earlier attempt and a later one.

It looks at the lists alone and asks no database. A piece of the later list is compared with the
same piece of the earlier one, else with the version that it took the place of.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import formats

from portfolios.enums import Setting
from portfolios.models import STARR, Evidence

FIELDS = ("title", "url", "text", *STARR, "made_on", "setting", "company", "made_with")


@dataclass(frozen=True)
class Text:
    """One field that reads otherwise."""

    field: str
    before: str
    after: str

    @property
    def label(self):
        return Evidence._meta.get_field(self.field).verbose_name

    @property
    def before_shown(self):
        return _shown(self.field, self.before)

    @property
    def after_shown(self):
        return _shown(self.field, self.after)


@dataclass(frozen=True)
class Files:
    """The files of a piece, by name: `replaced` ones kept their name and hold other bytes."""

    added: tuple = ()
    gone: tuple = ()
    replaced: tuple = ()

    def __bool__(self):
        return bool(self.added or self.gone or self.replaced)


@dataclass(frozen=True)
class Piece:
    """One piece, as it stands in the later list; one that is gone, as it stood in the earlier."""

    id: int
    title: str
    what: str
    texts: tuple = ()
    files: Files = Files()
    is_new_version: bool = False


def between(earlier, later, replaced=None):
    """The pieces of two sealed lists: those of the later one in its order, then what is gone.

    `what` of each is added, gone, changed or same. `replaced` names, by the id of a piece, the one
    it took the place of, where neither list tells.
    """
    before = {piece["id"]: piece for piece in earlier.get("evidence", [])}
    now = later.get("evidence", [])
    line = {**(replaced or {}), **{piece["id"]: piece["replaces"] for piece in now}}
    left = dict(before)
    for piece in now:
        left.pop(piece["id"], None)
    found = []
    for piece in now:
        old = before.get(piece["id"]) or _forerunner(piece["id"], line, left)
        found.append(_compared(old, piece) if old else Piece(piece["id"], piece["title"], "added"))
    return [*found, *(Piece(piece["id"], piece["title"], "gone") for piece in left.values())]


def _forerunner(pk, line, left):
    """The piece among those left that this one took the place of, taken out of them; or None."""
    seen = set()
    while (pk := line.get(pk)) and pk not in seen:
        if pk in left:
            return left.pop(pk)
        seen.add(pk)
    return None


def _compared(old, new):
    texts = tuple(
        Text(field, old[field], new[field]) for field in FIELDS if old[field] != new[field]
    )
    files = _files(old["files"], new["files"])
    return Piece(
        new["id"],
        new["title"],
        "changed" if texts or files else "same",
        texts,
        files,
        is_new_version=old["id"] != new["id"],
    )


def _files(old, new):
    """Files with the same bytes are the same, whatever they are called."""
    gone, added = list(old), []
    for file in new:
        same = next((one for one in gone if one["sha256"] == file["sha256"]), None)
        if same:
            gone.remove(same)
        else:
            added.append(file)
    gone, added = [one["name"] for one in gone], [one["name"] for one in added]
    replaced = []
    for name in list(added):
        if name in gone:
            gone.remove(name)
            added.remove(name)
            replaced.append(name)
    return Files(tuple(added), tuple(gone), tuple(replaced))


def _shown(field, value):
    if field == "made_on":
        return formats.date_format(date.fromisoformat(value), "j F Y")
    if field == "setting" and value in Setting.values:
        return Setting(value).label
    return value
