"""What has to be equal in the demo school: each number on every page and in every file of it."""

import dataclasses
import json
import re
import statistics

from django.urls import reverse

from portfolios.models import Portfolio, SchoolClass
from tests.portfolios.exports import comparing
from tests.portfolios.views.reading import sign_in, words


def assert_a_class_is_the_same_everywhere(client, school_class):
    """Its page, its list of students and its files, whole and filtered."""
    profiles = {one.exit_profile for one in school_class.portfolios.with_people()}
    task = max(profiles, key=lambda one: one.level).qualification.core_tasks.get(number=5)
    levels = [f"?level={profile.pk}" for profile in profiles]
    found = 0
    for query in ("", f"?core_task={task.pk}&sort=waiting", "?state=returned&sort=progress",
                  "?state=submitted&sort=activity", *levels):  # fmt: skip
        page, *files = comparing.lines(client, school_class, query)
        assert files == [page, page, page], query
        found += len(page)
    assert found > 2 * school_class.portfolios.count()
    assert_students_are_the_same_everywhere(client, school_class)


def assert_students_are_the_same_everywhere(client, school_class):
    in_workbook, in_csv, in_json = comparing.full_lines(client, school_class)
    assert in_csv == in_workbook
    # Programs read the short name of a level.
    for one, other in zip(in_json, in_workbook, strict=True):
        assert dataclasses.replace(one, level=other.level) == other
    assert comparing.students_page(client, school_class) == [
        (one.level, one.line.done, one.line.total, one.waiting, one.returned) for one in in_workbook
    ]
    assert sum(one.waiting for one in in_workbook) > 0


def assert_the_school_is_the_same_everywhere(client, query):
    page, *files = comparing.school(client, query)
    assert files == [page, page, page]
    on_page, in_json, in_workbook, weeks = comparing.totals(client, query)
    assert on_page == in_json == in_workbook
    assert on_page[:4] == [
        len(page),
        *(sum(getattr(one, name) for one in page) for name in ("students", "complete", "waiting")),
    ]
    assert weeks == tuple(map(sum, zip(*(one.sign_offs for one in page), strict=True)))
    assert sum(weeks) > 0


def assert_the_school_counts_what_its_classes_count(client):
    for line in comparing.school(client)[0]:
        students = comparing.full_lines(client, SchoolClass.objects.get(name=line.name))[0]
        assert len(students) == line.students
        assert sum(one.waiting for one in students) == line.waiting
        waits = [one.days for one in students if one.days is not None]
        assert max(waits, default=None) == line.longest
        by_total = {}
        for one in students:
            by_total.setdefault(one.line.total, []).append(one.line.done)
        assert {
            (len(done), min(done), statistics.median(done), max(done), total)
            for total, done in by_total.items()
        } == {standing[:5] for standing in line.standings}


def assert_students_read_what_their_class_has(client):
    found = {}
    for school_class in SchoolClass.objects.all():
        content = client.get(comparing.class_file(school_class, "json")).content
        for row in json.loads(content)["rows"]:
            found[row["student"]["portfolio"]] = (row["done"], row["total"])
    active = Portfolio.objects.active().select_related("student")
    assert len(active) > 70
    for portfolio in active:
        sign_in(client, portfolio.student)
        text = words(client.get(reverse("portfolios:portfolio")))
        done, total = re.search(r"(\d+) of (\d+) signed off for", text).groups()
        assert (int(done), int(total)) == found[portfolio.pk]
