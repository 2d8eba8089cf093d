"""Sweep: what waited too long is forgotten, and what uploads and deleted rows left is cleared."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from app.settings import ZONES, Settings
from app.storage.arriving_files import forget_arriving_files_before
from app.storage.database import Database, open_database
from app.storage.growing_payload import NoRoomError, PayloadBusyError
from app.storage.payloads import PayloadStore, sweep_limit
from app.storage.waiting_files import forget_waiting_files_before, list_named_payloads

_IDS_A_QUERY = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was removed."""

    waiting_files: int
    orphans: int


def sweep(settings: Settings, today: date, *, orphans_of_any_age: bool = False) -> Swept:
    """Remove what no one will ask for.

    Args:
        settings: the installation's.
        today: the office's calendar day.
        orphans_of_any_age: also those that may belong to an upload in progress; safe only while
            nothing is served.
    """
    database = open_database(settings, "intake")
    payloads = PayloadStore(settings.zone("intake") / "payloads")
    try:
        payloads.clear_after_kills()
        waited = _forget_waiting(database, today - timedelta(settings.retention_of_waiting_days))
        # A form that is being sent may just have claimed one of them: its payload goes next time,
        # if no row names it then. Without its row, nobody can open it meanwhile.
        spared = set() if orphans_of_any_age else set(waited)
        # A file bears the day it was received, and never a later one than tomorrow's anywhere.
        limit = today + timedelta(days=2) if orphans_of_any_age else sweep_limit(today)
        orphans = set(_list_orphans(database, payloads.list_older_than(limit))) - spared
        deleted = sum(_delete_orphan(database, payloads, item_id, today) for item_id in orphans)
    finally:
        database.engine.dispose()
    return Swept(len(waited), deleted)


def rewrite_databases(settings: Settings) -> bool:
    """Leave nothing of deleted rows in the files of both databases; once a day is enough.

    Returns:
        Whether it is done; False where somebody was reading or writing for too long.
    """
    done = True
    for zone in ZONES:
        database = open_database(settings, zone)
        try:
            done &= database.rewrite()
        finally:
            database.engine.dispose()
    return done


def _forget_waiting(database: Database, day: date) -> list[str]:
    # A day is all that is known of a file's age: before yesterday is at least a whole day ago.
    with database.begin() as session:
        waited = forget_waiting_files_before(session, day)
        return waited + forget_arriving_files_before(session, day)


def _list_orphans(database: Database, item_ids: Iterable[str]) -> Iterator[str]:
    remaining = iter(item_ids)
    while some := list(islice(remaining, _IDS_A_QUERY)):
        with database.read() as session:
            named = list_named_payloads(session, some)
        yield from (item_id for item_id in some if item_id not in named)


def _delete_orphan(database: Database, payloads: PayloadStore, item_id: str, today: date) -> bool:
    # Since it was looked for, its reporter may have begun it anew: who does has a row before the
    # lock goes.
    try:
        payload = payloads.lock_growing(item_id, today, wait_seconds=0)
    except (PayloadBusyError, NoRoomError):
        return False
    with closing(payload), database.read() as session:
        orphan = not list_named_payloads(session, [item_id])
        if orphan:
            payload.delete()
    return orphan
