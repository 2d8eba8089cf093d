"""The socket that the console asks at: JSON messages, a thread for each connection.

`multiprocessing.connection` frames the messages; only its byte methods are used, since its others
unpickle.
"""

import json
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any, Final

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024
_SILENT_SECONDS: Final = 60
_CREDENTIALS: Final = struct.Struct("3i")

Answer = Callable[[object], dict[str, Any]]


class SocketServer:
    """Listens at a path that only our own user may open."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self._answer = answer
        self._listener = _listen(path)

    def start(self) -> None:
        """Answer from now on, in threads that end with the process."""
        Thread(target=self._accept, name="socket", daemon=True).start()

    def close(self) -> None:
        """Take no further connection."""
        # Closing alone would leave `accept` waiting.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        if _peer_user(connection) != os.getuid():
            connection.close()
            return
        # A peer that went away, or that sends what is too long, is let go.
        with Connection(connection.detach()) as framed, suppress(OSError, EOFError):
            while framed.poll(_SILENT_SECONDS):
                message = framed.recv_bytes(MAX_MESSAGE_BYTES)
                framed.send_bytes(json.dumps(self._answer(_parse(message))).encode())


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    # A socket's address holds 107 bytes; by way of its folder's descriptor any path fits.
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        listener.bind(f"/proc/self/fd/{folder}/{path.name}")
        # Nobody can connect before `listen`, so that nobody is faster than this.
        path.chmod(0o600)
        listener.listen(128)
    finally:
        os.close(folder)
    return listener


def _peer_user(connection: socket.socket) -> int:
    size = _CREDENTIALS.size
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    return int(_CREDENTIALS.unpack(credentials)[1])


def _parse(message: bytes) -> object:
    try:
        return json.loads(message)
    except ValueError:
        return None
