"""What a cell shows: one rule, once in Python and once as a database expression.

It follows from the state of the current attempt, the standing result, an exemption and the level
of the exit profile. A test holds the two together.
"""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from curriculum.models import Requirement
from portfolios.enums import Shown, State
from portfolios.models import Exemption

_ONGOING = (State.SUBMITTED, State.RETURNED)


def is_done(facts, level):
    """Signed off or exempted, at this level or a higher one."""
    return _is_signed(facts, level) or _reaches(facts.exempt_level, level)


def _is_signed(facts, level):
    return not facts.to_confirm and _reaches(facts.given_level, level)


def _reaches(given, level):
    return given is not None and given >= level


def shown(facts, level, marked):
    """What the cell with these facts shows toward a level, for an exit profile that asks for it
    (`marked`) or does not."""
    settled = facts.given_level is not None or facts.exempt_level is not None
    if not marked and settled:
        return Shown.OUTSIDE
    if _is_signed(facts, level):
        return Shown(facts.grade)
    if _reaches(facts.exempt_level, level):
        return Shown.EXEMPT
    if facts.state in _ONGOING:
        return Shown(facts.state)
    if settled:
        return Shown.TO_CONFIRM
    return Shown(facts.state)


def is_marked():
    """Asked by the exit profile of the portfolio: of a query of sign-offs or of exemptions."""
    return Exists(
        Requirement.objects.filter(
            exit_profile=OuterRef("portfolio__exit_profile"), work_process=OuterRef("work_process")
        )
    )


def is_signed_off():
    """Signed off at the level of the portfolio or a higher one: of a query of sign-offs."""
    return Q(given_at__level__gte=F("portfolio__exit_profile__level"), to_confirm=False)


def _exempted(*, reaching=False):
    """What stands for a cell; `reaching`: at the level of the portfolio or a higher one."""
    exempted = Exemption.objects.standing().filter(
        portfolio=OuterRef("portfolio"), work_process=OuterRef("work_process")
    )
    if reaching:
        level = OuterRef("portfolio__exit_profile__level")
        exempted = exempted.filter(exit_profile__level__gte=level, to_confirm=False)
    return exempted


def shown_expression():
    """The same for a query of sign-offs, toward the level of each one's own portfolio."""
    settled = Q(given_at__isnull=False) | Exists(_exempted())
    return Case(
        When(settled & ~Q(is_marked()), then=Value(Shown.OUTSIDE)),
        When(is_signed_off(), then=F("grade")),
        When(Exists(_exempted(reaching=True)), then=Value(Shown.EXEMPT)),
        When(state__in=_ONGOING, then=F("state")),
        When(settled, then=Value(Shown.TO_CONFIRM)),
        default=F("state"),
        output_field=CharField(),
    )
