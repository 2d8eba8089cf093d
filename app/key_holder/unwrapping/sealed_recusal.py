"""A recusal as it is stored: a small age file to the organ, signed with the organ's own key.

The database does not tell who is kept away from what. Anybody can seal to an organ's public
recipient, so that only the signature says that the key-holder wrote it.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from app.key_holder.unlocking.key_ring import OpenKey
from app.services.roster import Organ
from app.storage.casework import Recusal
from crypto.age.errors import AgeError
from crypto.group_key import OrganKey
from crypto.padding import pad_json
from crypto.sealing import open_payload, seal
from crypto.signing import SignatureError, verify

RECUSAL_LABEL: Final = "qingfeng/v1/recusal"
VERSION: Final = 1


class NotARecusalError(Exception):
    """The row was moved, changed or made by somebody else, or these keys do not open it."""


@dataclass(frozen=True, slots=True)
class KeptAway:
    """An officer who may not open a case."""

    case_number: str
    account: str


def seal_recusal(away: KeptAway, recusal_id: str, organ: Organ, key: OrganKey) -> Recusal:
    """Return the row of a recusal.

    Args:
        away: who, from which case.
        recusal_id: what the row is found by.
        organ: as the signed roster has it now.
        key: the one that the roster names for it.
    """
    content = {
        "qingfeng": VERSION,
        "kind": "recusal",
        "recusal_id": recusal_id,
        "organ_id": organ.organ_id,
        "case_number": away.case_number,
        "account": away.account,
    }
    content["signature"] = key.sign(_encode(content), RECUSAL_LABEL).hex()
    sealed = seal(pad_json(_encode(content)), [organ.recipient])
    return Recusal(
        recusal_id=recusal_id,
        organ_id=organ.organ_id,
        key_generation=organ.generation,
        header=sealed.headers[0],
        payload=sealed.payload,
    )


def open_recusal(row: Recusal, key: OpenKey) -> KeptAway:
    """Return who is kept away from what.

    Raises:
        NotARecusalError: it is not what its row says.
    """
    try:
        content = json.loads(open_payload(row.payload, key.unwrap(row.header)))
        signature = bytes.fromhex(content.pop("signature"))
        _check_signature(key.keys.values(), _encode(content), signature)
        away = KeptAway(content["case_number"], content["account"])
        named = [content[name] for name in ("qingfeng", "kind", "recusal_id", "organ_id")]
    except (AgeError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise NotARecusalError from None
    if named != [VERSION, "recusal", row.recusal_id, row.organ_id]:
        raise NotARecusalError
    return away


def _check_signature(keys: Iterable[OrganKey], message: bytes, signature: bytes) -> None:
    # By any of the organ's keys: while it is being exchanged, both are right.
    for key in keys:
        with suppress(SignatureError):
            verify(key.verify_key, message, signature, RECUSAL_LABEL)
            return
    raise NotARecusalError


def _encode(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
