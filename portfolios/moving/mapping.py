"""Which work processes and exit profiles of another version take the place of which.

Proposed by code and title, edited by the administrator: a work process may go on as one, as
several, together with others as one, or not at all.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.utils.translation import gettext as _

from curriculum.models import ExitProfile, Qualification, WorkProcess

# How much two titles have in common, at least, where both mean the same.
ALIKE = 0.6


class Faulty(Exception):
    """A mapping that cannot be; `faults` are sentences by the old code or the old slug."""

    def __init__(self, faults):
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True)
class Mapping:
    """From one version to another: new codes by each old one, a new slug by each old one."""

    source: Qualification
    target: Qualification
    work_processes: dict
    profiles: dict

    @cached_property
    def sources(self):
        """The old codes that come together in each new one."""
        found = defaultdict(list)
        for old, new in self.work_processes.items():
            for code in new:
                found[code].append(old)
        return dict(found)

    def is_split(self, code):
        """This old work process goes on as several."""
        return len(self.work_processes.get(code, ())) > 1

    @cached_property
    def new_rows(self):
        """The work processes of the target, by code."""
        return {row.code: row for row in _work_processes(self.target)}

    @cached_property
    def new_profiles(self):
        """The exit profiles of the target, by slug."""
        return {row.slug: row for row in self.target.exit_profiles.all()}

    def profile_for(self, profile):
        """The exit profile of the target for one of the source, or None where there is none."""
        return self.new_profiles.get(self.profiles.get(profile.slug))

    @property
    def data(self):
        """The choices of the mapping as plain data."""
        return {
            "work_processes": {old: list(new) for old, new in self.work_processes.items()},
            "profiles": dict(self.profiles),
        }


def _work_processes(qualification):
    rows = WorkProcess.objects.filter(qualification=qualification).select_related("core_task")
    return list(rows.order_by("core_task__position", "core_task", "position", "pk"))


def propose(source, target):
    """The `Mapping` that code and title suggest.

    The same code with a title that is alike goes on as that one; else whatever has the very same
    title; the rest goes on as nothing. Exit profiles go by slug, else by level.
    """
    old, new = (_work_processes(one) for one in (source, target))
    free = {row.code: row for row in new if not row.retired}
    found = {}
    for row in old:
        same = free.get(row.code)
        if same and _alike(row, same):
            found[row.code] = (same.code,)
            del free[row.code]
    by_title = {_plain(row.title): row for row in reversed(free.values())}
    for row in old:
        if row.code not in found and (same := by_title.pop(_plain(row.title), None)):
            found[row.code] = (same.code,)
    return Mapping(
        source,
        target,
        {row.code: found.get(row.code, ()) for row in old},
        _profiles(source, target),
    )


def _plain(title):
    return " ".join(re.findall(r"\w+", title.lower()))


def _alike(one, other):
    ratio = SequenceMatcher(None, _plain(one.title), _plain(other.title)).ratio()
    return ratio >= ALIKE


def _profiles(source, target):
    there = list(target.exit_profiles.all())
    slugs = {profile.slug for profile in there}
    of_level = defaultdict(list)
    for profile in there:
        of_level[profile.level].append(profile.slug)
    found = {}
    for profile in source.exit_profiles.all():
        same_level = of_level[profile.level]
        if profile.slug in slugs:
            found[profile.slug] = profile.slug
        else:
            found[profile.slug] = same_level[0] if len(same_level) == 1 else ""
    return found


def read(source, target, work_processes, profiles):
    """The `Mapping` that was typed: codes with commas by each old code, a slug by each old slug.

    Raises Faulty with a sentence for each place that cannot be.
    """
    known = {row.code: row for row in _work_processes(target)}
    faults, found = {}, {}
    for row in _work_processes(source):
        typed = re.split(r"[\s,;]+", work_processes.get(row.code, "").strip())
        codes = tuple(dict.fromkeys(code for code in typed if code))
        if fault := _fault(codes, known, target):
            faults[row.code] = fault
        # In the order of the matrix, however they were typed.
        found[row.code] = tuple(code for code in known if code in codes)
    slugs = {profile.slug for profile in ExitProfile.objects.filter(qualification=target)}
    for profile in source.exit_profiles.all():
        slug = profiles.get(profile.slug, "")
        if slug and slug not in slugs:
            faults[profile.slug] = _("%(version)s has no such exit profile.") % {"version": target}
    if faults:
        raise Faulty(faults)
    own = {profile.slug: profiles.get(profile.slug, "") for profile in source.exit_profiles.all()}
    return Mapping(source, target, found, own)


def _fault(codes, known, target):
    unknown = [code for code in codes if code not in known]
    if unknown:
        return _("%(version)s has no work process %(codes)s.") % {
            "version": target,
            "codes": ", ".join(unknown),
        }
    retired = [code for code in codes if known[code].retired]
    if retired:
        return _("Nobody shows %(codes)s any more: it is retired.") % {"codes": ", ".join(retired)}
    return ""
