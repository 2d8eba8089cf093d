"""Hand a lead that nobody of the group may open to the superior, as it is and unread.

Two persons do it, who may be kept away themselves: the key-holder gives neither a file key, only
headers for the superior. Payloads stay as they are, under the same file keys: who opened the lead
before they were kept away could have kept those. What the group knew of it is replaced by a stub
that says no more than number, days and who.
"""

import base64
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.deadlines import ClockName
from app.domain.forwarding import Transfer
from app.domain.lifecycle import Status, public_word
from app.domain.recusal_causes import Cause, CauseKind
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, Step
from app.services.officer.log_act import log_act
from app.services.officer.queue.forget_in_list import forget_unread
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS, list_who_could_be_recused
from app.services.roster import OrganKind, load_roster, require_newest
from app.storage.case_records import StaleCaseError, find_held_record
from app.storage.cases import (
    HeldItem,
    address_to,
    drop_holder,
    find_newest_word,
    list_held_items,
    list_item_ids,
    lock_case,
    put_header,
    put_public_word,
)
from app.storage.intake import Case, PublicWordChange
from app.storage.organ_notes import forget_notes_of_case
from app.storage.superior_pressings import forget_pressings


@dataclass(frozen=True, slots=True)
class StuckLead:
    """A lead that nobody of the group may open.

    Attributes:
        case_number: its number; nothing else is known of it.
        received_on: on which day it came.
        proposed_by: the account of who proposes to hand it on; empty where nobody does.
    """

    case_number: str
    received_on: date
    proposed_by: str


def list_stuck(desk: OfficeDesk, officer: ActingOfficer) -> tuple[StuckLead, ...]:
    """The leads that nobody of the officer's organ may open.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*MAY_RECUSE_OTHERS)
    answer = desk.key_holder.ask("stuck_leads", token=officer.unlock_token)
    with desk.intake.read() as session:
        found = ((session.get(Case, number), by) for number, (_, by) in answer["stuck"].items())
        return tuple(
            StuckLead(case.case_number, case.received_on, by) for case, by in found if case
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """Why somebody is kept away from a stuck lead.

    Attributes:
        account: who is kept away.
        cause: what kind of cause.
        by: the account at whose hands it was written; empty where an earlier version kept none.
    """

    account: str
    cause: CauseKind
    by: str

    @property
    def is_said(self) -> bool:
        """Whether somebody said so, and it was not found in a text."""
        return self.cause not in (CauseKind.NAME, CauseKind.INTEREST)


def list_kept(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> tuple[Kept, ...]:
    """By which kinds of cause, and at whose hands, all became kept away from a stuck lead.

    Raises:
        KeyUseRefusedError: the role does not allow it, or somebody may open it.
        KeyHolderLockedError: the officer has to unlock first.
    """
    found = _how_stuck(desk, officer, case_number)["kept"]
    kept = (Kept(account, Cause.read(kind).kind, by) for account, kind, by in found)
    return tuple(
        replace(one, cause=CauseKind.COLLEAGUE)
        if one.cause is CauseKind.OWN_WORD and one.by != one.account
        else one
        for one in kept
    )


def find_alone(kept: Collection[Kept]) -> str:
    """The account of who alone kept everybody away, by their word; empty where nobody did."""
    said = {one.by for one in kept}
    return said.pop() if len(said) == 1 and all(one.is_said for one in kept) else ""


def may_hand_on(desk: OfficeDesk, officer: ActingOfficer) -> bool:
    """Whether there is a superior to hand it to: units have none here."""
    roster = desk.roster()
    is_group = roster.organ(officer.organ_id).kind is OrganKind.GROUP
    return is_group and bool(roster.of_kind(OrganKind.SUPERIOR))


def propose_handing(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> None:
    """Propose it; everybody is kept away from its duplicates, too.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyUseRefusedError: somebody may open it, or a proposal waits, or there is no superior.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*MAY_RECUSE_OTHERS)
    colleagues = [one.account for one in list_who_could_be_recused(desk, officer)]
    for number in _how_stuck(desk, officer, case_number)["open_joined"]:
        # Who acts comes last: they have no say in it then.
        for account in (*colleagues, officer.account):
            joined = str(Cause(CauseKind.JOINED))
            desk.key_holder.recuse(officer.unlock_token, number, account, joined)
    desk.key_holder.ask("propose_handing", token=officer.unlock_token, case_number=case_number)


