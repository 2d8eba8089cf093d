"""The console's end of the key-holder's socket.

`multiprocessing.connection` frames the messages; only its byte methods are used, since its others
unpickle.
"""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

_CREDENTIALS: Final = struct.Struct("3i")


@contextmanager
def connect(path: Path) -> Iterator[Connection]:
    """Connect for one request.

    Raises:
        OSError: nobody listens there, or another user's process does.
    """
    # A socket's address holds 107 bytes; by way of its folder's descriptor any path fits.
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(f"/proc/self/fd/{folder}/{path.name}")
        _check_owner(connection)
        with Connection(connection.detach()) as framed:
            yield framed
    finally:
        connection.close()
        os.close(folder)


def _check_owner(connection: socket.socket) -> None:
    # Whoever else could put a socket at this place must not get a token.
    size = _CREDENTIALS.size
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    _process, user, _group = _CREDENTIALS.unpack(credentials)
    if user != os.getuid():
        raise PermissionError
