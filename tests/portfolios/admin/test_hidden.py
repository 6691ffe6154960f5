"""What an administrator without a role must not read, on any page."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from portfolios import people
from portfolios.enums import Outcome, Role
from portfolios.models import (
    Assessment,
    Evidence,
    EvidenceFile,
    LogEntry,
    LogText,
    SignOff,
    Submission,
    User,
    WorkplaceLink,
    WorkplaceStatement,
)
from tests import factories
from tests.portfolios.admin.conftest import (
    ALL_SECRETS,
    FEEDBACK,
    FILE_NAME,
    REASON,
    SECRETS,
    WORDS,
)
from tests.portfolios.admin.desk import address, change, changelist, rows

MODELS = list(admin.site._registry)


def read(desk, url):
    page = desk.get(url)
    assert page.status_code in (200, 403), url
    return page.content.decode()


def test_the_texts_of_students_and_assessors_are_on_no_page(desk, school):
    stored = [*Evidence.objects.values(), *EvidenceFile.objects.values(),
              *Submission.objects.values(), *Assessment.objects.values(),
              *LogText.objects.values(), *WorkplaceStatement.objects.values()]  # fmt: skip
    index = reverse("admin:index")
    urls = [index, *(f"{index}{app}/" for app in ("portfolios", "curriculum"))]
    for model in MODELS:
        urls.append(changelist(model))
        for row in rows(model):
            urls += [address(model, action, row.pk) for action in ("change", "history", "delete")]
    pages = {url: read(desk, url) for url in urls}

    found = {(url, word) for url, page in pages.items() for word in ALL_SECRETS if word in page}
    assert all(any(word in str(row) for row in stored) for word in ALL_SECRETS)
    assert len(urls) > 60
    assert found == set()


def test_a_search_does_not_look_into_texts(desk, school):
    searches = [
        *((Evidence, word) for word in SECRETS.values()),
        (EvidenceFile, FILE_NAME),
        (Submission, WORDS),
        (Assessment, FEEDBACK),
        (LogEntry, REASON),
    ]
    numbers = [
        desk.get(changelist(model), {"q": word}).context["cl"].result_count
        for model, word in searches
    ]

    assert numbers == [0] * len(searches)


def test_an_address_cannot_guess_a_text_letter_by_letter(desk, school):
    lookups = [
        *((Evidence, f"{name}__contains") for name in SECRETS),
        (EvidenceFile, "original_name__startswith"),
        (EvidenceFile, "evidence__title__startswith"),
        (Submission, "words__contains"),
        (Submission, "manifest__contains"),
        (Assessment, "feedback__contains"),
        (Assessment, "submission__words__contains"),
        (LogEntry, "log_text__text__contains"),
        (WorkplaceStatement, "remark__contains"),
        (WorkplaceLink, "token_sha256__startswith"),
        (User, "password__startswith"),
    ]
    answers = {
        (model, lookup): desk.get(changelist(model), {lookup: "word"}).status_code
        for model, lookup in lookups
    }

    assert answers == dict.fromkeys(lookups, 400)


def test_the_choices_of_other_forms_do_not_name_pieces_by_their_titles(desk, school):
    page = desk.get(
        reverse("admin:autocomplete"),
        {"app_label": "portfolios", "model_name": "evidencefile", "field_name": "evidence",
         "term": "student"},
    )  # fmt: skip

    assert page.status_code == 404


def test_the_way_to_a_public_page_ends_at_the_rules_of_that_page(desk, school):
    piece = school.evidence.first()
    shortcut = [ContentType.objects.get_for_model(piece).pk, piece.pk]

    page = desk.get(reverse("admin:view_on_site", args=shortcut), follow=True)

    assert page.status_code == 404


def test_a_link_to_the_public_page_is_there_for_who_may_open_it(desk, school, administrator):
    submission = Submission.objects.first()
    rows_with_pages = [school, school.school_class, submission.evidence.get(), submission,
                       submission.sign_off]  # fmt: skip

    without_role = [desk.get(change(row)).context["has_absolute_url"] for row in rows_with_pages]
    people.set_role(administrator, Role.COORDINATOR, True, by=None)
    with_role = [desk.get(change(row)).context["has_absolute_url"] for row in rows_with_pages]

    assert without_role == [False] * 5
    assert with_role == [True] * 5


def test_a_superuser_without_a_role_opens_no_portfolio_and_decides_nothing(desk, school):
    submission = Submission.objects.open().get()
    names = {
        "portfolio_of": [school.pk],
        "matrix_of": [school.pk],
        "work_process_of": [school.pk, "1.1"],
        "evidence": [school.evidence.first().pk],
        "file": [school.files.first().pk],
        "review": [submission.pk],
    }
    pages = {
        name: desk.get(reverse(f"portfolios:{name}", args=args)).status_code
        for name, args in names.items()
    }
    decided = desk.post(reverse("portfolios:review", args=[submission.pk]), {"outcome": "good"})

    assert pages == dict.fromkeys(names, 404)
    assert decided.status_code == 404
    assert submission.assessments.count() == 0


@pytest.fixture
def blind(student, teacher, second_teacher, school_class):
    """A hand-in that two assessors judge; the first has done so."""
    qualification = factories.make_qualification(slug="blind", required_assessors=2)
    profile = qualification.exit_profiles.get(level=4)
    portfolio = factories.make_portfolio(student, profile, school_class)
    submission = factories.hand_in(portfolio, "1.1", words=WORDS)
    factories.assess(submission, teacher, Outcome.INSUFFICIENT, "Not yet.")
    return submission


def seen(desk, submission):
    """What the administration tells of the assessments of a submission, and of the log."""
    assessments = rows(Assessment).filter(submission=submission)
    entries = rows(LogEntry).filter(portfolio=submission.sign_off.portfolio)
    in_page = desk.get(change(submission)).context["inline_admin_formsets"][0].formset
    listed = desk.get(changelist(Assessment)).context["cl"].result_count
    return len(assessments), len(in_page.forms), listed, [entry.verb for entry in entries]


def test_an_assessment_that_waits_for_the_other_is_not_in_the_administration(desk, blind):
    assessment = blind.assessments.get()
    pages = [
        desk.get(changelist(LogEntry)),
        desk.get(change(blind)),
        desk.get(change(blind.sign_off.portfolio)),
        desk.get(change(blind.sign_off)),
    ]

    assert desk.get(change(assessment)).status_code == 302
    assert seen(desk, blind) == (
        0, 0, 0, ["evidence_linked", "evidence_added", "portfolio_started"],
    )  # fmt: skip
    for page in pages:
        assert "insufficient" not in page.content.decode()


def test_whether_the_first_has_assessed_makes_no_difference_to_any_page(
    desk, student, teacher, school_class
):
    qualification = factories.make_qualification(slug="blind", required_assessors=2)
    profile = qualification.exit_profiles.get(level=4)
    portfolio = factories.make_portfolio(student, profile, school_class)
    submission = factories.hand_in(portfolio, "1.1")
    urls = [change(portfolio), change(submission), change(submission.sign_off),
            changelist(Assessment), changelist(LogEntry), changelist(SignOff)]  # fmt: skip

    def texts():
        return [page.partition('id="content-start"')[2] for page in map(desk.get, urls)
                for page in [page.content.decode()]]  # fmt: skip

    def without_tokens(pages):
        return [[line for line in page.splitlines() if "csrf" not in line] for page in pages]

    before = without_tokens(texts())
    factories.assess(submission, teacher, Outcome.GOOD)

    assert without_tokens(texts()) == before


def test_a_decided_submission_shows_its_assessments_and_the_log(desk, blind, second_teacher):
    factories.assess(blind, second_teacher, Outcome.INSUFFICIENT, "Not yet either.")

    assert seen(desk, blind) == (
        2, 2, 2,
        ["returned", "assessed", "assessed", "submitted", "evidence_linked", "evidence_added",
         "portfolio_started"],
    )  # fmt: skip
