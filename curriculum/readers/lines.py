"""One row of a table as schools have it: a core task, and cells with a line for each work process.

In the first cell stands the number and the title of the core task, in the second a code and a title
on each line, and in each further cell the marks of an exit profile.
"""

import re

from django.utils.translation import gettext as _

from curriculum.readers import cells as says
from curriculum.readers.reading import Row

_CHOOSES = re.compile(r"\b(?:voert|kiest|kies|chooses?)\s+(\d{1,3})\s+(?:van|uit|of)\b", re.I)


class Lines:
    """Reads one such row into the builder; each line of it is a row of the report."""

    def __init__(self, builder, place, task, processes, columns):
        self.builder = builder
        self.place = place
        self.task = task
        self.processes = processes
        self.columns = columns

    @staticmethod
    def has_several(text):
        """Whether the lines of a cell are several work processes."""
        return sum(bool(says.coded(line)) for line in text.split("\n")) > 1

    def read(self):
        self.builder.by_lines = True
        task = self._task()
        if task is None:
            return
        processes, own_lines = self._processes(task)
        columns = {slug: self._signs(slug, lines) for slug, lines in self.columns.items()}
        rulers = [own_lines] if len(processes) < len(self._trimmed(self.processes)) else []
        self.builder.align(task, processes, columns, rulers)

    def _task(self):
        """The core task; that of the row above, where its cell goes on into this row."""
        text = "\n".join(self.task).strip()
        if not text and self.builder.tasks:
            return self.builder.tasks[-1]
        row = self.builder.row(Row(_("%(row)s, core task") % {"row": self.place}))
        found = says.numbered(text)
        if not found:
            row.faults.append(
                _("the core task has no number in front: “%(text)s”") % {"text": text[:60]}
            )
            return None
        number, verbatim = found
        title = says.in_one_line(verbatim)
        row.label = f"{number} {title}"
        task = self.builder.task(row, number, title=title, source_title=verbatim, verbatim=True)
        task.setdefault("choose", None)
        chooses = _CHOOSES.search(title)
        if chooses:
            task["choose"] = int(chooses[1])
            facts = {"number": number, "choose": task["choose"]}
            sentence = _(
                "Core task %(number)s: the title says to choose %(choose)s. Is that right?"
            )
            self.builder.doubts.append(sentence % facts)
        return task

    def _processes(self, task):
        """The work processes, and the number of the line of each."""
        found, places = [], []
        for number, line in enumerate(self._trimmed(self.processes)):
            text = line.strip()
            if not text:
                continue
            row = self.builder.row(Row(self._line(number), text))
            coded = says.coded(text)
            if coded:
                code, title = coded
                fields = {
                    "code": code, "title": says.in_one_line(title), "source_title": title,
                    "verbatim": True, "marks": {},
                }  # fmt: skip
                found.append(self.builder.process(row, task, **fields))
                places.append(number)
            else:
                row.faults.append(_("has no code in front"))
        return found, places

    def _signs(self, slug, lines):
        """`x`, `?` or nothing for each line of a cell; what is no mark is a row with a fault."""
        found = []
        for number, line in enumerate(lines):
            try:
                found.append(says.mark_of(line) if line.strip(" \t-–—") else "")
            except says.NoMark:
                facts = {"profile": slug, "text": line.strip()[:60]}
                row = self.builder.row(Row(self._line(number)))
                row.faults.append(_("%(profile)s: “%(text)s” is no mark") % facts)
                found.append("")
        return found

    def _line(self, number):
        facts = {"row": self.place, "number": number + 1}
        return _("%(row)s, line %(number)s") % facts

    @staticmethod
    def _trimmed(lines):
        """Without the empty lines at the ends."""
        filled = [number for number, line in enumerate(lines) if line.strip()]
        return lines[filled[0] : filled[-1] + 1] if filled else []
