"""An office with very many leads, most of them closed: really sealed, inserted in bulk."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import insert

from app.domain.categories import Category, CircleType, Ongoing, Payer
from app.domain.lifecycle import Status
from app.services.envelopes import Answers, Report, write_report
from app.services.officer.lead.record import Record, write_record
from app.services.roster import Organ, load_roster
from app.storage.casework import CaseRecord, RecordChange, RecordHeader
from app.storage.database import Database
from app.storage.intake import Case, CaseHolder, ItemHeader, ItemKind, SealedItem
from crypto.sealing import seal
from tests.make import CASE_OFFICER, GROUP, INTAKE_OFFICER, STORY, TODAY, make_record

_A_TURN = 1000
_NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECIPIENT = "age1pq1"
"""Of every reporter: none of them comes back."""
_OPEN_STATUSES = (Status.OPENED, Status.ACCEPTED, Status.PRELIMINARY_VERIFICATION)
Row = tuple[Any, dict[str, Any]]
Tell = Callable[[int], Answers]
"""What the report of a lead says, by its place."""


def tell_the_same(_place: int) -> Answers:
    return {"narrative": STORY, "category": "drinking_circle"}


@dataclass(frozen=True)
class Filled:
    """The numbers of what was put in."""

    readable: tuple[str, ...]
    """Open leads whose reports can be read."""
    open: tuple[str, ...]
    closed: tuple[str, ...]


def fill_office(
    zones: tuple[Database, Database],
    roster_pin: str,
    *,
    readable: int = 0,
    open_leads: int = 0,
    closed: int = 0,
    tell: Tell = tell_the_same,
) -> Filled:
    """Insert leads of every level and clock; the reports of most are bytes that nobody opens."""
    with zones[0].read() as session:
        organ = load_roster(session, roster_pin).organ(GROUP)
    numbers: dict[str, list[str]] = {"readable": [], "open": [], "closed": []}
    places = [
        *(("readable", n) for n in range(readable)),
        *(("open", n) for n in range(open_leads)),
        *(("closed", n) for n in range(closed)),
    ]
    for start in range(0, len(places), _A_TURN):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for change, (kind, place) in enumerate(places[start : start + _A_TURN], start + 1):
            number, made = _case(organ, kind, place, change, tell)
            numbers[kind].append(number)
            for table, values in made:
                rows.setdefault(table, []).append(values)
        for zone, tables in (
            (zones[0], (Case, CaseHolder, SealedItem, ItemHeader)),
            (zones[1], (CaseRecord, RecordHeader, RecordChange)),
        ):
            with zone.begin() as session:
                for table in tables:
                    session.execute(insert(table), rows[table])
    return Filled(*(tuple(numbers[kind]) for kind in ("readable", "open", "closed")))


def _case(organ: Organ, kind: str, place: int, change: int, tell: Tell) -> tuple[str, list[Row]]:
    number = _number()
    header, payload = _report(organ, number, tell(place) if kind == "readable" else None)
    item_id, digest = secrets.token_hex(16), sha256(payload).digest()
    record = _record(number, organ.organ_id, digest, place, is_open=kind != "closed")
    return number, [
        (
            Case,
            {
                "case_number": number,
                "verifier_hash": secrets.token_bytes(32),
                "reporter_recipient": _RECIPIENT,
                "organ_id": organ.organ_id,
                "received_on": record.received_on,
                "code_confirmed": True,
            },
        ),
        (CaseHolder, {"case_number": number, "organ_id": organ.organ_id, "recorded": True}),
        (
            SealedItem,
            {
                "item_id": item_id,
                "case_number": number,
                "kind": ItemKind.REPORT,
                "day": record.received_on,
                "payload": payload,
                "payload_digest": digest,
                "payload_bytes": len(payload),
            },
        ),
        (
            ItemHeader,
            {
                "item_id": item_id,
                "holder": organ.organ_id,
                "key_generation": organ.generation,
                "header": header,
            },
        ),
        *_record_rows(record, [organ], change),
    ]


def _report(organ: Organ, number: str, answers: Answers | None) -> tuple[bytes, bytes]:
    if answers is None:
        return bytes(512), secrets.token_bytes(512)
    digest = sha256(_RECIPIENT.encode()).hexdigest()
    report = Report(number, organ.organ_id, answers, (), secrets.token_bytes(32), digest)
    sealed = seal(write_report(report), [organ.recipient])
    return sealed.headers[0], sealed.payload


def _number() -> str:
    letters = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(10))
    return f"QF-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _record(number: str, organ_id: str, digest: bytes, place: int, *, is_open: bool) -> Record:
    received_on: date = TODAY - timedelta(days=place % 40)
    opened_on = received_on + timedelta(days=1)
    status = _OPEN_STATUSES[place % 3] if is_open else Status.ARCHIVED
    return make_record(
        case_number=number,
        organ_id=organ_id,
        report_digest=digest.hex(),
        received_on=received_on,
        opened_on=opened_on,
        status=status,
        entered_on={Status.OPENED: opened_on, status: opened_on},
        category=(Category.OTHER, Category.INFIGHTING, Category.DRINKING_CIRCLE)[place % 3],
        circle_type=CircleType.HOBBY if place % 3 == 2 else None,
        payer=Payer.BUSINESS_PERSON if place % 5 == 0 else None,
        ongoing=Ongoing.NOW if place % 1000 == 2 else None,
        checkable_facts=place % 7,
        assigned_to=CASE_OFFICER if place % 4 == 0 else None,
        stated={INTAKE_OFFICER: opened_on},
    )


def _record_rows(record: Record, organs: Sequence[Organ], change: int) -> Iterator[Row]:
    payload, headers = write_record(record, organs)
    number = record.case_number
    owner = record.organ_id
    yield CaseRecord, {"case_number": number, "owner": owner, "version": 1, "payload": payload}
    yield RecordChange, {"case_number": number, "organ_id": owner, "changed": change}
    for row in headers:
        yield (
            RecordHeader,
            {
                "case_number": number,
                "organ_id": row.organ_id,
                "owner": owner,
                "key_generation": row.key_generation,
                "header": row.header,
            },
        )
