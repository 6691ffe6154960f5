"""Who is in the demo school, and how far each of them is."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from curriculum.models import Qualification
from portfolios import clock, people, portfolio
from portfolios.demo import board, material, second_looks, special, workplace
from portfolios.demo.story import Story
from portfolios.enums import MailTiming, Outcome, Role
from portfolios.models import Mail, Message, Portfolio, SchoolClass, User

ACCOUNTS = {name: f"{name}@{settings.DEMO_DOMAIN}" for name in material.WORDS["accounts"]}

# Who is mailed; nobody is while the past is made up.
MAILED = {"student": MailTiming.AT_ONCE, "teacher": MailTiming.DAILY}

# Class -> number of students, level, share of the units signed off on average.
CLASSES = {"WTB4-2A": (28, 4, 0.42), "WTB4-2B": (26, 4, 0.25), "WTB3-2C": (25, 3, 0.4)}

# The last students of the level 3 class: one lacks only the specialisation, four lack nothing.
FINISHERS = (0.99, 1, 1, 1, 1)


def is_foreign():
    """True when the database holds people who are not of the demo school."""
    return User.objects.exclude(email__endswith=f"@{settings.DEMO_DOMAIN}").exists()


def holds_demo():
    return User.objects.filter(email=ACCOUNTS["student"]).exists()


@dataclass
class School:
    """The people of the demo school and its classes."""

    administrator: User
    teachers: list
    coordinators: list
    board: list
    classes: dict
    born: datetime
    now: datetime
    chance: random.Random


@transaction.atomic
def fill(*, tell):
    """Fill an empty database; all of it or nothing. `tell` is called with (done, all)."""
    now = timezone.now()
    school = _people(now)
    qualification = Qualification.objects.newest("wtb")
    profiles = {profile.level: profile for profile in qualification.exit_profiles.all()}
    students = _students(school, profiles)
    for number, (student_portfolio, share) in enumerate(students, start=1):
        _live(school, student_portfolio, share, is_first=number == 1)
        tell(number, len(students))
    made = [student_portfolio for student_portfolio, _share in students]
    big, middle, small = (
        [one for one in made if one.school_class == school_class]
        for school_class in school.classes.values()
    )
    special.steps_of_a_student(school, big[1])
    workplace.ask_around(school, big[0])
    special.two_assessors_for_a_while(school, middle[8:], profiles[4])
    special.steps_of_the_whole_portfolio(school, middle[:8], small, profiles)
    board.exemptions(school, big[2:5])
    board.completions(school, small[-4:], profiles)
    second_looks.confirm_some(school, small[-1])
    second_looks.look_again(school)
    _read_old_messages(now)
    # The links of workplace trainers went out then, not when the demo school is filled.
    Mail.objects.update(sent_at=F("queued_at"))
    everybody = User.objects.filter(email__endswith=f"@{settings.DEMO_DOMAIN}")
    everybody.update(password=make_password(settings.DEMO_PASSWORD))
    for account, timing in MAILED.items():
        everybody.filter(email=ACCOUNTS[account]).update(mail_timing=timing)


def first_day_of(now):
    """When the demo school began that is told of now: two school years ago, in the morning."""
    this_year = now.year if now.month >= 8 else now.year - 1
    return timezone.make_aware(datetime.combine(date(this_year - 1, 9, 1), time(9)))


def _read_old_messages(now):
    """What was told some days ago was seen the day after."""
    old = Message.objects.filter(at__lt=now - timedelta(days=4))
    old.update(read_at=F("at") + timedelta(days=1))


def _people(now):
    first_day = first_day_of(now)
    this_year = first_day.year + 1
    words = material.WORDS
    with clock.at(first_day - timedelta(days=7)):
        accounts = {
            name: _person(*names, email=ACCOUNTS[name]) for name, names in words["accounts"].items()
        }
        teachers = [accounts["teacher"], *(_person(*names) for names in words["teachers"])]
        coordinators = [
            accounts["coordinator"], *(_person(*names) for names in words["coordinators"]),
        ]  # fmt: skip
        people.set_role(accounts["admin"], Role.ADMINISTRATOR, True, by=None)
        for person in coordinators:
            people.set_role(person, Role.COORDINATOR, True, by=accounts["admin"])
        classes = {}
        for number, name in enumerate(CLASSES):
            classes[name] = SchoolClass.objects.create(
                name=name, school_year=f"{this_year}-{this_year + 1}"
            )
            others = teachers[1 + number : 4 + number]
            people.set_teachers(classes[name], [teachers[0], *others], by=accounts["admin"])
        board_members = [accounts["board"], *(_person(*names) for names in words["board_members"])]
        for person in board_members:
            people.set_role(person, Role.BOARD, True, by=accounts["admin"])
    chance = random.Random(2026)  # noqa: S311 - the same school every time
    return School(
        accounts["admin"], teachers, coordinators, board_members, classes, first_day, now, chance
    )


def _person(first_name, last_name, email=None):
    email = email or f"{slugify(first_name)}.{slugify(last_name)}@{settings.DEMO_DOMAIN}"
    return people.create_user(
        email=email, first_name=first_name, last_name=last_name, mail_timing=MailTiming.NONE
    )


def _students(school, profiles):
    """The portfolios with the share of work that each has done; the first is student@'s."""
    words = material.WORDS
    names = [words["accounts"]["student"]]
    names += [
        (first, words["last_names"][number * 7 % len(words["last_names"])])
        for number, first in enumerate(words["first_names"])
    ]
    found, names = [], iter(names)
    for name, (size, level, share) in CLASSES.items():
        for number in range(size):
            person = User.objects.filter(email=ACCOUNTS["student"], portfolios=None).first()
            first_name, last_name = next(names)
            person = person or _person(first_name, last_name)
            with clock.at(school.born):
                made = portfolio.start(
                    student=person,
                    exit_profile=profiles[level],
                    school_class=school.classes[name],
                    starts_on=school.born.date(),
                    ends_on=date(school.born.year + level - 1, 7, 10),
                    by=None,
                )
            own = 0.55 if not found else share * (0.3 + 1.4 * (number / size))
            if level == 3 and number >= size - len(FINISHERS):
                own = FINISHERS[number - size]
            found.append((made, own))
    return found


