"""What is purged or handed on goes from list and search too: at once, not at the next look."""

from collections.abc import Collection
from contextlib import suppress

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyHolderBusyError
from app.services.officer.queue.lead_index import IndexBehindError, lead_index
from app.services.officer.search.forget import forget_in_search
from app.storage.seen_marks import forget_seen


def forget_in_list(desk: OfficeDesk, officer: ActingOfficer, case_numbers: Collection[str]) -> None:
    """Bring both up to date after records were deleted, and forget who saw them.

    Where it cannot be done now, the next look does it: the rows say what is to be done.
    """
    with desk.casework.begin() as session:
        forget_seen(session, case_numbers)
    away = desk.key_holder.kept_away(officer.unlock_token).own
    with suppress(IndexBehindError, KeyHolderBusyError):
        lead_index(desk, officer).refresh(desk, officer, away)
    with suppress(KeyHolderBusyError):
        forget_in_search(desk, officer, case_numbers)


def forget_unread(desk: OfficeDesk, officer: ActingOfficer, case_numbers: Collection[str]) -> None:
    """Forget in both what nobody of the organ may open: no look at them would ever do it.

    To be called before their records are changed: cut off in between, nothing is lost.

    Raises:
        KeyHolderError: it gives no keys now; nothing may be changed.
    """
    forget_in_search(desk, officer, case_numbers)
    lead_index(desk, officer).forget(desk, officer, case_numbers)
