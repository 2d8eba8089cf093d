"""Open many leads for the search: records, reports, replies, and messages that somebody has read.

It is bulk work: the key-holder grants it first, and puts on record for how many headers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap_many
from app.services.officer.lead.read_report import OpenedCase, content_of, open_body
from app.services.officer.lead.record import open_held
from app.services.officer.search.lead_text import IndexedText, LeadText, text_of
from app.services.roster import Roster
from app.storage.case_records import HeldRecord, list_held_records
from app.storage.cases import HeldItem, list_words_of_cases
from app.storage.intake import Case

_Row = HeldRecord | HeldItem


def read_texts(
    desk: OfficeDesk, officer: ActingOfficer, case_numbers: Sequence[str]
) -> dict[str, IndexedText | None]:
    """What is searched of these cases.

    Returns:
        An entry for each that the organ holds, None for what it does not; nothing at all for a case
        from which the officer is kept away.

    Raises:
        RecordChangedError: a colleague saved something meanwhile: try again.
        KeyHolderError: as for any unwrapping.
    """
    with desk.casework.read() as session:
        held = list_held_records(session, officer.organ_id, case_numbers)
    there = [one.case_number for one in held]
    with desk.intake.read() as session:
        words = list_words_of_cases(session, there, officer.organ_id)
    found: dict[str, IndexedText | None] = dict.fromkeys(set(case_numbers) - set(there))
    rows: list[tuple[str, _Row]] = [(one.case_number, one) for one in held]
    rows += [(number, item) for number, (_, items) in words.items() for item in items]
    if not rows:
        return found
    headers = [(number, row.header) for number, row in rows]
    grant = desk.key_holder.grant(officer.unlock_token, "search", len(headers))
    unwrapped = unwrap_many(desk, officer, "search", headers, grant=grant)
    keys = {row.header: key for (_, row), key in zip(rows, unwrapped.file_keys, strict=True)}
    reading = _Reading(keys, desk.roster(), officer.organ_id)
    for one in held:
        if one.case_number not in unwrapped.recused:
            text = reading.text(one, words.get(one.case_number))
            found[one.case_number] = IndexedText(one.version, text)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    keys: dict[bytes, bytes | None] = field(repr=False)
    """By header."""
    roster: Roster
    reader: str
    """Which organ reads."""

    def text(self, held: HeldRecord, words: tuple[Case, list[HeldItem]] | None) -> LeadText | None:
        record = open_held(held, self.keys[held.header])
        if record is None:
            return None
        content = OpenedCase(None, (), ())
        # A unit that got an extract opens nothing of the report.
        if words and record.received is None:
            case, items = words
            opened = [(item, open_body(item, self.keys[item.header])) for item in items]
            named = self.roster.addressed_by(case.organ_id, reader=self.reader)
            content = content_of(case, record, opened, named)
        return text_of(record, content)
