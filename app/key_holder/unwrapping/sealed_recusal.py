"""A recusal as it is stored: the database does not tell who is kept away from what."""

from dataclasses import dataclass
from typing import Final

from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.signed_file import NotSignedError, open_signed, seal_signed
from app.services.roster import Organ
from app.storage.casework import Recusal
from crypto.group_key import OrganKey

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
    header, payload = seal_signed(content, RECUSAL_LABEL, organ, key)
    return Recusal(
        recusal_id=recusal_id,
        organ_id=organ.organ_id,
        key_generation=organ.generation,
        header=header,
        payload=payload,
    )


def open_recusal(row: Recusal, key: OpenKey) -> KeptAway:
    """Return who is kept away from what.

    Raises:
        NotARecusalError: it is not what its row says.
    """
    try:
        content = open_signed(row.header, row.payload, RECUSAL_LABEL, key)
        away = KeptAway(content["case_number"], content["account"])
        named = [content[name] for name in ("qingfeng", "kind", "recusal_id", "organ_id")]
    except (NotSignedError, KeyError):
        raise NotARecusalError from None
    if named != [VERSION, "recusal", row.recusal_id, row.organ_id]:
        raise NotARecusalError
    return away
