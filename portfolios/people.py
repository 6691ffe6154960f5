"""Makes and changes people and their roles: the one home of each of these facts.

A role follows from a fact (a group, a class). Every change of such a fact is a `RoleChange`,
told to the examination board.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from portfolios import clock, notifications
from portfolios.enums import Role
from portfolios.models import (
    COORDINATORS,
    EXAMINATION_BOARD,
    Portfolio,
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
    user = _new(email=email, first_name=first_name, last_name=last_name, **fields)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    _add([user])
    return user


@transaction.atomic
def create_users(people):
    """As `create_user` does, for many at once, who set a password with a mail.

    Each is a dict of an address and names. Raises ValidationError where one is not right, and
    IntegrityError where an address is there already.
    """
    users = [_new(**fields) for fields in people]
    for user in users:
        user.set_unusable_password()
        user.clean_fields(exclude=["password"])
    _add(users)
    return users


def _new(*, email, **fields):
    return User(email=email.strip().lower(), **fields)


def _add(users):
    """Write new people and the verified address of each, which is that of the sign-in."""
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )


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


def given_roles(person):
    """The roles of this person that somebody gave them, the classes apart."""
    has = {
        Role.COORDINATOR: person.roles.coordinator,
        Role.BOARD: person.roles.board,
        Role.ADMINISTRATOR: person.is_staff,
    }
    return [role for role, is_so in has.items() if is_so]


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


@transaction.atomic
def add_teachers(teachings, *, by):
    """Let people teach classes, as (class, person); who does so already stays. Told as one."""
    classes = {school_class.pk: school_class for school_class, _person in teachings}
    locked = SchoolClass.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(locked.filter(pk__in=classes).values_list("pk"))
    standing = set(
        Teaching.objects.filter(school_class__in=classes).values_list("school_class", "teacher")
    )
    added = [one for one in teachings if (one[0].pk, one[1].pk) not in standing]
    Teaching.objects.bulk_create(
        Teaching(school_class=school_class, teacher=person) for school_class, person in added
    )
    changes = RoleChange.objects.bulk_create(
        _change(person, Role.TEACHER, True, by=by, school_class=school_class)
        for school_class, person in added
    )
    if changes:
        transaction.on_commit(lambda: notifications.roles_changed(changes))


def possible_teachers(school_class=None):
    """Who may be chosen: active people who are no student now, and whoever teaches already."""
    me = OuterRef("pk")
    studies = Exists(Portfolio.objects.active().filter(student=me))
    teaches = Exists(Teaching.objects.filter(teacher=me))
    here = Exists(
        Teaching.objects.filter(teacher=me, school_class=school_class and school_class.pk)
    )
    return User.objects.filter(Q(here) | Q(is_active=True) & (Q(teaches) | ~Q(studies)))


def _teachings(school_class):
    return Teaching.objects.filter(school_class=school_class).select_related("teacher")


def _record(person, role, joined, *, by, school_class=None):
    change = _change(person, role, joined, by=by, school_class=school_class)
    change.save(force_insert=True)
    transaction.on_commit(lambda: notifications.role_changed(change))


def _change(person, role, joined, *, by, school_class):
    return RoleChange(
        person=person,
        role=role,
        school_class=school_class,
        joined=joined,
        actor=by,
        at=clock.now(),
    )
