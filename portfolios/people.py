"""Makes and changes people and their roles: the one home of each of these facts.

A role follows from a fact (a group, a class). Every change of such a fact is a `RoleChange`,
told to the examination board.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction

from portfolios import clock, notifications
from portfolios.enums import Role
from portfolios.models import (
    COORDINATORS,
    EXAMINATION_BOARD,
    RoleChange,
    SchoolClass,
    Teaching,
    User,
)

GROUPS = {Role.COORDINATOR: COORDINATORS, Role.BOARD: EXAMINATION_BOARD}


def make_groups(*, using, **kwargs):
    """The two groups of fixed name, made after every migration."""
    for name in GROUPS.values():
        Group.objects.using(using).get_or_create(name=name)


@transaction.atomic
def create_user(*, email, first_name, last_name="", password=None, **fields):
    """A person who can sign in with this address, which counts as verified.

    Without a password nobody can sign in until a reset mail was used.
    """
    user = User(email=email.strip().lower(), first_name=first_name, last_name=last_name, **fields)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    keep_address(user)
    return user


@transaction.atomic
def keep_address(user):
    """Keep the verified address of the sign-in in step with the user."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def change_user(user, *, by=None, **fields):
    """Change a person's own fields; a changed address is kept in step.

    Who takes over an address can sign in as its owner: a changed address is told to the old one,
    and that of somebody with a role to the board, as is a role's account that is switched off.
    """
    before = User.objects.get(pk=user.pk)
    for name, value in fields.items():
        setattr(user, name, value)
    user.email = user.email.strip().lower()
    moved, left = before.email != user.email, before.is_active and not user.is_active
    told = notifications.who_is_told_of_account(before, moved=moved) if moved or left else []
    # Their new password, of a moment ago, is not to be written over.
    user.save(update_fields={"email", *fields})
    keep_address(user)
    transaction.on_commit(lambda: notifications.account_changed(user, told, before=before, by=by))
    return user


@transaction.atomic
def reset_second_factor(person, *, by):
    """Take away the second factor of somebody who lost it; False where there was none.

    Until they set it up again their password alone lets them in, so they and the board are told.
    """
    gone, _by_model = Authenticator.objects.filter(user=person).delete()
    if gone:
        transaction.on_commit(lambda: notifications.second_factor_reset(person, by=by))
    return bool(gone)


@transaction.atomic
def set_role(person, role, joined, *, by):
    """Let somebody join or leave the coordinators, the board or the administrators.

    Does nothing where it is so already.
    """
    person = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    if role == Role.ADMINISTRATOR:
        if person.is_staff == joined:
            return
        person.is_staff = person.is_superuser = joined
        person.save(update_fields=["is_staff", "is_superuser"])
    else:
        group = Group.objects.get(name=GROUPS[role])
        if person.groups.filter(pk=group.pk).exists() == joined:
            return
        (person.groups.add if joined else person.groups.remove)(group)
    _record(person, role, joined, by=by)


@transaction.atomic
def set_teachers(school_class, teachers, *, by):
    """Make exactly these people the teachers of a class."""
    school_class = SchoolClass.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=school_class.pk
    )
    before = {teaching.teacher: teaching for teaching in _teachings(school_class)}
    for teacher in [person for person in teachers if person not in before]:
        Teaching.objects.create(school_class=school_class, teacher=teacher)
        _record(teacher, Role.TEACHER, True, by=by, school_class=school_class)
    for teacher in [person for person in before if person not in set(teachers)]:
        before[teacher].delete()
        _record(teacher, Role.TEACHER, False, by=by, school_class=school_class)


def _teachings(school_class):
    return Teaching.objects.filter(school_class=school_class).select_related("teacher")


def _record(person, role, joined, *, by, school_class=None):
    change = RoleChange.objects.create(
        person=person,
        role=role,
        school_class=school_class,
        joined=joined,
        actor=by,
        at=clock.now(),
    )
    transaction.on_commit(lambda: notifications.role_changed(change))
