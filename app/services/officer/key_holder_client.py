"""How the console speaks to the key-holder: JSON over a Unix socket, one connection a request.

Bytes travel as base64. `multiprocessing.connection` frames the messages; only its byte methods are
used, since its others unpickle.
"""

import base64
import json
import os
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from app.storage.case_records import StaleCaseError

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024
"""Of a request and of an answer; some 4,000 headers fit."""
_CREDENTIALS: Final = struct.Struct("3i")


class KeyHolderError(Exception):
    """The key-holder did not do what it was asked; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class KeyHolderUnavailableError(KeyHolderError):
    """No key-holder answers: it is not running, or went away."""


class KeyHolderLockedError(KeyHolderError):
    """The token opens nothing: never valid, locked by hand, idle too long or open too long."""


class UnlockNotDoneError(KeyHolderError):
    """No phrase was typed for this ticket, or it is another's, used or over; or not this proof."""


class NoKeyError(KeyHolderError):
    """The account does not exist or has no organ's key."""


class RecordChangedError(KeyHolderError, StaleCaseError):
    """For the queue, a header that stands in no record: somebody changed it since it was read."""


@dataclass(frozen=True, slots=True)
class UnlockTicket:
    """An unlocking that has begun: `ticket` goes into the page's address, `claim` stays here."""

    ticket: str
    claim: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnlockedKey:
    """An officer's unlocked key: the token stands for it until one of the two times runs out."""

    token: str = field(repr=False)
    idle_seconds_left: int
    seconds_left: int


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """Whose key a token stands for, and for how long; asking does not prolong it."""

    account: str
    organ_id: str
    idle_seconds_left: int
    seconds_left: int


class KeyHolderClient:
    """The key-holder behind a socket. Holds no connection: any thread may use it."""

    def __init__(self, socket_path: Path, *, timeout_seconds: float = 60) -> None:
        self._path = socket_path
        self._timeout_seconds = timeout_seconds

    def begin_unlock(self, account: str) -> UnlockTicket:
        """Ask for a page on which the officer of `account` types the unlock phrase.

        Raises:
            NoKeyError: there is nothing that this account could unlock.
            KeyHolderUnavailableError: it does not answer.
        """
        answer = self._ask("begin_unlock", account=account)
        return UnlockTicket(answer["ticket"], answer["claim"])

    def claim_unlock(self, ticket: str, claim: str, proof: str) -> UnlockedKey:
        """Take the token of an unlocking that is done; works once.

        Args:
            ticket: what `begin_unlock` gave.
            claim: the same.
            proof: what the key-holder gave to the browser in which the phrase was typed.

        Raises:
            UnlockNotDoneError: no phrase was typed, or there is nothing (more) to claim.
            KeyHolderUnavailableError: it does not answer.
        """
        answer = self._ask("claim_unlock", ticket=ticket, claim=claim, proof=proof)
        return UnlockedKey(answer["token"], answer["idle_seconds_left"], answer["seconds_left"])

    def status(self, token: str) -> KeyStatus:
        """Say whose key the token stands for, without prolonging it.

        Raises:
            KeyHolderLockedError: for none.
            KeyHolderUnavailableError: it does not answer.
        """
        return KeyStatus(**self._ask("status", token=token))

    def unwrap(
        self, token: str, purpose: str, headers: Sequence[tuple[str, bytes]]
    ) -> list[bytes | None]:
        """Return the file key of each header in order; None where the organ's key opens it not.

        Args:
            token: what the unlocking gave.
            purpose: `open_batch`, `queue`, `read` or `write`; it stands in the audit log.
            headers: (case number, age header) each, as many as fit `MAX_MESSAGE_BYTES`; for
                `queue`, of the organ's case records and of nothing else.

        Raises:
            KeyHolderLockedError: the token opens nothing.
            RecordChangedError: for `queue`, one of them is that of no record (any more).
            KeyHolderUnavailableError: it does not answer.
        """
        items = [{"case_number": number, "header": _encode(header)} for number, header in headers]
        answer = self._ask("unwrap", token=token, purpose=purpose, items=items)
        return [key and base64.b64decode(key) for key in answer["file_keys"]]

    def lock(self, token: str) -> None:
        """Make the key-holder forget the key; a token that is locked already is no error.

        Raises:
            KeyHolderUnavailableError: it does not answer.
        """
        self._ask("lock", token=token)

    def _ask(self, operation: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  JSON's
        message = json.dumps({"op": operation, **values}).encode()
        try:
            with _connect(self._path) as connection:
                connection.send_bytes(message)
                if not connection.poll(self._timeout_seconds):
                    raise KeyHolderUnavailableError("unavailable")
                answer = json.loads(connection.recv_bytes(MAX_MESSAGE_BYTES))
        except (OSError, EOFError, ValueError) as error:
            # From None: a broken answer could hold a file key.
            raise KeyHolderUnavailableError(f"unavailable: {type(error).__name__}") from None
        if "error" in answer:
            raise _MEANINGS.get(answer["error"], KeyHolderError)(answer["error"])
        return dict(answer)


_MEANINGS: Final[dict[str, type[KeyHolderError]]] = {
    "locked": KeyHolderLockedError,
    "not_unlocked": UnlockNotDoneError,
    "no_key": NoKeyError,
    "not_a_record": RecordChangedError,
}


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


@contextmanager
def _connect(path: Path) -> Iterator[Connection]:
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
