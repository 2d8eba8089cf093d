"""Cases of the intake zone, their sealed items, and what the reporter may read of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from app.storage.header_places import list_headers_of, was_read
from app.storage.intake import (
    Case,
    CaseHolder,
    ItemHeader,
    ItemKind,
    PublicWordChange,
    SealedItem,
)

_AT_ONCE = 500
REPORTER = "reporter"
"""The holder's name in `ItemHeader` for the one who reported."""
REPORTER_GENERATION = 0
"""Of every header for a reporter, whose one key is never exchanged."""


class UnreadMessage(NamedTuple):
    """A reporter's message that no officer has read."""

    item_id: str
    case_number: str


@dataclass(frozen=True, slots=True)
class HeldItem:
    """A sealed item with the header that one holder opens it by."""

    item: SealedItem
    header: bytes


def find_case_by_verifier(session: Session, verifier_hash: bytes) -> Case | None:
    """The case whose access code has this verifier."""
    return session.scalar(select(Case).where(Case.verifier_hash == verifier_hash))


def lock_case(session: Session, case_number: str) -> Case | None:
    """A case whose messages nobody else may count until the transaction ends."""
    return session.scalar(select(Case).where(Case.case_number == case_number).with_for_update())


def lock_case_by_verifier(session: Session, verifier_hash: bytes) -> Case | None:
    """The same by the hash of its verifier: who waited for the lock finds what is there then."""
    return session.scalar(select(Case).where(Case.verifier_hash == verifier_hash).with_for_update())


def list_holders(session: Session, case_number: str) -> list[str]:
    """The ids of the organs that hold a case."""
    return list(
        session.scalars(
            select(CaseHolder.organ_id)
            .where(CaseHolder.case_number == case_number)
            .order_by(CaseHolder.organ_id)
        )
    )


def list_unrecorded(session: Session, organ_id: str) -> list[str]:
    """The cases that an organ holds and that are not known to have a record; in order."""
    query = select(CaseHolder.case_number).where(
        # As it is written in the index over these few, or that is not used.
        CaseHolder.organ_id == organ_id,
        text("NOT recorded"),
    )
    return list(session.scalars(query.order_by(CaseHolder.case_number)))


