"""Whom the reporter asks to keep away from a lead, as far as nobody was found by it."""

from app.domain.people import names_in
from app.domain.recusal import ReadText
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.recusal.watched import list_watched


def read_open_wishes(
    desk: OfficeDesk, officer: ActingOfficer, content: OpenedCase
) -> tuple[str, ...]:
    """Return what the report says of whom to keep away, piece by piece, without who was found.

    Whoever is found by name is kept away already. The rest is for an officer to understand: a post,
    a surname, "everybody of that section".
    """
    wish = content.report.answers.get("recuse", "") if content.report else ""
    watched = list_watched(desk, officer)
    pieces = names_in([wish] if isinstance(wish, str) else wish)
    return tuple(piece for piece in pieces if not watched.found_in(ReadText(piece)))
