"""What every act of a reporter works with: the intake zone, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from app.cleaning.cleaner import Cleaner
from app.domain.release import ReleaseSchedule
from app.domain.working_days import office_day
from app.services.roster import RecentRoster, Roster
from app.settings import MEBIBYTE
from app.storage.database import Database
from app.storage.payloads import PayloadStore


@dataclass(frozen=True, slots=True)
class IntakeDesk:
    """The intake zone of one installation."""

    database: Database
    payloads: PayloadStore
    roster_pin: str
    schedule: ReleaseSchedule
    clock: Callable[[], datetime]
    """The present moment, aware; a day is all that is ever kept of it."""
    max_files: int
    max_file_bytes: int
    cleaner: Cleaner = field(default_factory=lambda: Cleaner(0), repr=False)
    """Cleans no file until it is told up to which size."""
    small_piece_bytes: int = 1024 * 1024
    """A piece below this that is not a file's last counts as a try, as a file that begins does."""

    _rosters: RecentRoster = field(default_factory=RecentRoster, repr=False)

    @property
    def max_file_mib(self) -> int:
        """How large a file may be, as people are told."""
        return self.max_file_bytes // MEBIBYTE

    @property
    def clean_max_mib(self) -> int:
        """How large a file may be that is cleaned, likewise."""
        return self.cleaner.max_bytes // MEBIBYTE

    def roster(self) -> Roster:
        """The signed roster, as it was a few seconds ago at the longest.

        Raises:
            RosterError: there is none, or the pinned key did not sign it.
        """
        return self._rosters.read(self.database, self.roster_pin)

    def look_for_newer_roster(self) -> None:
        """Read the roster anew the next time: somebody saw a newer one."""
        self._rosters.expire()

    def today(self) -> date:
        """The office's calendar day."""
        return office_day(self.clock())
