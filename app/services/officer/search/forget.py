"""What is purged, or given to the superior, goes from the search's texts: at once, and at rest."""

from collections.abc import Collection

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.search.text_index import text_index


def forget_in_search(
    desk: OfficeDesk, officer: ActingOfficer, case_numbers: Collection[str]
) -> None:
    """Find some leads no more, and destroy what is kept of their texts.

    To be called after their records were changed or deleted.

    Raises:
        KeyHolderError: it gives no keys now; the next search forgets what has no record any more.
    """
    # First of all: it says that the token is good.
    desk.key_holder.kept_away(officer.unlock_token)
    index = text_index(desk, officer)
    with index.lock:
        index.look(desk, officer)
        index.forget(case_numbers)
        index.write_when_due(desk, officer)
