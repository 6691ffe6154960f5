"""Tables of a spreadsheet become data: the one place that knows how their rows are read.

Three tables are looked for, in any order, on one sheet or on several; `heads` knows their heads.
Above a table and between two of them may stand anything; a new one begins after an empty row.

In the matrix a row with a code is a work process, and a row without one a core task. The number of
the core task may be left out where the row above has it, or where the code begins with it. A code
and a number may also stand in front of their titles. And a row may be a whole core task, as in the
tables that schools have: its work processes and their marks are the lines of its cells.
"""

from collections import namedtuple

from django.utils.translation import gettext as _

from curriculum.readers import cells as says
from curriculum.readers import heads
from curriculum.readers.building import Builder
from curriculum.readers.lines import Lines
from curriculum.readers.reading import MOST_COLUMNS, MOST_ROWS, Row, Unreadable, named

Sheet = namedtuple("Sheet", "name rows problems", defaults=({},))
"""A sheet: its name, empty where a file has no more than one, its rows of texts, and what is wrong
with cells, as sentences by the number of their row."""
Section = namedtuple("Section", "fields heads rows")

TOTALS = {"total", "totaal", "totals", "totalen"}


def assemble(sheets, asked, stored, doubts=()):
    """The reading of these sheets."""
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
    if any(len(row) > MOST_COLUMNS for sheet in sheets for row in sheet.rows):
        raise Unreadable(_("has more than %(limit)s columns") % {"limit": MOST_COLUMNS})
    builder = Builder(asked, stored)
    builder.doubts += doubts
    sections = {table: [] for table in (heads.QUALIFICATION, heads.PROFILES, heads.MATRIX)}
    for sheet in sheets:
        _split(sheet, builder, sections)
    if not sections[heads.MATRIX]:
        raise Unreadable(
            _("has no row of heads with a code and a title, or a core task and a work process")
        )
    for section in sections[heads.QUALIFICATION]:
        for row, texts in section.rows:
            builder.say(row, _fields(row, section, texts, {"version": says.number_of}))
    for section in sections[heads.PROFILES]:
        for row, texts in section.rows:
            builder.profile(row, _fields(row, section, texts, PROFILE_KINDS))
    for section in sections[heads.MATRIX]:
        Matrix(builder, section).read()
    return builder.finish()


PROFILE_KINDS = {
    "level": says.number_of,
    "required_assessors": says.number_of,
    "reflection_required": says.flag_of,
}


def _split(sheet, builder, sections):
    """Sort the rows of a sheet under the heads that they stand under."""
    section, after_empty = None, True
    last = max((n for n, texts in enumerate(sheet.rows) if any(texts)), default=-1)
    for number, texts in enumerate(sheet.rows[: last + 1], 1):
        facts = {"number": number, "sheet": sheet.name}
        place = _("%(sheet)s, row %(number)s") if sheet.name else _("row %(number)s")
        row = Row(place % facts)
        if not any(text.strip() for text in texts):
            after_empty = True
            builder.row(row).skipped = _("empty")
            continue
        titles = [says.text_of(text) for text in texts]
        found = heads.of_table(titles) if after_empty or section is None else None
        after_empty = False
        if found:
            table, fields = found
            section = Section(fields, titles, [])
            sections[table].append(section)
            doubled = heads.twice(fields)
            if doubled:
                builder.row(row).faults.append(
                    _("has two columns with the same meaning: %s") % ", ".join(doubled)
                )
            continue
        builder.row(row)
        if section is None:
            row.skipped = _("stands above the table")
        else:
            row.faults += sheet.problems.get(number, [])
            section.rows.append((row, texts))


def _fields(row, section, texts, kinds):
    """What a row says, by field; what its columns leave empty is empty, not unsaid."""
    found = {}
    for field, head, text in _padded(section, texts):
        if field is None:
            if text.strip():
                row.faults.append(_unknown(head, text))
            continue
        try:
            found[field] = kinds.get(field, says.text_of)(text)
        except says.NoMark:
            facts = {"field": head, "text": _short(text)}
            row.faults.append(_("%(field)s: “%(text)s” is neither yes nor no") % facts)
    row.label = str(found.get("name") or found.get("slug", ""))
    return found


def _padded(section, texts):
    """Each column of a section, and of the row where it is wider: field, head, text."""
    for place in range(max(len(section.heads), len(texts))):
        field = section.fields[place] if place < len(section.fields) else None
        head = section.heads[place] if place < len(section.heads) else ""
        yield field, head.strip(), texts[place] if place < len(texts) else ""


def _unknown(head, text):
    if head:
        return _("“%(text)s” stands in a column that is not known: %(head)s") % {
            "text": _short(text),
            "head": head,
        }
    return _("“%(text)s” stands in a column without a head") % {"text": _short(text)}


def _short(text):
    return text.strip()[:60]