def mark_recorded(session: Session, organ_id: str, case_numbers: Collection[str]) -> None:
    """Remember of an organ's cases that they have a record: nobody looks there for it again."""
    wanted = list(case_numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        session.execute(
            update(CaseHolder)
            .where(
                CaseHolder.organ_id == organ_id,
                CaseHolder.case_number.in_(wanted[start : start + _AT_ONCE]),
            )
            .values(recorded=True)
            .execution_options(synchronize_session=False)
        )


def list_held_items(
    session: Session, case_number: str, holder: str, *kinds: ItemKind
) -> list[HeldItem]:
    """The items of a case that a holder can open, of the given kinds (or all)."""
    query = (
        select(SealedItem, ItemHeader.header)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(SealedItem.case_number == case_number, ItemHeader.holder == holder)
    )
    if kinds:
        query = query.where(SealedItem.kind.in_(kinds))
    return [HeldItem(item, header) for item, header in session.execute(query)]


def list_words_of_cases(
    session: Session, case_numbers: Collection[str], holder: str
) -> dict[str, tuple[Case, list[HeldItem]]]:
    """Of many cases the row, and the items that a search looks through, as a holder has them."""
    found: dict[str, tuple[Case, list[HeldItem]]] = {}
    wanted = list(case_numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        piece = wanted[start : start + _AT_ONCE]
        items = session.scalars(
            select(SealedItem).where(SealedItem.case_number.in_(piece), was_read())
        ).all()
        headers = list_headers_of(session, holder, [item.item_id for item in items])
        cases = session.scalars(select(Case).where(Case.case_number.in_(piece))).all()
        found |= {case.case_number: (case, []) for case in cases}
        for item in items:
            if item.item_id in headers:
                found[item.case_number][1].append(HeldItem(item, headers[item.item_id]))
    return found


def drop_holder(session: Session, case_number: str, organ_id: str) -> None:
    """Let an organ open nothing of a case any more."""
    items = select(SealedItem.item_id).where(SealedItem.case_number == case_number)
    session.execute(
        delete(ItemHeader).where(ItemHeader.holder == organ_id, ItemHeader.item_id.in_(items))
    )
    session.execute(
        delete(CaseHolder).where(
            CaseHolder.case_number == case_number, CaseHolder.organ_id == organ_id
        )
    )


def address_to(session: Session, case_number: str, organ_id: str) -> None:
    """Make one organ the one that a case is addressed to, and the only one that holds it."""
    session.execute(update(Case).where(Case.case_number == case_number).values(organ_id=organ_id))
    session.execute(delete(CaseHolder).where(CaseHolder.case_number == case_number))
    session.execute(insert(CaseHolder), {"case_number": case_number, "organ_id": organ_id})


def list_item_ids(session: Session, case_number: str) -> list[str]:
    """The ids of all items of a case."""
    query = select(SealedItem.item_id).where(SealedItem.case_number == case_number)
    return list(session.scalars(query))


def find_item_by_content(session: Session, case_number: str, mac: bytes) -> SealedItem | None:
    """The item that was sent with just this content."""
    return session.scalar(
        select(SealedItem).where(
            SealedItem.case_number == case_number, SealedItem.content_mac == mac
        )
    )


def count_items(session: Session, case_number: str, *kinds: ItemKind) -> int:
    """How many items of the given kinds a case has."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SealedItem)
            .where(SealedItem.case_number == case_number, SealedItem.kind.in_(kinds))
        )
        or 0
    )


def count_messages(session: Session, case_numbers: Collection[str]) -> dict[str, int]:
    """How many messages the reporters of some cases sent."""
    query = (
        select(SealedItem.case_number, func.count())
        .where(SealedItem.case_number.in_(case_numbers), SealedItem.kind == ItemKind.MESSAGE)
        .group_by(SealedItem.case_number)
    )
    return dict(session.execute(query).all())


def count_messages_on(session: Session, case_number: str, day: date) -> int:
    """How many messages of one day a reporter sent."""
    query = select(func.count()).select_from(SealedItem)
    same = (SealedItem.case_number == case_number, SealedItem.day == day)
    return session.scalar(query.where(*same, SealedItem.kind == ItemKind.MESSAGE)) or 0


def list_items_without_headers(
    session: Session, case_number: str, kind: ItemKind
) -> list[SealedItem]:
    """The items of one kind, without their headers."""
    return list(
        session.scalars(
            select(SealedItem).where(SealedItem.case_number == case_number, SealedItem.kind == kind)
        )
    )


def count_messages_without_header(session: Session, case_number: str, holder: str) -> int:
    """How many of a reporter's messages a holder has no header for."""
    there = select(ItemHeader.item_id).where(ItemHeader.holder == holder)
    query = select(func.count()).where(
        SealedItem.case_number == case_number,
        SealedItem.kind == ItemKind.MESSAGE,
        SealedItem.item_id.not_in(there),
    )
    return session.scalar(query) or 0


def list_public_words(session: Session, case_number: str, release: int) -> list[PublicWordChange]:
    """What the reporter could read up to a release (seconds since 1970 UTC), the oldest first."""
    return list(
        session.scalars(
            select(PublicWordChange)
            .where(
                PublicWordChange.case_number == case_number, PublicWordChange.shown_from <= release
            )
            .order_by(PublicWordChange.shown_from)
        )
    )


def find_newest_word(session: Session, case_number: str) -> PublicWordChange | None:
    """What was said last of a case, shown already or not."""
    return session.scalar(
        select(PublicWordChange)
        .where(PublicWordChange.case_number == case_number)
        .order_by(PublicWordChange.shown_from.desc())
        .limit(1)
    )


def has_public_word(session: Session, case_number: str) -> bool:
    """Whether anything was ever said of a case, shown already or not."""
    query = select(PublicWordChange.word).where(PublicWordChange.case_number == case_number)
    return session.scalar(query.limit(1)) is not None


def put_header(
    session: Session, item_id: str, holder: str, header: bytes, *, key_generation: int
) -> None:
    """Let a holder open an item; doing it again changes nothing but the header."""
    session.merge(
        ItemHeader(item_id=item_id, holder=holder, key_generation=key_generation, header=header)
    )


def put_public_word(session: Session, change: PublicWordChange) -> None:
    """Say what the reporter reads from the coming release on; the last word before it counts."""
    session.merge(change)


def drop_words_from(session: Session, case_number: str, shown_from: int) -> None:
    """Take back what was to be said of a case from a release on (seconds since 1970 UTC)."""
    session.execute(
        delete(PublicWordChange).where(
            PublicWordChange.case_number == case_number, PublicWordChange.shown_from >= shown_from
        )
    )


def put_read_day(
    session: Session, item_ids: Collection[str], day: date, *, shown_from: int
) -> None:
    """Say on which day messages were opened, and from when that shows; the first day stays."""
    session.execute(
        update(SealedItem)
        .where(SealedItem.item_id.in_(item_ids), SealedItem.kind == ItemKind.MESSAGE)
        .where(SealedItem.read_on.is_(None))
        .values(read_on=day, read_shown_from=shown_from)
    )


def list_unread_messages(session: Session, organ_id: str) -> list[UnreadMessage]:
    """The messages that an organ can open and no officer has read, the oldest first."""
    # In two steps, in the words of the index over these few, and put into order here: asked for the
    # days in order, SQLite reads through all items along another index.
    query = select(SealedItem.day, SealedItem.item_id, SealedItem.case_number).where(
        text("kind = 'message' AND read_on IS NULL")
    )
    found = sorted(session.execute(query).all(), key=lambda row: (row.day, row.item_id))
    unread = [UnreadMessage(row.item_id, row.case_number) for row in found]
    held: set[str] = set()
    for start in range(0, len(unread), _AT_ONCE):
        wanted = [one.item_id for one in unread[start : start + _AT_ONCE]]
        mine = select(ItemHeader.item_id).where(
            ItemHeader.holder == organ_id, ItemHeader.item_id.in_(wanted)
        )
        held.update(session.scalars(mine))
    return [one for one in unread if one.item_id in held]


def list_held_reports(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> list[HeldItem]:
    """The reports of some cases, and the exchanges of their codes, as an organ opens them."""
    kinds = (ItemKind.REPORT, ItemKind.CODE_EXCHANGE)
    query = (
        select(SealedItem, ItemHeader.header)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(ItemHeader.holder == organ_id, SealedItem.kind.in_(kinds))
        .where(SealedItem.case_number.in_(case_numbers))
    )
    return [HeldItem(item, header) for item, header in session.execute(query)]


def list_held_messages(
    session: Session, organ_id: str, item_ids: Collection[str]
) -> list[HeldItem]:
    """Messages by their ids, with the headers by which an organ opens them."""
    query = (
        select(SealedItem, ItemHeader.header)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(ItemHeader.holder == organ_id, SealedItem.kind == ItemKind.MESSAGE)
        .where(SealedItem.item_id.in_(item_ids))
        .order_by(SealedItem.day, SealedItem.item_id)
    )
    return [HeldItem(item, header) for item, header in session.execute(query)]
