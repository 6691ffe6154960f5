"""The page of one work process: what is asked, the evidence, and what each reader may do."""

import pytest
from django.urls import reverse

from portfolios import evidence, sign_off
from portfolios import portfolio as steps
from portfolios.enums import FileState, Outcome
from portfolios.models import EvidenceFile
from tests import factories
from tests.factories import add_evidence, assess, hand_in, signed_off
from tests.portfolios.views.reading import read, sign_in, words


def own(code):
    return reverse("portfolios:work_process", args=[code])


def of(portfolio, code):
    return reverse("portfolios:work_process_of", args=[portfolio.pk, code])


@pytest.fixture
def starr_portfolio(student, school_class):
    """A portfolio whose level asks for STARR and for two assessors."""
    asking = factories.make_qualification(
        slug="asking", reflection_required=True, required_assessors=2
    )
    return factories.make_portfolio(student, asking.exit_profiles.get(level=4), school_class)


def test_student_reads_what_is_asked_and_that_there_is_no_evidence_yet(client, portfolio):
    portfolio.qualification.work_processes.filter(code="2.1").update(description="Turn a flange.")

    response, text = read(client, portfolio.student, own("2.1"))

    assert "My portfolio / Core task 2, Core task 2 2.1 does 2.1 not started yet" in text
    assert "asked for Level 4, Level 3" in text
    assert "Turn a flange." in text
    assert "Add evidence first: there is nothing to hand in yet." in text
    assert f"{reverse('portfolios:evidence_add')}?work_process=2.1" in response.content.decode()


def test_box_names_exactly_what_will_be_judged(client, starr_portfolio):
    add_evidence(starr_portfolio, "1.1", title="The drawing", reflection="")
    add_evidence(starr_portfolio, "1.1", title="The photo")
    add_evidence(starr_portfolio, "1.2", title="Something else")

    response, text = read(client, starr_portfolio.student, own("1.1"))

    assert "Evidence The drawing The photo Reflection STARR, 5 of 5 parts" in text
    assert "Assessor two teachers, independently Attempt 1" in text
    assert (
        "After handing in you can no longer change this evidence. "
        "A new version is always possible." in text
    )
    assert "Something else" not in text
    form = response.context["hand_in"]["form"]
    assert form["own_work"].label == "This is my own work."
    assert not form["own_work"].value()


def test_missing_starr_is_said_instead_of_a_form(client, starr_portfolio):
    add_evidence(starr_portfolio, "1.1", result="")

    response, text = read(client, starr_portfolio.student, own("1.1"))

    change = reverse("portfolios:evidence_edit", args=[starr_portfolio.evidence.get().pk])
    assert f'{change}?work_process=1.1"' in response.content.decode()
    assert "STARR, 4 of 5 parts" in text
    assert "One piece needs all five parts of STARR before you can hand in." in text
    assert response.context["hand_in"]["form"] is None


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (FileState.PROCESSING, "A file of “The photo” is still being processed."),
        (FileState.REFUSED, "A file of “The photo” was refused. Remove it from the piece first."),
    ],
)
def test_file_that_is_not_ready_is_said_instead_of_a_form(client, portfolio, state, sentence):
    piece = add_evidence(portfolio, "1.1", title="The photo")
    EvidenceFile.objects.create(
        portfolio=portfolio,
        evidence=piece,
        original_name="a.jpg",
        state=state,
        received_at=piece.created_at,
        received_size=3,
        received_sha256="0" * 64,
    )

    response, text = read(client, portfolio.student, own("1.1"))

    assert sentence in text
    assert response.context["hand_in"]["form"] is None


def test_work_process_outside_the_level_cannot_be_handed_in(client, portfolio):
    add_evidence(portfolio, "1.7")

    response, text = read(client, portfolio.student, own("1.7"))

    assert "not asked for by any level" in text
    assert "Level 4 does not ask for this work process, so you cannot hand it in." in text
    assert response.context["hand_in"] is None


