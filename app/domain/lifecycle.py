"""How a lead moves: which status may follow which, by whose hands, and what the reporter reads.

1. A lead moves along `MOVES` only, and into a status only by the hands that `HANDS` names.
2. A lead asked about (`info_requested`) goes on where it was asked, and nowhere else: were it free
   to go elsewhere, a question would be a way round the approver.
3. Outside there are seven words, whatever happens inside; they change at a release only.

That the two persons are two, and who holds which lead, is checked where persons are known.
Source: the office's rules, sections 3, 4 and 6 (5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.domain.roles import Role


class Status(StrEnum):
    """Where a lead stands, inside the office. Source: the office's rules, section 4."""

    RECEIVED = "received"
    OPENED = "opened"
    SEALED_TRANSFER = "sealed_transfer"
    FORWARDED = "forwarded"
    NOT_ACCEPTED = "not_accepted"
    DUPLICATE = "duplicate"
    INFO_REQUESTED = "info_requested"
    ACCEPTED = "accepted"
    DISPOSITION_PROPOSED = "disposition_proposed"
    INQUIRY = "inquiry"
    PRELIMINARY_VERIFICATION = "preliminary_verification"
    HELD_PENDING = "held_pending"
    CASE_FILED = "case_filed"
    CONCLUDED = "concluded"
    REOPENED = "reopened"
    ARCHIVED = "archived"


class PublicWord(StrEnum):
    """All that a reporter ever reads of a status. Source: the office's rules, section 4."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    FORWARDED = "forwarded"
    NOT_ACCEPTED = "not_accepted"
    INFO_REQUESTED = "info_requested"
    IN_PROGRESS = "in_progress"
    CONCLUDED = "concluded"


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands a move takes.

    Attributes:
        first: the roles of which one begins the move.
        second: the roles of which another person must agree; empty where one person is enough.
    """

    first: frozenset[Role]
    second: frozenset[Role] = frozenset()


class MoveNotAllowedError(Exception):
    """The office's rules know no such move, or not by these hands.

    Attributes:
        current: the status the lead has, and keeps.
        target: the status that was asked for.
    """

    def __init__(self, current: Status, target: Status, why: str) -> None:
        super().__init__(f"{current} to {target}: {why}")
        self.current = current
        self.target = target


_APPROVED: Final = Hands(frozenset({Role.CASE_OFFICER}), frozenset({Role.APPROVER}))
_APPROVED_INTAKE: Final = Hands(frozenset({Role.INTAKE_OFFICER}), frozenset({Role.APPROVER}))
_RESUMED: Final = Hands(frozenset({Role.CASE_OFFICER}))

HANDS: Final[Mapping[Status, Hands]] = MappingProxyType(
    {
        # Whether opening needs a witness is the key's own matter: the key-holder asks for one.
        Status.OPENED: Hands(frozenset({Role.INTAKE_OFFICER})),
        Status.SEALED_TRANSFER: Hands(
            frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER}),
            frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER}),
        ),
        Status.FORWARDED: _APPROVED_INTAKE,
        Status.NOT_ACCEPTED: _APPROVED_INTAKE,
        Status.DUPLICATE: Hands(frozenset({Role.INTAKE_OFFICER})),
        Status.INFO_REQUESTED: Hands(frozenset({Role.CASE_OFFICER})),
        Status.ACCEPTED: _APPROVED_INTAKE,
        Status.DISPOSITION_PROPOSED: Hands(frozenset({Role.CASE_OFFICER})),
        Status.INQUIRY: _APPROVED,
        Status.PRELIMINARY_VERIFICATION: _APPROVED,
        Status.HELD_PENDING: _APPROVED,
        Status.CASE_FILED: _APPROVED,
        Status.CONCLUDED: _APPROVED,
        Status.REOPENED: _APPROVED,
        Status.ARCHIVED: Hands(frozenset({Role.AUDITOR}), frozenset({Role.APPROVER})),
    }
)
"""Who moves a lead into a status; nobody moves one into `received`, the system does."""

