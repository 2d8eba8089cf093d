"""The office's side: what a key holder finds when all is opened, and whether it hangs together."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from app.domain.working_days import office_day
from app.services.envelopes import Report, read_report
from app.services.operator.sweep import Swept, sweep
from app.settings import Settings, load_settings
from app.storage.cases import HeldItem, list_held_items
from app.storage.database import open_database
from app.storage.intake import (
    ArrivingFile,
    Case,
    CaseHolder,
    ItemHeader,
    ItemKind,
    SealedItem,
    WaitingFile,
)
from app.storage.payloads import PayloadStore
from crypto.age.payload import PayloadReader
from crypto.group_key import OrganKey
from crypto.sealing import open_payload

_GROUP = "group"


@dataclass(frozen=True, slots=True)
class OpenedReport:
    """A report as an officer reads it."""

    narrative: str = field(repr=False)
    attachment_digests: tuple[str, ...]
    """SHA-256 of each file, opened from its payload and cut to its length."""


@dataclass(frozen=True, slots=True)
class Office:
    """An installation and the group's key."""

    instance: Path
    key: OrganKey

    @property
    def settings(self) -> Settings:
        return load_settings(self.instance, {})

    def payload_names(self) -> set[str]:
        """What lies in the payload folder."""
        return {path.name for path in (self.instance / "intake" / "payloads").iterdir()}

    def sweep_all(self) -> Swept:
        """Sweep what no row names, however young; nothing may be served meanwhile."""
        today = office_day(datetime.now(UTC))
        return sweep(self.settings, today, orphans_of_any_age=True)

    def case_numbers(self) -> set[str]:
        database = open_database(self.settings, "intake")
        try:
            with database.read() as session:
                return set(session.scalars(select(Case.case_number)))
        finally:
            database.engine.dispose()

    def open_report(self, case_number: str) -> OpenedReport:
        """Open a report and all its files with the group's key."""
        database = open_database(self.settings, "intake")
        try:
            with database.read() as session:
                held = list_held_items(session, case_number, _GROUP)
        finally:
            database.engine.dispose()
        [body] = [item for item in held if item.item.kind == ItemKind.REPORT]
        assert body.item.payload is not None
        plain = open_payload(body.item.payload, self.key.unwrap(body.header))
        report = read_report(plain, case_number=case_number, organ_ids=[_GROUP])
        narrative = report.answers["narrative"]
        assert isinstance(narrative, str)
        return OpenedReport(narrative, self._attachment_digests(report, held))

    def _attachment_digests(self, report: Report, held: list[HeldItem]) -> tuple[str, ...]:
        files = {item.item.item_id: item for item in held if item.item.kind == ItemKind.ATTACHMENT}
        assert set(files) == {attachment.item_id for attachment in report.attachments}
        return tuple(
            self._file_digest(files[attachment.item_id], attachment.length_bytes)
            for attachment in report.attachments
        )

    def _file_digest(self, held: HeldItem, length_bytes: int) -> str:
        store = PayloadStore(self.instance / "intake" / "payloads")
        with store.open_checked(held.item.item_id, held.item.payload_digest) as file:
            plain = PayloadReader(file, self.key.unwrap(held.header)).read()
        assert not any(plain[length_bytes:])
        return sha256(plain[:length_bytes]).hexdigest()

    def halves(self) -> list[str]:
        """All that is there without what belongs to it; empty where everything is whole."""
        database = open_database(self.settings, "intake")
        try:
            with database.read() as session:
                cases = set(session.scalars(select(Case.case_number)))
                holders = set(session.scalars(select(CaseHolder.case_number)))
                items = list(session.scalars(select(SealedItem)))
                headers = set(session.scalars(select(ItemHeader.item_id)))
                waiting = set(session.scalars(select(WaitingFile.item_id)))
                waiting |= set(session.scalars(select(ArrivingFile.item_id)))
        finally:
            database.engine.dispose()
        reports = {item.case_number for item in items if item.kind == ItemKind.REPORT}
        stored = {item.item_id for item in items if item.payload is None} | waiting
        payloads = self.payload_names()
        return [
            *(f"case {n} without report or holder" for n in cases - (reports & holders)),
            *(f"rows of case {n}, which is not there" for n in (reports | holders) - cases),
            *(f"item {i} without header" for i in {item.item_id for item in items} - headers),
            *(f"row {i} without payload" for i in stored - payloads),
            *(f"payload {i} without row" for i in payloads - stored),
        ]
