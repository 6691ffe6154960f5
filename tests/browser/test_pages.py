"""Every main page of every role, in light and dark, on a phone and a desktop.

`faults` is what axe finds against WCAG 2.2 A and AA and what is wider than the window; what the
console says, of the Content-Security-Policy too, is asserted by the `window`.
"""

import pytest
from django.urls import reverse

pytest.importorskip("pytest_playwright")

from curriculum.models import Requirement
from portfolios import clock, evidence, phrases
from portfolios.enums import Outcome
from tests import factories
from tests.browser import scene
from tests.browser.looking import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def school(student, teacher, second_teacher, third_teacher, coordinator):
    return scene.make(student, [teacher, second_teacher, third_teacher], coordinator)


@pytest.fixture
def look(window):
    """What is wrong with these pages, as one person sees them in Dutch."""

    def look_at(person, *addresses, expected=200):
        page = window(person, language="nl")
        found = []
        for address in addresses:
            response = page.goto(address)
            if response.status != expected:
                found.append(f"{address} answers {response.status}")
            found += faults(page)
        return found

    return look_at


def of(name, *arguments):
    return reverse(f"portfolios:{name}", args=arguments)


def test_pages_about_progress_of_a_student(school, look):
    assert (
        look(
            school.student,
            of("portfolio"),
            of("matrix"),
            of("levels"),
            of("matrix") + "?state=open",
            of("history"),
            of("history") + f"?on={clock.today()}",
            of("history") + "?on=2000-01-01",
            of("specialisation", 7),
            *(
                of("work_process", code)
                for code in ("1.1", "2.1", "2.2", "3.1", "4.2", "4.4", "8.1")
            ),
            reverse("curriculum:qualification", args=["wtb"]),
            reverse("curriculum:qualifications"),
        )
        == []
    )


def test_pages_about_evidence_of_a_student(school, look):
    pieces = {piece.title: piece for piece in school.portfolio.evidence.all()}
    frozen, refused = pieces["Evidence for 4.2 4.4"], pieces["Evidence for 2.3"]
    assert (
        look(
            school.student,
            of("evidence_list"),
            of("evidence_list") + "?as=list",
            of("evidence_list") + "?q=geen-enkel-bewijs",
            of("evidence_add"),
            of("evidence", frozen.pk),
            of("evidence", refused.pk),
            of("evidence", pieces["Tweede versie"].pk),
            of("evidence_edit", refused.pk),
            of("evidence_remove", refused.pk),
            of("evidence_replace", pieces["Evidence for 3.1"].pk),
            of("withdraw", "4.4"),
            reverse("settings"),
            of("messages"),
            of("messages") + "?show=turn",
        )
        == []
    )


def test_pages_of_a_teacher(school, look):
    assert (
        look(
            school.teacher,
            of("review_queue"),
            of("review", school.waiting.pk),
            of("review", school.differing.pk),
            of("review", school.half.pk),
            of("school_class_list"),
            of("school_class", school.school_class.pk),
            of("class_students", school.school_class.pk),
            of("class_overview", school.school_class.pk),
            of("class_history", school.school_class.pk),
            of("class_history", school.school_class.pk) + f"?on={clock.today()}",
            of("portfolio_history", school.portfolio.pk) + f"?on={clock.today()}",
            of("portfolio_of", school.portfolio.pk),
            of("matrix_of", school.portfolio.pk),
            of("levels_of", school.portfolio.pk),
            of("work_process_of", school.portfolio.pk, "4.4"),
            of("work_process_of", school.portfolio.pk, "1.1"),
            of("revoke", school.portfolio.pk, "1.1"),
            of("evidence", school.waiting.parts.get().evidence_id),
            of("messages"),
            reverse("settings"),
        )
        == []
    )


def test_pages_of_a_teacher_who_judges_again(portfolio, student, teacher, look):
    piece = factories.add_evidence(portfolio, "1.1", text=scene.LONG)
    first = factories.hand_in(portfolio, "1.1")
    factories.assess(first, teacher, Outcome.INSUFFICIENT, scene.LONG)
    evidence.replace(evidence=piece, by=student, title=scene.WORD * 3, text=scene.LONG * 2)
    factories.add_evidence(portfolio, "1.1", "2.1", title="Maten")
    again, other = (factories.hand_in(portfolio, code) for code in ("1.1", "2.1"))
    for text in ("Maten compleet", scene.WORD * 4, *map(str, range(9))):
        phrases.add(teacher=teacher, text=text)
    assert (
        look(
            teacher,
            of("review", first.pk),
            of("review", again.pk),
            of("review_together", other.pk),
            of("phrases"),
            of("phrases") + f"?edit={phrases.of(teacher).last().pk}",
            of("work_process_of", portfolio.pk, "1.1"),
        )
        == []
    )


