"""Checks what was handed in against its seal."""

from portfolios import log, seal
from portfolios.models import Submission
from portfolios.verify.erasures import Erasures


def check_submissions(portfolio, tell, tell_broken):
    """Hold each standing hand-in against its seal. Returns their number.

    `tell` gets what differs from the sealed list, `tell_broken` each list whose seal is broken.
    """
    submissions = (
        Submission.objects.standing()
        .filter(sign_off__portfolio=portfolio)
        .select_related("sign_off")
        .order_by("pk")
    )
    erasures = Erasures(portfolio.pk)
    pieces = {piece.pk: piece for piece in portfolio.evidence.prefetch_related("files", "links")}
    count = 0
    for submission in submissions:
        count += 1
        place = f"portfolio {portfolio.pk}, submission {submission.pk}"
        if log.sha256(submission.manifest) != submission.manifest_sha256:
            tell_broken(f"{place}: its sealed list is broken")
            continue
        for sealed in seal.read(submission).get("evidence", ()):
            piece = pieces.get(sealed["id"])
            work_process = submission.sign_off.work_process_id
            for fault in _faults_of_piece(piece, sealed, work_process, erasures):
                tell(f"{place}, evidence {sealed['id']}: {fault}")
    return count


def _faults_of_piece(piece, sealed, work_process_id, erasures):
    if piece is None:
        yield "is gone"
        return
    if not piece.is_frozen:
        yield "is not frozen"
    links = [link for link in piece.links.all() if link.work_process_id == work_process_id]
    if not links:
        yield "is no longer linked to the work process"
    elif not links[0].frozen_at:
        yield "its link to the work process is not frozen"
    stored = seal.piece_as_sealed(piece)
    yield from _differences(stored, sealed, leave_out="files")
    files = {file["id"]: file for file in stored["files"]}
    erased = {file.pk for file in piece.files.all() if file.erased_at and erasures.explain(file)}
    for file in sealed["files"]:
        if file["id"] not in files:
            yield f"file {file['id']} is gone"
            continue
        leave_out = "name" if file["id"] in erased else ""
        for fault in _differences(files.pop(file["id"]), file, leave_out):
            yield f"file {file['id']}: {fault}"
    for pk in files:
        yield f"file {pk} was added after it was handed in"
    for file in piece.files.all():
        if not file.frozen_at:
            yield f"file {file.pk} is not frozen"
        if file.erased_at and file.pk not in erased:
            yield f"file {file.pk} is erased, and no erasing was logged"


def _differences(stored, sealed, leave_out=""):
    for name, value in sealed.items():
        if name != leave_out and stored.get(name) != value:
            if stored.get(name) == "":
                yield f"its {name} is empty, and no erasing was logged"
            else:
                yield f"its {name} is not what was handed in"
