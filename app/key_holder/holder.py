"""All that the key-holder works with, in one value."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, RLock, Thread

from sqlalchemy.exc import SQLAlchemyError

from app.key_holder.acts.proposal import act_detail
from app.key_holder.acts.registry import Acts
from app.key_holder.key_log import KeyLog
from app.key_holder.samples.releases import Releases
from app.key_holder.unlocking.key_ring import KeyRing, KeyTimes
from app.key_holder.unlocking.tickets import Tickets
from app.key_holder.unlocking.wrong_phrases import WrongPhrases
from app.key_holder.unwrapping.allowances import Allowances
from app.key_holder.unwrapping.index_keys import IndexSecrets
from app.key_holder.unwrapping.recusals import Recusals
from app.services.roster import Organ, Roster, VerifyKeys, load_roster, load_verify_keys
from app.settings import Settings
from app.storage.database import Database, open_database
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
    recusals: Recusals
    index_secrets: IndexSecrets
    folder: Path
    """Of its zone: where it remembers the newest checkpoints."""
    tickets: Tickets = field(default_factory=Tickets)
    wrong_phrases: WrongPhrases = field(default_factory=WrongPhrases)
    allowances: Allowances = field(default_factory=Allowances)
    acts: Acts = field(default_factory=Acts)
    releases: Releases = field(default_factory=Releases)
    one_phrase: "RLock" = field(default_factory=RLock)
    """Held while a phrase is tried: one try costs 64 MiB, and a double click is one unlocking."""
    one_checkpoint: "Lock" = field(default_factory=Lock)
    """Held while one is signed: each follows from the one before."""

    def roster(self) -> Roster:
        """The signed roster as it is now.

        Raises:
            RosterError: there is none that the pinned key, or one after it, signed.
        """
        with self.intake.read() as session:
            return load_roster(session, self.roster_pin)

    def verify_keys(self) -> VerifyKeys:
        """The keys that organs' signatures are checked with.

        Raises:
            RosterError: as `roster`.
        """
        with self.intake.read() as session:
            return load_verify_keys(session, self.roster_pin)

    def organ(self, organ_id: str) -> Organ:
        """An organ as the signed roster has it now.

        Raises:
            RosterError: it is not in the roster.
        """
        return self.roster().organ(organ_id)

    def drop_run_out(self) -> None:
        """Lock what was idle or open for too long."""
        # All keys first: whatever becomes of the log, they are gone.
        unclaimed, run_out = self.tickets.drop_run_out(), self.ring.drop_run_out()
        acts_over, keys_forgotten = self.acts.drop_run_out()
        self.wrong_phrases.forget_old()
        self.log.tell_counts()
        for account in unclaimed:
            self.log.write(account, "locked", detail="not claimed")
        for ended in run_out:
            self.log.write(ended.account, "locked", detail="by itself")
        for act in acts_over:
            self.log.write("", "act_over", detail=act_detail(act.act_id, act.proposal))
        for act in keys_forgotten:
            self.log.write("", "act_keys_forgotten", detail=act_detail(act.act_id, act.proposal))


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
    log = KeyLog(casework)
    return KeyHolder(
        casework,
        intake,
        settings.roster_pin,
        KeyRing(times),
        log,
        Recusals(casework, log),
        IndexSecrets(casework),
        settings.zone("casework"),
    )


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
