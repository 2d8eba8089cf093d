"""What officers declare about themselves, that would be a ground of recusal; and one's own posts.

It is kept sealed by the key-holder. The officer and approvers read it on a page; what is opened of
a lead is compared with all of it, by whoever opens it.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from app.domain.interests import DECLARED_MAX, Interest
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.recusal.recuse import WORKING_ON_LEADS
from app.storage.audit import append_entry


class TooManyDeclaredError(Exception):
    """The officer has declared as much as the program holds; something has to be withdrawn."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration.

    Attributes:
        interest_id: by which pages and recusals name it.
        account: whose.
        on: on which day, ISO 8601.
        withdrawn_on: the day; empty where it holds.
        is_compared: whether all leads that were open then were compared with it.
        interest: what it says.
    """

    interest_id: str
    account: str
    on: str
    withdrawn_on: str
    is_compared: bool
    interest: Interest


def declare_interest(desk: OfficeDesk, officer: ActingOfficer, interest: Interest) -> None:
    """Declare something; whatever is opened from now on is compared with it.

    Raises:
        NotPermittedError: the role does not work on leads.
        TooManyDeclaredError: see there.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*WORKING_ON_LEADS)
    there = [one for one in list_declared(desk, officer) if one.account == officer.account]
    if sum(not one.withdrawn_on for one in there) >= DECLARED_MAX:
        raise TooManyDeclaredError
    content = msgspec.json.encode(interest).decode()
    desk.key_holder.ask("declare_interest", token=officer.unlock_token, content=content)


def withdraw_interest(desk: OfficeDesk, officer: ActingOfficer, interest_id: str) -> None:
    """Withdraw one of one's own; the recusals that it caused hold until two persons lift them.

    Raises:
        NotPermittedError: the role does not work on leads.
        KeyUseRefusedError: it is none of this officer's.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*WORKING_ON_LEADS)
    answer_interest(desk, officer, interest_id, "withdrawn")


def answer_interest(
    desk: OfficeDesk, officer: ActingOfficer, interest_id: str, answer: str
) -> None:
    """Note what became of a declaration: `withdrawn` or `compared`."""
    desk.key_holder.ask(
        "answer_interest", token=officer.unlock_token, interest=interest_id, answer=answer
    )


def list_declared(desk: OfficeDesk, officer: ActingOfficer) -> tuple[Declared, ...]:
    """All that was declared in the officer's organ: to compare with, not to be shown.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    answer = desk.key_holder.ask("interests", token=officer.unlock_token)
    found = (_read(one) for one in answer["interests"])
    return tuple(sorted((one for one in found if one), key=lambda one: (one.on, one.interest_id)))


def read_declared(
    desk: OfficeDesk, officer: ActingOfficer
) -> tuple[tuple[Declared, ...], tuple[Declared, ...]]:
    """What the officer may read: their own, and for an approver, the colleagues'.

    That an approver reads colleagues' is put on record.

    Raises:
        NotPermittedError: the role does not work on leads.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*WORKING_ON_LEADS)
    declared = list_declared(desk, officer)
    own = tuple(one for one in declared if one.account == officer.account)
    if officer.role is not Role.APPROVER:
        return own, ()
    others = tuple(one for one in declared if one.account != officer.account)
    if others:
        with desk.casework.begin() as session:
            append_entry(
                session,
                at=desk.clock(),
                account=officer.account,
                act="interests_read",
                detail=f"count={len(others)}",
            )
    return own, others


def _read(kept: dict[str, Any]) -> Declared | None:
    try:
        interest = msgspec.json.decode(kept.pop("content"), type=Interest)
    except msgspec.MsgspecError:
        # Of a later version, whose kinds this one does not know.
        return None
    return Declared(interest=interest, **kept)