MOVES: Final[Mapping[Status, tuple[Status, ...]]] = MappingProxyType(
    {
        Status.RECEIVED: (Status.OPENED,),
        # One officer alone joins duplicates, so only here: an accepted lead would vanish by it.
        Status.OPENED: (
            Status.SEALED_TRANSFER,
            Status.FORWARDED,
            Status.NOT_ACCEPTED,
            Status.DUPLICATE,
            Status.INFO_REQUESTED,
            Status.ACCEPTED,
        ),
        Status.SEALED_TRANSFER: (),
        Status.FORWARDED: (),
        Status.NOT_ACCEPTED: (Status.REOPENED,),
        # Joined by mistake, it is screened anew.
        Status.DUPLICATE: (Status.OPENED,),
        Status.INFO_REQUESTED: (),
        Status.ACCEPTED: (
            Status.SEALED_TRANSFER,
            Status.FORWARDED,
            Status.INFO_REQUESTED,
            Status.DISPOSITION_PROPOSED,
        ),
        Status.DISPOSITION_PROPOSED: (
            Status.INQUIRY,
            Status.PRELIMINARY_VERIFICATION,
            Status.HELD_PENDING,
            Status.CASE_FILED,
            Status.CONCLUDED,
        ),
        Status.INQUIRY: (
            Status.SEALED_TRANSFER,
            Status.INFO_REQUESTED,
            Status.PRELIMINARY_VERIFICATION,
            Status.HELD_PENDING,
            Status.CONCLUDED,
        ),
        Status.PRELIMINARY_VERIFICATION: (
            Status.SEALED_TRANSFER,
            Status.INFO_REQUESTED,
            Status.HELD_PENDING,
            Status.CASE_FILED,
            Status.CONCLUDED,
        ),
        Status.HELD_PENDING: (
            Status.INQUIRY,
            Status.PRELIMINARY_VERIFICATION,
            Status.CONCLUDED,
        ),
        Status.CASE_FILED: (Status.CONCLUDED,),
        Status.CONCLUDED: (Status.REOPENED, Status.ARCHIVED),
        Status.REOPENED: (
            Status.SEALED_TRANSFER,
            Status.INFO_REQUESTED,
            Status.DISPOSITION_PROPOSED,
        ),
        Status.ARCHIVED: (Status.REOPENED,),
    }
)
"""Which status may follow which; out of `info_requested` leads only the way back."""

_PUBLIC_WORDS: Final[Mapping[Status, PublicWord]] = MappingProxyType(
    {
        Status.RECEIVED: PublicWord.RECEIVED,
        Status.OPENED: PublicWord.RECEIVED,
        Status.SEALED_TRANSFER: PublicWord.FORWARDED,
        Status.FORWARDED: PublicWord.FORWARDED,
        Status.NOT_ACCEPTED: PublicWord.NOT_ACCEPTED,
        Status.DUPLICATE: PublicWord.RECEIVED,
        Status.INFO_REQUESTED: PublicWord.INFO_REQUESTED,
        Status.ACCEPTED: PublicWord.ACCEPTED,
        Status.DISPOSITION_PROPOSED: PublicWord.IN_PROGRESS,
        Status.INQUIRY: PublicWord.IN_PROGRESS,
        Status.PRELIMINARY_VERIFICATION: PublicWord.IN_PROGRESS,
        Status.HELD_PENDING: PublicWord.IN_PROGRESS,
        Status.CASE_FILED: PublicWord.IN_PROGRESS,
        Status.CONCLUDED: PublicWord.CONCLUDED,
        Status.REOPENED: PublicWord.IN_PROGRESS,
        Status.ARCHIVED: PublicWord.CONCLUDED,
    }
)


def public_word(status: Status, *, joined_to: Status | None = None) -> PublicWord:
    """Return the one word that the reporter of a lead in `status` reads.

    Args:
        status: where the lead stands.
        joined_to: where the lead stands that a `duplicate` was joined to; without it a
            duplicate reads as received. The caller lets no word out earlier than any report
            would get it, or the answer would tell that the matter is known already.

    Source: the office's rules, section 4.
    """
    if status is Status.DUPLICATE and joined_to is not None:
        return _PUBLIC_WORDS[joined_to]
    return _PUBLIC_WORDS[status]


def check_move(
    current: Status,
    target: Status,
    *,
    role: Role,
    approver_role: Role | None = None,
    asked_from: Status | None = None,
) -> None:
    """Return only if the lead may move from `current` to `target` by these hands.

    Args:
        current: where the lead stands.
        target: where it shall go.
        role: the role in which one officer begins the move.
        approver_role: the role in which another person agrees, where one was asked.
        asked_from: for a lead in `info_requested`, the status in which it was asked.

    Raises:
        MoveNotAllowedError: there is no such move, or not by these hands.

    Source: the office's rules, sections 3, 4 and 6 (5).
    """
    if target not in _targets(current, asked_from):
        raise MoveNotAllowedError(current, target, "there is no such move")
    hands = _hands(current, target)
    if role not in hands.first:
        raise MoveNotAllowedError(current, target, f"not begun by a {role}")
    if hands.second and approver_role not in hands.second:
        raise MoveNotAllowedError(current, target, "a second person must agree")


def list_moves(
    status: Status, role: Role, *, asked_from: Status | None = None
) -> tuple[Status, ...]:
    """List where an officer in `role` may begin to move a lead, in the order of `MOVES`.

    A target is listed also where a second person must agree: `HANDS` says so.
    """
    targets = _targets(status, asked_from)
    return tuple(target for target in targets if role in _hands(status, target).first)


def _targets(current: Status, asked_from: Status | None) -> tuple[Status, ...]:
    if current is not Status.INFO_REQUESTED:
        return MOVES[current]
    may_ask = asked_from is not None and current in MOVES[asked_from]
    return (asked_from,) if asked_from is not None and may_ask else ()


def _hands(current: Status, target: Status) -> Hands:
    """Going on after a question decides nothing, so it takes no approval a second time."""
    return _RESUMED if current is Status.INFO_REQUESTED else HANDS[target]