def test_choice_rule_stands_on_the_page_of_an_option(client, portfolio):
    text = read(client, portfolio.student, own("7.1"))[1]

    assert "Of the 2 specialisations of this core task, one counts for Level 4." in text
    assert "No specialisation chosen yet." in text


def test_handed_in_work_shows_what_went_along_and_the_way_back(client, portfolio):
    add_evidence(portfolio, "1.1", title="The drawing")
    hand_in(portfolio, "1.1")

    response, text = read(client, portfolio.student, own("1.1"))

    assert "This is with the teacher" in text
    assert "Evidence The drawing Assessor a teacher of the class Attempt 1" in text
    assert reverse("portfolios:withdraw", args=["1.1"]) in response.content.decode()
    assert response.context["hand_in"] is None


def test_returned_work_begins_with_the_words_of_the_teacher(client, portfolio, teacher):
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "The rate is wrong.")

    text = read(client, portfolio.student, own("1.1"))[1]

    assert "Your turn." in text
    assert text.index("The rate is wrong.") < text.index("Hand in for sign-off")
    assert "Attempt 2" in text


def test_returned_piece_can_be_renewed_from_beside_the_feedback(client, portfolio, teacher):
    piece = add_evidence(portfolio, "1.1")
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "The rate is wrong.")
    renew = f'{reverse("portfolios:evidence_replace", args=[piece.pk])}?work_process=1.1"'

    assert renew in read(client, portfolio.student, own("1.1"))[0].content.decode()
    assert renew not in read(client, teacher, of(portfolio, "1.1"))[0].content.decode()


def test_new_version_takes_the_place_of_the_old_one(client, portfolio, teacher):
    piece = add_evidence(portfolio, "1.1", title="First try")
    assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "Again.")
    newer = evidence.replace(
        evidence=piece, by=portfolio.student, title="Second try", **factories.STARR
    )

    response = read(client, portfolio.student, own("1.1"))[0]

    assert [tile["piece"] for tile in response.context["tiles"]] == [newer]
    assert [tile["piece"] for tile in response.context["older_tiles"]] == [piece]
    assert response.context["hand_in"]["pieces"] == [newer]


def test_sign_off_of_a_lower_level_says_that_it_does_not_count_yet(
    client, student, level3, level4, school_class, teacher, coordinator
):
    portfolio = factories.make_portfolio(student, level3, school_class)
    signed_off(portfolio, "2.1", teacher)
    steps.change_profile(
        portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Moves up."
    )

    text = read(client, student, own("2.1"))[1]

    assert "For Level 4 it does not count yet: a teacher has to confirm it." in text


def test_before_and_after_follow_the_order_of_the_matrix(client, portfolio):
    neighbours = read(client, portfolio.student, own("2.1"))[0].context["neighbours"]

    assert neighbours == [("1.2", own("1.2")), ("2.2", own("2.2"))]
    assert read(client, portfolio.student, own("1.1"))[0].context["neighbours"][0] is None


def test_teacher_sees_handed_in_evidence_and_may_assess(client, portfolio, teacher):
    add_evidence(portfolio, "1.1", title="The drawing")
    submission = hand_in(portfolio, "1.1")
    add_evidence(portfolio, "1.1", title="Secret draft")

    response, text = read(client, teacher, of(portfolio, "1.1"))

    assert "The drawing" in text
    assert "Secret draft" not in text
    assert "1 piece in progress" in text
    assert reverse("portfolios:review", args=[submission.pk]) in response.content.decode()
    assert reverse("portfolios:evidence_add") not in response.content.decode()


def test_board_reads_without_steps_to_take(client, portfolio, board_member, teacher):
    signed_off(portfolio, "1.1", teacher)

    response, text = read(client, board_member, of(portfolio, "1.1"))

    assert "signed off: sufficient" in text
    assert reverse("portfolios:revoke", args=[portfolio.pk, "1.1"]) not in (
        response.content.decode()
    )


