"""How the console speaks to the key-holder: JSON over a Unix socket, one connection a request.

Bytes travel as base64.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.services.officer.key_holder_socket import connect
from app.storage.case_records import StaleCaseError

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024
"""Of a request and of an answer; some 4,000 headers fit."""


class KeyHolderError(Exception):
    """The key-holder did not do what it was asked; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class KeyHolderUnavailableError(KeyHolderError):
    """No key-holder answers: it is not running, or went away."""


class KeyHolderLockedError(KeyHolderError):
    """The token opens nothing: never valid, locked by hand, idle too long or open too long."""


class KeyWaitingError(KeyHolderError):
    """The token's officer has unlocked, and others of the organ have to before the key is there."""


class NotInRosterError(KeyHolderError):
    """A key of an organ or of an officer is not the one that the signed roster names."""


class ShareDoesNotFitError(KeyHolderError):
    """An officer's share does not fit those of who unlocked before, or was changed."""


class UnlockNotDoneError(KeyHolderError):
    """No phrase was typed for this ticket, or it is another's, used or over; or not this proof."""


class NoKeyError(KeyHolderError):
    """The account does not exist or has no organ's key."""


class RecordChangedError(KeyHolderError, StaleCaseError):
    """A header that does not stand where it should: somebody changed it since it was read."""


class OfficerRecusedError(KeyHolderError):
    """The officer is kept away from this case."""


class KeyUseRefusedError(KeyHolderError):
    """Not for this officer to do: the role, the organ or a grant is not right for it."""


class CheckpointRefusedError(KeyHolderError):
    """The log does not follow from the organ's last checkpoint: `verify` says where."""


class SampleRefusedError(KeyHolderError):
    """No sample can be drawn: no checkpoint (`no_checkpoint`) or no closed lead."""


class SampleNotReleasedError(KeyHolderError):
    """No approver has let this sample go, or whoever did has locked since."""


class KeyHolderBusyError(KeyHolderError):
    """The officer asked for much in a short time and has to wait for so many seconds."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__("too_many")


@dataclass(frozen=True, slots=True)
class UnlockTicket:
    """An unlocking that has begun: `ticket` goes into the page's address, `claim` stays here."""

    ticket: str
    claim: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnlockedKey:
    """An officer's unlocking: the token stands for it until one of the two times runs out."""

    token: str = field(repr=False)
    idle_seconds_left: int
    seconds_left: int
    missing: int
    """How many more officers have to unlock before the key is there."""


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """Whose key a token stands for, and for how long; asking does not prolong it."""

    account: str
    organ_id: str
    idle_seconds_left: int
    seconds_left: int
    missing: int
    """How many more officers have to unlock before the key is there."""
    present: tuple[str, ...]
    """The accounts of the organ that have unlocked."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """File keys in the order of their headers, None where there is none to be had."""

    file_keys: list[bytes | None] = field(repr=False)
    recused: frozenset[str]
    """Cases whose keys were withheld: the officer is kept away from them."""
    opened: frozenset[str]
    """For `open_batch`, cases whose keys were withheld: they have a record by now."""


@dataclass(frozen=True, slots=True)
class IndexKeys:
    """File keys of an organ's index, for one officer."""

    segments: bytes = field(repr=False)
    """Of all segments of the kind."""
    cases: Mapping[str, bytes] = field(repr=False)
    """By case number; none of a case from which the officer is kept away."""
    own: bytes = field(repr=False)
    """Of what the officer keeps for themself."""


