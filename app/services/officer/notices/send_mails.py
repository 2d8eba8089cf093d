"""Send what is on its way: by SMTP, a message each, tried again with longer and longer waits."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from typing import Final, Self

from app.domain.notices import NoticeKind
from app.services.figures.figure import Figure
from app.services.officer.desk import OfficeDesk
from app.services.officer.notices.words import LANGUAGES, MailText, figure_text, notice_text
from app.settings import Settings
from app.storage.casework import OutgoingMail
from app.storage.figures import find_figure
from app.storage.mails import find_address, forget_old_mails, list_due, note_try

WAITS: Final = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 360, 720, 1440))
"""After each try that failed; after the last one it is given up."""
_AT_ONCE: Final = 50
_TIMEOUT_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in, and as whom."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    superior: str
    """Where the daily figure goes; empty where nowhere."""

    @classmethod
    def of_settings(cls, settings: Settings) -> Self | None:
        """The installation's; None where no mail goes out."""
        if not settings.smtp_host:
            return None
        return cls(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_sender,
            settings.superior_email,
        )


def send_mails(desk: OfficeDesk, server: MailServer) -> int:
    """Try everything that is due.

    Returns:
        How many were sent.
    """
    now = desk.clock()
    with desk.casework.read() as session:
        due = list_due(session, now, _AT_ONCE)
    sent = 0
    if due:
        # One that cannot be had at all fails all of them, each for itself.
        connection = _connect(server)
        for mail in due:
            done = _send(desk, server, connection, mail)
            _note(desk, mail, done)
            sent += done
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
    with desk.casework.begin() as session:
        forget_old_mails(session, desk.today())
    return sent


def _send(
    desk: OfficeDesk, server: MailServer, connection: smtplib.SMTP | None, mail: OutgoingMail
) -> bool:
    message = _compose(desk, server, mail)
    if message is None:
        # Whoever it is for has no address any more: nothing is left to do.
        return True
    if connection is None:
        return False
    try:
        connection.send_message(message)
    except (smtplib.SMTPException, OSError):
        return False
    return True


def _note(desk: OfficeDesk, mail: OutgoingMail, done: bool) -> None:  # noqa: FBT001
    again = None
    if not done and mail.tries < len(WAITS):
        again = desk.clock() + WAITS[mail.tries]
    with desk.casework.begin() as session:
        note_try(session, mail.mail_id, sent=done, next_try_at=again)


def _compose(desk: OfficeDesk, server: MailServer, mail: OutgoingMail) -> EmailMessage | None:
    found = _address_and_text(desk, server, mail)
    if found is None:
        return None
    address, text = found
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = server.sender, address, text.subject
    # Without the sender's own machine in it.
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.body)
    return message


def _address_and_text(
    desk: OfficeDesk, server: MailServer, mail: OutgoingMail
) -> tuple[str, MailText] | None:
    if mail.kind == NoticeKind.FIGURE:
        with desk.intake.read() as session:
            row = find_figure(session, mail.day)
        if row is None or not server.superior:
            return None
        return server.superior, figure_text(Figure.of_row(row), LANGUAGES[0])
    with desk.casework.read() as session:
        wanted = find_address(session, mail.account)
    if wanted is None:
        return None
    text = notice_text(NoticeKind(mail.kind), mail.count, wanted.language)
    return wanted.address, text


def _connect(server: MailServer) -> smtplib.SMTP | None:
    context = ssl.create_default_context()
    try:
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
            if server.security == "starttls":
                connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        return None
    return connection
