"""Builds a school of any size in bulk; its log verifies like one that was lived through."""

import random
from datetime import date, datetime, time, timedelta

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from curriculum.models import Qualification
from portfolios import people
from portfolios.enums import Role
from portfolios.management.commands.demo import MATRIX
from portfolios.models import Portfolio, SchoolClass, User
from tests.bench.lives import MODELS, Life, Rows

CLASS_SIZE = 28
TEACHERS_OF_A_CLASS = 3
YEARS = 3


def build(students, tell):
    """Fill an empty, migrated database with so many students; `tell` gets (done, all)."""
    call_command("import_qualification", str(MATRIX), verbosity=0)
    qualification = Qualification.objects.newest("wtb")
    profiles = list(qualification.exit_profiles.all())
    asked = {
        profile.pk: [
            mark.work_process
            for mark in profile.requirements.select_related("work_process__core_task")
            if not mark.work_process.core_task.choose
        ]
        for profile in profiles
    }
    now = timezone.now()
    rows, chance = Rows(), random.Random(2026)
    done = 0
    for number in range(-(-students // CLASS_SIZE)):
        profile = profiles[number % len(profiles)]
        school_class = _school_class(number)
        teachers = list(school_class.teachers.all())
        with transaction.atomic():
            for student in _students(number, min(CLASS_SIZE, students - done)):
                start = date(now.year - 1, 9, 1)
                portfolio = rows.add(
                    Portfolio,
                    student=student,
                    exit_profile=profile,
                    qualification=qualification,
                    school_class=school_class,
                    starts_on=start,
                    ends_on=start.replace(year=start.year + YEARS),
                )
                first_day = timezone.make_aware(datetime.combine(start, time(9)))
                share = chance.triangular(0, 0.95, 0.35)
                Life(rows, portfolio, teachers, share, chance, now).live(
                    asked[profile.pk], first_day
                )
                done += 1
            rows.write()
        tell(done, students)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        _office()
    _mend_sequences()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _office():
    """Last of all: the examination board is told of every role that is given."""
    for name, role in {"coordinator": Role.COORDINATOR, "board": Role.BOARD}.items():
        people.set_role(_person(name), role, True, by=None)


def _person(name):
    return people.create_user(
        email=f"{name}@bench.example", first_name=name.title(), last_name="Example"
    )


def _school_class(number):
    """A class with teachers, each of whom teaches the next class too."""
    school_class = SchoolClass.objects.create(
        name=f"WTB-{number:03}", school_year=f"{timezone.now().year}-{timezone.now().year + 1}"
    )
    addresses = [
        f"teacher{number // 2 * TEACHERS_OF_A_CLASS + place}"
        for place in range(TEACHERS_OF_A_CLASS)
    ]
    teachers = [
        User.objects.filter(email=f"{name}@bench.example").first() or _person(name)
        for name in addresses
    ]
    people.set_teachers(school_class, teachers, by=None)
    return school_class


def _students(number, size):
    return User.objects.bulk_create(
        User(
            email=f"student{number}-{place}@bench.example",
            first_name=f"Student {place}",
            last_name=f"van Example-{number}",
            password="!",
            date_joined=timezone.now() - timedelta(days=400),
        )
        for place in range(size)
    )


def _mend_sequences():
    """Ids were given out by hand: the database goes on after them."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), MODELS):
            cursor.execute(sql)