@dataclass(frozen=True, slots=True)
class KeptAway:
    """Recusals of an organ, as one of its officers may know them."""

    own: frozenset[str]
    """The cases from which the officer is kept away."""
    others: Mapping[str, frozenset[str]]
    """For each other case, the accounts that are kept away from it."""
    lifts: tuple[str, ...] = ()
    """Other cases in which a colleague proposes to lift a recusal, and nobody has answered."""

    def of_case(self, case_number: str) -> frozenset[str]:
        """The accounts that are kept away from one case."""
        return self.others.get(case_number, frozenset())


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
        answer = self.ask("begin_unlock", account=account)
        return UnlockTicket(answer["ticket"], answer["claim"])

    def claim_unlock(self, ticket: str, claim: str, proof: str) -> UnlockedKey:
        """Take the token of an unlocking that is done; works once.

        Args:
            ticket: what `begin_unlock` gave.
            claim: the same.
            proof: what the key-holder gave to the browser in which the phrase was typed.

        Raises:
            UnlockNotDoneError: no phrase was typed, or there is nothing (more) to claim.
            ShareDoesNotFitError: the key could not be put together; nobody was let in.
            NotInRosterError: it is not the key that the roster names; the same.
            KeyHolderUnavailableError: it does not answer.
        """
        return UnlockedKey(**self.ask("claim_unlock", ticket=ticket, claim=claim, proof=proof))

    def status(self, token: str) -> KeyStatus:
        """Say whose key the token stands for, without prolonging it.

        Raises:
            KeyHolderLockedError: for none.
            KeyHolderUnavailableError: it does not answer.
        """
        answer = self.ask("status", token=token)
        return KeyStatus(**answer | {"present": tuple(answer["present"])})

    def unwrap(
        self, token: str, purpose: str, headers: Sequence[tuple[str, bytes]]
    ) -> list[bytes | None]:
        """Return the file key of each header in order; None where the organ's key opens it not.

        Args:
            token: what the unlocking gave.
            purpose: `read` or `write`; it stands in the audit log.
            headers: (case number, age header) each, all of one case, as many as fit
                `MAX_MESSAGE_BYTES`.

        Raises:
            KeyHolderLockedError: the token opens nothing.
            KeyWaitingError: other officers of the organ have to unlock first.
            OfficerRecusedError: the officer is kept away from this case.
            KeyHolderBusyError: the officer has to wait.
            RecordChangedError: one of them is not (any more) a header of this case.
            KeyHolderUnavailableError: it does not answer.
        """
        return self.unwrap_many(token, purpose, headers).file_keys

    def unwrap_many(
        self, token: str, purpose: str, headers: Sequence[tuple[str, bytes]], grant: str = ""
    ) -> Unwrapped:
        """Return the file keys of many cases' headers, but for those that are withheld.

        Args:
            token: what the unlocking gave.
            purpose: `queue`, with headers of the organ's case records; `messages`, with headers of
                messages that nobody has read and of their reports; `open_batch`, of reports that
                nobody has opened; or `search`, of records, reports and messages that were read.
            headers: (case number, age header) each, as many as fit `MAX_MESSAGE_BYTES`.
            grant: what `grant` gave, for `open_batch` and `search`.

        Raises:
            KeyUseRefusedError: a batch without a grant for it.
            KeyHolderError: as for `unwrap`.
        """
        items = [{"case_number": number, "header": _encode(header)} for number, header in headers]
        answer = self.ask("unwrap", token=token, purpose=purpose, items=items, grant=grant)
        return Unwrapped(
            [key and base64.b64decode(key) for key in answer["file_keys"]],
            frozenset(answer["recused"]),
            frozenset(answer["opened"]),
        )

    def grant(self, token: str, purpose: str, count: int) -> str:
        """Ask for a permission to have so many headers unwrapped within ten minutes.

        Raises:
            KeyUseRefusedError: not for this officer.
            KeyHolderError: as for `unwrap`.
        """
        return str(self.ask("grant", token=token, purpose=purpose, count=count)["grant"])

    def recuse(self, token: str, case_number: str, account: str, why: str = "") -> bool:
        """Keep an officer of the same organ away from a case; say whether anybody is left for it.

        The cause is kept with it, and comes back with the notes on the case.

        Raises:
            KeyUseRefusedError: not for this officer to say, or the organ does not hold the case.
            OfficerRecusedError: who says so is kept away from the case.
            KeyHolderError: as for `unwrap`.
        """
        case = {"case_number": case_number, "account": account, "why": why}
        answer = self.ask("recuse", token=token, **case)
        return bool(answer["anybody_left"])

    def kept_away(self, token: str) -> KeptAway:
        """Say from which cases the officer is kept away, and who is from the others.

        Raises:
            KeyHolderError: as for `unwrap`.
        """
        answer = self.ask("kept_away", token=token)
        others = {number: frozenset(who) for number, who in answer["others"].items()}
        return KeptAway(frozenset(answer["own"]), others, tuple(answer["lifts"]))

    def index_keys(self, token: str, kind: str, case_numbers: Iterable[str]) -> IndexKeys:
        """Ask for the keys under which the organ's index lies; the log has their number.

        Args:
            token: what the unlocking gave.
            kind: `leads` or `text`.
            case_numbers: whose entries are to be opened or written.

        Raises:
            KeyHolderError: as for `unwrap`.
        """
        answer = self.ask("index_keys", token=token, kind=kind, case_numbers=list(case_numbers))
        cases = {number: base64.b64decode(key) for number, key in answer["cases"].items()}
        segments, own = (base64.b64decode(answer[name]) for name in ("segments", "own"))
        return IndexKeys(segments, cases, own)

    def is_open(self, organ_id: str) -> bool:
        """Say whether an organ's key lies open for any of its officers; prolongs nothing.

        Raises:
            KeyHolderUnavailableError: it does not answer.
        """
        return bool(self.ask("is_open", organ_id=organ_id)["open"])

    def checkpoint(self, organ_id: str, account: str = "") -> str:
        """Have the log signed as it is now, with an organ's key that somebody has unlocked.

        Args:
            organ_id: whose key signs.
            account: who asks for it.

        Returns:
            The checkpoint as text.

        Raises:
            KeyHolderLockedError: nobody of the organ has unlocked.
            CheckpointRefusedError: see there.
            KeyHolderBusyError: too many in a short time.
            KeyHolderUnavailableError: it does not answer.
        """
        answer = self.ask("checkpoint", organ_id=organ_id, account=account)
        return str(answer["checkpoint"])

    def lock(self, token: str) -> None:
        """Make the key-holder forget the key; a token that is locked already is no error.

        Raises:
            KeyHolderUnavailableError: it does not answer.
        """
        self.ask("lock", token=token)

    def ask(self, operation: str, **values: Any) -> dict[str, Any]:  # noqa: ANN401  JSON's
        """Send one operation and return the values of its answer.

        Raises:
            KeyHolderError: it refused; `code` says why, and for what this module knows, the class.
            KeyHolderUnavailableError: it does not answer.
        """
        message = json.dumps({"op": operation, **values}).encode()
        try:
            with connect(self._path) as connection:
                connection.send_bytes(message)
                if not connection.poll(self._timeout_seconds):
                    raise KeyHolderUnavailableError("unavailable")
                answer = json.loads(connection.recv_bytes(MAX_MESSAGE_BYTES))
        except (OSError, EOFError, ValueError) as error:
            # From None: a broken answer could hold a file key.
            raise KeyHolderUnavailableError(f"unavailable: {type(error).__name__}") from None
        if answer.get("error") == "too_many":
            raise KeyHolderBusyError(int(answer["wait_seconds"]))
        if "error" in answer:
            raise _MEANINGS.get(answer["error"], KeyHolderError)(answer["error"])
        return dict(answer)


_MEANINGS: Final[dict[str, type[KeyHolderError]]] = {
    "locked": KeyHolderLockedError,
    "waiting": KeyWaitingError,
    "not_in_roster": NotInRosterError,
    "share_does_not_fit": ShareDoesNotFitError,
    "not_unlocked": UnlockNotDoneError,
    "no_key": NoKeyError,
    "not_a_record": RecordChangedError,
    "recused": OfficerRecusedError,
    "checkpoint_refused": CheckpointRefusedError,
    "no_checkpoint": SampleRefusedError,
    "nothing_closed": SampleRefusedError,
    "not_released": SampleNotReleasedError,
    "no_grant": KeyUseRefusedError,
    "not_permitted": KeyUseRefusedError,
}


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
