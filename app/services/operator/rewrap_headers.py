"""Re-wrap what is left of an organ's older keys: small headers, never a payload.

Recusals and the index's key are signed by the organ's key as well: the key-holder writes them anew
itself.
"""

from app.services.operator.approved_act import BATCH
from app.services.operator.archive_work import Archive, Pass
from app.storage.archive import (
    ITEM_HEADERS,
    ORGAN_NOTES,
    RECORD_HEADERS,
    SIGNED,
    HeaderTable,
    count_old_headers,
    exchange_headers,
    list_old_headers,
)


def rewrap_headers(archive: Archive) -> Pass:
    """Go once through all headers of older keys; those that no key opens stay, and are named."""
    result = Pass()
    _rewrap_table(archive, ITEM_HEADERS, "item", result)
    _rewrap_table(archive, RECORD_HEADERS, "the record of", result)
    _rewrap_table(archive, ORGAN_NOTES, "note", result)
    renew_signed(archive, result)
    return result


def renew_signed(archive: Archive, result: Pass) -> None:
    """Have the key-holder renew what older keys signed; recusals that are none are named."""
    organ_id, generation = archive.organ_id, archive.generation
    with archive.casework.read() as session:
        count = sum(count_old_headers(session, t, organ_id, generation) for t in SIGNED)
    if not count:
        return
    archive.act.renew_signed()
    with archive.casework.read() as session:
        page = ("", count)
        left = [
            one for t in SIGNED for one in list_old_headers(session, t, organ_id, generation, page)
        ]
    for one in left:
        result.leave(f"recusal {one.row_id} was not made by this organ's key-holder")
    result.done += count - len(left)
    archive.report_progress(count)


def _rewrap_table(archive: Archive, table: HeaderTable, what: str, result: Pass) -> None:
    organ_id, generation = archive.organ_id, archive.generation
    database = archive.zone(table.zone)
    after = ""
    while True:
        with database.read() as session:
            page = (after, BATCH)
            old = list_old_headers(session, table, organ_id, generation, page)
        if not old:
            return
        after = old[-1].row_id
        # Between two transactions: nobody waits for the key-holder. Who replaces a header in the
        # meantime seals by the newest roster, and keeps what they wrote.
        new = archive.act.rewrap([one.header for one in old])
        pairs = list(zip(old, new, strict=True))
        with database.begin() as session:
            exchanged = [(one, header) for one, header in pairs if header is not None]
            exchange_headers(session, table, organ_id, generation, exchanged)
        for one, header in pairs:
            if header is None:
                result.leave(f"{what} {one.row_id} opens with none of the organ's keys")
        result.done += len(exchanged)
        archive.report_progress(len(old))
