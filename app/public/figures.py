"""The daily figure, made beside the pages: by the clock, never because somebody was here."""

import logging
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.services.figures.make_figures import make_figures
from app.services.reporter.desk import IntakeDesk

LOOK_EVERY_SECONDS = 10 * 60
_log = logging.getLogger(__name__)


def start_daily_figures(app: Flask) -> Event:
    """Make what is due now and every ten minutes, in a thread of its own, until the event is set.

    Called in each process that serves: which of them is first makes a day's figure.
    """
    ended = Event()
    desk: IntakeDesk = app.extensions["desk"]

    def look() -> None:
        while True:
            try:
                make_figures(desk.database, desk.clock)
            except SQLAlchemyError as error:
                _log.error("%s while a daily figure was made", type(error).__name__)
            if ended.wait(LOOK_EVERY_SECONDS):
                return

    Thread(target=look, name="figures", daemon=True).start()
    return ended
