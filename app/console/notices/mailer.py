"""The thread beside the console that sends notices and delivers the daily figure."""

import logging
from pathlib import Path
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.services.officer.desk import OfficeDesk
from app.services.officer.notices.deliver_figures import mail_figures, write_figures
from app.services.officer.notices.send_mails import MailServer, send_mails
from app.settings import Settings

LOOK_EVERY_SECONDS = 60
_log = logging.getLogger(__name__)


def deliver(desk: OfficeDesk, settings: Settings) -> None:
    """Do once what is due.

    Raises:
        OSError: a folder cannot be written to.
    """
    if settings.figures_folder:
        write_figures(desk, Path(settings.figures_folder))
    server = MailServer.of_settings(settings)
    if server is not None:
        if server.superior:
            mail_figures(desk)
        send_mails(desk, server)


def start_mailer(app: Flask) -> Event:
    """Look at once and each minute, in a thread of its own, until the returned event is set."""
    ended = Event()
    desk: OfficeDesk = app.extensions["desk"]
    settings: Settings = app.extensions["settings"]

    def look() -> None:
        # At once: the process that this runs in is renewed each time the last key has locked.
        while True:
            try:
                deliver(desk, settings)
            except (OSError, SQLAlchemyError) as error:
                _log.error("%s while notices were sent", type(error).__name__)
            if ended.wait(LOOK_EVERY_SECONDS):
                return

    if settings.smtp_host or settings.figures_folder:
        Thread(target=look, name="mailer", daemon=True).start()
    return ended
