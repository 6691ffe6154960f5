"""What becomes of one row of a class list."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from curriculum.models import ExitProfile
from portfolios.models import Portfolio, SchoolClass, User


class What(TextChoices):
    """What happens with a row; in the order of the preview."""

    ERROR = "error", pgettext_lazy("row of a class list", "error")
    CREATE = "create", pgettext_lazy("row of a class list", "new")
    UPDATE = "update", pgettext_lazy("row of a class list", "update")
    UNCHANGED = "unchanged", pgettext_lazy("row of a class list", "unchanged")


@dataclass
class Item:
    """One row: as it stands in the file (`cells`, of every column), and what it comes to.

    `faults` are sentences; with one of them nothing else counts. `person` and `portfolio` are those
    that are there already. What changes is None or empty where it stays.
    """

    number: int
    cells: dict
    year: str = ""
    faults: list = field(default_factory=list)
    note: str = ""
    role: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    person: User | None = None
    portfolio: Portfolio | None = None
    # A class that is there or, where it is yet to be made, one without an id.
    school_class: SchoolClass | None = None
    exit_profile: ExitProfile | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_new_person: bool = False
    starts: bool = False
    teaches: bool = False
    changes_class: bool = False
    changes_profile: bool = False
    changes_name: bool = False
    changes_dates: bool = False

    @property
    def what(self):
        if self.faults:
            return What.ERROR
        if self.is_new_person or self.starts:
            return What.CREATE
        is_changed = self.changes_class or self.changes_profile or self.changes_name
        return What.UPDATE if is_changed or self.teaches or self.changes_dates else What.UNCHANGED

    @property
    def name(self):
        """Who it is, as the file says or else as the school knows them."""
        return f"{self.first_name} {self.last_name}".strip() or (self.person and str(self.person))

    @property
    def facts(self):
        """All that would be written, for a comparison with what was shown."""
        return [
            self.number,
            self.what.value,
            self.role,
            self.email,
            self.person and self.person.pk,
            self.portfolio and self.portfolio.pk,
            self.school_class
            and [self.school_class.pk, self.school_class.name, self.school_class.school_year],
            self.exit_profile and self.exit_profile.pk,
            self.portfolio
            and [
                self.portfolio.state,
                self.portfolio.school_class_id,
                self.portfolio.exit_profile_id,
                self.portfolio.starts_on.isoformat(),
                self.portfolio.ends_on.isoformat(),
            ],
            self.person and [self.person.first_name, self.person.last_name],
            [self.first_name, self.last_name],
            [day and day.isoformat() for day in (self.starts_on, self.ends_on)],
            [self.teaches, self.changes_class, self.changes_profile, self.changes_name],
        ]
