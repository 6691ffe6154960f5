"""Checks one row against the school: a student's, and a teacher's."""

from django.utils.translation import gettext as _

from curriculum.models import QualificationState
from portfolios.class_list import values
from portfolios.class_list.school import spelled
from portfolios.enums import PortfolioState


class _Stop(Exception):
    """Nothing more can be told of this row."""


def check_teacher(item, found):
    """A teacher gets an account where there is none, and teaches the class of the row."""
    if not item.cells["school_class"]:
        item.faults.append(_("The class is missing."))
    person = item.person
    if person is None:
        _check_new_person(item)
    elif any(portfolio.is_active for portfolio in found.portfolios.get(person.pk, ())):
        item.faults.append(
            _("%s is a student with a running portfolio, so no teacher by a list.") % person
        )
    if not item.faults:
        item.teaches = person is None or (item.school_class.pk, person.pk) not in found.teachings
    # What else the row says is about students.
    item.exit_profile = item.starts_on = item.ends_on = None


def check_student(item, found, *, coordinates):
    """A student gets an account and a portfolio, or what differs in the running one changes."""
    for field in ("starts_on", "ends_on"):
        try:
            setattr(item, field, values.day(item.cells[field]))
        except values.Fault as fault:
            item.faults.append(str(fault))
    person = item.person
    if person is None:
        _check_new_person(item)
    elif not item.faults and not found.portfolios.get(person.pk) and _has_other_role(person):
        item.faults.append(
            _("%s has another role in the school. An administrator starts such a portfolio.")
            % person
        )
    theirs = found.portfolios.get(person.pk, []) if person else []
    try:
        item.portfolio, item.exit_profile = _profile(item, found, theirs)
    except _Stop as fault:
        if str(fault):
            item.faults.append(str(fault))
        return
    if item.portfolio is None:
        _check_start(item)
    else:
        _compare(item, coordinates=coordinates)
    if person and not item.faults and not _has_other_role(person):
        item.changes_name = _is_renamed(item)


def _has_other_role(person):
    return person.is_staff or person.is_coordinator or person.is_board or person.is_teacher


def _check_new_person(item):
    item.is_new_person = True
    if not item.first_name:
        item.faults.append(_("The first name is missing."))


def _is_renamed(item):
    """An empty cell leaves a name as it is."""
    person = item.person
    item.first_name = item.first_name or person.first_name
    item.last_name = item.last_name or person.last_name
    return (item.first_name, item.last_name) != (person.first_name, person.last_name)


def _profile(item, found, theirs):
    """The running portfolio that the row is about, or None, and the exit profile that it names."""
    text = item.cells["exit_profile"]
    running = [portfolio for portfolio in theirs if portfolio.is_active]
    try:
        version = values.version(item.cells["version"])
    except values.Fault as fault:
        raise _Stop(str(fault)) from None
    if not text:
        if len(running) == 1:
            return running[0], running[0].exit_profile
        raise _Stop(_("The exit profile is missing."))
    called = found.profiles.get(spelled(text), [])
    if not called:
        near = found.near_profile(text)
        words = {"text": text, "near": near}
        if near:
            raise _Stop(_("There is no exit profile %(text)s. Do you mean %(near)s?") % words)
        raise _Stop(_("There is no exit profile %(text)s.") % words)
    slugs = {profile.qualification.slug for profile in called}
    for portfolio in running:
        if portfolio.qualification.slug in slugs:
            return portfolio, _in_version_of(portfolio, called, version)
    _check_earlier(item, theirs, slugs, called)
    return None, _newest(called, version, text)


def _in_version_of(portfolio, called, version):
    """The profile of this name in the version of the running portfolio."""
    here = portfolio.qualification
    same = [profile for profile in called if profile.qualification_id == here.pk]
    if not same or version not in (None, here.version):
        raise _Stop(
            _(
                "The running portfolio is of version %d. Moving it to another version is a step "
                "of its own."
            )
            % here.version
        )
    return same[0]


def _newest(called, version, text):
    """The profile of this name in the version that is asked for, or the newest published one."""
    words = {"text": text, "version": version}
    if version is not None:
        called = [one for one in called if one.qualification.version == version]
        if not called:
            raise _Stop(_("There is no version %(version)d of %(text)s.") % words)
    published = [one for one in called if one.qualification.state == QualificationState.PUBLISHED]
    if not published:
        raise _Stop(_("%(text)s is not published, so nobody starts with it.") % words)
    if len({one.qualification.slug for one in published}) > 1:
        slugs = ", ".join(sorted({one.slug for one in published}))
        raise _Stop(
            _("%(text)s is the name of several exit profiles. Write which one: %(slugs)s.")
            % {**words, "slugs": slugs}
        )
    return max(published, key=lambda one: one.qualification.version)


def _check_earlier(item, theirs, slugs, called):
    """Whoever completed or left this qualification does not start again by a list."""
    earlier = [one for one in theirs if one.qualification.slug in slugs]
    completed = [one for one in earlier if one.state == PortfolioState.COMPLETED]
    if completed:
        level = max(one.exit_profile.level for one in completed)
        if level >= max(profile.level for profile in called):
            item.portfolio, item.note = completed[0], _("The level is completed. Nothing changes.")
            raise _Stop
        raise _Stop(
            _("This student completed level %d. An administrator starts the next portfolio.")
            % level
        )
    if earlier:
        item.portfolio = earlier[-1]
        raise _Stop(_("This portfolio is closed. A coordinator reopens it first."))


def _check_start(item):
    """A new portfolio needs a class and both days."""
    item.starts = True
    if not item.cells["school_class"]:
        item.faults.append(_("The class is missing."))
    for day, field, sentence in (
        (item.starts_on, "starts_on", _("The start is missing.")),
        (item.ends_on, "ends_on", _("The planned end is missing.")),
    ):
        if day is None and not item.cells[field]:
            item.faults.append(sentence)
    _check_order(item, item.starts_on, item.ends_on)


def _compare(item, *, coordinates):
    """What differs from the running portfolio; where a cell is empty it stays as it is."""
    portfolio = item.portfolio
    item.school_class = item.school_class or portfolio.school_class
    item.starts_on = item.starts_on or portfolio.starts_on
    item.ends_on = item.ends_on or portfolio.ends_on
    _check_order(item, item.starts_on, item.ends_on)
    item.changes_class = item.school_class != portfolio.school_class
    item.changes_profile = item.exit_profile != portfolio.exit_profile
    item.changes_dates = (item.starts_on, item.ends_on) != (portfolio.starts_on, portfolio.ends_on)
    if (item.changes_class or item.changes_profile) and not coordinates:
        item.faults.append(
            _(
                "Now in class %(school_class)s at %(profile)s. Only a coordinator moves a "
                "portfolio to another class or level."
            )
            % {"school_class": portfolio.school_class, "profile": portfolio.exit_profile}
        )


def _check_order(item, starts_on, ends_on):
    if starts_on and ends_on and ends_on <= starts_on:
        item.faults.append(_("The planned end must come after the start."))
