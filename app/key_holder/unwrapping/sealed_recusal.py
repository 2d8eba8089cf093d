"""A note on a recusal as it is stored: the database tells neither of whom it is nor what it says.

All kinds look alike there: that somebody is kept away, what two persons do to lift that, and what
an officer declared.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

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


class NoteKind(StrEnum):
    """What a note says."""

    RECUSAL = "recusal"
    """The officer is kept away."""
    LIFT_PROPOSED = "lift_proposed"
    """Somebody proposes that this ends."""
    LIFTED = "recusal_lifted"
    """Somebody else agreed: it has ended."""
    LIFT_REFUSED = "lift_refused"
    """The proposal is over, and nothing has changed."""
    HINT_ASIDE = "hint_set_aside"
    """Words that might have meant the officer mean somebody else."""
    HANDING_PROPOSED = "handing_proposed"
    """Nobody may open the case: it shall go to the superior, unread."""
    HANDED = "handed_on_unread"
    """Its file keys were wrapped for the superior."""
    INTEREST = "interest_declared"
    """What the officer declared about themself; of no case."""
    INTEREST_WITHDRAWN = "interest_withdrawn"
    """It holds no more; what it caused stays."""
    INTEREST_COMPARED = "interest_compared"
    """All leads that were open were compared with it."""


@dataclass(frozen=True, slots=True)
class RecusalNote:
    """One note; it is never changed and never deleted."""

    kind: NoteKind
    away: KeptAway
    by: str = ""
    """The account at whose hands it was written; notes of earlier versions do not say."""
    on: str = ""
    """The day, ISO 8601; the same."""
    why: str = field(default="", repr=False)
    """The cause of a recusal, a word of the console's; the reason for lifting it; or what is
    declared."""
    about: tuple[str, ...] = ()
    """For a proposal and a lift, the ids of the recusals that it ends; for what answers a
    declaration, its id."""
    proposal: str = ""
    """For what answers a proposal, its id."""


def seal_recusal(note: RecusalNote, recusal_id: str, organ: Organ, key: OrganKey) -> Recusal:
    """Return the row of a note.

    Args:
        note: what it says.
        recusal_id: what the row is found by.
        organ: as the signed roster has it now.
        key: the one that the roster names for it.
    """
    content = {
        "qingfeng": VERSION,
        "kind": str(note.kind),
        "recusal_id": recusal_id,
        "organ_id": organ.organ_id,
        "case_number": note.away.case_number,
        "account": note.away.account,
        "by": note.by,
        "on": note.on,
        "why": note.why,
        "about": list(note.about),
        "proposal": note.proposal,
    }
    header, payload = seal_signed(content, RECUSAL_LABEL, organ, key)
    return Recusal(
        recusal_id=recusal_id,
        organ_id=organ.organ_id,
        key_generation=organ.generation,
        header=header,
        payload=payload,
    )


def open_recusal(row: Recusal, key: OpenKey) -> RecusalNote:
    """Return what a note says.

    Raises:
        NotARecusalError: it is not what its row says.
    """
    try:
        content = open_signed(row.header, row.payload, RECUSAL_LABEL, key)
        if [content[name] for name in ("qingfeng", "recusal_id", "organ_id")] != [
            VERSION,
            row.recusal_id,
            row.organ_id,
        ]:
            raise NotARecusalError
        return _read(content)
    except (NotSignedError, KeyError, ValueError):
        raise NotARecusalError from None


def _read(content: dict[str, Any]) -> RecusalNote:
    return RecusalNote(
        NoteKind(content["kind"]),
        KeptAway(content["case_number"], content["account"]),
        # Notes of earlier versions are recusals, and have no more than that.
        by=content.get("by", ""),
        on=content.get("on", ""),
        why=content.get("why", ""),
        about=tuple(content.get("about", ())),
        proposal=content.get("proposal", ""),
    )
