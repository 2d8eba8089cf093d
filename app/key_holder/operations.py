"""What the console may ask for, one function each: JSON values in, JSON values out.

A key of an organ is never in an answer. Every answer that depends on one is preceded by an entry in
the audit log.
"""

import base64
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from app.key_holder.holder import KeyHolder
from app.key_holder.key_ring import KeyLockedError, OpenKey
from app.key_holder.tickets import NotUnlockedError
from app.services.roster import ROSTER_LABEL
from crypto.age.errors import AgeError
from crypto.group_key import OrganKey

_log = logging.getLogger(__name__)

Values = Mapping[str, Any]
PURPOSES: Final = ("open_batch", "queue", "read", "write")
_CASE_NUMBER_CHARACTERS: Final = 15


class NoKeyError(Exception):
    """The account does not exist or has no organ's key."""


def answer(holder: KeyHolder, request: object) -> dict[str, Any]:
    """Do what a request asks for, or say in one word why not.

    Returns:
        The operation's values; or `error`: `locked`, `not_unlocked`, `no_key`, `bad_request`, or
        `failed` where the reason is our own.
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
    except SQLAlchemyError as error:
        _log.error("%s in a request to the key-holder", type(error).__name__)
        return {"error": "failed"}


def _begin_unlock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    account = _text(request["account"])
    if holder.find_sealed_key(account) is None:
        raise NoKeyError
    ticket, claim = holder.tickets.begin(account)
    return {"ticket": ticket, "claim": claim}


def _claim_unlock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    account, organ_id, key = holder.tickets.claim(_text(request["ticket"]), _text(request["claim"]))
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
    found = _use(holder, request)
    if items:
        holder.log.write_unwrap(found.account, purpose, [number for number, _ in items])
    return {"file_keys": [_file_key(found.key, header) for _, header in items]}


def _lock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    dropped = holder.ring.drop(_text(request["token"]))
    if dropped:
        holder.log.write(dropped.account, "locked", detail="by hand")
    return {}


def _sign_roster(holder: KeyHolder, request: Values) -> dict[str, Any]:
    document = _bytes(request["document"])
    found = _use(holder, request)
    digest = sha256(document).hexdigest()
    holder.log.write(found.account, "roster_signed", detail=f"organ={found.organ_id} {digest}")
    signature = found.key.sign(document, ROSTER_LABEL)
    return {"signature": base64.b64encode(signature).decode()}


_OPERATIONS: Final[dict[str, Callable[[KeyHolder, Values], dict[str, Any]]]] = {
    "begin_unlock": _begin_unlock,
    "claim_unlock": _claim_unlock,
    "status": _status,
    "unwrap": _unwrap,
    "lock": _lock,
    "sign_roster": _sign_roster,
}
_REFUSALS: Final[dict[type[Exception], str]] = {
    KeyLockedError: "locked",
    NotUnlockedError: "not_unlocked",
    NoKeyError: "no_key",
}


def _use(holder: KeyHolder, request: Values) -> OpenKey:
    token = _text(request["token"])
    found = holder.ring.use(token)
    # Whose key was taken away while it lay open has none any more.
    if holder.find_sealed_key(found.account) is None:
        holder.ring.drop(token)
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
    if len(number) > _CASE_NUMBER_CHARACTERS:
        raise ValueError
    return number
