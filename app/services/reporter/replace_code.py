"""Replace a one-time code: the reporter's own takes its place, in one transaction.

Who entered the case, and whoever saw the slip, knows the one-time code. From this transaction on it
finds nothing any more: the case is found by the new code's verifier alone, replies are sealed to
its recipient, those so far as well, and messages are known by its key (`code_exchange.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from app.services.code_exchange import CodeExchange, write_code_exchange
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.read_sealed import SealedNewCode
from app.services.reporter.receive_file import new_item_id
from app.services.reporter.send_message import CaseNotFoundError, organs_of
from app.services.roster import Organ, OutdatedRosterError, Roster, require_newest
from app.storage.cases import (
    REPORTER,
    REPORTER_GENERATION,
    find_case_by_verifier,
    list_held_items,
    lock_case_by_verifier,
    put_header,
)
from app.storage.intake import Case, CodeState, ItemKind, SealedItem
from crypto.access_code import AccessCode, verifier_hash
from crypto.age.keys import Recipient, parse_recipient
from crypto.sealing import Sealed, new_file_key, reseal_header, seal, wrap_file_key

SLOTS = 8
"""Replies are handed out for re-wrapping in multiples of this, filled up with none: one look does
not tell their number. Two do, compared: the headers of replies stay, and what fills up is new each
time. So who has the one-time code can learn of a reply before its release."""


class ReplyCameError(Exception):
    """A reply came since the page was made: what is there now has to be re-wrapped."""


@dataclass(frozen=True, slots=True)
class ReplySlot:
    """A header that the one-time code opens: of a reply, or of nothing."""

    item_id: str
    header: bytes


@dataclass(frozen=True, slots=True)
class OneTimeCase:
    """What the page needs on which a one-time code is replaced."""

    case_number: str
    organ_id: str
    slots: tuple[ReplySlot, ...]


@dataclass(frozen=True, slots=True)
class _Exchange:
    """What is stored in the exchange."""

    sealed: Sealed
    """Its headers: the organs', then the reporter's."""
    organs: Sequence[Organ]
    roster: Roster
    replies: dict[str, bytes]
    """A header of each reply, for the new recipient."""


def read_one_time_case(
    desk: IntakeDesk, verifier: bytes, expected_number: str | None
) -> OneTimeCase:
    """The case of a one-time code, as far as its holder needs it to replace the code.

    Raises:
        CaseNotFoundError: no such case, or its code is no one-time code (any more).
    """
    with desk.database.read() as session:
        case = find_case_by_verifier(session, verifier_hash(verifier))
        if case is None or case.code_state is not CodeState.ONE_TIME:
            raise CaseNotFoundError
        if expected_number not in (None, case.case_number):
            raise CaseNotFoundError
        replies = list_held_items(session, case.case_number, REPORTER, ItemKind.REPLY)
    slots = [ReplySlot(reply.item.item_id, reply.header) for reply in replies]
    recipient = parse_recipient(case.reporter_recipient)
    slots += [_empty_slot(recipient) for _ in range(SLOTS - len(slots) % SLOTS)]
    # By their random ids: nothing tells which are of a reply.
    slots.sort(key=lambda slot: slot.item_id)
    return OneTimeCase(case.case_number, case.organ_id, tuple(slots))


def replace_code(desk: IntakeDesk, code: AccessCode, new_code: AccessCode) -> None:
    """Put a new code in a one-time code's place. Done twice with the same codes, it is done once.

    Raises:
        CaseNotFoundError: the one-time code has no case (any more).
    """
    identity, recipient = code.identity(), new_code.identity().recipient

    def make(session: Session, case: Case) -> _Exchange:
        held = list_held_items(session, case.case_number, REPORTER, ItemKind.REPLY)
        replies = {one.item.item_id: reseal_header(one.header, identity, recipient) for one in held}
        # As many ids as a browser names, since the reporter opens this too.
        named = [*replies, *(new_item_id() for _ in range(SLOTS - len(replies) % SLOTS))]
        body = write_code_exchange(
            CodeExchange(
                case.case_number,
                code.message_key(),
                new_code.message_key(),
                sha256(recipient.encode().encode()).hexdigest(),
                tuple(sorted(named)),
            )
        )
        roster = desk.roster()
        organs = organs_of(session, roster, case)
        sealed = seal(body, [*(organ.recipient for organ in organs), recipient])
        return _Exchange(sealed, organs, roster, replies)

    verifiers = (code.verifier(), new_code.verifier())
    try:
        _exchange(desk, *verifiers, recipient.encode(), make)
    except OutdatedRosterError:
        # A key was exchanged since this process last looked: to be sealed to the new one.
        desk.look_for_newer_roster()
        _exchange(desk, *verifiers, recipient.encode(), make)


def replace_code_sealed(desk: IntakeDesk, new: SealedNewCode) -> None:
    """The same for a browser that keeps both codes to itself.

    Raises:
        CaseNotFoundError: the one-time code has no case (any more).
        ReplyCameError: a reply is there that the browser did not re-wrap.
        OutdatedRosterError: it was sealed by another roster than the newest, or to another organ
            than has the case now.
    """
    if new.roster_version != desk.roster().version:
        desk.look_for_newer_roster()
    roster = desk.roster()

    def make(session: Session, case: Case) -> _Exchange:
        if new.organ_id != case.organ_id or new.roster_version != roster.version:
            raise OutdatedRosterError(f"sealed by roster {new.roster_version}")
        held = list_held_items(session, case.case_number, REPORTER, ItemKind.REPLY)
        ids = [one.item.item_id for one in held]
        if not new.reply_headers.keys() >= set(ids):
            raise ReplyCameError
        headers = (*new.body.headers, new.reporter_header)
        return _Exchange(
            Sealed(headers, new.body.payload),
            [roster.organ(case.organ_id)],
            roster,
            {item_id: new.reply_headers[item_id] for item_id in ids},
        )

    _exchange(desk, new.verifier, new.new_verifier, new.reporter_recipient, make)


def _exchange(
    desk: IntakeDesk,
    verifier: bytes,
    new_verifier: bytes,
    recipient: str,
    make: Callable[[Session, Case], _Exchange],
) -> None:
    with desk.database.begin() as session:
        case = lock_case_by_verifier(session, verifier_hash(verifier))
        known = find_case_by_verifier(session, verifier_hash(new_verifier))
        if case is None and known is not None:
            # The same came before, and its answer was lost.
            return
        if case is None or known is not None or case.code_state is not CodeState.ONE_TIME:
            raise CaseNotFoundError
        _store(session, case, make(session, case))
        case.verifier_hash = verifier_hash(new_verifier)
        case.reporter_recipient = recipient
        case.code_state = CodeState.REPLACED
        case.code_confirmed = True


def _store(session: Session, case: Case, exchange: _Exchange) -> None:
    payload = exchange.sealed.payload
    item = SealedItem(
        item_id=new_item_id(),
        case_number=case.case_number,
        kind=ItemKind.CODE_EXCHANGE,
        # Not of today: on which day the reporter came is nobody's business.
        day=case.received_on,
        payload=payload,
        payload_digest=sha256(payload).digest(),
        payload_bytes=len(payload),
    )
    session.add(item)
    session.flush()
    holders = [(organ.organ_id, organ.generation) for organ in exchange.organs]
    holders.append((REPORTER, REPORTER_GENERATION))
    for (holder, generation), header in zip(holders, exchange.sealed.headers, strict=True):
        put_header(session, item.item_id, holder, header, key_generation=generation)
    for item_id, header in exchange.replies.items():
        put_header(session, item_id, REPORTER, header, key_generation=REPORTER_GENERATION)
    require_newest(session, exchange.roster)


def _empty_slot(recipient: Recipient) -> ReplySlot:
    return ReplySlot(new_item_id(), wrap_file_key(new_file_key(), recipient))
