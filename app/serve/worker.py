"""gunicorn's worker of threads, with an end to its patience."""

import socket
import struct
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SILENT_SECONDS = 60
_TIMEVAL = struct.Struct("@ll")


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Lets go of a client that neither sends nor takes a byte for `SILENT_SECONDS`.

    gunicorn itself waits for ever for the rest of a request, and each holds a thread meanwhile.
    """

    def handle(self, conn: Any) -> object:  # noqa: ANN401  gunicorn's own
        """Answer what is asked on a connection, in a thread that waits so long and no longer."""
        # The kernel's own timeouts: they count silence and not the length of an upload, hold for
        # the head of a request too, and leave alone what gunicorn itself does to its sockets.
        silence = _TIMEVAL.pack(SILENT_SECONDS, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, silence)
        return super().handle(conn)