@pytest.mark.parametrize("stranger", ["classmate", "teacher_elsewhere", "administrator"])
def test_strangers_get_404(client, request, portfolio, stranger):
    hand_in(portfolio, "1.1")
    person = request.getfixturevalue(stranger)

    assert read(client, person, of(portfolio, "1.1"))[0].status_code == 404


def test_unknown_code_gets_404(client, portfolio):
    assert read(client, portfolio.student, own("9.9"))[0].status_code == 404


@pytest.mark.parametrize("reader", ["teacher", "coordinator"])
def test_sign_off_is_revoked_with_a_reason_that_the_student_reads(
    client, request, portfolio, teacher, reader
):
    cell = signed_off(portfolio, "1.1", teacher)
    address = reverse("portfolios:revoke", args=[portfolio.pk, "1.1"])
    text = read(client, request.getfixturevalue(reader), address)[1]
    assert "The work process goes back to Student Example and no longer counts." in text

    assert "This field is required." in words(client.post(address, {"reason": " "}))
    cell.refresh_from_db()
    assert cell.state == "signed_off"

    text = words(client.post(address, {"reason": "Not your drawing."}, follow=True))
    cell.refresh_from_db()
    assert (cell.state, cell.grade, cell.given_at) == ("returned", "", None)
    assert "The sign-off of 1.1 is revoked." in text
    assert "Not your drawing." in read(client, portfolio.student, own("1.1"))[1]


def test_sign_off_that_was_revoked_meanwhile_keeps_the_reason_typed(client, portfolio, teacher):
    cell = signed_off(portfolio, "1.1", teacher)
    sign_off.revoke(sign_off=cell, by=teacher, reason="First.")
    sign_in(client, teacher)

    address = reverse("portfolios:revoke", args=[portfolio.pk, "1.1"])
    text = words(client.post(address, {"reason": "My own words."}))

    assert "This cannot be done now: 1.1 is “returned” meanwhile." in text
    assert "My own words." in text


@pytest.mark.parametrize(
    ("reader", "status"),
    [("student", 403), ("board_member", 403), ("classmate", 404), ("teacher_elsewhere", 404)],
)
def test_others_cannot_revoke(client, request, portfolio, teacher, reader, status):
    cell = signed_off(portfolio, "1.1", teacher)
    sign_in(client, request.getfixturevalue(reader))

    address = reverse("portfolios:revoke", args=[portfolio.pk, "1.1"])
    response = client.post(address, {"reason": "Because."})

    assert response.status_code == status
    cell.refresh_from_db()
    assert cell.state == "signed_off"


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("reader", "queries"), [("student", 21), ("teacher", 24)])
def test_page_costs_the_same_for_any_number(
    client, request, portfolio, teacher, number, reader, queries,
    django_assert_num_queries,
):  # fmt: skip
    for index in range(number):
        piece = add_evidence(portfolio, "1.1", title=f"Piece {index}")
    for _attempt in range(number):
        assess(hand_in(portfolio, "1.1"), teacher, Outcome.INSUFFICIENT, "Again.")
        piece = evidence.replace(evidence=piece, by=portfolio.student, **factories.STARR)
    hand_in(portfolio, "1.1")
    sign_in(client, request.getfixturevalue(reader))
    address = own("1.1") if reader == "student" else of(portfolio, "1.1")

    with django_assert_num_queries(queries):
        response = client.get(address)

    assert len(response.context["tiles"]) == number
    assert len(response.context["older_tiles"]) == number


@pytest.mark.parametrize("code", ["9.9", "%00", "1.1%00", "1.1%20", "-", "x" * 5000])
def test_what_is_no_code_is_not_there(client, student, portfolio, code):
    client.force_login(student)
    own, of = "/portfolio/work-processes", f"/portfolios/{portfolio.pk}/work-processes"
    pages = [f"{own}/{code}/", f"{own}/{code}/withdraw/", f"{of}/{code}/", f"{of}/{code}/revoke/"]
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert client.post(f"{own}/{code}/submit/", {"own_work": "on"}).status_code in (200, 404)
