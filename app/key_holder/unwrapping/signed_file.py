"""A small age file to an organ, signed with the organ's own key: the key-holder's own notes.

Anybody can seal to an organ's public recipient, so that only the signature says that the key-holder
wrote it.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from app.key_holder.unlocking.key_ring import OpenKey
from app.services.roster import Organ
from crypto.age.errors import AgeError
from crypto.group_key import OrganKey
from crypto.padding import pad_json
from crypto.sealing import open_payload, seal
from crypto.signing import SignatureError, verify


class NotSignedError(Exception):
    """It was changed or made by somebody else, or these keys do not open it."""


def seal_signed(
    content: dict[str, Any], label: str, organ: Organ, key: OrganKey
) -> tuple[bytes, bytes]:
    """Return header and payload.

    Args:
        content: what is noted, and what says where it belongs; JSON.
        label: what kind of note it is.
        organ: as the signed roster has it now.
        key: the one that the roster names for it.
    """
    signature = key.sign(_encode(content), label).hex()
    sealed = seal(pad_json(_encode(content | {"signature": signature})), [organ.recipient])
    return sealed.headers[0], sealed.payload


def open_signed(header: bytes, payload: bytes, label: str, key: OpenKey) -> dict[str, Any]:
    """Return what was noted; whoever asks has to see whether it belongs there.

    Raises:
        NotSignedError: see there.
    """
    try:
        content: dict[str, Any] = json.loads(open_payload(payload, key.unwrap(header)))
        signature = bytes.fromhex(content.pop("signature"))
        _check_signature(key.keys.values(), _encode(content), signature, label)
    except (AgeError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise NotSignedError from None
    return content


def _check_signature(
    keys: Iterable[OrganKey], message: bytes, signature: bytes, label: str
) -> None:
    # By any of the organ's keys: while it is being exchanged, both are right.
    for key in keys:
        with suppress(SignatureError):
            verify(key.verify_key, message, signature, label)
            return
    raise NotSignedError


def _encode(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
