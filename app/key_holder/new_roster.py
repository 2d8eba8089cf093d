"""A roster before it is signed: nothing but a whole roster, in its one spelling, is one."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from app.services.roster import OrganKind
from crypto.age.errors import AgeError
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient

_ROSTER_FIELDS: Final = {"version", "organs"}
_ORGAN_FIELDS: Final = {"organ_id", "kind", "name", "recipient", "verify_key"}
_ORGAN_ID: Final = re.compile(r"[a-z0-9-]{1,32}")
_VERIFY_KEY: Final = re.compile(r"([0-9a-f]{64})?")
"""Empty for an organ that signs nothing here."""


class NotARosterError(Exception):
    """The document is no roster, or not the one that comes next."""


def check_new_roster(document: bytes, version: int) -> None:
    """Return only if a document is a roster of this version that everything could be sealed to.

    Raises:
        NotARosterError: it is not.
    """
    try:
        content = json.loads(document)
        sound = (
            document == _canonical(content)
            and content.keys() == _ROSTER_FIELDS
            and type(content["version"]) is int
            and content["version"] == version
            and _are_organs(content["organs"])
        )
    except (AgeError, AttributeError, RecursionError, TypeError, ValueError):
        sound = False
    if not sound:
        raise NotARosterError


def _canonical(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _are_organs(organs: list[dict[str, Any]]) -> bool:
    return (
        all(_is_organ(organ) for organ in organs)
        and len({organ["organ_id"] for organ in organs}) == len(organs)
        and [organ["kind"] for organ in organs].count(OrganKind.GROUP) == 1
    )


def _is_organ(organ: Mapping[str, Any]) -> bool:
    recipient = parse_recipient(organ["recipient"])
    return (
        organ.keys() == _ORGAN_FIELDS
        and _ORGAN_ID.fullmatch(organ["organ_id"]) is not None
        and organ["kind"] in set(OrganKind)
        and bool(organ["name"].strip())
        and organ["name"].isprintable()
        # Every report is sealed after quantum computers too, or to nobody.
        and isinstance(recipient, HybridRecipient)
        and recipient.encode() == organ["recipient"]
        and _VERIFY_KEY.fullmatch(organ["verify_key"]) is not None
    )
