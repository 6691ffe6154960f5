"""An antivirus daemon on a real socket that finds one word, and can fail in several ways."""

import socket
import struct
import threading

VIRUS = b"VIRUS"


class Daemon:
    """Speaks INSTREAM; `mood` says what it does: answer, refuse, hang up, or stay silent."""

    def __init__(self, mood="answer", path=""):
        self.mood, self.scanned = mood, []
        if path:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.bind(path)
            self.socket.listen()
            self.address = path
        else:
            self.socket = socket.create_server(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.socket.settimeout(0.1)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def stop(self):
        self.stopped.set()
        self.thread.join()
        self.socket.close()

    def _serve(self):
        while not self.stopped.is_set():
            try:
                line, _address = self.socket.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(5)
                self._answer(line)

    def _answer(self, line):
        if self.mood == "hang up":
            return
        if self.mood == "silent":
            while line.recv(65536):
                pass
            return
        assert self._read(line, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self._read(line, 4))[0]:
            content += self._read(line, size)
            if self.mood == "refuse":
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.scanned.append(content)
        found = b"stream: Eicar-Test FOUND\0" if VIRUS in content else b"stream: OK\0"
        line.sendall(found)

    def _read(self, line, size):
        said = bytearray()
        while len(said) < size:
            part = line.recv(size - len(said))
            if not part:
                raise ConnectionError("hung up")
            said += part
        return bytes(said)
