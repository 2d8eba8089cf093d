"""What two organs tell each other about a lead of which each has a record of its own.

A note is sealed to who is told. Anybody can seal to a public key, so it carries an HMAC under the
key of this forwarding, which stands in both records and nowhere else.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from app.domain.decisions import Person
from app.domain.forwarding import HandBack
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.roster import load_roster
from app.storage.casework import OrganNote
from crypto.access_code import authenticate, is_authentic
from crypto.age.errors import AgeError
from crypto.padding import pad_json
from crypto.sealing import open_payload, seal

VERSION = 1


class What(StrEnum):
    """What a note is about."""

    ACKNOWLEDGED = "acknowledged"
    HANDED_BACK = "handed_back"
    SUPPLEMENT = "supplement"
    PRESSED = "pressed"


@dataclass(frozen=True, slots=True)
class Note:
    """A note before it is sealed, or after it was opened."""

    note_id: str
    case_number: str
    organ_id: str
    """Who is told."""
    what: What
    on: date
    by: Person
    text: str = field(default="", repr=False)
    due_on: date | None = None
    hand_back: HandBack | None = None
    mac: str = field(default="", repr=False)


def new_note(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    organ_id: str,
    what: What,
    *,
    text: str = "",
    due_on: date | None = None,
    hand_back: HandBack | None = None,
) -> Note:
    """A note of today, by this officer."""
    person = Person(officer.account, officer.name, officer.role, officer.organ_id)
    return Note(
        secrets.token_hex(16),
        case_number,
        organ_id,
        what,
        desk.today(),
        person,
        text,
        due_on,
        hand_back,
    )


def seal_note(desk: OfficeDesk, note: Note, link_key: str) -> OrganNote:
    """Return the row of a note."""
    with desk.intake.read() as session:
        organ = load_roster(session, desk.roster_pin).organ(note.organ_id)
    signed = replace(note, mac=authenticate(bytes.fromhex(link_key), _signed_part(note)).hex())
    content = {"qingfeng": VERSION, "kind": "organ_note", **msgspec.to_builtins(signed)}
    sealed = seal(pad_json(msgspec.json.encode(content, order="sorted")), [organ.recipient])
    return OrganNote(
        note_id=note.note_id,
        case_number=note.case_number,
        organ_id=organ.organ_id,
        key_generation=organ.generation,
        header=sealed.headers[0],
        payload=sealed.payload,
    )


def open_note(row: OrganNote, file_key: bytes | None, link_key: str) -> Note | None:
    """Open a note; None where it is not what its row says, or who wrote it had not the key."""
    if file_key is None or not link_key:
        return None
    try:
        content = msgspec.json.decode(open_payload(row.payload, file_key), type=dict[str, Any])
        if (content.get("qingfeng"), content.get("kind")) != (VERSION, "organ_note"):
            return None
        note = msgspec.convert(content, Note)
        mac = bytes.fromhex(note.mac)
    except (AgeError, msgspec.MsgspecError, RecursionError, ValueError):
        return None
    place = (note.note_id, note.case_number, note.organ_id)
    is_here = place == (row.note_id, row.case_number, row.organ_id)
    genuine = is_authentic(bytes.fromhex(link_key), _signed_part(note), mac)
    return note if is_here and genuine else None


def _signed_part(note: Note) -> bytes:
    return msgspec.json.encode(replace(note, mac=""), order="sorted")