def _live(school, made: Portfolio, share, *, is_first):
    """Sign-offs spread over the years, and some of everything that is open now."""
    chance = school.chance
    teachers = [
        person
        for person in school.teachers
        if person.teachings.filter(school_class=made.school_class).exists()
    ]
    story = Story(made, teachers, school.born, school.now, chance)
    required = made.exit_profile.requirements.select_related("work_process__core_task")
    plain = [r.work_process for r in required if not r.work_process.core_task.choose]
    choices = [r.work_process for r in required if r.work_process.core_task.choose]
    chance.shuffle(plain)
    signed = round(share * len(plain))
    idle = not is_first and chance.random() < 0.12
    # Most go on until a week or a month ago.
    last = 0.76 if idle else 0.975 - 0.01 * (made.pk % 6)
    for number, work_process in enumerate(plain[:signed], start=1):
        at = story.moment(0.02 + (last - 0.02) * number / signed)
        if chance.random() < 0.15:
            story.attempt(work_process, at, outcome=Outcome.INSUFFICIENT, wait=3)
            at += timedelta(days=6)
        files = special.FILES[: 2 if is_first and number < 5 else 0]
        story.attempt(
            work_process, at, outcome=story.passing(), wait=chance.randrange(1, 7), files=files
        )
    if not idle:
        _open_work(story, plain[signed:], is_first)
    specialisation = chance.choice(choices) if share > 0.3 else None
    if is_first:
        specialisation = next(wp for wp in choices if wp.code == "7.3")
    if specialisation:
        story.when(
            story.moment(0.5),
            lambda: portfolio.choose_specialisation(
                portfolio=made,
                by=made.student,
                core_task=specialisation.core_task,
                work_processes=[specialisation],
            ),
        )
        if is_first:
            story.when(
                story.moment(0.96), lambda: story.collect(specialisation, {}, complete=False)
            )
        elif share == 1:
            story.attempt(specialisation, story.moment(0.95), outcome=Outcome.GOOD)
    story.live()


def _open_work(story, left, is_first):
    """What waits for a teacher, came back, or is being worked on."""
    chance = story.chance
    counts = (3, 2, 4) if is_first else (
        chance.choice((0, 0, 0, 1, 1)), chance.choice((0, 0, 1)), chance.choice((0, 1, 1, 2))
    )  # fmt: skip
    left = iter(left)
    days = timedelta(days=1)
    for number, work_process in zip(range(counts[0]), left, strict=False):
        at = story.now - days * (2 + chance.randrange(9))
        files = special.FILES if is_first and number == 0 else special.FILES[:is_first]
        story.attempt(work_process, at, files=files)
    for _number, work_process in zip(range(counts[1]), left, strict=False):
        at = story.now - days * (9 + chance.randrange(12))
        story.attempt(work_process, at, outcome=Outcome.INSUFFICIENT, wait=3)
    for number, work_process in zip(range(counts[2]), left, strict=False):
        at = story.now - days * (1 + chance.randrange(20))
        complete = number % 2 == 0
        story.when(
            at, lambda wp=work_process, whole=complete: story.collect(wp, {}, complete=whole)
        )
