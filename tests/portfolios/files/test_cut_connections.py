"""A large file through a server that is killed, and through a line that is cut, ten times."""

import hashlib
import random
import socket
import threading
import time
from http.client import HTTPException

import pytest

from tests.portfolios.files.serving import Server
from tests.portfolios.files.tus import BYTES

pytest.importorskip("gunicorn", reason="needs the e2e lock: gunicorn is the server that is killed")

pytestmark = pytest.mark.long

SIZE = 200_000_000
CHUNK = 4_000_000
CUTS = 10
# As every client does after a cut: what is still in the buffers of the old line arrives meanwhile.
PAUSE = 0.3
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def content():
    return random.Random(1).randbytes(SIZE)


class Client:
    """Sends a file chunk by chunk and counts every byte that it gives to the line."""

    def __init__(self, server, content, port=None):
        self.server, self.content, self.port = server, content, port or server.port
        self.headers = {**server.headers, **TUS}
        self.sent = self.resumed = 0
        about = {"Upload-Length": str(len(content)), "Upload-Metadata": "filename ZmlsbS5iaW4="}
        _status, headers, _body = server.ask(
            "POST", "/portfolio/uploads/", {**self.headers, **about}
        )
        self.address = headers["Location"]

    def offset(self):
        """How far the server says it is; asked until it answers."""
        while True:
            try:
                _status, headers, _body = self.server.ask("HEAD", self.address, self.headers)
                return int(headers["Upload-Offset"])
            except (OSError, HTTPException):
                time.sleep(0.05)

    def send(self):
        """Send until everything arrived. Returns the id of the file."""
        offset = 0
        while offset < len(self.content):
            try:
                offset = self._send_chunk(offset)
            except OSError:
                self.resumed += 1
                time.sleep(PAUSE)
                offset = self.offset()
        _status, headers, _body = self.server.ask("HEAD", self.address, self.headers)
        return headers["Upload-File"]

    def _send_chunk(self, offset):
        chunk = memoryview(self.content)[offset : offset + CHUNK]
        head = {
            **self.headers,
            "Host": "127.0.0.1",
            "Connection": "close",
            "Content-Type": BYTES,
            "Content-Length": len(chunk),
            "Upload-Offset": offset,
        }
        lines = [f"PATCH {self.address} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode())
            for start in range(0, len(chunk), 65_536):
                sent = chunk[start : start + 65_536]
                line.sendall(sent)
                self.sent += len(sent)
            answer = b""
            while part := line.recv(65_536):
                answer += part
        if not answer.startswith(b"HTTP/1.1 204"):
            raise ConnectionError("no answer")
        return offset + len(chunk)


def told(server, file, client, seconds, capsys):
    script = (
        "import django; django.setup(); from portfolios.models import EvidenceFile; "
        f"file = EvidenceFile.objects.get(pk={file}); "
        "print(file.received_sha256, file.received_size)"
    )
    sha256, size = server.run("-c", script).split()
    with capsys.disabled():
        print(
            f"\n{SIZE:,} bytes in {seconds:.1f} s, {client.resumed} times cut, "
            f"{client.sent - SIZE:,} bytes sent twice ({CHUNK:,} a chunk), "
            f"at most {server.memory()} MB of memory in one process"
        )
    return sha256, int(size)


def test_a_server_that_is_killed_ten_times_gets_the_whole_file(server, content, capsys):
    client = Client(server, content)
    done = threading.Event()
    cuts = random.Random(2)

    def kill():
        for number in range(1, CUTS + 1):
            while client.sent < number * SIZE / (CUTS + 1) and not done.is_set():
                time.sleep(0.001)
            time.sleep(cuts.uniform(0, 0.03))
            server.kill()
            server.start()

    killer = threading.Thread(target=kill)
    begun = time.monotonic()
    killer.start()
    try:
        file = client.send()
    finally:
        done.set()
        killer.join()
    seconds = time.monotonic() - begun
    sha256 = hashlib.sha256(content).hexdigest()
    assert told(server, file, client, seconds, capsys) == (sha256, SIZE)
    assert client.resumed >= CUTS
    assert client.sent - SIZE <= client.resumed * CHUNK


def test_a_line_that_is_cut_ten_times_brings_the_whole_file(server, content, capsys):
    proxy = Proxy(server.port, [number * SIZE // (CUTS + 1) for number in range(1, CUTS + 1)])
    client = Client(server, content, proxy.port)
    begun = time.monotonic()
    file = client.send()
    seconds = time.monotonic() - begun
    proxy.stop()
    sha256 = hashlib.sha256(content).hexdigest()
    assert told(server, file, client, seconds, capsys) == (sha256, SIZE)
    assert client.resumed >= CUTS
    assert client.sent - SIZE <= client.resumed * CHUNK


class Proxy:
    """Passes bytes on, and cuts the line when so many went through."""

    def __init__(self, target, cuts):
        self.target, self.cuts, self.passed = target, list(cuts), 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def stop(self):
        with socket.create_connection(("127.0.0.1", self.port)):
            self.cuts = None
        self.thread.join(10)
        self.socket.close()

    def _serve(self):
        while True:
            line, _address = self.socket.accept()
            if self.cuts is None:
                line.close()
                return
            with line, socket.create_connection(("127.0.0.1", self.target)) as onward:
                back = threading.Thread(target=self._pass_back, args=(onward, line))
                back.start()
                self._pass_on(line, onward)
                back.join()

    def _pass_on(self, line, onward):
        while part := self._read(line):
            onward.sendall(part)
            self.passed += len(part)
            if self.cuts and self.passed >= self.cuts[0]:
                self.cuts.pop(0)
                line.shutdown(socket.SHUT_RDWR)
                break
        try:
            onward.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def _pass_back(self, onward, line):
        try:
            while part := self._read(onward):
                line.sendall(part)
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _read(self, line):
        try:
            return line.recv(65_536)
        except OSError:
            return b""
