"""Classes with their teachers, and portfolios that are started here."""

from datetime import date

from portfolios import log
from portfolios.enums import PortfolioState, Role
from portfolios.models import LogEntry, Portfolio, RoleChange, SchoolClass
from portfolios.portfolio import close
from tests import factories
from tests.portfolios.admin.desk import address, change, errors, save


def test_a_class_is_made_with_its_teachers(desk, administrator, teacher):
    save(desk, address(SchoolClass, "add"), name="1B", school_year="2026-2027",
         taught_by=[teacher.pk])  # fmt: skip
    made = SchoolClass.objects.get(name="1B")
    joined = RoleChange.objects.get(school_class=made)

    assert list(made.teachers.all()) == [teacher]
    assert (joined.person, joined.role, joined.joined, joined.actor) == (
        teacher, Role.TEACHER, True, administrator,
    )  # fmt: skip


def test_teachers_leave_and_join_with_the_name_of_who_did_it(
    desk, administrator, school_class, teacher, second_teacher, teacher_elsewhere
):
    save(desk, change(school_class), taught_by=[second_teacher.pk, teacher_elsewhere.pk])
    changes = RoleChange.objects.filter(school_class=school_class, actor=administrator)

    assert set(school_class.teachers.all()) == {second_teacher, teacher_elsewhere}
    assert (teacher.pk, False) in changes.values_list("person", "joined")
    assert (teacher_elsewhere.pk, True) in changes.values_list("person", "joined")
    assert second_teacher.pk not in changes.values_list("person", flat=True)


def test_teachers_are_chosen_from_people_who_are_no_students_now(
    desk, portfolio, teacher, administrator, coordinator, second_teacher, third_teacher
):
    second_teacher.is_active = False
    second_teacher.save(update_fields=["is_active"])
    left = factories.make_person("left", is_active=False)
    page = desk.get(change(portfolio.school_class))
    offered = set(page.context["adminform"].form.fields["taught_by"].queryset)

    assert offered == {teacher, second_teacher, third_teacher, administrator, coordinator}
    assert offered.isdisjoint({left, portfolio.student})


def test_a_class_has_one_name_in_a_year(desk, school_class):
    page = save(desk, address(SchoolClass, "add"), name="4A", school_year="2026-2027")

    assert errors(page) == {"__all__"}
    assert SchoolClass.objects.count() == 1


def start(desk, student, profile, school_class, **dates):
    return save(
        desk, address(Portfolio, "add"),
        student=student.pk, exit_profile=profile.pk, school_class=school_class.pk,
        **{"starts_on": "2026-08-24", "ends_on": "2030-07-12"} | dates,
    )  # fmt: skip


def test_a_portfolio_is_started_by_the_step_and_logged(
    desk, administrator, student, level4, school_class
):
    page = start(desk, student, level4, school_class)
    portfolio = Portfolio.objects.get(student=student)
    entry = LogEntry.objects.get(portfolio=portfolio)

    assert page.status_code == 302
    assert (portfolio.exit_profile, portfolio.qualification) == (level4, level4.qualification)
    assert (entry.verb, entry.actor) == ("portfolio_started", administrator)
    assert portfolio.log_head == log.entry_hash(entry)


def test_a_second_active_portfolio_is_refused_and_nothing_typed_is_lost(desk, portfolio, level3):
    page = start(desk, portfolio.student, level3, portfolio.school_class)

    assert "already has an active portfolio" in page.content.decode()
    assert page.context["adminform"].form["exit_profile"].value() == str(level3.pk)
    assert Portfolio.objects.count() == 1


def test_the_end_comes_after_the_start(desk, student, level4, school_class):
    page = start(desk, student, level4, school_class, ends_on="2026-08-24")

    assert "The planned end must come after the start." in page.content.decode()


def test_a_portfolio_starts_in_a_published_version_alone(desk, student, school_class):
    draft = factories.make_qualification(slug="draft", state="draft")
    page = start(desk, student, draft.exit_profiles.first(), school_class)

    assert errors(page) == {"exit_profile"}


def test_only_the_dates_of_a_running_portfolio_can_be_changed(desk, portfolio, level3):
    page = desk.get(change(portfolio))
    save(desk, change(portfolio), ends_on="2031-07-11", exit_profile=level3.pk, state="closed")

    before = portfolio.log_head
    portfolio.refresh_from_db()
    assert set(page.context["adminform"].form.fields) == {"starts_on", "ends_on"}
    assert portfolio.ends_on == date(2031, 7, 11)
    assert (portfolio.exit_profile.level, portfolio.state) == (4, PortfolioState.ACTIVE)
    assert portfolio.log_head == before


def test_nothing_of_a_closed_portfolio_can_be_changed(desk, portfolio, coordinator):
    close(portfolio=portfolio, by=coordinator, reason="Left the school.")

    assert not desk.get(change(portfolio)).context["adminform"].form.fields
