"""A proxy as a province would put it in front: it stamps what is complete, and tells its time.

It calls the web server from an address of its own (127.0.0.2), so that the server can tell it from
a browser on the same machine.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ADDRESS = "127.0.0.2"
END = b"\r\n\r\n"


@dataclass(slots=True)
class Proxy:
    """``off``: how many seconds its clock is fast; ``passed``: how many requests it has stamped."""

    listening: socket.socket
    server: int = 0
    off: float = 0.0
    passed: list[float] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where browsers find it."""
        return int(self.listening.getsockname()[1])

    @property
    def clock(self) -> str:
        """The address of its clock."""
        return f"http://{ADDRESS}:{self.port}/clock"

    def now(self) -> float:
        """Its time, in seconds since 1970."""
        return time.time() + self.off

    def serve(self) -> None:
        """Take one connection after another, each in a thread."""
        while True:
            try:
                line, _address = self.listening.accept()
            except OSError:
                return  # closed: the test is over
            threading.Thread(target=self.answer, args=[line], daemon=True).start()

    def answer(self, line: socket.socket) -> None:
        """Read a whole request; tell the time, or stamp it and hand it on."""
        with line:
            head, body = _whole(line)
            if head.startswith(b"GET /clock "):
                told = f"{self.now():.3f}".encode()
                length = str(len(told)).encode()
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + END + told)
                return
            kept = [one for one in head.split(b"\r\n")
                    if not one.lower().startswith(b"x-request-start:")]  # fmt: skip
            kept.append(f"X-Request-Start: t={self.now():.6f}".encode())
            self.passed.append(self.now())
            with socket.create_connection(
                ("127.0.0.1", self.server), timeout=900, source_address=(ADDRESS, 0)
            ) as onward:
                onward.sendall(b"\r\n".join(kept) + END + body)
                while piece := onward.recv(65536):
                    line.sendall(piece)


def _whole(line: socket.socket) -> tuple[bytes, bytes]:
    """Return the head and the body of a request, once all of it is there."""
    data = b""
    while END not in data:
        data += line.recv(65536)
    head, _end, body = data.partition(END)
    length = next(
        (int(one.split(b":")[1]) for one in head.lower().split(b"\r\n")
         if one.startswith(b"content-length:")),
        0,
    )  # fmt: skip
    while len(body) < length:
        body += line.recv(65536)
    return head, body


@contextmanager
def proxy(*, off: float = 0.0) -> Iterator[Proxy]:
    """A running proxy; ``server`` is the port behind it, to be set before it is used."""
    with socket.create_server((ADDRESS, 0), backlog=1024) as listening:
        made = Proxy(listening, off=off)
        threading.Thread(target=made.serve, daemon=True).start()
        yield made
        listening.shutdown(socket.SHUT_RDWR)
