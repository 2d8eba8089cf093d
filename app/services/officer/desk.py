"""What every act of an officer works with: both zones, and the key-holder at the other end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.release import ReleaseSchedule, next_release
from app.domain.roles import Role
from app.domain.working_days import office_day
from app.rendering.renderer import Renderer
from app.services.officer.accounts.terms import SignInTerms
from app.services.officer.index.open_indexes import OpenIndexes
from app.services.officer.jobs import Jobs
from app.services.officer.key_holder_client import KeyHolderClient, Unwrapped
from app.services.roster import Roster, load_roster
from app.storage.database import Database
from app.storage.payloads import PayloadStore


class NotPermittedError(Exception):
    """This officer may not do that, whatever else is right about it."""


class CaseNotHeldError(Exception):
    """The officer's organ holds no such case, or the officer has no part in it."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long cases are kept that are over, in months of the calendar."""

    archived_months: int = 36
    not_accepted_months: int = 6


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """The two zones of one installation, and the way to the key-holder."""

    intake: Database
    casework: Database
    payloads: PayloadStore
    roster_pin: str
    schedule: ReleaseSchedule
    clock: Callable[[], datetime]
    key_holder: KeyHolderClient
    sign_in_terms: SignInTerms
    indexes: OpenIndexes = field(repr=False)
    jobs: Jobs = field(repr=False)
    retention: Retention = Retention()
    """How long a case that is over is kept before two people can purge it."""
    renderer: Renderer = field(default_factory=lambda: Renderer(0), repr=False)
    """Looks at files; one that was made with 0 shows none."""

    def today(self) -> date:
        """The office's calendar day."""
        return office_day(self.clock())

    def shown_from(self) -> int:
        """The coming release, in seconds since 1970 UTC: what changes now shows from then on."""
        return int(next_release(self.schedule, self.clock()).timestamp())

    def roster(self) -> Roster:
        """The signed roster: nothing is sealed to anyone outside it."""
        with self.intake.read() as session:
            return load_roster(session, self.roster_pin)


@dataclass(frozen=True, slots=True)
class ActingOfficer:
    """Who acts: an account, its reach, and the token that its own unlocking gave."""

    account: str
    name: str
    role: Role
    organ_id: str
    unlock_token: str = field(repr=False)

    def require(self, *roles: Role) -> None:
        """Go on only in one of these roles.

        Raises:
            NotPermittedError: the officer has another.
        """
        if self.role not in roles:
            raise NotPermittedError


def unwrap(
    desk: OfficeDesk, officer: ActingOfficer, purpose: str, headers: Sequence[tuple[str, bytes]]
) -> list[bytes | None]:
    """Ask the key-holder for file keys of one case; it records for whom and why.

    Args:
        desk: the way to it.
        officer: for whom.
        purpose: `read` or `write`.
        headers: (case number, age header) each, of one case.

    Returns:
        A file key for each header, or None where this organ's key does not open it.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
        OfficerRecusedError: the officer is kept away from the case.
        KeyHolderBusyError: the officer has to wait.
        KeyHolderUnavailableError: it is not running.
    """
    return desk.key_holder.unwrap(officer.unlock_token, purpose, headers)


def unwrap_many(
    desk: OfficeDesk,
    officer: ActingOfficer,
    purpose: str,
    headers: Sequence[tuple[str, bytes]],
    *,
    grant: str = "",
) -> Unwrapped:
    """Ask the key-holder for file keys of many cases, in pieces that it accepts.

    Args:
        desk: the way to it.
        officer: for whom.
        purpose: `open_batch`, `queue`, `messages` or `search`.
        headers: (case number, age header) each.
        grant: for `open_batch` and `search`.

    Returns:
        The file keys, and the cases whose keys are withheld.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
        KeyHolderBusyError: the officer has to wait.
        KeyHolderUnavailableError: it is not running.
    """
    file_keys: list[bytes | None] = []
    recused: set[str] = set()
    opened: set[str] = set()
    for start in range(0, len(headers), _PIECE):
        piece = headers[start : start + _PIECE]
        part = desk.key_holder.unwrap_many(officer.unlock_token, purpose, piece, grant)
        file_keys += part.file_keys
        recused |= part.recused
        opened |= part.opened
    return Unwrapped(file_keys, frozenset(recused), frozenset(opened))


_PIECE = 2000
"""Headers in one message: at about 2 KB each, far below what the key-holder accepts."""
