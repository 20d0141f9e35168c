"""A real listening socket that answers requests with whatever bytes a test wants, or with none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

Reply = Callable[[socket.socket, bytes], None]
PROTOCOL_LINE = b"X-Backbench-Protocol: 1\r\n"


def http(status: int, body: bytes, *headers: str, ours: bool = True, kind: str = "application/json") -> bytes:
    """One whole HTTP answer; ``ours`` adds the header by which a desk knows its site."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n" + (PROTOCOL_LINE if ours else b"") + b"\r\n" + body


class RawServer:
    """Calls ``reply`` with the connection and the head and body of each request, on a thread of its own."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> RawServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while request := _request(connection):
                self.requests.append(request)
                self.reply(connection, request)
        except OSError:
            pass  # the other side, or the test, closed it


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := connection.recv(65_536)):
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
