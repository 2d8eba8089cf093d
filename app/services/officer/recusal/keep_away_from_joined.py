"""A lead and its duplicates are one matter: who is kept away from one, is from all.

What keeps an officer away from one lead is kept as `joined` for each other lead of the matter. A
`joined` recusal causes no further one: lifting what stood behind it lifts it from coming back.
"""

from collections.abc import Collection

from app.domain.recusal_causes import Cause, CauseKind
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.recusal.read_recusals import read_recusals
from app.storage.cases import list_holders

_JOINED = str(Cause(CauseKind.JOINED))


def keep_away_with_joined(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    found: tuple[str, Cause],
    others: Collection[str],
) -> bool:
    """Keep an officer away from a lead for a cause, and from the others of its matter.

    The lead itself comes last: cut off in between, the same is done again.

    Args:
        desk: the way to the key-holder.
        officer: who says so, or has found it.
        case_number: the lead for which the cause holds.
        found: the account, and the cause.
        others: the other leads of the matter.

    Returns:
        Whether anybody of the organ is left for the lead.

    Raises:
        KeyHolderError: as for `KeyHolderClient.recuse`.
    """
    account, cause = found
    token, own = officer.unlock_token, frozenset[str]()
    if others:
        own = desk.key_holder.kept_away(token).own
    # Who is kept away from the lead itself has no say in it, here neither.
    if case_number not in own:
        for number in _held(desk, officer, set(others) - own):
            desk.key_holder.recuse(token, number, account, _JOINED)
    return desk.key_holder.recuse(token, case_number, account, str(cause))


def complete_matter(desk: OfficeDesk, officer: ActingOfficer, matter: Collection[str]) -> bool:
    """Make up for what was kept for one lead of a matter alone; say if the officer may see it.

    Raises:
        KeyHolderError: as for `KeyHolderClient.recuse`.
    """
    away = desk.key_holder.kept_away(officer.unlock_token)
    own = away.own.intersection(matter)
    if own:
        for number in _held(desk, officer, set(matter) - own):
            desk.key_holder.recuse(officer.unlock_token, number, officer.account, _JOINED)
        return False
    kept = {number: away.of_case(number) for number in _held(desk, officer, matter)}
    # A case officer cannot have colleagues kept away.
    if len(set(kept.values())) > 1 and officer.role is not Role.CASE_OFFICER:
        for account in sorted(_kept_by_themselves(desk, officer, kept)):
            for number in (n for n, accounts in kept.items() if account not in accounts):
                desk.key_holder.recuse(officer.unlock_token, number, account, _JOINED)
    return True


def _held(desk: OfficeDesk, officer: ActingOfficer, matter: Collection[str]) -> list[str]:
    # A unit that has the main lead may have none of its duplicates.
    with desk.intake.read() as session:
        return [n for n in sorted(matter) if officer.organ_id in list_holders(session, n)]


def _kept_by_themselves(
    desk: OfficeDesk, officer: ActingOfficer, matter: Collection[str]
) -> frozenset[str]:
    return frozenset(
        kept.account
        for number in matter
        for kept in read_recusals(desk, officer, number).kept
        if any(cause.kind is not CauseKind.JOINED for cause, _ in kept.causes)
    )