class Matrix:
    """Reads the rows of one matrix into the builder."""

    def __init__(self, builder, section):
        self.builder = builder
        self.section = section
        self.task = None
        self.columns = self._columns()

    def _columns(self):
        """The exit profile of each column that is one, by its place."""
        columns = enumerate(zip(self.section.fields, self.section.heads, strict=True))
        titles = {
            place: head
            for place, (field, head) in columns
            if field is None and head.strip() and self._is_profile(place, head)
        }
        return self.builder.columns_of(titles)

    def _is_profile(self, place, head):
        """By its head, or by what stands below it: some marks, and hardly anything else."""
        if self.builder.is_profile(head) or heads.says_profile(head):
            return True
        texts = [texts[place] for _row, texts in self.section.rows if place < len(texts)]
        filled = [text for text in texts if text.strip()]
        lines = [
            says.is_mark(line) for text in filled for line in text.splitlines() if line.strip()
        ]
        return 2 * sum(lines) > len(lines)

    def read(self):
        for row, texts in self.section.rows:
            fields, marks = self._of(row, texts)
            if not fields.get("title") and self._is_total(fields):
                row.skipped = _("a total")
            elif "code" not in fields and Lines.has_several(fields.get("title", "")):
                self._block(row, fields, marks)
            else:
                self._one(row, fields, marks)

    def _of(self, row, texts):
        """The fields of a row, and the text in each column of an exit profile."""
        fields, marks = {}, {}
        for place, (field, head, text) in enumerate(_padded(self.section, texts)):
            if place in self.columns:
                marks[self.columns[place]] = text
            elif field:
                fields[field] = says.text_of(text)
            elif text.strip():
                row.faults.append(_unknown(head, text))
        return fields, marks

    def _is_total(self, fields):
        said = [text for text in fields.values() if text]
        return bool(said) and said[0].strip(" :.").casefold() in TOTALS

    def _one(self, row, fields, marks):
        """A row that is a work process or a core task."""
        title = fields.get("title", "")
        if "code" not in fields:
            code, title = says.coded(title) or ("", title)
            fields = {**fields, "code": code, "title": title}
        code = fields["code"]
        row.label = f"{code or fields.get('core_task', '')} {title}".strip()
        task = self._task(row, fields, code)
        if task is None or not code:
            if any(text.strip() for text in marks.values()):
                row.faults.append(_("has marks, but no code"))
            elif task is None:
                row.faults.append(_("has no code, and no number of a core task"))
            return
        self.builder.process(row, task, marks=self._marks(row, marks), **self._said(row, fields))

    def _said(self, row, fields):
        found = {name: text for name, text in fields.items() if name not in OF_TASK}
        if "retired" in found:
            try:
                found["retired"] = says.flag_of(found["retired"])
            except says.NoMark:
                facts = {"text": _short(found.pop("retired"))}
                row.faults.append(_("retired: “%(text)s” is neither yes nor no") % facts)
        return found

    def _marks(self, row, texts):
        found = {}
        for slug, text in texts.items():
            try:
                sign = says.mark_of(text)
            except says.NoMark:
                facts = {"profile": slug, "text": _short(text)}
                row.faults.append(_("%(profile)s: “%(text)s” is no mark") % facts)
            else:
                if sign:
                    found[slug] = sign
        return found

    def _task(self, row, fields, code):
        """The core task of a row, or the one that the row is; None where nothing says which."""
        said = fields.get("core_task", "")
        found = says.numbered(said) if said else self._unsaid(fields, code)
        if not found:
            if said:
                facts = {"text": _short(said)}
                row.faults.append(_("the core task has no number in front: “%(text)s”") % facts)
            return self.task if code else None
        number, title = found
        texts = {"title": fields.get("task_title") or says.in_one_line(title)}
        if not code:
            own = {name: fields[name] for name in TEXTS_OF_TASK if fields.get(name)}
            texts = {**{name: "" for name in TEXTS_OF_TASK if name in fields}, **texts, **own}
            if not said:
                texts["title"] = says.in_one_line(title)
            for name in ("description", "retired"):
                if fields.get(name):
                    row.faults.append(
                        _("a core task has no field “%(field)s”") % {"field": named(name)}
                    )
        if "choose" in fields:
            texts["choose"] = says.number_of(fields["choose"]) if fields["choose"] else None
        paths = len(row.paths)
        self.task = self.builder.task(row, number, **texts)
        if not code and len(row.paths) == paths and row.is_good:
            row.skipped = _("the core task stands in an earlier row")
        return self.task

    def _unsaid(self, fields, code):
        """The number of a core task, and its title, where no column says it."""
        if not code:
            return says.numbered(fields.get("title", "")) if "core_task" not in fields else None
        if "core_task" in fields and self.task is not None:
            return None
        number = says.task_number(code)
        return None if number is None else (number, "")

    def _block(self, row, fields, marks):
        """A row that is a whole core task."""
        found = says.numbered(fields.get("core_task", ""))
        if not found:
            row.faults.append(_("has several work processes, but no number of a core task"))
            return
        lines = Lines(
            self.builder,
            row.place,
            fields["core_task"].split("\n"),
            fields["title"].split("\n"),
            {slug: text.split("\n") for slug, text in marks.items()},
        )
        self.builder.rows.remove(row)
        lines.read()


OF_TASK = ("core_task", "task_title", "choose")
TEXTS_OF_TASK = ("title", "title_en", "source_title", "note")
