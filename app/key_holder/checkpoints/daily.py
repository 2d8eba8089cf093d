"""A checkpoint a day for each organ, as soon as its key lies open on that day."""

import logging
from datetime import UTC, date, datetime
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from app.domain.working_days import office_day
from app.key_holder.checkpoints.sign import CheckpointRefusedError, sign_checkpoint
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import KeyLockedError
from app.key_holder.unwrapping.allowances import TooManyError
from app.services.roster import RosterError

LOOK_EVERY_SECONDS = 5.0
_log = logging.getLogger(__name__)


class DailyCheckpoints:
    """Knows on which day each organ's was made, or refused: neither is tried again that day."""

    def __init__(self, holder: KeyHolder) -> None:
        self._holder = holder
        self._done: dict[str, date] = {}

    def sign_due(self, today: date) -> None:
        """Sign for every organ whose key lies open and that has none of today."""
        for organ_id in self._holder.ring.list_open():
            if self._done.get(organ_id) == today:
                continue
            try:
                sign_checkpoint(self._holder, organ_id)
            except KeyLockedError:
                continue
            except (CheckpointRefusedError, TooManyError):
                # On record, and `qingfeng audit verify` says more.
                _log.error("no checkpoint could be signed for organ %s", organ_id)
            self._done[organ_id] = today


def start_daily_checkpoints(holder: KeyHolder) -> Event:
    """Sign what is due, in a thread of its own, until the returned event is set."""
    ended = Event()
    daily = DailyCheckpoints(holder)

    def look() -> None:
        while not ended.wait(LOOK_EVERY_SECONDS):
            try:
                daily.sign_due(office_day(datetime.now(UTC)))
            except (OSError, RosterError, SQLAlchemyError) as error:
                _log.error("%s while a checkpoint was signed", type(error).__name__)

    Thread(target=look, name="checkpoints", daemon=True).start()
    return ended
