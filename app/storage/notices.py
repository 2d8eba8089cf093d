"""The notice's texts: one row, replaced whole, never edited over somebody else's change."""

from sqlalchemy import insert, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.storage.intake import Notice

_ONLY = 1


class StaleNoticeError(Exception):
    """Somebody else changed the notice since it was read: read it again."""


def find_notice(session: Session) -> Notice | None:
    """The texts as they stand; None where nobody has changed them yet."""
    return session.get(Notice, _ONLY)


def replace_notice(session: Session, seen_version: int, document: str) -> int:
    """Put new texts in the place of those that were read, and give their version.

    Raises:
        StaleNoticeError: another version came between.
    """
    if seen_version == 0:
        try:
            session.execute(
                insert(Notice), {"notice_id": _ONLY, "version": 1, "document": document}
            )
        except IntegrityError as error:
            raise StaleNoticeError from error
        return 1
    changed = session.execute(
        update(Notice)
        .where(Notice.notice_id == _ONLY, Notice.version == seen_version)
        .values(version=seen_version + 1, document=document)
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise StaleNoticeError
    return seen_version + 1
