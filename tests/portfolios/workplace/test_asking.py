"""Asking a workplace trainer: what a link asks, shows, and for how long."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from portfolios import clock, log, seal, sign_off, tokens, workplace
from portfolios import evidence as evidence_steps
from portfolios.enums import LinkState, Outcome, State, Verb
from portfolios.errors import Refused
from portfolios.models import Mail, WorkplaceLink, WorkplaceQuestion
from tests import factories
from tests.factories import ask_trainer, assess, hand_in, open_link, receive_photo


def shown(link):
    return json.loads(link.questions.get().shown)


def test_a_link_is_kept_as_hashes_and_expires(portfolio, teacher, settings):
    link = open_link(portfolio, teacher, "1.1")
    token, code = tokens.token_of(link), tokens.code_of(link)
    link.refresh_from_db()
    assert len(token) == 43
    assert len(code.replace("-", "")) == tokens.CODE_LENGTH
    assert link.token_sha256 == log.sha256(token)
    assert link.code_sha256 == log.sha256(code.replace("-", ""))
    assert link.expires_at == link.made_at + settings.LINK_EXPIRES_AFTER
    stored = json.dumps(list(WorkplaceLink.objects.values()), default=str)
    logged = "".join(portfolio.log.values_list("facts", flat=True))
    assert token not in stored + logged
    assert code not in stored + logged


def test_tokens_and_codes_differ_and_follow_from_the_key_of_the_site(portfolio, teacher, settings):
    first, second = (open_link(portfolio, teacher, code) for code in ("1.1", "2.1"))
    assert tokens.token_of(first) != tokens.token_of(second)
    assert tokens.code_of(first) != tokens.code_of(second)
    settings.SECRET_KEY = "another key of the site, which was changed after the link was made"
    for made_again in (tokens.token_of, tokens.code_of, tokens.address_of):
        with pytest.raises(Refused, match="cannot be made again"):
            made_again(first)


def test_a_code_is_found_however_it_is_typed(portfolio, teacher):
    link = open_link(portfolio, teacher, "1.1")
    code = tokens.code_of(link)
    for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        assert workplace.find_by_code(typed) == link
    for typed in (code[:-1], code + "A", "", "A" * 12):
        assert workplace.find_by_code(typed) is None


def test_before_hand_in_the_pieces_are_shown_as_they_were_when_the_link_was_made(
    portfolio, student, teacher, trainer
):
    photo = receive_photo(portfolio)
    piece = factories.add_evidence(portfolio, "1.1", received=[photo], title="As it was")
    link = ask_trainer(trainer, "1.1", by=student)
    question = link.questions.get()
    evidence_steps.change(evidence=piece, by=student, title="Changed later")
    sealed = shown(link)
    assert (question.submission, sealed["submission"]) == (None, None)
    assert [one["title"] for one in sealed["evidence"]] == ["As it was"]
    assert sealed["evidence"][0]["files"][0]["sha256"] == photo.sha256
    assert len(sealed["salt"]) == 32
    assert question.shown_sha256 == log.sha256(question.shown)


def test_what_waits_for_the_check_is_sealed_when_it_goes_out(student, teacher, named, evidence):
    link = ask_trainer(named, "1.1", by=student)
    assert link.questions.get().shown == ""
    evidence_steps.change(evidence=evidence, by=student, title="Changed meanwhile")
    workplace.check_trainer(trainer=named, by=teacher)
    assert shown(link)["evidence"][0]["title"] == "Changed meanwhile"


def test_after_hand_in_the_sealed_list_is_shown_without_the_words_to_the_teacher(
    portfolio, student, trainer
):
    submission = hand_in(portfolio, "1.1", words="Between you and me.")
    sealed = shown(ask_trainer(trainer, "1.1", by=student))
    assert sealed["submission"] == submission.pk
    assert sealed["manifest_sha256"] == submission.manifest_sha256
    assert sealed["evidence"] == seal.read(submission)["evidence"]
    assert "Between you and me." not in json.dumps(sealed)


def test_what_came_back_is_shown_as_it_is_being_improved(portfolio, student, teacher, trainer):
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher, Outcome.INSUFFICIENT, "Once more.")
    newer = evidence_steps.replace(
        evidence=submission.evidence.get(), by=student, title="Second version", text="Better."
    )
    sealed = shown(ask_trainer(trainer, "1.1", by=student))
    assert [piece["id"] for piece in sealed["evidence"]] == [newer.pk]


def test_a_teacher_asks_only_about_what_was_handed_in(portfolio, student, teacher, trainer):
    draft = factories.add_evidence(portfolio, "1.1", title="A draft")
    with pytest.raises(Refused, match=r"There is no evidence for 1\.1"):
        ask_trainer(trainer, "1.1", by=teacher)
    submission = hand_in(portfolio, "1.1")
    assess(submission, teacher, Outcome.INSUFFICIENT, "Once more.")
    evidence_steps.replace(evidence=draft, by=student, title="A newer draft", text="Hidden.")
    sealed = shown(ask_trainer(trainer, "1.1", by=teacher))
    assert [piece["title"] for piece in sealed["evidence"]] == ["A draft"]


def test_one_link_and_one_mail_ask_about_several_work_processes(student, trainer, evidence):
    link = ask_trainer(trainer, "1.1", "2.1", by=student)
    assert link.questions.count() == 2
    assert Mail.objects.get(link__isnull=False).link == link


def test_without_an_address_there_is_a_link_to_print_and_no_mail(portfolio, teacher):
    trainer = factories.name_trainer(portfolio, teacher, email="")
    hand_in(portfolio, "1.1")
    link = ask_trainer(trainer, "1.1", by=teacher)
    assert tokens.code_of(link)
    assert not Mail.objects.exclude(link=None).exists()


def test_nobody_is_asked_the_same_twice_before_they_answered(student, teacher, trainer, evidence):
    link = ask_trainer(trainer, "1.1", by=student)
    with pytest.raises(Refused, match=r"Wim Brandsma was asked about 1\.1 already"):
        ask_trainer(trainer, "1.1", "2.1", by=student)
    assert WorkplaceQuestion.objects.count() == 1
    workplace.revoke_link(link=link, by=student)
    factories.state(ask_trainer(trainer, "1.1", by=student))
    ask_trainer(trainer, "1.1", by=student)


def test_what_is_signed_off_or_empty_is_not_asked_about(portfolio, student, teacher, trainer):
    factories.signed_off(portfolio, "1.2", teacher)
    piece = factories.add_evidence(portfolio, "1.1")
    evidence_steps.remove(evidence=piece, by=student)
    with pytest.raises(Refused, match=r"1\.2 is signed off already"):
        ask_trainer(trainer, "1.2", by=student)
    with pytest.raises(Refused, match=r"There is no evidence for 1\.1"):
        ask_trainer(trainer, "1.1", by=student)
    with pytest.raises(Refused, match="Choose at least one"):
        ask_trainer(trainer, by=student)
    assert not WorkplaceLink.objects.exists()


def test_a_link_that_has_nothing_left_to_show_is_not_made(student, teacher, named, evidence):
    link = ask_trainer(named, "1.1", by=student)
    evidence_steps.remove(evidence=evidence, by=student)
    workplace.check_trainer(trainer=named, by=teacher)
    link = WorkplaceLink.objects.get()
    assert link.state == LinkState.EMPTY
    assert not Mail.objects.exclude(link=None).exists()


def test_cells_of_somebody_else_are_not_asked_about(portfolio, student, classmate, trainer):
    theirs = classmate.portfolios.get()
    factories.add_evidence(theirs, "1.1")
    with pytest.raises(Refused, match="Choose at least one"):
        workplace.ask(
            portfolio=portfolio, trainer=trainer, sign_offs=theirs.sign_offs.all(), by=student
        )


@pytest.mark.parametrize("who", ["classmate", "teacher_elsewhere", "coordinator", "board_member"])
def test_nobody_else_asks(request, trainer, evidence, who):
    with pytest.raises(PermissionDenied):
        ask_trainer(trainer, "1.1", by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["student", "teacher", "second_teacher", "coordinator"])
def test_who_asked_and_staff_take_a_link_back(request, portfolio, teacher, who):
    link = open_link(portfolio, teacher, "1.1")
    workplace.revoke_link(link=link, by=request.getfixturevalue(who))
    with pytest.raises(Refused, match="taken back meanwhile"):
        workplace.revoke_link(link=link, by=teacher)
    assert WorkplaceLink.objects.get().state == LinkState.REVOKED
    assert portfolio.log.latest("number").verb == Verb.LINK_REVOKED


@pytest.mark.parametrize("who", ["classmate", "teacher_elsewhere", "board_member"])
def test_nobody_else_takes_a_link_back(request, portfolio, teacher, who):
    link = open_link(portfolio, teacher, "1.1")
    with pytest.raises(PermissionDenied):
        workplace.revoke_link(link=link, by=request.getfixturevalue(who))


def test_a_student_does_not_take_back_what_a_teacher_asked(portfolio, student, teacher, trainer):
    hand_in(portfolio, "1.1")
    link = ask_trainer(trainer, "1.1", by=teacher)
    with pytest.raises(PermissionDenied):
        workplace.revoke_link(link=link, by=student)


def test_an_answered_link_is_not_taken_back(portfolio, student, teacher):
    link = open_link(portfolio, teacher, "1.1")
    factories.state(link)
    with pytest.raises(Refused, match="has answered already"):
        workplace.revoke_link(link=link, by=student)


def test_naming_and_asking_at_once_is_both_or_neither(portfolio, student):
    factories.add_evidence(portfolio, "1.1")
    cell = portfolio.sign_offs.get(work_process__code="1.1")
    new = {"name": "Wim", "company": "Brandsma", "email": "wim@brandsma.example"}
    with pytest.raises(Refused):
        workplace.ask_new(portfolio=portfolio, sign_offs=[], by=student, **new)
    assert not portfolio.trainers.exists()
    link = workplace.ask_new(portfolio=portfolio, sign_offs=[cell], by=student, **new)
    assert link.state == LinkState.WAITING


def test_a_link_expires(portfolio, teacher, settings):
    with clock.at(clock.now() - settings.LINK_EXPIRES_AFTER):
        link = open_link(portfolio, teacher, "1.1")
        assert link.state == LinkState.OPEN
    assert link.state == LinkState.EXPIRED


def test_asking_moves_no_cell(portfolio, student, trainer, evidence):
    ask_trainer(trainer, "1.1", by=student)
    assert portfolio.sign_offs.get(work_process__code="1.1").state == State.IN_PROGRESS
    assert sign_off.submit(
        portfolio=portfolio,
        work_process=factories.work_process(portfolio, "1.1"),
        by=student,
        own_work=True,
    )
