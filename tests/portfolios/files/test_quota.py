"""How much a student may keep: what counts, and what is told when it is used up."""

import pytest

from portfolios import clock, files
from portfolios.enums import FileState
from portfolios.files import quota
from portfolios.models import EvidenceFile
from tests import factories
from tests.portfolios.sending import receive, upload


@pytest.fixture(autouse=True)
def limits(settings):
    settings.MAX_FILE_BYTES, settings.MAX_STUDENT_BYTES = 1_000_000, 3_000_000


def keep(portfolio, **fields):
    facts = {"received_size": 500, "received_sha256": "0" * 64, "received_at": clock.now()}
    return EvidenceFile.objects.create(portfolio=portfolio, **{**facts, **fields})


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"state": FileState.RECEIVED}, 500),
        ({"state": FileState.PROCESSING}, 500),
        ({"state": FileState.READY, "size": 400}, 400),
        ({"state": FileState.REFUSED}, 0),
        ({"state": FileState.READY, "size": 400, "erased_at": clock.now()}, 0),
    ],
)
def test_what_a_file_counts_for(portfolio, classmate, fields, counted):
    keep(portfolio, **fields)
    keep(classmate.portfolios.get(), received_size=999)
    assert quota.used(portfolio.student_id) == counted


def test_an_upload_counts_wholly_from_the_start_and_once_when_it_is_complete(sender, portfolio):
    address = sender.begin(1_000, "notes.txt")
    assert quota.left(portfolio) == 2_999_000
    sender.append(address, 0, b"a" * 1_000)
    assert quota.left(portfolio) == 2_999_000
    sender.end(address)
    assert quota.left(portfolio) == 3_000_000


def test_files_of_an_earlier_portfolio_count_too(portfolio, student, level3, school_class):
    keep(portfolio, received_size=700)
    portfolio.state = "closed"
    portfolio.save()
    later = factories.make_portfolio(student, level3, school_class)
    assert quota.left(later) == 2_999_300


def test_an_upload_that_does_not_fit_is_told_how_much_does(sender, portfolio, student):
    type(student).objects.update(language="en")
    keep(portfolio, received_size=2_000_001)
    assert sender.create(999_999).status_code == 201
    response = sender.create(1)
    assert response.status_code == 413
    assert response.content.decode() == (
        "There is no room left for this file: you can still send 0 MB of your 3 MB. "
        "Remove files that you do not need."
    )


def test_a_file_of_a_form_that_does_not_fit_leaves_nothing(portfolio, media):
    keep(portfolio, received_size=2_999_990)
    with pytest.raises(quota.TooLarge):
        receive(portfolio, "notes.txt", b"more than ten bytes")
    assert EvidenceFile.objects.count() == 1
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_what_is_left_costs_two_queries(portfolio, django_assert_num_queries):
    with django_assert_num_queries(2):
        quota.left(portfolio)


def test_a_form_keeps_what_fits_and_names_what_does_not(portfolio, student, client):
    keep(portfolio, received_size=2_999_980)
    client.force_login(student)
    data = {"files": [upload("a.txt", b"ten bytes."), upload("b.txt", b"eleven byte")]}
    page = client.post("/portfolio/evidence/add/", data).content.decode()
    names = EvidenceFile.objects.exclude(original_name="")
    assert list(names.values_list("original_name", flat=True)) == ["a.txt"]
    assert "“b.txt”:" in page


def test_a_copy_that_does_not_fit_is_refused_and_leaves_nothing(portfolio, media):
    first, second = receive(portfolio, "a.txt", b"a" * 600), receive(portfolio, "b.txt", b"b" * 600)
    before = sorted(path for path in media.rglob("*") if path.is_file())
    keep(portfolio, received_size=2_998_000)
    files.copy(first)
    with pytest.raises(quota.TooLarge):
        files.copy(second)
    assert EvidenceFile.objects.filter(original_name="b.txt").count() == 1
    assert len([path for path in media.rglob("*") if path.is_file()]) == len(before) + 1


def test_a_copied_piece_whose_files_do_not_fit_is_not_made(
    portfolio, student, client, media, django_capture_on_commit_callbacks
):
    received = [receive(portfolio, name, b"a" * 600) for name in ("a.txt", "b.txt")]
    old = factories.add_evidence(portfolio, "1.1", received=received)
    before = sorted(path for path in media.rglob("*") if path.is_file())
    keep(portfolio, received_size=2_998_000)
    client.force_login(student)
    data = {"work_processes": "1.1", "copied_files": [file.pk for file in received]}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/portfolio/evidence/add/?copy_of={old.pk}", data)
    page = answer.content.decode()
    assert "Er is geen ruimte meer voor dit bestand" in page
    assert portfolio.evidence.count() == 1
    assert sorted(path for path in media.rglob("*") if path.is_file()) == before
