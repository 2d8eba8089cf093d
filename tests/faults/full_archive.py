"""An archive of many cases, really sealed and inserted in bulk; and what its readers find in it."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from sqlalchemy import insert, select

from app.domain.lifecycle import Status
from app.services.envelopes import (
    Attachment,
    Direction,
    Message,
    Report,
    read_message,
    read_report,
    write_message,
    write_report,
)
from app.services.officer.lead.record import Record, read_record, write_record
from app.services.roster import Organ, Roster, load_roster
from app.storage.cases import REPORTER, REPORTER_GENERATION
from app.storage.casework import CaseRecord, RecordHeader
from app.storage.intake import Case, CaseHolder, ItemHeader, ItemKind, SealedItem
from crypto.access_code import AccessCode, case_number, new_access_code, verifier_hash
from crypto.age.payload import PayloadReader
from crypto.group_key import OrganKey
from crypto.padding import padded_length
from crypto.sealing import (
    new_file_key,
    open_payload,
    open_sealed,
    seal,
    seal_payload,
    wrap_file_key,
)
from tests.make import GROUP, TODAY, UNIT, make_record
from tests.rotation import RotationOffice

STORY = "每周五晚在老地方聚餐，第{}次。"
REPLY = "已收到第{}件。"
_A_TURN = 500


@dataclass(frozen=True)
class Filled:
    """The access codes of all cases, in order; what a case has follows from its place."""

    codes: tuple[AccessCode, ...]

    @staticmethod
    def has_record(place: int) -> bool:
        return place % 3 != 0

    @staticmethod
    def has_reply(place: int) -> bool:
        return place % 6 == 1

    @staticmethod
    def is_routed(place: int) -> bool:
        return place % 5 == 2

    @staticmethod
    def has_file(place: int) -> bool:
        return place % 10 == 4


def fill_archive(office: RotationOffice, count: int) -> Filled:
    """Insert `count` cases of the group, a third unopened, some routed, answered, with files."""
    codes = tuple(new_access_code() for _ in range(count))
    with office.intake.read() as session:
        roster = load_roster(session, office.settings.roster_pin)
    for start in range(0, count, _A_TURN):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for place in range(start, min(count, start + _A_TURN)):
            for table, values in _case_rows(office, roster, codes[place], place):
                rows.setdefault(table, []).append(values)
        office.desk.payloads.sync()
        for database, tables in (
            (office.intake, (Case, CaseHolder, SealedItem, ItemHeader)),
            (office.casework, (CaseRecord, RecordHeader)),
        ):
            with database.begin() as session:
                for table in tables:
                    session.execute(insert(table), rows[table])
    return Filled(codes)


Row = tuple[Any, dict[str, Any]]


def _case_rows(
    office: RotationOffice, roster: Roster, code: AccessCode, place: int
) -> Iterator[Row]:
    number, recipient = case_number(code.verifier()), code.identity().recipient
    organs = [roster.organ(GROUP), *([roster.organ(UNIT)] if Filled.is_routed(place) else [])]
    file, file_rows = _file(office, number, organs) if Filled.has_file(place) else (None, [])
    report = Report(
        number,
        GROUP,
        {"narrative": STORY.format(place)},
        (file,) if file else (),
        code.message_key(),
        sha256(recipient.encode().encode()).hexdigest(),
    )
    yield (
        Case,
        {
            "case_number": number,
            "verifier_hash": verifier_hash(code.verifier()),
            "reporter_recipient": recipient.encode(),
            "organ_id": GROUP,
            "received_on": TODAY,
            "code_confirmed": True,
        },
    )
    for organ in organs:
        yield CaseHolder, {"case_number": number, "organ_id": organ.organ_id}
    sealed = seal(write_report(report), [organ.recipient for organ in organs])
    item = _item(number, ItemKind.REPORT, sealed.payload)
    yield SealedItem, item
    yield from _headers(item["item_id"], organs, sealed.headers)
    for table, values in file_rows:
        yield table, values | ({"parent_id": item["item_id"]} if table is SealedItem else {})
    if Filled.has_reply(place):
        yield from _reply_rows(code, number, organs, place)
    if Filled.has_record(place):
        yield from _record_rows(number, item["payload_digest"], organs)


def _item(number: str, kind: ItemKind, payload: bytes | None, **values: object) -> dict[str, Any]:
    whole = {} if payload is None else {"payload_digest": sha256(payload).digest()}
    return {
        "item_id": secrets.token_hex(16),
        "case_number": number,
        "parent_id": None,
        "kind": kind,
        "content_mac": None,
        "day": TODAY,
        "shown_from": None,
        "payload": payload,
        "payload_bytes": len(payload or b""),
        "payload_id": None,
        **whole,
        **values,
    }


def _headers(item_id: str, organs: Sequence[Organ], headers: Sequence[bytes]) -> Iterator[Row]:
    for organ, header in zip(organs, headers, strict=True):
        yield (
            ItemHeader,
            {
                "item_id": item_id,
                "holder": organ.organ_id,
                "key_generation": organ.generation,
                "header": header,
            },
        )


def _file(
    office: RotationOffice, number: str, organs: Sequence[Organ]
) -> tuple[Attachment, list[Row]]:
    plain, file_key = secrets.token_bytes(20_000), new_file_key()
    padded = plain.ljust(padded_length(len(plain)), b"\0")
    item_id = secrets.token_hex(16)
    out = office.desk.payloads.create(item_id)
    out.write(seal_payload(padded, file_key))
    out.keep(TODAY)
    item = _item(
        number,
        ItemKind.ATTACHMENT,
        None,
        item_id=item_id,
        payload_id=item_id,
        payload_digest=out.digest(),
        payload_bytes=out.bytes_written,
    )
    headers = [wrap_file_key(file_key, organ.recipient) for organ in organs]
    named = Attachment(item_id, "照片.jpg", "image/jpeg", len(plain), sha256(plain).hexdigest())
    return named, [(SealedItem, item), *_headers(item_id, organs, headers)]


def _reply_rows(
    code: AccessCode, number: str, organs: Sequence[Organ], place: int
) -> Iterator[Row]:
    reply = Message(number, Direction.FROM_TEAM, 1, 0, REPLY.format(place))
    recipients = [*(organ.recipient for organ in organs), code.identity().recipient]
    sealed = seal(write_message(reply, code.message_key()), recipients)
    item = _item(number, ItemKind.REPLY, sealed.payload, shown_from=0)
    yield SealedItem, item
    yield from _headers(item["item_id"], organs, sealed.headers[:-1])
    yield (
        ItemHeader,
        {
            "item_id": item["item_id"],
            "holder": REPORTER,
            "key_generation": REPORTER_GENERATION,
            "header": sealed.headers[-1],
        },
    )


def _record_rows(number: str, digest: bytes, organs: Sequence[Organ]) -> Iterator[Row]:
    record = make_record(case_number=number, report_digest=digest.hex(), status=Status.OPENED)
    payload, headers = write_record(record, organs)
    yield CaseRecord, {"case_number": number, "owner": GROUP, "version": 1, "payload": payload}
    for row in headers:
        yield (
            RecordHeader,
            {
                "case_number": number,
                "organ_id": row.organ_id,
                "owner": GROUP,
                "key_generation": row.key_generation,
                "header": row.header,
            },
        )


@dataclass
class Reader:
    """Who holds keys and reads the tables, with no program between."""

    office: RotationOffice
    keys: Mapping[int, OrganKey]
    holder: str = GROUP

    def check(self, filled: Filled) -> None:
        """Read every case to its end, and the reporter's replies."""
        items, headers, records = self._tables()
        for place, code in enumerate(filled.codes):
            if self.holder == UNIT and not Filled.is_routed(place):
                continue
            number = case_number(code.verifier())
            of_case = {item.kind: item for item in items[number]}
            report = self._report(number, of_case[ItemKind.REPORT], headers)
            assert report.answers["narrative"] == STORY.format(place)
            if Filled.has_record(place):
                record = self._record(number, records)
                assert record.names_report(of_case[ItemKind.REPORT].payload_digest)
            if Filled.has_reply(place):
                self._check_reply(code, of_case[ItemKind.REPLY], headers, place)
            if Filled.has_file(place):
                self._check_file(report, of_case[ItemKind.ATTACHMENT], headers)

    def _tables(
        self,
    ) -> tuple[
        dict[str, list[SealedItem]],
        dict[tuple[str, str], ItemHeader],
        dict[str, tuple[bytes, RecordHeader]],
    ]:
        items: dict[str, list[SealedItem]] = {}
        with self.office.intake.read() as session:
            for item in session.scalars(select(SealedItem)):
                items.setdefault(item.case_number, []).append(item)
            headers = {(h.item_id, h.holder): h for h in session.scalars(select(ItemHeader))}
        with self.office.casework.read() as session:
            query = select(CaseRecord.payload, RecordHeader).join(
                RecordHeader, RecordHeader.case_number == CaseRecord.case_number
            )
            mine = session.execute(query.where(RecordHeader.organ_id == self.holder))
            records = {row.case_number: (payload, row) for payload, row in mine}
        return items, headers, records

    def _open(self, row: ItemHeader | RecordHeader) -> bytes:
        # By the generation that the row names, so that it is right too.
        return self.keys[row.key_generation].unwrap(row.header)

    def _report(
        self, number: str, item: SealedItem, headers: Mapping[tuple[str, str], ItemHeader]
    ) -> Report:
        assert item.payload is not None
        assert sha256(item.payload).digest() == item.payload_digest
        body = open_payload(item.payload, self._open(headers[item.item_id, self.holder]))
        return read_report(body, case_number=number, organ_ids=[GROUP])

    def _record(self, number: str, records: Mapping[str, tuple[bytes, RecordHeader]]) -> Record:
        payload, row = records[number]
        return read_record(open_payload(payload, self._open(row)), number)

    def _check_reply(
        self,
        code: AccessCode,
        item: SealedItem,
        headers: Mapping[tuple[str, str], ItemHeader],
        place: int,
    ) -> None:
        payload = item.payload or b""
        own = open_payload(payload, self._open(headers[item.item_id, self.holder]))
        header = headers[item.item_id, REPORTER].header
        assert open_sealed(header, payload, code.identity()) == own
        message, is_genuine = read_message(
            own, message_key=code.message_key(), case_number=item.case_number
        )
        assert (message.text, is_genuine) == (REPLY.format(place), True)

    def _check_file(
        self, report: Report, item: SealedItem, headers: Mapping[tuple[str, str], ItemHeader]
    ) -> None:
        [named] = report.attachments
        assert item.item_id == named.item_id
        with self.office.desk.payloads.open_checked(
            item.payload_id or "", item.payload_digest
        ) as file:
            sealed = BytesIO(file.read())
        key = self._open(headers[item.item_id, self.holder])
        plain = PayloadReader(sealed, key).read()
        assert sha256(plain[: named.length_bytes]).hexdigest() == named.sha256
