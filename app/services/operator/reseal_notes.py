"""Notes between organs, when the key of who is told was exchanged after a compromise."""

from app.services.operator.archive_work import Archive, Pass
from app.storage.archive import ORGAN_NOTES, list_old_headers
from app.storage.casework import OrganNote
from app.storage.organ_notes import replace_note
from crypto.age.errors import AgeError
from crypto.sealing import open_payload, seal

BATCH = 500


def reseal_notes(archive: Archive, result: Pass) -> None:
    """Seal all waiting notes of older keys anew; what does not open stays, and is named."""
    after = ""
    while True:
        with archive.casework.read() as session:
            page = (after, BATCH)
            old = list_old_headers(session, ORGAN_NOTES, archive.organ_id, archive.generation, page)
        if not old:
            return
        after = old[-1].row_id
        keys = archive.act.open_headers([one.header for one in old])
        for one, key in zip(old, keys, strict=True):
            _reseal_one(archive, one.row_id, one.header, key, result)
        archive.report_progress(len(old))


def _reseal_one(
    archive: Archive, note_id: str, header: bytes, key: bytes | None, result: Pass
) -> None:
    with archive.casework.begin() as session:
        row = session.get(OrganNote, note_id)
        if row is None:
            # Taken in meanwhile.
            return
        try:
            body = open_payload(row.payload, key) if key is not None else None
        except AgeError:
            body = None
        if body is None:
            result.leave(f"note {note_id} opens with none of the organ's keys")
            return
        sealed = seal(body, [archive.organ.recipient])
        new = OrganNote(
            note_id=note_id,
            key_generation=archive.generation,
            header=sealed.headers[0],
            payload=sealed.payload,
        )
        result.done += replace_note(session, header, new)
