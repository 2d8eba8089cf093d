"""Hand a reporter's messages on to the units that hold the case, where a browser sealed them.

A browser knows the addressed organ alone. So a unit waits until somebody of that organ reads the
lead, which is when headers for it are added; no payload is touched.
"""

from collections.abc import Iterable, Iterator, Mapping
from secrets import SystemRandom
from typing import Final

from sqlalchemy.orm import Session

from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap
from app.services.officer.log_act import log_act
from app.services.roster import Organ, OrganKind, Roster, load_roster, require_newest
from app.storage.cases import HeldItem, list_held_items, list_holders, lock_case, put_header
from app.storage.intake import Case, ItemKind
from crypto.sealing import wrap_file_key

AT_ONCE: Final = 100
"""Items handed on at one reading: far below what the key-holder gives at once, so that it gives."""
MESSAGES_AT_ONCE: Final = 80
"""Of these, messages; files have the rest, however many messages wait."""

_Waiting = tuple[HeldItem, Organ]
"""An item, and an organ that should be able to open it and is not."""
_FileKeys = Mapping[tuple[str, bytes], bytes | None]
"""By an item's id and its payload's digest: what was sealed anew has another key."""


def hand_on(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> int:
    """Let every unit that holds a case open its messages and their files, so many at once.

    Returns:
        How many headers were added: none where the officer is not of the organ addressed, or that
        is the superior, below whom nothing goes.

    Raises:
        KeyHolderError: it gives no file keys now; the next reading asks again.
        OutdatedRosterError: a key was exchanged meanwhile; the same.
    """
    roster = desk.roster()
    with desk.intake.read() as session:
        waiting = list(_list_waiting(session, roster, officer, case_number))
    if not waiting:
        return 0
    # Before any lock is taken: reporters must not wait for the key-holder.
    items = {_payload(held): held for held in _choose(held for held, _ in waiting)}
    headers = [(case_number, held.header) for held in items.values()]
    keys = dict(zip(items, unwrap(desk, officer, "write", headers), strict=True))
    with desk.intake.begin() as session:
        lock_case(session, case_number)
        roster = load_roster(session, desk.roster_pin)
        # What came or was sealed anew since has no key here: the next reading hands it on.
        added = sum(
            _put(session, held, organ, keys)
            for held, organ in _list_waiting(session, roster, officer, case_number)
        )
        require_newest(session, roster)
    _log(desk, officer, case_number, added)
    return added


def _choose(waiting: Iterable[HeldItem]) -> list[HeldItem]:
    """So many as go at once: messages, then files.

    By chance among each: what cannot be opened waits for ever, and must not stand before the rest.
    """
    items = list({_payload(held): held for held in waiting}.values())
    SystemRandom().shuffle(items)
    messages = [held for held in items if held.item.kind is not ItemKind.ATTACHMENT]
    files = [held for held in items if held.item.kind is ItemKind.ATTACHMENT]
    chosen = messages[: min(AT_ONCE, MESSAGES_AT_ONCE)]
    return chosen + files[: AT_ONCE - len(chosen)]


def _put(session: Session, held: HeldItem, organ: Organ, keys: _FileKeys) -> bool:
    file_key = keys.get(_payload(held))
    if file_key is None:
        return False
    header = wrap_file_key(file_key, organ.recipient)
    generation = organ.generation
    put_header(session, held.item.item_id, organ.organ_id, header, key_generation=generation)
    return True


def _payload(held: HeldItem) -> tuple[str, bytes]:
    return held.item.item_id, held.item.payload_digest


def _list_waiting(
    session: Session, roster: Roster, officer: ActingOfficer, case_number: str
) -> Iterator[_Waiting]:
    case = session.get(Case, case_number)
    if case is None or case.organ_id != officer.organ_id:
        return
    if roster.organ(case.organ_id).kind is OrganKind.SUPERIOR:
        return
    own = list_held_items(session, case_number, officer.organ_id)
    kinds = (ItemKind.MESSAGE, ItemKind.CODE_EXCHANGE)
    messages = {held.item.item_id for held in own if held.item.kind in kinds}
    theirs = [held for held in own if {held.item.item_id, held.item.parent_id} & messages]
    for holder in list_holders(session, case_number):
        there = list_held_items(session, case_number, holder)
        # Who cannot open the report was not let in by routing, whatever a row may say.
        if holder == officer.organ_id or not any(h.item.kind is ItemKind.REPORT for h in there):
            continue
        ids = {held.item.item_id for held in there}
        yield from ((held, roster.organ(holder)) for held in theirs if held.item.item_id not in ids)


def _log(desk: OfficeDesk, officer: ActingOfficer, case_number: str, added: int) -> None:
    if not added:
        return
    with desk.casework.begin() as session:
        log_act(desk, session, officer, act="handed_on", case_number=case_number, detail=str(added))
