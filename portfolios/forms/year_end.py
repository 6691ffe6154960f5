"""The two forms at the end of the school year of a class: what becomes of whom, and yes."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.translation import gettext as _

from portfolios.forms.manage import REASON_LENGTH
from portfolios.models import SchoolClass
from portfolios.rounds.year_end import Plan, Then, next_year

FOLDER = "portfolios/year_end"
TO = "to-"


class ChoiceForm(forms.Form):
    """What becomes of each running portfolio of the class, and of the class of next year."""

    school_class = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    name = forms.CharField(max_length=SchoolClass._meta.get_field("name").max_length)
    teachers = forms.ModelMultipleChoiceField(
        queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(max_length=REASON_LENGTH)

    def __init__(self, data=None, *, year_end):
        here, year = year_end.school_class, next_year(year_end.school_class)
        super().__init__(
            data,
            initial={
                "name": here.name,
                "teachers": [teacher.pk for teacher in year_end.teachers],
                "reason": _("End of the school year %(year)s.") % {"year": here.school_year},
            },
        )
        self.year_end = year_end
        classes = [(pk, one.name) for pk, one in year_end.next_classes.items()]
        self.fields["school_class"].label = _("Class in %(year)s") % {"year": year}
        self.fields["school_class"].choices = [("", _("A new class")), *classes]
        self.fields["name"].label = _("Name of the new class")
        self.fields["name"].required = False
        self.fields["teachers"].label = _("Teachers who go along to the new class")
        self.fields["teachers"].queryset = here.teachers.all()
        self.fields["teachers"].choices = [(one.pk, str(one)) for one in year_end.teachers]
        self.fields["reason"].label = _("Reason, for the log of who moves up")
        others = [(f"{TO}{pk}", _("Moves to %(name)s") % {"name": name}) for pk, name in classes]
        stays, leaves = ((one.value, one.label) for one in (Then.STAYS, Then.LEAVES))
        choices = [(Then.UP.value, Then.UP.label), *others, stays, leaves]
        for row in year_end.running:
            self.fields[_name("then", row)] = forms.ChoiceField(
                label=_("What becomes of %(name)s") % {"name": row.portfolio.student},
                choices=choices,
                initial=Then.UP.value,
            )
        self.helper = FormHelper()
        self.helper.form_class = "stack"
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            HTML(f'{{% include "{FOLDER}/_rows.html" %}}'),
            Div(
                HTML(f'{{% include "{FOLDER}/_next_head.html" %}}'),
                Div(
                    "school_class",
                    "name",
                    Field("teachers", template=f"{FOLDER}/_teachers_field.html"),
                    "reason",
                    css_class="panel-body",
                ),
                css_class="panel",
            ),
            Div(
                StrictButton(
                    _("Look at what this brings about"),
                    type="submit",
                    css_class="btn-primary btn-big",
                ),
                css_class="row-flex",
            ),
        )

    @property
    def choices(self):
        """Each running row with its field, what waits in it, and its open proposal."""
        return [
            (
                row,
                self[_name("then", row)],
                self.year_end.waiting.get(row.portfolio.pk, ()),
                row.portfolio.pk in self.year_end.proposed,
            )
            for row in self.year_end.running
        ]

    @property
    def kept(self):
        """What was filled in on the page after this one, so that going back loses nothing."""
        if not self.is_bound:
            return []
        names = [name for name in self.data if name.startswith(("why_", "inactive_", "looked"))]
        return [(name, self.data[name]) for name in names]

    def clean(self):
        cleaned = super().clean()
        goes_up = any(chosen == Then.UP for _row, chosen in self._chosen())
        if goes_up and not cleaned.get("school_class") and "name" not in self.errors:
            name = cleaned.get("name", "")
            if not name:
                self.add_error("name", _("Give the new class a name, or choose a class."))
            elif any(one.name == name for one in self.year_end.next_classes.values()):
                self.add_error(
                    "name",
                    _("There is a class %(name)s in that year already. Choose it from the list.")
                    % {"name": name},
                )
        return cleaned

    def _chosen(self):
        found = [(row, self.cleaned_data.get(_name("then", row))) for row in self.year_end.running]
        return [(row, chosen) for row, chosen in found if chosen]

    @property
    def target(self):
        """The class that everybody moves up to; None for the new one."""
        return self.year_end.next_classes.get(self.cleaned_data.get("school_class"))

    @property
    def moves(self):
        """The rows that move, by the class they go to; None for the new one."""
        found = {}
        for row, chosen in self._chosen():
            if chosen == Then.UP:
                found.setdefault(self.target, []).append(row)
            elif chosen.startswith(TO):
                to = self.year_end.next_classes[int(chosen.removeprefix(TO))]
                found.setdefault(to, []).append(row)
        return found

    def rows_that(self, then):
        """The rows of who stays or leaves."""
        return [row for row, chosen in self._chosen() if chosen == then]


class ConfirmForm(forms.Form):
    """Why each leaver leaves, whose account ends too, and what the coordinator has seen."""

    looked = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data, *, choice, confirmed):
        """`data` is what was sent so far; it counts as an answer once it is `confirmed`."""
        self.choice, self.year_end = choice, choice.year_end
        looked = data.get("looked")
        answer = data.copy() if confirmed else None
        if answer is not None:
            # What was looked at is for this answer; the page that comes back shows what is so now.
            answer["looked"] = self.year_end.seen
        super().__init__(answer, initial={"looked": self.year_end.seen})
        self.looked_at = looked
        self.leavers = choice.rows_that(Then.LEAVES)
        for row in self.leavers:
            name = _name("why", row)
            self.fields[name] = forms.CharField(
                label=_("Why %(name)s leaves") % {"name": row.portfolio.student},
                max_length=REASON_LENGTH,
                initial=data.get(name, ""),
            )
        ending = [row for row in self.leavers if self._may_end(row)]
        # Who has left is inactive; who completed the level may want to look back.
        for row in [*ending, *filter(self._may_end, self.year_end.completed)]:
            name = _name("inactive", row)
            self.fields[name] = forms.BooleanField(
                label=_("Make the account of %(name)s inactive") % {"name": row.portfolio.student},
                required=False,
                initial=name in data if looked else row.portfolio.is_active,
            )
        self.helper = FormHelper()
        self.helper.form_class = "stack"
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("looked", HTML(f'{{% include "{FOLDER}/_confirm.html" %}}'))

    def _may_end(self, row):
        return row.portfolio.pk in self.year_end.may_become_inactive

    def _field(self, what, row):
        """The field about this row, or None where there is none."""
        name = _name(what, row)
        return self[name] if name in self.fields else None

    @property
    def leaving(self):
        """Each leaver with the reason, the tick about the account (None where it has to stay),
        what waits in the portfolio, and whether a proposal is open."""
        return [
            (
                row,
                self._field("why", row),
                self._field("inactive", row),
                self.year_end.waiting.get(row.portfolio.pk, ()),
                row.portfolio.pk in self.year_end.proposed,
            )
            for row in self.leavers
        ]

    @property
    def staying(self):
        return self.choice.rows_that(Then.STAYS)

    @property
    def completed(self):
        """Who completed the level, with the tick about the account, or None."""
        return [(row, self._field("inactive", row)) for row in self.year_end.completed]

    @property
    def plan(self):
        moves, chosen = self.choice.moves, self.choice.cleaned_data
        return Plan(
            goes_to={row.portfolio.pk: to for to, rows in moves.items() for row in rows},
            leaves={row.portfolio.pk: self.cleaned_data[_name("why", row)] for row in self.leavers},
            reason=chosen["reason"],
            new_name=chosen["name"],
            teachers=tuple(chosen["teachers"]),
            inactive=frozenset(
                row.portfolio.pk
                for row in [*self.leavers, *self.year_end.completed]
                if self.cleaned_data.get(_name("inactive", row))
            ),
        )


def _name(what, row):
    return f"{what}_{row.portfolio.pk}"
