"""A tus client that we did not write, against the application under gunicorn."""

import hashlib
import random

import pytest

from tests.portfolios.files.serving import Server

tusclient = pytest.importorskip("tusclient.client", reason="tuspy comes with the e2e lock")


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "server")
    yield server
    server.stop()


def test_tuspy_sends_a_file_and_goes_on_after_a_stop(server, tmp_path):
    content = random.Random(3).randbytes(3_000_000)
    path = tmp_path / "flens.bin"
    path.write_bytes(content)
    client = tusclient.TusClient(f"{server.address}/portfolio/uploads/", headers=server.headers)
    metadata = {"filename": "flens.bin"}
    with path.open("rb") as stream:
        first = client.uploader(file_stream=stream, chunk_size=500_000, metadata=metadata)
        first.upload(stop_at=1_000_000)
    assert first.offset == 1_000_000
    with path.open("rb") as stream:
        second = client.uploader(file_stream=stream, chunk_size=500_000, url=first.url)
        second.upload()
    script = (
        "import django; django.setup(); from portfolios.models import EvidenceFile; "
        "file = EvidenceFile.objects.get(); print(file.original_name, file.received_sha256)"
    )
    assert server.run("-c", script).split() == ["flens.bin", hashlib.sha256(content).hexdigest()]
