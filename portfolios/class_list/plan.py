"""The plan of a class list: for each row what would happen, checked against the school as it is."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from portfolios import log
from portfolios.class_list import heads, school, values
from portfolios.class_list.item import Item, What
from portfolios.class_list.reading import SURPLUS, Content
from portfolios.class_list.rows import check_student, check_teacher
from portfolios.models import SchoolClass


@dataclass(frozen=True)
class Plan:
    """All rows in the order of the file, and the heads that mean nothing here."""

    items: list
    unused: list

    @cached_property
    def counts(self):
        found = Counter(item.what for item in self.items)
        return {what: found[what] for what in What}

    @property
    def new_classes(self):
        """The classes that would be made, by name."""
        found = {
            id(item.school_class): item.school_class
            for item in self.items
            if item.school_class and not item.school_class.pk and not item.faults
        }
        return sorted(found.values(), key=lambda one: (one.school_year, one.name))

    @property
    def digest(self):
        """The same for a plan that would write the same."""
        return log.sha256(log.canonical([item.facts for item in self.items]))

    def of(self, what):
        return [item for item in self.items if item.what == what]


def build(class_list, *, by):
    """The `Plan` of a list as this person would take it over, in a fixed number of queries."""
    content = Content.from_text(class_list.content)
    items = [_item(content.fields, row) for row in content.rows]
    years = {class_list.school_year}
    for item in items:
        item.year = class_list.school_year
        if text := item.cells["school_year"]:
            item.year = _taken(item, values.school_year, text) or item.year
        years.add(item.year)
    _name_doubles(items)
    found = school.read({item.email for item in items if item.email}, years)
    classes = _Classes(found, makes=class_list.makes_classes)
    coordinates = by.roles.coordinator
    for item in items:
        item.person = found.people.get(item.email)
        item.school_class = classes.of(item)
        if item.person and item.person.pk == by.pk:
            item.faults.append(_("This is you. Ask somebody else to change your own role."))
        elif item.person and not item.faults:
            _check_account(item)
        if item.role == values.TEACHER:
            check_teacher(item, found)
        elif item.role:
            check_student(item, found, coordinates=coordinates)
    return Plan(items, content.unused)


def _item(fields, row):
    """A row with what can be told of it alone."""
    number, *texts = row
    cells = {**dict.fromkeys(heads.LABELS, ""), **dict(zip(fields, texts, strict=True))}
    item = Item(number, cells)
    computed = [field for field, text in cells.items() if values.is_formula(text)]
    for field in computed:
        label = heads.LABELS[field]
        item.faults.append(
            _("%s holds a formula. Put the value itself in the cell, not how it is found.") % label
        )
        cells[field] = ""
    if cells.pop(SURPLUS):
        item.faults.append(_("This row has more cells than there are columns. Is one in two?"))
    item.role = _taken(item, values.role, cells["role"]) or ""
    if "email" not in computed:
        item.email = _taken(item, values.address, cells["email"]) or ""
    if item.email == heads.EXAMPLE["email"]:
        item.faults.append(_("This is the example of the template. Take this row away."))
    item.first_name = cells["first_name"]
    item.last_name = values.last_name(cells["infix"], cells["last_name"])
    for name in (item.first_name, item.last_name):
        _taken(item, values.check_name, name)
    return item


def _taken(item, read, text):
    """What a cell says; None where it cannot be used, which the row then tells."""
    try:
        return read(text)
    except values.Fault as fault:
        item.faults.append(str(fault))


def _name_doubles(items):
    """The same address twice is an error at both; a teacher may teach several classes."""
    by_address = defaultdict(list)
    for item in items:
        if item.email:
            by_address[item.email].append(item)
    for same in by_address.values():
        if len(same) == 1:
            continue
        places = {(item.role, _class_key(item)) for item in same}
        if len(places) == len(same) and {role for role, _key in places} == {values.TEACHER}:
            continue
        for item in same:
            others = ", ".join(str(other.number) for other in same if other is not item)
            item.faults.append(_("This address stands in another row too: %s.") % others)


def _class_key(item):
    return school.spelled(item.cells["school_class"]), item.year


def _check_account(item):
    """Whoever has left or goes on under another account gets nothing by a list."""
    person = item.person
    if person.merged_into:
        item.faults.append(
            _("This account was merged into that of %(person)s. Use the address %(email)s.")
            % {"person": person.merged_into, "email": person.merged_into.email}
        )
    elif not person.is_active:
        item.faults.append(
            _("This account is not active. An administrator makes it active again first.")
        )


class _Classes:
    """The classes that rows name; the ones that are made stand here once each."""

    def __init__(self, found, *, makes):
        self.found, self.makes, self.made = found, makes, {}

    def of(self, item):
        """The class of a row; None where it names none, or one that is not to be used."""
        name, key = item.cells["school_class"], _class_key(item)
        if not name:
            return None
        if key in self.found.classes:
            return self.found.classes[key]
        if not self.makes:
            item.faults.append(self._missing(name, item.year))
            return None
        if len(name) > values.CLASS_LENGTH:
            item.faults.append(
                _("The name of a class has at most %d characters.") % values.CLASS_LENGTH
            )
            return None
        return self.made.setdefault(key, SchoolClass(name=name, school_year=item.year))

    def _missing(self, name, year):
        words = {"name": name, "year": year, "near": self.found.near_class(name, year)}
        if words["near"]:
            return _("Class %(name)s does not exist in %(year)s. Do you mean %(near)s?") % words
        return _("Class %(name)s does not exist in %(year)s.") % words
