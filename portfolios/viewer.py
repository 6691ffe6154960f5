"""What stands in the viewer: the files of some pieces in a row, one of them large.

The same for a student and a teacher. It asks the database nothing: who makes one has read the
pieces and their files by the rules of who may see them.
"""

from dataclasses import dataclass
from functools import cached_property

from portfolios import uploads
from portfolios.inspection import Kind
from portfolios.models import Evidence, EvidenceFile

TABLES = (Kind.CSV, Kind.XLSX, Kind.ODS)
TEXTS = (Kind.TEXT, Kind.MARKDOWN)
MOST_TEXT = 100_000
PREVIEW_SIDE = 1600


@dataclass
class Entry:
    """One place of the strip: a file, or a piece that has none."""

    number: int
    piece: Evidence
    file: EvidenceFile | None = None

    @property
    def shows(self):
        """How this is shown, as one word; the templates have a part for each."""
        if self.file is None:
            return "piece"
        return shows(self.file)

    @property
    def preview_width(self):
        """How wide the preview of a picture is, which keeps its form within PREVIEW_SIDE."""
        longest = max(self.file.width or 1, self.file.height or 1)
        return round((self.file.width or 1) * min(1, PREVIEW_SIDE / longest)) or 1

    @cached_property
    def text(self):
        """The first part of a text file; empty where its bytes are gone."""
        try:
            with uploads.path_of(self.file.stored_name).open("rb") as file:
                # A character that the limit cut in two is left out.
                return file.read(MOST_TEXT).decode("utf-8-sig", "ignore")
        except FileNotFoundError:
            return ""

    @property
    def is_cut(self):
        """There is more text than is shown."""
        return self.file.size > MOST_TEXT


def shows(file):
    """How a file is shown: what may not be opened is told in a sentence, the rest by its kind."""
    if file.erased_at:
        return "erased"
    if file.is_refused:
        return "refused"
    if not file.is_openable:
        return "waiting"
    family = file.media_type.partition("/")[0]
    if family in ("image", "video", "audio"):
        return family
    if file.media_type == Kind.PDF and file.pages:
        return "pages"
    if file.media_type in TABLES:
        return "table"
    return "text" if file.media_type in TEXTS else "card"


class Viewer:
    """The entries, and which of them (and which page of it) is large.

    `asked` is the query of the address: `file` or `piece` choose an entry by its number in the
    database, `page` a page of a PDF. What is not there is the first. Pieces without a file stand
    in the row only with `with_texts`.
    """

    def __init__(self, pieces, asked, *, with_texts=False):
        found = []
        for piece in pieces:
            files = piece.files.all()
            found += [(piece, file) for file in files]
            if with_texts and not files:
                found.append((piece, None))
        self.entries = [Entry(number, *one) for number, one in enumerate(found, 1)]
        self.current = self._chosen(asked)
        self.page, self.pages = 1, 1
        if self.current and self.current.shows == "pages":
            self.pages = self.current.file.pages
            wanted = asked.get("page", "")
            # More digits than any document has pages are not a number to us.
            number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
            self.page = min(max(number, 1), self.pages)

    def _chosen(self, asked):
        file, piece = asked.get("file"), asked.get("piece")
        for entry in self.entries:
            if entry.file and str(entry.file.pk) == file:
                return entry
        for entry in self.entries:
            if str(entry.piece.pk) == piece:
                return entry
        return self.entries[0] if self.entries else None

    @property
    def before(self):
        """The entry before the current one, or None."""
        return self.entries[self.current.number - 2] if self.current.number > 1 else None

    @property
    def after(self):
        """The entry after the current one, or None."""
        return next(iter(self.entries[self.current.number :]), None)

    @property
    def page_before(self):
        return self.page - 1 if self.page > 1 else None

    @property
    def page_after(self):
        return self.page + 1 if self.page < self.pages else None
