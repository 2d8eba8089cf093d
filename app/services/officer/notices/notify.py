"""Put notices on their way to the officers of an organ: counts alone, each told once."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy.exc import IntegrityError

from app.domain.notices import ONCE_A_DAY, TOLD, NoticeKind, WaitingLead, count_for
from app.domain.roles import Role
from app.services.officer.desk import OfficeDesk
from app.storage.casework import Officer
from app.storage.mails import add_mails, list_reachable, list_told_on

Waiting = Mapping[NoticeKind, Collection[WaitingLead]]


def notify(
    desk: OfficeDesk, organ_id: str, waiting: Waiting, away: Mapping[str, Collection[str]]
) -> int:
    """Tell the officers of an organ how much waits for each; no lead is stored or named.

    What was told today is not told again: deadlines at all, the rest unless it is more.

    Args:
        desk: the casework zone, and the clock.
        organ_id: whose officers.
        waiting: by kind, the leads that wait.
        away: by case number, the accounts that are kept away from it (`KeptAway.others`).

    Returns:
        How many notices were put on their way.
    """
    if not any(waiting.values()):
        return 0
    today = desk.today()
    with desk.casework.read() as session:
        officers = list_reachable(session, organ_id)
        told = list_told_on(session, today, [officer.account for officer in officers])
    new = list(_new(officers, waiting, away, told))
    if not new:
        return 0
    try:
        with desk.casework.begin() as session:
            add_mails(session, new, today, desk.clock())
    except IntegrityError:
        # A colleague's look at the list was a moment faster, and tells the same.
        return 0
    return len(new)


def _new(
    officers: Iterable[Officer],
    waiting: Waiting,
    away: Mapping[str, Collection[str]],
    told: Collection[tuple[str, str, int]],
) -> Iterator[tuple[str, str, int]]:
    for officer in officers:
        for kind, leads in waiting.items():
            role = Role(officer.role)
            if role not in TOLD.get(kind, ()):
                continue
            count = count_for(role, officer.account, leads, away)
            before = [n for account, k, n in told if (account, k) == (officer.account, kind)]
            more = not before or (kind not in ONCE_A_DAY and count > max(before))
            if count and more:
                yield officer.account, str(kind), count
