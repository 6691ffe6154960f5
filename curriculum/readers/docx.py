"""Word documents that hold a table as schools have it.

The first row with heads (core task, work process, and an exit profile a column) begins the table;
each further row of it is a core task, whose cells have a line for each work process. A paragraph is
a line, and so is a break within one.
"""

from django.utils.translation import gettext as _

from curriculum.readers import cells as says
from curriculum.readers import heads
from curriculum.readers.building import Builder
from curriculum.readers.lines import Lines
from curriculum.readers.package import Package, longer
from curriculum.readers.reading import MOST_COLUMNS, MOST_ROWS, Row, Unreadable

MAIN = "word/document.xml"
# What was taken out, while changes are tracked, and the second form of a drawing's text.
NOT_READ = {"del", "moveFrom", "Fallback"}
HEAD_FIELDS = {"core_task", "title"}


def read(raw, asked, stored):
    """The reading of a document. Raises Unreadable."""
    document = Document(Package(raw))
    builder = Builder(asked, stored)
    tables_read = 0
    for number, table in enumerate(document.tables, 1):
        columns = _columns(table)
        if columns:
            tables_read += 1
            _read(builder, number, table, *columns)
        else:
            for place, _cells in enumerate(table, 1):
                row = builder.row(Row(_place(number, place)))
                row.skipped = _("is in a table without a core task and a work process in its head")
    if not tables_read:
        raise Unreadable(_("has no table with a core task and a work process in its first row"))
    return builder.finish()


def _columns(table):
    """The number of the row of heads, and the meaning of each column; None for another table."""
    for number, cells in enumerate(table[:5]):
        found = heads.of_table([says.in_one_line("\n".join(lines)) for lines in cells])
        if found and found[0] == heads.MATRIX and set(found[1]) >= HEAD_FIELDS:
            return number, found[1]
    return None


def _read(builder, number, table, head, fields):
    titles = [says.in_one_line("\n".join(lines)) for lines in table[head]]
    for place, _cells in enumerate(table[:head], 1):
        builder.row(Row(_place(number, place))).skipped = _("stands above the table")
    columns = enumerate(zip(fields, titles, strict=True))
    profiles = builder.columns_of(
        {n: title for n, (field, title) in columns if not field and title}
    )
    for offset, cells in enumerate(table[head + 1 :], head + 2):
        place = _place(number, offset)
        if not any(line.strip() for lines in cells for line in lines):
            builder.row(Row(place)).skipped = _("empty")
            continue
        by_field = {field: cells[n] for n, field in enumerate(fields[: len(cells)]) if field}
        columns = {slug: cells[n] for n, slug in profiles.items() if n < len(cells)}
        lines = Lines(
            builder, place, by_field.pop("core_task", []), by_field.pop("title", []), columns
        )
        lines.read()
        for column, lines in enumerate(cells):
            field = fields[column] if column < len(fields) else None
            text = "\n".join(lines).strip()
            if text and column not in profiles and field not in HEAD_FIELDS:
                sentence = _("“%(text)s” stands in a column without a head")
                builder.row(Row(place)).faults.append(sentence % {"text": text[:60]})


def _place(table, row):
    facts = {"table": table, "number": row}
    form = _("row %(number)s") if table == 1 else _("table %(table)s, row %(number)s")
    return form % facts


class Document:
    """The tables of a document: rows of cells of lines."""

    def __init__(self, package):
        self.tables = []
        self._inside = []
        self._skipping = 0
        self._span = 1
        package.parse(MAIN, start=self._start, end=self._end, text=self._text)

    @property
    def _depth(self):
        return self._inside.count("tbl")

    def _start(self, tag, attributes):
        self._inside.append(tag)
        if tag in NOT_READ:
            self._skipping += 1
        if tag == "tbl" and self._depth > 1:
            raise Unreadable(_("has a table within a table"))
        if not self._depth or self._skipping:
            return
        if tag == "tbl":
            self.tables.append([])
            if len(self.tables) > MOST_ROWS:
                raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
        elif tag == "tr":
            self.tables[-1].append([])
            if len(self.tables[-1]) > MOST_ROWS:
                raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
        elif tag == "tc" and self._row is not None:
            self._row.append([])
            if len(self._row) > MOST_COLUMNS:
                facts = {"limit": MOST_COLUMNS}
                raise Unreadable(_("has more than %(limit)s columns") % facts)
        elif tag == "gridSpan" and attributes.get("val", "").isdecimal() and self._cell is not None:
            self._span = min(int(attributes["val"][:4]), MOST_COLUMNS)
        elif self._cell is not None:
            self._in_cell(tag)

    def _in_cell(self, tag):
        if tag == "p" or (self._cell and tag in ("br", "cr")):
            self._cell.append("")
        elif self._cell and tag == "tab":
            self._cell[-1] += "\t"
        elif self._cell and tag == "noBreakHyphen":
            self._cell[-1] += "-"

    def _end(self, tag):
        self._inside.pop()
        if tag in NOT_READ:
            self._skipping -= 1
        if tag == "tc" and self._row is not None and not self._skipping:
            # A cell that lies over several columns stands in the first of them.
            self._row.extend([] for _column in range(self._span - 1))
            self._span = 1

    def _text(self, part):
        if self._depth and not self._skipping and self._inside[-1] == "t" and self._cell:
            self._cell[-1] = longer(self._cell[-1], part)

    @property
    def _row(self):
        return self.tables[-1][-1] if self.tables and self.tables[-1] else None

    @property
    def _cell(self):
        return self._row[-1] if self._row else None
