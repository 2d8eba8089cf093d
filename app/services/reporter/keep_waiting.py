"""Files that came with a form that needs correcting: they wait, sealed to their reporter."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from operator import itemgetter

from app.services.envelopes import Attachment
from app.services.reporter.cleaning_note import read_cleaning, write_cleaning
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_file import IncomingFile, ReceivedFile
from app.services.reporter.waiting_room import has_waiting_room
from app.storage.intake import WaitingFile
from app.storage.waiting_files import forget_waiting_files, list_waiting_files
from crypto.access_code import AccessCode, verifier_hash
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.padding import pad_json
from crypto.sealing import open_sealed, seal, unwrap_file_key, wrap_file_key


def keep_waiting(desk: IntakeDesk, code: AccessCode, files: Sequence[IncomingFile]) -> bool:
    """Keep files for the next try under the same access code; swept after a day.

    Returns:
        Whether they wait. Where there is no room for them, they have to be chosen again.
    """
    if not files:
        return True
    with desk.database.read() as session:
        if not has_waiting_room(desk, session):
            return False
    received = [file.finish() for file in files]
    desk.payloads.sync()
    last = max((place for place, _ in _list_placed(desk, code)), default=0)
    rows = _write_rows(code, received, desk.today(), last + 1)
    with desk.database.begin() as session:
        for incoming in files:
            incoming.keep()
        session.add_all(rows)
    return True


def carry_waiting(
    desk: IntakeDesk, code: AccessCode, new_code: AccessCode, kept_ids: Sequence[str]
) -> bool:
    """Let files that wait for one access code wait for another.

    Returns:
        Whether all of `kept_ids` do. What a report has claimed does not wait any more.
    """
    waiting = list_waiting(desk, code, kept_ids)
    rows = _write_rows(new_code, waiting, desk.today(), 1)
    with desk.database.begin() as session:
        # Of those only that are there still: a form sent at the same moment may have claimed some.
        dropped = forget_waiting_files(session, [row.item_id for row in rows])
        carried = [row for row in rows if row.item_id in dropped]
        session.add_all(carried)
        return {row.item_id for row in carried} == set(kept_ids)


def _write_rows(
    code: AccessCode, files: Iterable[ReceivedFile], day: date, first: int
) -> list[WaitingFile]:
    recipient = code.identity().recipient
    owner = verifier_hash(code.verifier())
    rows = []
    for place, file in enumerate(files, first):
        # Padded: how long a name is says something about it. And only here it is said which came
        # first: ids are random.
        cleaning = write_cleaning(file.cleaning)
        words = {**asdict(file.attachment), "cleaning": cleaning, "place": place}
        note = seal(pad_json(json.dumps(words).encode()), [recipient])
        rows.append(
            WaitingFile(
                item_id=file.attachment.item_id,
                verifier_hash=owner,
                received_on=day,
                header=wrap_file_key(file.file_key, recipient),
                note_header=note.headers[0],
                note_payload=note.payload,
                payload_digest=file.payload_digest,
                payload_bytes=file.payload_bytes,
            )
        )
    return rows


def list_waiting(
    desk: IntakeDesk, code: AccessCode, item_ids: Collection[str] | None = None
) -> list[ReceivedFile]:
    """The files that wait for this access code, as they came; or, of these, those that do."""
    return [file for _, file in _list_placed(desk, code, item_ids)]


def _list_placed(
    desk: IntakeDesk, code: AccessCode, item_ids: Collection[str] | None = None
) -> list[tuple[int, ReceivedFile]]:
    with desk.database.read() as session:
        rows = list_waiting_files(session, verifier_hash(code.verifier()), item_ids)
    if not rows:
        return []
    identity = code.identity()
    return sorted((_read_row(row, identity) for row in rows), key=itemgetter(0))


def _read_row(row: WaitingFile, identity: HybridIdentity) -> tuple[int, ReceivedFile]:
    words = json.loads(open_sealed(row.note_header, row.note_payload, identity))
    cleaning = read_cleaning(words.pop("cleaning", {}))
    # Without it: one that waits since before it was noted.
    place = words.pop("place", 0)
    return place, ReceivedFile(
        Attachment(**words),
        unwrap_file_key(row.header, identity),
        row.payload_digest,
        row.payload_bytes,
        cleaning=cleaning,
    )


def let_go(desk: IntakeDesk, code: AccessCode, kept_ids: Sequence[str]) -> None:
    """Delete those waiting files that the reporter no longer wants."""
    if not list_waiting(desk, code):
        return
    with desk.database.begin() as session:
        rows = list_waiting_files(session, verifier_hash(code.verifier()))
        unwanted = [row.item_id for row in rows if row.item_id not in kept_ids]
        dropped = forget_waiting_files(session, unwanted)
    desk.payloads.delete(dropped)
