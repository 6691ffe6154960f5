"""The exchange file itself: strict, as it is ours. Its rows are the items of its lists."""

from itertools import islice

from django.utils.translation import gettext as _

from curriculum import exchange
from curriculum.readers.reading import MOST_ROWS, Reading, Row, Unreadable


class Exact(Reading):
    """Faults keep the place in the file that they have."""

    def sort_faults(self, faults):
        self.exact = [*self.faults, *faults]
        super().sort_faults(faults)

    @property
    def told(self):
        return self.exact


def read(raw, asked, stored):
    """The reading of an exchange file. Raises exchange.Faulty when the bytes are no JSON."""
    found = exchange.decode(raw)
    if not isinstance(found, dict):
        return Exact(found, [])
    data = asked.over(found)
    places = list(islice(_places(data), MOST_ROWS + 1))
    if len(places) > MOST_ROWS:
        raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
    rows = [Row(place, label, [place]) for place, label in places]
    return Exact(data, rows)


def _places(data):
    """Each exit profile, core task and work process, with what it is called."""
    for place, profile in _items(data, "exit_profiles"):
        yield place, _label(profile, "slug", "name")
    for place, task in _items(data, "core_tasks"):
        yield place, _label(task, "number", "title")
        for inner, process in _items(task, "work_processes", f"{place}."):
            yield inner, _label(process, "code", "title")


def _items(data, name, before=""):
    found = data.get(name) if isinstance(data, dict) else None
    for number, item in enumerate(found if isinstance(found, list) else []):
        yield f"{before}{name}[{number}]", item


def _label(item, *names):
    if not isinstance(item, dict):
        return ""
    # What is nested without end cannot be written out either.
    said = [item.get(name) for name in names]
    return " ".join(str(value)[:80] for value in said if isinstance(value, str | int)).strip()
