"""The data of a qualification, put together from rows that may leave much unsaid.

What a file does not say stays as it is stored, where a draft is updated; else it gets a default,
and the places that somebody should look at are named as doubts.
"""

from django.utils.translation import gettext as _

from curriculum import exchange
from curriculum.models import QualificationState
from curriculum.readers import aligning, heads
from curriculum.readers.reading import MOST_ROWS, Reading, Unreadable, named

NO_ASSESSORS_SAID = 1
NAMES = ("slug", "name", "name_en")


class Builder:
    """Takes what the rows say, in their order; `finish` gives the `Reading`."""

    def __init__(self, asked, stored):
        self.asked = asked
        self.said = {}
        self.rows = []
        self.faults = []
        self.doubts = []
        self.profiles = []
        self.tasks = []
        self.by_lines = False
        self._stored = stored
        self._by_number = {}
        self._base = None

    @property
    def base(self):
        """The draft that is updated, as data; empty where there is none."""
        if self._base is None:
            said = self.asked.over(self.said)
            slug, version = said.get("slug"), said.get("version")
            found = None
            # A number that no database knows is named by the rules.
            if isinstance(slug, str) and type(version) is int and 0 < version < 2**31:
                found = self._stored(slug, version)
            self._base = found or {}
        return self._base

    def row(self, row):
        """Keep a row of the file."""
        if len(self.rows) >= MOST_ROWS:
            raise Unreadable(_("has more than %(limit)s rows") % {"limit": MOST_ROWS})
        self.rows.append(row)
        return row

    def say(self, row, fields):
        """What the file says of the qualification itself."""
        if self.said:
            row.faults.append(_("the qualification is described a second time"))
            return
        self.said = fields
        row.paths.append("")

    def profile(self, row, fields):
        """An exit profile that has a row of its own."""
        row.paths.append(f"exit_profiles[{len(self.profiles)}]")
        self.profiles.append(fields)

    def profile_of(self, head):
        """The short name of the exit profile that this head of a column means."""
        known = self._known_as(head)
        if known is None:
            return self._new_profile(heads.profile_name(head))
        if known not in self.profiles:
            self.profiles.append({"slug": known["slug"]})
        return known["slug"]

    def columns_of(self, titles):
        """The exit profile of each of these columns, by its place; no two are the same."""
        found = {}
        for place, head in titles.items():
            slug = self.profile_of(head)
            if slug in found.values():
                sentence = _("has two columns of one exit profile: %s") % slug
                self.faults.append(exchange.of_file(sentence))
            found[place] = slug
        return found

    def is_profile(self, head):
        """Whether this head names an exit profile that is known already."""
        return self._known_as(head) is not None

    def _known_as(self, head):
        """By its short name or a name of it, best as it is written; None where none fits."""
        known = [*self.profiles, *self.base.get("exit_profiles", [])]
        for name in (head.strip(), heads.profile_name(head)):
            for form in (str, str.casefold):
                for one in known:
                    if form(name) in {form(str(one.get(key) or "")) for key in NAMES}:
                        return one
        return None

    def _new_profile(self, name):
        level = heads.level_of(name)
        slug = heads.slug_of(name, level)
        taken = {profile.get("slug") for profile in self.profiles}
        number = 2
        while slug in taken:
            slug, number = f"{heads.slug_of(name, level)[:55]}-{number}", number + 1
        self.profiles.append({"slug": slug, "name": name, "level": level or 0})
        facts = {"profile": name, "slug": slug, "level": level or 0}
        if level is None:
            sentence = _("%(profile)s: the file does not say the level; it is set to %(level)s.")
            self.doubts.append(sentence % facts)
        sentence = _(
            "%(profile)s: the file does not say the short name, the number of assessors and "
            "whether reflection is needed; they are set to %(slug)s, one, and no."
        )
        self.doubts.append(sentence % facts)
        return slug

    def task(self, row, number, **fields):
        """The core task of this number, new or known; what is said twice must agree."""
        known = self._by_number.get(number)
        if known is None:
            known = self._by_number[number] = {"number": number, "work_processes": []}
            self.tasks.append(known)
            row.paths.append(f"core_tasks[{len(self.tasks) - 1}]")
        for name, value in fields.items():
            if value in ("", None):
                known.setdefault(name, value)
            elif known.get(name) in ("", None):
                known[name] = value
            elif known[name] != value:
                facts = {"number": number, "field": named(name)}
                row.faults.append(
                    _("core task %(number)s has another %(field)s in an earlier row") % facts
                )
        return known

    def process(self, row, task, **fields):
        """A work process of this core task; what was kept of it."""
        place = next(n for n, one in enumerate(self.tasks) if one is task)
        row.paths.append(f"core_tasks[{place}].work_processes[{len(task['work_processes'])}]")
        row.label = row.label or f"{fields.get('code', '')} {fields.get('title', '')}".strip()
        task["work_processes"].append(fields)
        return fields

    def align(self, task, processes, columns, ruler=()):
        """Put the marks of cells of lines with the work processes beside them."""
        full = aligning.rulers(columns.values(), len(processes))
        for slug, lines in columns.items():
            found = aligning.align(lines, len(processes), [*full, *ruler])
            for number, sign in found.marks.items():
                processes[number]["marks"][slug] = sign
            if "?" in found.marks.values():
                self._doubt(task, processes, slug, found)

    def _doubt(self, task, processes, slug, found):
        open_ones = [processes[n]["code"] for n, sign in found.marks.items() if sign == "?"]
        facts = {
            "number": task["number"],
            "profile": slug,
            "codes": ", ".join(open_ones),
            "rivals": ", ".join(processes[n]["code"] for n in found.rivals),
        }
        if found.rivals:
            sentence = _(
                "Core task %(number)s, %(profile)s: an empty line in the source may be a work "
                "process without a mark, or only space. The mark is for %(codes)s or for "
                "%(rivals)s; %(codes)s counts for the time being."
            )
        elif found.problem == aligning.TOO_MANY:
            sentence = _(
                "Core task %(number)s, %(profile)s: the source has more marks than work "
                "processes. The marks of %(codes)s are provisional."
            )
        elif found.problem:
            sentence = _(
                "Core task %(number)s, %(profile)s: the source does not show beside which work "
                "process its marks stand. The marks of %(codes)s are provisional."
            )
        else:
            sentence = _(
                "Core task %(number)s, %(profile)s: the source has a question mark for %(codes)s."
            )
        sentence %= facts
        self.doubts.append(sentence)
        touched = [n for n, sign in found.marks.items() if sign == "?"]
        for place in [*touched, *found.rivals]:
            processes[place].setdefault("questions", []).append(sentence)

    def finish(self):
        """The reading, with what the file does not say filled in."""
        base = self.base
        data = self.asked.over({**{k: base[k] for k in PLAIN if k in base}, **self.said})
        data.setdefault("state", QualificationState.DRAFT)
        by_slug = {one["slug"]: one for one in base.get("exit_profiles", [])}
        data["exit_profiles"] = [self._profile(one, by_slug) for one in self.profiles]
        tasks = {one["number"]: one for one in base.get("core_tasks", [])}
        processes = {one["code"]: one for task in tasks.values() for one in task["work_processes"]}
        data["core_tasks"] = [self._task(one, tasks, processes) for one in self.tasks]
        if self.by_lines:
            sentence = _(
                "A table like this does not say what is asked of a work process, its title in "
                "English, or where the table comes from. Titles are spelled as the table has them."
            )
            self.doubts.append(sentence)
        return Reading(data, self.rows, self.faults, self.doubts)

    def _profile(self, said, stored):
        standard = {
            "name": said["slug"],
            "required_assessors": NO_ASSESSORS_SAID,
            "reflection_required": False,
        }
        return {**standard, **stored.get(said["slug"], {}), **said}

    def _task(self, said, stored, processes):
        known = _kept(said, stored.get(said["number"], {}))
        task = {**known, **_filled(said)}
        if not task.get("title"):
            task["title"] = _("Core task %(number)s") % said
            sentence = _("Core task %(number)s: the file does not say its title.") % said
            self.doubts.append(sentence)
        task["work_processes"] = [
            _process(one, processes.get(one["code"], {})) for one in said["work_processes"]
        ]
        return task


def _process(said, stored):
    """A work process; the note that it has already says more than a question of ours."""
    questions = said.pop("questions", [])
    process = {**_kept(said, stored), **said}
    if questions and not process.get("note"):
        process["note"] = "\n".join(questions)
    return process


def _filled(said):
    """Without the title where it is not said: it stays what it was."""
    return {name: value for name, value in said.items() if name != "title" or value}


def _kept(said, stored):
    """What is stored of a row; the corrected title as well, where the source reads as before."""
    verbatim = said.get("verbatim") and said["source_title"]
    if stored and verbatim and stored["source_title"] == verbatim:
        said["title"] = stored["title"]
    said.pop("verbatim", None)
    return stored


PLAIN = exchange.QUALIFICATION.plain
