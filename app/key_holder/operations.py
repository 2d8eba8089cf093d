"""What the console may ask for, one function each: JSON values in, JSON values out.

A key of an organ is never in an answer. Every answer that depends on one is preceded by an entry in
the audit log.
"""

import base64
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from app.key_holder.holder import KeyHolder
from app.key_holder.key_ring import KeyLockedError, OpenKey
from app.key_holder.tickets import NotUnlockedError
from app.services.roster import RosterError
from crypto.age.errors import AgeError
from crypto.group_key import OrganKey

_log = logging.getLogger(__name__)

Values = Mapping[str, Any]
PURPOSES: Final = ("open_batch", "queue", "read", "write")
_CASE_NUMBER_CHARACTERS: Final = 15


class NoKeyError(Exception):
    """The account does not exist or has no organ's key."""


class NotARecordError(Exception):
    """Asked for the queue, and the header is that of no record of the organ (any more)."""


def answer(holder: KeyHolder, request: object) -> dict[str, Any]:
    """Do what a request asks for, or say in one word why not.

    Returns:
        The operation's values; or `error`: `locked`, `not_unlocked`, `no_key`, `not_a_record`,
        `bad_request`, or `failed` where the reason is our own.
    """
    try:
        if not isinstance(request, dict):
            raise TypeError  # noqa: TRY301  one place says what a bad request is answered with
        return _OPERATIONS[request["op"]](holder, request)
    except tuple(_REFUSALS) as refusal:
        return {"error": _REFUSALS[type(refusal)]}
    except (KeyError, TypeError, ValueError):
        # From None: the values of a request are secrets.
        return {"error": "bad_request"}
    except (RosterError, SQLAlchemyError) as error:
        _log.error("%s in a request to the key-holder", type(error).__name__)
        return {"error": "failed"}


def _begin_unlock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    account = _text(request["account"])
    if holder.find_sealed_key(account) is None:
        raise NoKeyError
    ticket, claim = holder.tickets.begin(account)
    return {"ticket": ticket, "claim": claim}


def _claim_unlock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    account, organ_id, key = holder.tickets.claim(
        _text(request["ticket"]), _text(request["claim"]), _text(request["proof"])
    )
    token = holder.ring.add(account, organ_id, key)
    _, left = holder.ring.look(token)
    return {"token": token, "idle_seconds_left": left.idle, "seconds_left": left.longest}


def _status(holder: KeyHolder, request: Values) -> dict[str, Any]:
    found, left = holder.ring.look(_text(request["token"]))
    return {
        "account": found.account,
        "organ_id": found.organ_id,
        "idle_seconds_left": left.idle,
        "seconds_left": left.longest,
    }


def _unwrap(holder: KeyHolder, request: Values) -> dict[str, Any]:
    purpose = _text(request["purpose"])
    if purpose not in PURPOSES:
        raise ValueError
    items = [
        (_case_number(item["case_number"]), _bytes(item["header"])) for item in request["items"]
    ]
    found = _use(holder, request["token"])
    if purpose == "queue" and not holder.are_records(found.organ_id, items):
        # The queue is logged by count alone: what a case number has to name is not had this way.
        detail = f"purpose=queue count={len(items)}"
        holder.log.write(found.account, "unwrap_refused", detail=detail)
        raise NotARecordError
    if items:
        holder.log.write_unwrap(found.account, purpose, [number for number, _ in items])
    return {"file_keys": [_file_key(found.key, header) for _, header in items]}


def _lock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    dropped = holder.ring.drop(_text(request["token"]))
    if dropped:
        holder.log.write(dropped.account, "locked", detail="by hand")
    return {}


_OPERATIONS: Final[dict[str, Callable[[KeyHolder, Values], dict[str, Any]]]] = {
    "begin_unlock": _begin_unlock,
    "claim_unlock": _claim_unlock,
    "status": _status,
    "unwrap": _unwrap,
    "lock": _lock,
}
_REFUSALS: Final[dict[type[Exception], str]] = {
    KeyLockedError: "locked",
    NotUnlockedError: "not_unlocked",
    NoKeyError: "no_key",
    NotARecordError: "not_a_record",
}


def _use(holder: KeyHolder, value: object) -> OpenKey:
    token = _text(value)
    found = holder.ring.use(token)
    rows = holder.find_sealed_key(found.account)
    # Whose key was taken away while it lay open, or who went to another organ, has it no more.
    if rows is None or rows[0].organ_id != found.organ_id:
        if holder.ring.drop(token):
            holder.log.write(found.account, "locked", detail="has no key any more")
        raise KeyLockedError
    return found


def _file_key(key: OrganKey, header: bytes) -> str | None:
    try:
        return base64.b64encode(key.unwrap(header)).decode()
    except AgeError:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _bytes(value: object) -> bytes:
    return base64.b64decode(_text(value), validate=True)


def _case_number(value: object) -> str:
    number = _text(value)
    # PostgreSQL's text holds no NUL, and no text a lone surrogate.
    if len(number) > _CASE_NUMBER_CHARACTERS or not number.isprintable():
        raise ValueError
    return number
