"""Whatever is tried on frozen evidence, by step, page, admin or queryset, nothing changes."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from portfolios import evidence
from portfolios.errors import Refused
from portfolios.models import Evidence, EvidenceFile, EvidenceLink, User
from tests.factories import add_evidence, hand_in, work_process
from tests.portfolios.sending import photo, receive
from tests.portfolios.views.reading import sign_in
from tests.scene import cast

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture(scope="module")
def frozen(kept_for_module):
    """Ids of everybody, and of a piece with a file, handed in for all that it is linked to.

    Made once: nothing that is tried here may change it.
    """
    everybody, portfolio = cast()
    found = add_evidence(portfolio, "1.1", received=[receive(portfolio)])
    hand_in(portfolio, "1.1")
    return {name: person.pk for name, person in everybody.items()}, found.pk


@pytest.fixture
def people(frozen, db):
    ids, _piece = frozen
    return {name: User.objects.get(pk=pk) for name, pk in ids.items()}


@pytest.fixture
def piece(frozen, db):
    _ids, pk = frozen
    return Evidence.objects.get(pk=pk)


def rows():
    """Everything that the database holds of evidence."""
    return [list(m.objects.order_by("pk").values()) for m in (Evidence, EvidenceFile, EvidenceLink)]


def file_of(piece):
    return piece.files.get()


STEPS = {
    "change": lambda piece, by: evidence.change(evidence=piece, by=by, title="Another"),
    "change with files": lambda piece, by: evidence.change(
        evidence=piece, by=by, received=[file_of(piece)]
    ),
    "remove": lambda piece, by: evidence.remove(evidence=piece, by=by),
    "erase as removed": lambda piece, by: evidence.erase_removed(evidence=piece, by=by),
    "erase by command": lambda piece, by: evidence.erase_removed(evidence=piece),
    "remove file": lambda piece, by: evidence.remove_file(file=file_of(piece), by=by),
    "erase file": lambda piece, by: evidence.erase_file(file=file_of(piece), by=by, reason="No."),
    "unlink": lambda piece, by: evidence.unlink(
        evidence=piece, by=by, work_process=work_process(piece.portfolio, "1.1")
    ),
    "replace": lambda piece, by: evidence.replace(evidence=piece, by=by, title="Another"),
    "add with its file": lambda piece, by: evidence.add(
        portfolio=piece.portfolio,
        by=by,
        work_processes=[work_process(piece.portfolio, "2.1")],
        received=[file_of(piece)],
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_no_step_changes_it(piece, people, step):
    before = rows()
    with pytest.raises((Refused, PermissionDenied)):
        STEPS[step](piece, people["student"])
    assert rows() == before


def test_bringing_back_what_was_not_removed_changes_nothing(piece, people):
    before = rows()
    evidence.restore(evidence=piece, by=people["student"])
    assert rows() == before


PAGES = {
    "portfolios:evidence_edit": ("piece", {"title": "Another", "work_processes": "2.1"}),
    "portfolios:evidence_replace": ("piece", {"title": "Another"}),
    "portfolios:evidence_link": ("piece", {"unlink": "1.1"}),
    "portfolios:evidence_remove": ("piece", {}),
    "portfolios:evidence_restore": ("piece", {}),
    "portfolios:evidence_erase": ("piece", {}),
    "portfolios:file_remove": ("file", {}),
    "portfolios:file_erase": ("file", {"reason": "No."}),
    "portfolios:file_poster": ("file", {}),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("person", ["student", "classmate", "teacher", "administrator"])
def test_no_page_changes_it(client, people, piece, person, name):
    what, data = PAGES[name]
    sign_in(client, people[person])
    before = rows()
    pk = piece.pk if what == "piece" else file_of(piece).pk
    if name.endswith("poster"):
        data = {"poster": photo()}
    response = client.post(reverse(name, args=[pk]), data)
    assert response.status_code in (200, 302, 403, 404, 422)
    assert rows() == before


@pytest.mark.parametrize("model", ["evidence", "evidencefile"])
@pytest.mark.parametrize("page", ["change", "delete"])
def test_no_page_of_the_admin_changes_it(client, people, piece, model, page):
    sign_in(client, people["administrator"])
    pk = piece.pk if model == "evidence" else file_of(piece).pk
    before = rows()
    address = reverse(f"admin:portfolios_{model}_{page}", args=[pk])
    assert client.post(address, {"title": "Another", "post": "yes"}).status_code == 403
    assert rows() == before


MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = [
    *((Evidence, name, "Another") for name in ("title", "url", "text", "situation", "reflection")),
    (Evidence, "made_on", date(2026, 1, 1)),
    (Evidence, "setting", "other"),
    (Evidence, "kind", "link"),
    (Evidence, "created_at", MOMENT),
    (Evidence, "removed_at", MOMENT),
    *(
        (EvidenceFile, f"{name}_name", "aa/" + "a" * 32)
        for name in ("original", "received", "stored", "preview", "thumbnail")
    ),
    *((EvidenceFile, name, 7) for name in ("pages", "width", "height", "seconds", "size")),
    *((EvidenceFile, name, "0" * 64) for name in ("sha256", "received_sha256")),
    (EvidenceFile, "captured_at", MOMENT),
    (EvidenceFile, "state", "refused"),
    (EvidenceFile, "evidence_id", None),
    (EvidenceLink, "linked_at", MOMENT),
]


@pytest.mark.parametrize(("model", "column", "value"), COLUMNS)
def test_no_queryset_changes_it(piece, model, column, value):
    before = rows()
    row = model.objects.get()
    setattr(row, column, value)
    for attempt in (
        lambda: model.objects.update(**{column: value}),
        lambda: model.objects.bulk_update([row], [column.removesuffix("_id")]),
        row.save,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert rows() == before


@pytest.mark.parametrize("model", [Evidence, EvidenceFile, EvidenceLink])
def test_no_queryset_deletes_it(piece, model):
    before = rows()
    for attempt in (
        lambda: model.objects.all()._raw_delete("default"),
        lambda: EvidenceLink.objects.all().delete(),
        lambda: EvidenceFile.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert rows() == before
