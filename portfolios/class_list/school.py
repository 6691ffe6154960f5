"""What the school has of the people, classes and exit profiles that a class list names.

Read in the same number of queries for any number of rows.
"""

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches

from curriculum.models import ExitProfile, QualificationState
from portfolios.models import Portfolio, SchoolClass, Teaching, User


def spelled(text):
    """A name without capitals, by which it is found."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class School:
    """Found by what stands in a list: people by address, classes by name and school year."""

    people: dict
    portfolios: dict
    classes: dict
    teachings: frozenset
    profiles: dict
    _names: dict

    def near_class(self, name, year):
        """The name of a class of this year that looks like this one; None where none does."""
        names = {key[0]: one.name for key, one in self.classes.items() if key[1] == year}
        return _near(name, names)

    def near_profile(self, text):
        """The short name of an exit profile that looks like this one; None where none does."""
        return _near(text, self._names)


def read(addresses, years):
    """The `School` as these addresses and school years need it."""
    people = User.objects.filter(email__in=addresses).select_related("merged_into").with_roles()
    people = {person.email: person for person in people}
    ids = [person.pk for person in people.values()]
    portfolios = defaultdict(list)
    found = Portfolio.objects.filter(student__in=ids).select_related(
        "exit_profile", "qualification", "school_class"
    )
    for portfolio in found.order_by("pk"):
        portfolios[portfolio.student_id].append(portfolio)
    classes = SchoolClass.objects.filter(school_year__in=years)
    profiles, names = _profiles()
    return School(
        people=people,
        portfolios=portfolios,
        classes={(spelled(one.name), one.school_year): one for one in classes},
        teachings=frozenset(
            Teaching.objects.filter(teacher__in=ids).values_list("school_class", "teacher")
        ),
        profiles=profiles,
        _names=names,
    )


def _profiles():
    """Exit profiles by everything that they are called, and their short names by the same."""
    found, names = defaultdict(list), {}
    for profile in ExitProfile.objects.select_related("qualification").order_by("pk"):
        level = str(profile.level)
        called = (profile.slug, profile.name, profile.name_en, level)
        for text in {*map(spelled, called), f"niveau {level}", f"level {level}"} - {""}:
            found[text].append(profile)
        if profile.qualification.state == QualificationState.PUBLISHED:
            names |= {spelled(text): profile.slug for text in called[:2]}
    return found, names


def _near(text, names):
    close = get_close_matches(spelled(text), names, n=1, cutoff=0.5)
    return names[close[0]] if close else None
