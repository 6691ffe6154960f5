"""The tus protocol at our addresses, by its headers and statuses."""

import hashlib

from portfolios.enums import FileState
from portfolios.models import EvidenceFile

CONTENT = b"measured twice, cut once"


def test_a_file_arrives_in_two_parts(sender, portfolio, media):
    address = sender.begin(len(CONTENT), "notes.txt")
    first = sender.append(address, 0, CONTENT[:10])
    assert (first.status_code, first["Upload-Offset"]) == (204, "10")
    assert "Upload-File" not in first
    assert sender.offset(address) == 10
    last = sender.append(address, 10, CONTENT[10:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(CONTENT)))
    file = EvidenceFile.objects.get(pk=last["Upload-File"])
    assert file.portfolio == portfolio
    assert file.original_name == "notes.txt"
    assert file.received_sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert file.received_size == len(CONTENT)
    assert file.state == FileState.READY
    assert list((media / "incoming").iterdir()) == []
    assert sender.call("HEAD", address)["Upload-File"] == str(file.pk)
