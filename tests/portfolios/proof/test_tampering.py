"""One byte changed, one row removed, one trigger dropped: each is named, with exit status 1.

Through the commands, as an administrator runs them. What each place may look like is tried one by
one in tests/portfolios/verify.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portfolios import completion, evidence, sign_off
from portfolios.enums import Verb
from portfolios.models import (
    Assessment,
    Completion,
    Confirmation,
    Evidence,
    EvidenceFile,
    Exemption,
    LogEntry,
    Submission,
    WorkplaceStatement,
)
from portfolios.portfolio import change_profile
from portfolios.uploads import path_of
from tests.factories import (
    add_evidence,
    assess,
    hand_in,
    open_link,
    receive_photo,
    signed_off,
    state,
    work_process,
)
from tests.portfolios.verify.tampering import somebody_at_the_database, tamper


@pytest.fixture
def school(portfolio, level3, level4, teacher, coordinator, board_member):
    """A portfolio with a row of every kind; its level is completed."""
    photo = receive_photo(portfolio)
    add_evidence(portfolio, "2.1", received=[photo])
    change_profile(portfolio=portfolio, by=coordinator, exit_profile=level3, reason="Too early.")
    portfolio.refresh_from_db()
    signed_off(portfolio, "2.1", teacher)
    change_profile(portfolio=portfolio, by=coordinator, exit_profile=level4, reason="Ready.")
    portfolio.refresh_from_db()
    cell = portfolio.sign_offs.get(work_process__code="2.1")
    sign_off.carry_over(sign_off=cell, by=teacher)
    assess(hand_in(portfolio, "2.2"), teacher)
    state(open_link(portfolio, teacher, "1.2"), remark="He worked on his own.")
    for code in ("1.1", "1.2", "2.3"):
        signed_off(portfolio, code, teacher)
    sign_off.exempt(
        portfolio=portfolio,
        work_process=work_process(portfolio, "7.1"),
        by=board_member,
        ground="An earlier diploma.",
    )
    proposal = completion.propose(portfolio=portfolio, by=teacher)
    completion.confirm(completion=proposal, by=board_member)
    return portfolio


def flipped(text):
    """The text with one byte changed in its middle."""
    middle = len(text) // 2
    return text[:middle] + ("a" if text[middle] != "a" else "b") + text[middle + 1 :]


def change_a_stored_file():
    path = path_of(EvidenceFile.objects.get().stored_name)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def change_a_text():
    row = Evidence.objects.get(files__isnull=False)
    tamper(Evidence.objects.filter(pk=row.pk), title=flipped(row.title))


def change_a_manifest():
    row = Submission.objects.earliest("pk")
    tamper(Submission.objects.filter(pk=row.pk), manifest=flipped(row.manifest))


def change_an_assessment():
    row = Assessment.objects.earliest("pk")
    tamper(Assessment.objects.filter(pk=row.pk), feedback=flipped(row.feedback))


def change_a_statement():
    row = WorkplaceStatement.objects.get()
    tamper(WorkplaceStatement.objects.filter(pk=row.pk), remark=flipped(row.remark))


def change_a_confirmation():
    row = Confirmation.objects.get()
    tamper(Confirmation.objects.filter(pk=row.pk), grade="good")


def change_an_exemption():
    row = Exemption.objects.get()
    tamper(Exemption.objects.filter(pk=row.pk), ground=flipped(row.ground))


def change_the_list_of_a_completion():
    row = Completion.objects.get()
    tamper(Completion.objects.filter(pk=row.pk), sealed=flipped(row.sealed))


def remove(entry):
    with somebody_at_the_database():
        LogEntry.objects.filter(pk=entry.pk).delete()


def remove_a_log_row_in_the_middle():
    remove(LogEntry.objects.filter(verb=Verb.CARRIED_OVER).get())


def remove_the_last_log_row():
    remove(LogEntry.objects.latest("number"))


def drop_a_trigger():
    table = "" if connection.vendor == "sqlite" else " ON portfolios_assessment"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TRIGGER wtb_assessment_update{table}")


# What was done -> what verify_log says of it.
TABLE = {
    change_a_stored_file: "file {file}: was changed on disk",
    change_a_text: "evidence {evidence}: its title is not what was handed in",
    change_a_manifest: "submission {submission}: its sealed list was changed",
    change_an_assessment: "assessment {assessment}: was changed",
    change_a_statement: "statement {statement}: was changed",
    change_a_confirmation: "confirmation {confirmation}: was changed",
    change_an_exemption: "exemption {exemption}: was changed",
    change_the_list_of_a_completion: "completion {completion}: its sealed list was changed",
    remove_a_log_row_in_the_middle: "entry {after}: comes after ",
    remove_the_last_log_row: "end of the log: ",
    drop_a_trigger: "trigger wtb_assessment_update: is missing",
}
# What verify_files names as well.
OF_FILES = (change_a_stored_file, change_a_text)


def run(command, capsys):
    """Exit status and output of a command."""
    capsys.readouterr()
    try:
        call_command(command)
    except CommandError as failure:
        return failure.returncode, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_nothing_is_named_before(school, capsys):
    for command in ("verify_log", "verify_files"):
        status, said = run(command, capsys)
        assert (status, said.rstrip()[-8:]) == (0, ": whole.")


@pytest.mark.parametrize("harm", TABLE, ids=lambda harm: harm.__name__)
def test_each_is_named_with_its_place(school, harm, capsys):
    place = TABLE[harm].format(
        file=EvidenceFile.objects.get().pk,
        evidence=Evidence.objects.get(files__isnull=False).pk,
        submission=Submission.objects.earliest("pk").pk,
        assessment=Assessment.objects.earliest("pk").pk,
        statement=WorkplaceStatement.objects.get().pk,
        confirmation=Confirmation.objects.get().pk,
        exemption=Exemption.objects.get().pk,
        completion=Completion.objects.get().pk,
        after=LogEntry.objects.get(verb=Verb.CARRIED_OVER).number + 1,
    )
    harm()
    for command in ("verify_log", "verify_files") if harm in OF_FILES else ("verify_log",):
        status, said = run(command, capsys)
        assert status == 1
        assert place in said, said


def test_after_an_erasure_all_is_whole_and_it_is_listed(
    school, coordinator, capsys, django_capture_on_commit_callbacks
):
    file = EvidenceFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        evidence.erase_file(file=file, by=coordinator, reason="A bystander objects.")
    assert run("verify_log", capsys)[0] == 0
    status, said = run("verify_files", capsys)
    assert status == 0
    assert f"file {file.pk}: erased, logged" in said
