"""All that the key-holder works with, in one value."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.key_holder.key_log import KeyLog
from app.key_holder.key_ring import KeyRing, KeyTimes
from app.key_holder.tickets import Tickets
from app.key_holder.wrong_phrases import WrongPhrases
from app.services.roster import load_roster
from app.settings import Settings
from app.storage.casework import Officer, RecordHeader
from app.storage.database import Database, open_database
from app.storage.officers import find_officer
from app.storage.organ_keys import HeldShare, list_shares_of
from app.storage.schema import check_schema

SWEEP_EVERY_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Open keys, unlockings that have begun, and the rows that they need."""

    casework: Database
    intake: Database
    roster_pin: str
    ring: KeyRing
    log: KeyLog
    tickets: Tickets = field(default_factory=Tickets)
    wrong_phrases: WrongPhrases = field(default_factory=WrongPhrases)
    one_phrase: Lock = field(default_factory=Lock)
    """Held while a phrase is tried: one try costs 64 MiB, and a double click is one unlocking."""

    def find_sealed_key(self, account: str) -> tuple[Officer, HeldShare] | None:
        """An officer and the organ's key sealed to the officer; None where one is missing."""
        with self.casework.read() as session:
            officer = find_officer(session, account)
            if officer is None:
                return None
            shares = list_shares_of(session, officer.organ_id, account)
            return (officer, shares[0]) if shares else None

    def are_records(self, organ_id: str, headers: Sequence[tuple[str, bytes]]) -> bool:
        """Whether each header is that of its case's record for this organ.

        Args:
            organ_id: of the organ that would open them.
            headers: (case number, age header) each.
        """
        query = select(RecordHeader.case_number, RecordHeader.header).where(
            RecordHeader.organ_id == organ_id,
            RecordHeader.case_number.in_({number for number, _ in headers}),
        )
        with self.casework.read() as session:
            return set(headers) <= {(number, header) for number, header in session.execute(query)}

    def organ_name(self, organ_id: str) -> str:
        """An organ's name as the signed roster has it.

        Raises:
            RosterError: it is not in the roster.
        """
        with self.intake.read() as session:
            return load_roster(session, self.roster_pin).organ(organ_id).name

    def drop_run_out(self) -> None:
        """Lock what was idle or open for too long."""
        # All keys first: whatever becomes of the log, they are gone.
        unclaimed, run_out = self.tickets.drop_run_out(), self.ring.drop_run_out()
        self.wrong_phrases.forget_old()
        for account in unclaimed:
            self.log.write(account, "locked", detail="not claimed")
        for key in run_out:
            self.log.write(key.account, "locked", detail="by itself")


def open_key_holder(settings: Settings, times: KeyTimes | None = None) -> KeyHolder:
    """A key-holder that holds no key yet, its databases checked.

    Args:
        settings: the installation's.
        times: how long keys stay open; the settings' where not given.

    Raises:
        SchemaError: a database is of another version.
    """
    casework, intake = open_database(settings, "casework"), open_database(settings, "intake")
    check_schema(casework, "casework")
    check_schema(intake, "intake")
    # Connections are not to be shared with the process that gunicorn forks.
    casework.engine.dispose()
    intake.engine.dispose()
    times = times or KeyTimes(settings.lock_idle_minutes * 60, settings.lock_longest_minutes * 60)
    return KeyHolder(casework, intake, settings.roster_pin, KeyRing(times), KeyLog(casework))


def start_sweep(holder: KeyHolder) -> Event:
    """Lock by itself, every second, in a thread of its own, until the returned event is set."""
    ended = Event()

    def sweep() -> None:
        while not ended.wait(SWEEP_EVERY_SECONDS):
            try:
                holder.drop_run_out()
            except SQLAlchemyError as error:
                _log.error("%s while a lock was put on record", type(error).__name__)

    Thread(target=sweep, name="sweep", daemon=True).start()
    return ended
