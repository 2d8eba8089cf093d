"""What an act is to do, as it was proposed: nothing in here is secret but a password's hash."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.key_holder.acts.approvals import Need

_SHORT_ID: Final = 6


class ActKind(StrEnum):
    """What needs two people."""

    ADD_OFFICER = "add_officer"
    RENEW_OFFICER = "renew_officer"
    """A forgotten phrase: the same officer, with a new identity."""
    REMOVE_OFFICER = "remove_officer"
    ROTATE_KEY = "rotate_key"
    FINISH_ROTATION = "finish_rotation"
    """Opens the organ's keys for the archive, and changes nothing else."""
    ADD_ORGAN = "add_organ"


ENROLLING = frozenset({ActKind.ADD_OFFICER, ActKind.RENEW_OFFICER})
"""The officer concerned makes an unlock phrase first."""
ARCHIVE_KINDS = frozenset({ActKind.REMOVE_OFFICER, ActKind.ROTATE_KEY, ActKind.FINISH_ROTATION})
"""The archive has to be re-wrapped afterwards."""
NEW_KEY_KINDS = frozenset({ActKind.REMOVE_OFFICER, ActKind.ROTATE_KEY})


class ActRefusedError(Exception):
    """An act cannot be done; nothing was changed.

    Attributes:
        code: why, one of the program's own words (docs/architecture.md).
        account: the officer that the code is about, if about one.
    """

    def __init__(self, code: str, account: str = "") -> None:
        self.code = code
        self.account = account
        super().__init__(f"{code} {account}".strip())


@dataclass(frozen=True, slots=True)
class Paper:
    """A new key's paper backup: any `threshold` of `count` shares open it; 1 of 1 is a phrase."""

    threshold: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganOfficer:
    """One officer of an organ that joins, with what its ceremony sealed."""

    account: str
    name: str
    role: str
    recipient: str
    password_hash: str = field(repr=False)
    sealed_identity: bytes = field(repr=False)
    sealed_share: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrgan:
    """An organ that joins, as its ceremony left it."""

    name: str
    recipient: str
    verify_key: str
    threshold: int
    sealed_key: bytes
    officers: tuple[NewOrganOfficer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An act before anybody approved it.

    Attributes:
        organ_id: whose key or officers it changes.
        account: the officer concerned; empty where there is none.
        threshold: of a new key; None for as it was.
        reseals: after a compromise, the archive gets new file keys.
        proposed_by: who says to have proposed it: for the approvers to ask.
    """

    kind: ActKind
    organ_id: str
    account: str = ""
    name: str = ""
    role: str = ""
    password_hash: str = field(default="", repr=False)
    threshold: int | None = None
    reseals: bool = False
    paper: Paper = Paper()
    new_organ: NewOrgan | None = None
    proposed_by: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was true when an act was proposed; it is done on these terms or not at all."""

    roster_version: int
    needs: tuple[Need, ...]


def act_detail(act_id: str, proposal: Proposal, note: str = "") -> str:
    """What the audit log says of an act: part of its id, kind, organ, and whom it concerns."""
    account = f" officer={proposal.account}" if proposal.account else ""
    text = f"act={act_id[:_SHORT_ID]} kind={proposal.kind} organ={proposal.organ_id}{account}"
    return f"{text} {note}".strip()
