"""What was released of a case: all that a reporter, or whoever has the code, may learn from."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from app.domain.lifecycle import PublicWord
from app.domain.outlook import Outlook, Shown, look_ahead
from app.domain.release import last_release
from app.domain.working_days import office_day
from app.services.reporter.desk import IntakeDesk
from app.storage.cases import list_public_words
from app.storage.intake import Case, PublicWordChange


def newest_release(desk: IntakeDesk) -> int:
    """The newest release that has happened, in seconds since 1970."""
    return int(last_release(desk.schedule, desk.clock()).timestamp())


def shown_words(public: list[PublicWordChange]) -> tuple[Shown, ...]:
    """The words that were released, each with the day of its release."""
    return tuple(Shown(PublicWord(one.word), _day(one.shown_from)) for one in public)


def outlook_of(case: Case, public: list[PublicWordChange], release: int) -> Outlook:
    """What comes next for a case.

    Args:
        case: its row.
        public: all changes of its word that were released, oldest first.
        release: the newest release, in seconds since 1970.
    """
    last = public[-1] if public else None
    return look_ahead(
        case.received_on,
        shown_words(public),
        opened=last is not None and last.opened_on is not None,
        released_on=_day(release),
        told=last is not None and bool(last.sentence),
    )


def is_mailbox_closed(desk: IntakeDesk, session: Session, case: Case) -> bool:
    """Whether what is sent to a case would be read by nobody any more, as its page says it."""
    release = newest_release(desk)
    public = list_public_words(session, case.case_number, release)
    return outlook_of(case, public, release).mailbox_closed


def _day(seconds: int) -> date:
    """The office's day of a release."""
    return office_day(datetime.fromtimestamp(seconds, UTC))
