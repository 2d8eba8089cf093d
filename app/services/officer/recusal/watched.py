"""Whom and what a text is compared with: officers' names, and what they declared."""

from dataclasses import dataclass

from app.domain.interests import InterestKind, find_addresses
from app.domain.recusal import ReadText
from app.domain.recusal_causes import Cause, CauseKind
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.recusal.interests import Declared, list_declared
from app.storage.officers import list_officers

Found = tuple[str, Cause]
"""An account, and why it is kept away."""
_READING = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Watched:
    """The officers of an organ who read leads, and what they declared and did not withdraw."""

    names: tuple[tuple[str, str], ...]
    """(Account, name) each."""
    declared: tuple[Declared, ...]

    def found_in(self, text: ReadText) -> frozenset[Found]:
        """Who is kept away by a text, and why."""
        named = {
            (account, Cause(CauseKind.NAME, name))
            for account, name in self.names
            if text.names(name)
        }
        return frozenset(named) | self.declared_in(text)

    def declared_in(self, text: ReadText) -> frozenset[Found]:
        """Who is kept away by what they declared."""
        return frozenset(
            (one.account, Cause(CauseKind.INTEREST, one.interest_id))
            for one in self.declared
            if one.interest.is_in(text)
        )

    def hinted_in(self, text: ReadText) -> dict[str, tuple[str, ...]]:
        """Whom a text may mean by surname and post: the words, by account."""
        found = {
            account: find_addresses(text, name, self._posts(account))
            for account, name in self.names
        }
        return {account: words for account, words in found.items() if words}

    def _posts(self, account: str) -> tuple[str, ...]:
        own = (one.interest for one in self.declared if one.account == account)
        return tuple(name for one in own if one.kind is InterestKind.POST for name in one.names)


def list_watched(desk: OfficeDesk, officer: ActingOfficer) -> Watched:
    """The officer's organ's.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    with desk.casework.read() as session:
        officers = list_officers(session, officer.organ_id)
    names = tuple((one.account, one.name) for one in officers if one.role in _READING)
    accounts = {account for account, _ in names}
    declared = (one for one in list_declared(desk, officer) if not one.withdrawn_on)
    return Watched(names, tuple(one for one in declared if one.account in accounts))
