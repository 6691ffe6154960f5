"""Who may take which step; looks at facts alone, never at `is_superuser` or `has_perm`."""

from portfolios.models import COORDINATORS, EXAMINATION_BOARD, SecondLook, Teaching


def same_person(user, other):
    """Whether two accounts belong to one person: rule 2 counts people, not accounts.

    An account that was merged into another one takes no step any more, but what it did stands.
    A portfolio needs no such look: its student is always the account that is used now.
    """
    return user.person == other.person


def is_owner(user, portfolio):
    """The student whose portfolio it is."""
    return user.is_active and portfolio.student_id == user.pk


def is_assessor(user, portfolio):
    """A teacher of the portfolio's class, and not its own student."""
    return (
        user.is_active
        and portfolio.student_id != user.pk
        and Teaching.objects.filter(
            school_class_id=portfolio.school_class_id, teacher=user
        ).exists()
    )


def is_coordinator(user, portfolio):
    """A coordinator, for every portfolio but their own."""
    return portfolio.student_id != user.pk and _in_group(user, COORDINATORS)


def is_board_member(user, portfolio):
    """A member of the examination board, for every portfolio but their own."""
    return portfolio.student_id != user.pk and _in_group(user, EXAMINATION_BOARD)


def is_assessor_or_coordinator(user, portfolio):
    return is_assessor(user, portfolio) or is_coordinator(user, portfolio)


def is_on_board(user):
    """A member of the examination board."""
    return _in_group(user, EXAMINATION_BOARD)


def may_look_again(user, second_look):
    """A member of the examination board who had no part in the sign-off."""
    looks = SecondLook.objects.filter(pk=second_look.pk)
    return is_on_board(user) and looks.impartial_for(user).exists()


def _in_group(user, name):
    return user.is_active and user.groups.filter(name=name).exists()