def agree_to_handing(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> None:
    """Agree, by an approver who did not propose it: then it goes.

    Cut off between the two databases, the group has it as before, with a stub in the place of what
    it knew: it is proposed and agreed to once more.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyUseRefusedError: the officer proposed it, or nothing waits, or somebody may open it now.
        StaleCaseError: something came in meanwhile; it has to be proposed anew.
        KeyHolderLockedError: the officer has to unlock first.
        KeyHolderBusyError: the officer has to wait; then it has to be proposed anew.
    """
    officer.require(Role.APPROVER)
    with desk.intake.read() as session:
        items = list_held_items(session, case_number, officer.organ_id)
        roster = load_roster(session, desk.roster_pin)
    headers = [
        {"case_number": case_number, "header": base64.b64encode(held.header).decode()}
        for held in items
    ]
    answer = desk.key_holder.ask(
        "agree_to_handing", token=officer.unlock_token, case_number=case_number, items=headers
    )
    superior = roster.organ(answer["organ_id"])
    new = [header and base64.b64decode(header) for header in answer["headers"]]
    forget_unread(desk, officer, [case_number])
    with desk.intake.begin() as session:
        stub = _stub(desk, officer, session, case_number, superior.organ_id)
        _require_unchanged(session, case_number, officer.organ_id, items)
        drop_holder(session, case_number, officer.organ_id)
        address_to(session, case_number, superior.organ_id)
        for held, header in zip(items, new, strict=True):
            if header is not None:
                to, generation = superior.organ_id, superior.generation
                put_header(session, held.item.item_id, to, header, key_generation=generation)
        _say_word(desk, session, case_number)
        require_newest(session, roster)
        # Inside, and last: the superior never has it while the group still knows of it.
        _leave_stub(desk, officer, session, stub)
    desk.casework.rewrite()
    desk.intake.rewrite()


def _how_stuck(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> dict[str, Any]:
    token = officer.unlock_token
    return desk.key_holder.ask("how_stuck", token=token, case_number=case_number)


def _require_unchanged(
    session: Session, case_number: str, organ_id: str, items: list[HeldItem]
) -> None:
    now = {
        held.item.item_id: held.header for held in list_held_items(session, case_number, organ_id)
    }
    before = {held.item.item_id: held.header for held in items}
    # An item without a header of the group would be left to nobody.
    if now != before or set(now) != set(list_item_ids(session, case_number)):
        raise StaleCaseError(case_number)


def _stub(
    desk: OfficeDesk, officer: ActingOfficer, session: Session, case_number: str, superior: str
) -> Record:
    case = lock_case(session, case_number)
    if case is None:
        raise StaleCaseError(case_number)
    word, today = find_newest_word(session, case_number), desk.today()
    by = f"{officer.name} ({officer.account})"
    return Record(
        case_number=case_number,
        organ_id=officer.organ_id,
        report_digest="",
        received_on=case.received_on,
        opened_on=(word.opened_on if word else None) or today,
        status=Status.SEALED_TRANSFER,
        entered_on={Status.SEALED_TRANSFER: today},
        steps=(Step(today, officer.organ_id, by, "handed_on_unread"),),
        done_on={ClockName.TRANSFER: today},
        transfer=Transfer(superior, today, "", by, is_done=True),
    )


def _say_word(desk: OfficeDesk, session: Session, case_number: str) -> None:
    before = find_newest_word(session, case_number)
    change = PublicWordChange(
        case_number=case_number,
        shown_from=desk.shown_from(),
        word=public_word(Status.SEALED_TRANSFER),
        # What nobody has opened is not said to have been.
        opened_on=before.opened_on if before else None,
    )
    put_public_word(session, change)


def _leave_stub(desk: OfficeDesk, officer: ActingOfficer, intake: Session, stub: Record) -> None:
    number = stub.case_number

    def forget(session: Session) -> None:
        forget_notes_of_case(session, number)
        forget_pressings(session, number)

    with desk.casework.read() as session:
        held = find_held_record(session, officer.organ_id, number)
    if held is not None:
        change_record(desk, officer, held, stub, act="transferred", within=intake, beside=forget)
        return
    with desk.casework.begin() as session:
        log_act(desk, session, officer, act="transferred", case_number=number)
