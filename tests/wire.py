"""What goes over the wire to a server, recorded; and a wire that can be cut."""

import socket
import struct
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import quote, quote_plus, urlsplit

_AT_ONCE = 65536
_LEAST_BYTES = 6


class Wire:
    """A port that passes everything on to a server, and remembers what was sent to it."""

    def __init__(self, target_url: str, listener: socket.socket) -> None:
        self.target_url = target_url
        self.sent = bytearray()
        """All bytes that went to the server, of all connections, in the order they came."""
        self.is_down = False
        """No connection is passed on any more."""
        self.loses_answers = False
        """What is asked arrives; what is answered does not."""
        self._cut_at: int | None = None
        self._stays_down = False
        self._listener = listener
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def cut_after(self, length_bytes: int, *, stays_down: bool = False) -> None:
        """Break every connection once so many more bytes were sent.

        Of the one that sent the last of them the server hears nothing, as where a telephone went
        out of reach: it waits for more.
        """
        self._cut_at = len(self.sent) + length_bytes
        self._stays_down = stays_down

    def goes_down(self) -> None:
        """Break every connection, and let none come up."""
        self.is_down = True
        self._break_all()

    def comes_up(self) -> None:
        """Pass on again."""
        self.is_down = self.loses_answers = False

    def serve(self) -> None:
        """Pass on until the listener is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                _reset(client)
                continue
            target = urlsplit(self.target_url)
            server = socket.create_connection((target.hostname or "", target.port or 0))
            with self._lock:
                self._open |= {client, server}
            threading.Thread(target=self._send, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _send(self, client: socket.socket, server: socket.socket) -> None:
        for data in _read(client):
            with self._lock:
                self.sent += data
            if self._cut_at is not None and len(self.sent) >= self._cut_at:
                self._cut_at = None
                self.is_down = self._stays_down
                with self._lock:
                    self._open.discard(server)
                self._break_all()
                return
            if not _pass_on(server, data):
                break
        self._drop(client, server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        for data in _read(server):
            if self.loses_answers:
                self._break_all()
                return
            if not _pass_on(client, data):
                break
        self._drop(client, server)

    def _drop(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open -= set(ends)
        for end in ends:
            # Or the thread that reads from it would hold it open, and its other side hear nothing.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _break_all(self) -> None:
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            _reset(end)


@contextmanager
def recorded_wire(target_url: str) -> Iterator[Wire]:
    """A wire to a server, on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(target_url, listener)
        threading.Thread(target=wire.serve, daemon=True).start()
        with closing(listener):
            yield wire
            wire.goes_down()


def disguises(secret: str | bytes) -> list[bytes]:
    """The forms in which something may go over a wire and still be read by anybody."""
    plain = secret.encode() if isinstance(secret, str) else secret
    aligned = [b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)]
    forms = [plain, plain.hex().encode(), *aligned, *(a.replace(b"+", b"-") for a in aligned)]
    if isinstance(secret, str):
        forms += [quote(secret).encode(), quote_plus(secret).encode(), secret.encode("utf-16-le")]
        forms += [secret.encode("unicode_escape"), secret.encode("gb18030")]
    # What is too short to mean anything is found by chance.
    return [form for form in forms if len(form) >= _LEAST_BYTES]


def _read(end: socket.socket) -> Iterator[bytes]:
    try:
        while data := end.recv(_AT_ONCE):
            yield data
    except OSError:
        return


def _pass_on(end: socket.socket, data: bytes) -> bool:
    try:
        end.sendall(data)
    except OSError:
        return False
    return True


def _reset(end: socket.socket) -> None:
    # Not a polite end: as where a line is cut.
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