def test_pages_of_a_coordinator(school, coordinator, look):
    assert (
        look(
            coordinator,
            of("school"),
            of("class_overview", school.school_class.pk),
            of("school_class_list"),
            of("school_class", school.school_class.pk),
            of("portfolio_of", school.portfolio.pk),
            of("portfolio_manage", school.portfolio.pk),
            of("class_year_end", school.school_class.pk),
            of("review", school.stuck.pk),
            of("release_seat", school.stuck.pk),
        )
        == []
    )


def test_pages_of_the_examination_board(school, board_member, look):
    assert (
        look(
            board_member,
            of("board"),
            of("school_class", school.school_class.pk),
            of("portfolio_of", school.portfolio.pk),
            of("review", school.waiting.pk),
        )
        == []
    )


def test_pages_about_exemptions_and_completions(school, board_member, look):
    done, proposal, exemption = scene.before_the_board(school, board_member)
    assert (
        look(
            board_member,
            of("board"),
            of("completion_confirm", proposal.pk),
            of("completion_refuse", proposal.pk),
            of("completion_reopen", done.pk),
            of("completion", done.portfolio_id, done.pk),
            of("exemption_add") + "?q=klasgenoot",
            of("exemption_add") + f"?portfolio={school.portfolio.pk}",
            of("exemption_end", exemption.pk),
        )
        == []
    )
    assert look(school.student, of("portfolio"), of("matrix"), of("work_process", "2.4")) == []
    assert (
        look(
            school.teacher,
            of("portfolio_of", done.portfolio_id),
            of("portfolio_of", proposal.portfolio_id),
            of("completion_propose", proposal.portfolio_id),
        )
        == []
    )


def test_pages_of_an_administrator(school, administrator, teacher, look):
    mark = Requirement.objects.provisional().first()
    qualification = mark.exit_profile.qualification_id
    assert (
        look(
            administrator,
            reverse("admin:index"),
            reverse("admin:help"),
            reverse("admin:portfolios_user_history", args=[school.student.pk]),
            reverse("admin:portfolios_user_second_factor", args=[school.student.pk]),
            reverse("admin:curriculum_qualification_change", args=[qualification]),
            reverse("admin:curriculum_requirement_settle", args=[mark.pk]),
            reverse("admin:curriculum_workprocess_changelist"),
            reverse("admin:portfolios_user_changelist"),
            reverse("admin:portfolios_user_change", args=[school.student.pk]),
            reverse("admin:portfolios_user_add"),
            reverse("admin:portfolios_user_leave", args=[teacher.pk]),
            reverse("admin:portfolios_user_merge", args=[teacher.pk]),
            reverse("admin:portfolios_user_merge", args=[teacher.pk]) + f"?into={administrator.pk}",
            reverse("admin:portfolios_portfolio_changelist"),
            reverse("admin:portfolios_evidence_changelist"),
        )
        == []
    )


def test_pages_that_say_no(school, classmate, look):
    assert look(school.student, "/geen-pagina/", expected=404) == []
    assert look(classmate, of("portfolio_of", school.portfolio.pk), expected=404) == []
    assert look(school.student, of("board"), expected=403) == []


def test_pages_with_nothing_on_them_yet(portfolio, student, teacher, class_elsewhere,
                                        teacher_elsewhere, look):  # fmt: skip
    assert (
        look(
            student,
            of("portfolio"),
            of("matrix"),
            of("levels"),
            of("evidence_list"),
            of("work_process", "1.1"),
            of("messages"),
            reverse("account_change_password"),
        )
        == []
    )
    assert look(teacher, of("review_queue")) == []
    assert look(teacher_elsewhere, of("school_class", class_elsewhere.pk)) == []


def test_pages_of_somebody_without_a_role(teacher_elsewhere, look):
    assert look(teacher_elsewhere, reverse("home"), reverse("account_logout")) == []
