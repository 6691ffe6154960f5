"""A mail server on a real socket that keeps what it receives, and can fail in several ways."""

import socket
import threading
import time
from contextlib import suppress


class MailServer:
    """Speaks as much SMTP as sending needs; `mood` says what it does:

    answer, refuse (451 to each receiver), drop (hangs up in the middle of a mail), lose (takes a
    mail and hangs up before it says so), silent, or slow.
    """

    def __init__(self, mood="answer"):
        self.mood, self.received = mood, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.socket.settimeout(0.1)
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._serve)]
        self.threads[0].start()

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()
        self.socket.close()

    def _serve(self):
        while not self.stopped.is_set():
            try:
                line, _address = self.socket.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._talk, args=[line])
            thread.start()
            self.threads.append(thread)

    def _talk(self, line):
        line.settimeout(10)
        with line, suppress(OSError), line.makefile("rwb") as talk:
            if self.mood == "silent":
                self.stopped.wait(10)
                return
            self._say(talk, "220 ready")
            for command in talk:
                word = command[:4].upper()
                if word == b"DATA":
                    self._say(talk, "354 go on")
                    if not self._take(talk):
                        return
                elif word == b"RCPT" and self.mood == "refuse":
                    self._say(talk, "451 not now")
                elif word == b"QUIT":
                    self._say(talk, "221 bye")
                    return
                else:
                    self._say(talk, "250 fine")

    def _take(self, talk):
        """Receive one mail. Returns whether the line goes on."""
        content = []
        for row in talk:
            if self.mood == "drop":
                return False
            if row == b".\r\n":
                break
            content.append(row.removeprefix(b".") if row.startswith(b"..") else row)
        if self.mood == "slow":
            time.sleep(0.3)
        self.received.append(b"".join(content))
        if self.mood == "lose":
            return False
        self._say(talk, "250 taken")
        return True

    def _say(self, talk, answer):
        talk.write(f"{answer}\r\n".encode())
        talk.flush()
