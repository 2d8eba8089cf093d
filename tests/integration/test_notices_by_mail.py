"""Notices by e-mail, by way of a real SMTP server: how much waits, and nothing else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from app.console.notices.mailer import deliver
from app.domain.working_days import office_day
from app.services.figures.make_figures import make_figures
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.recusal.recuse import recuse
from app.services.operator.create_installation import Installation
from app.settings import Settings
from app.storage.casework import OutgoingMail
from app.storage.database import Database, open_database
from app.storage.mails import add_mails, put_address
from bench.public_server import free_port
from tests.browse import Browser
from tests.make import APPROVER, CASE_OFFICER, INTAKE_OFFICER, STORY, Clock, copy_installation
from tests.officers import Officers, case_numbers, press_open_batch
from tests.reporters import submit
from tests.servers import running_installation

Zones = tuple[Database, Database]
Mails = list[EmailMessage]


class Inbox:
    """Takes every message in."""

    def __init__(self) -> None:
        self.mails: Mails = []

    async def handle_DATA(  # noqa: N802  aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one, as it came over the wire."""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def mail_server(port: int) -> Iterator[Mails]:
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    try:
        yield inbox.mails
    finally:
        controller.stop()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def mailing(settings: Settings, port: int) -> Settings:
    return replace(
        settings,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        smtp_sender="reminder@office.example.cn",
    )


@pytest.fixture
def urgent(officers: Officers, reporter: Browser, zones: Zones) -> str:
    """A lead of the first level, opened; three officers have addresses. Gives its number."""
    with zones[1].begin() as session:
        for account in (INTAKE_OFFICER, APPROVER, CASE_OFFICER):
            language = "en" if account == APPROVER else "zh_Hans_CN"
            put_address(session, account, f"{account}@office.example.cn", language)
    number = submit(reporter, category="retaliation").number
    press_open_batch(officers.unlock())
    return number


def waiting(zones: Zones) -> list[tuple[str, str, int]]:
    with zones[1].read() as session:
        mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.account))
        return [(mail.account, mail.kind, mail.count) for mail in mails]


@pytest.mark.rows
def test_urgent_lead_is_told_once_in_counts_alone(
    officers: Officers, zones: Zones, urgent: str, mailing: Settings, port: int
) -> None:
    # A case officer is told of their own leads only.
    told = [(APPROVER, "urgent", 1), (INTAKE_OFFICER, "urgent", 1)]
    assert waiting(zones) == told
    assert case_numbers(officers.unlock(APPROVER).get("/queue")) == [urgent]
    assert waiting(zones) == told
    with mail_server(port) as mails:
        deliver(officers.desk, mailing)
        deliver(officers.desk, mailing)
    to_approver, to_intake = sorted(mails, key=lambda mail: str(mail["To"]))
    assert to_approver["To"] == "approve01@office.example.cn"
    assert to_approver["Subject"] == "Work reminder"
    assert "Urgent, to be looked at first: 1" in to_approver.get_content()
    assert to_intake["Subject"] == "工作提醒"
    for mail in mails:
        whole = mail.as_string() + mail.get_content() + str(mail["Subject"])
        for word in (urgent, "http", "Qingfeng", "清风", STORY[:6], "127.0.0.1", "P0", "举报"):
            assert word not in whole, word


@pytest.mark.usefixtures("urgent")
def test_more_urgent_leads_are_told_again_deadlines_once_a_day(
    officers: Officers, zones: Zones, reporter: Browser, clock: Clock
) -> None:
    submit(reporter, category="retaliation")
    press_open_batch(officers.unlock())
    assert (INTAKE_OFFICER, "urgent", 2) in waiting(zones)
    clock.pass_by(days=30)
    read_queue(officers.desk, officers.acting())
    read_queue(officers.desk, officers.acting())
    assert [one for one in waiting(zones) if one[1] == "overdue"] == [
        (APPROVER, "overdue", 2),
        (INTAKE_OFFICER, "overdue", 2),
    ]


def test_nobody_is_told_of_a_lead_from_which_they_are_kept_away(
    officers: Officers, zones: Zones, urgent: str, clock: Clock
) -> None:
    recuse(officers.desk, officers.acting(), urgent, APPROVER)
    clock.pass_by(days=1)
    read_queue(officers.desk, officers.acting())
    with zones[1].read() as session:
        today = select(OutgoingMail).where(OutgoingMail.day == officers.desk.today())
        assert {mail.account for mail in session.scalars(today)} == {INTAKE_OFFICER}


@pytest.mark.usefixtures("urgent")
def test_server_that_is_away_is_tried_again_later(
    officers: Officers, zones: Zones, mailing: Settings, port: int, clock: Clock
) -> None:
    deliver(officers.desk, mailing)
    with mail_server(port) as mails:
        deliver(officers.desk, mailing)
        assert mails == [], "not before its time"
        clock.pass_by(minutes=1)
        deliver(officers.desk, mailing)
        assert len(mails) == 2
    with zones[1].read() as session:
        rows = session.scalars(select(OutgoingMail)).all()
    assert {(row.tries, row.sent, row.next_try_at) for row in rows} == {(2, True, None)}


def test_superior_gets_each_days_figure_by_mail_and_as_a_file(
    officers: Officers, reporter: Browser, mailing: Settings, clock: Clock, tmp_path: Path
) -> None:
    submit(reporter)
    for _ in range(2):
        clock.pass_by(days=1)
        make_figures(officers.desk.intake, clock)
    settings = replace(
        mailing, superior_email="figures@superior.example.cn", figures_folder=str(tmp_path)
    )
    with mail_server(mailing.smtp_port) as mails:
        deliver(officers.desk, settings)
        clock.pass_by(days=1)
        make_figures(officers.desk.intake, clock)
        deliver(officers.desk, settings)
    assert [mail["To"] for mail in mails] == ["figures@superior.example.cn"] * 3
    assert "items: 1" in mails[0].get_content()
    files = sorted(tmp_path.iterdir())
    assert files[0].name == "daily-figure-2026-11-12.txt"
    for mail, file in zip(mails, files, strict=True):
        assert file.read_text(encoding="ascii") in mail.get_content().replace("\r\n", "\n")


def test_officer_sets_and_ends_an_address(officers: Officers, zones: Zones) -> None:
    browser = officers.enter()
    form = browser.get("/notices", lang="en").form("/notices")
    wrong = browser.send(form.fill(address="nobody at home"))
    assert wrong.status == 422
    assert wrong.form("/notices").value("address") == "nobody at home"
    for address in ("a@b.cn\nBcc: x@y.cn", "@office.cn", "x@y", "名@office.cn"):
        assert browser.send(form.fill(address=address)).status == 422, address
    saved = browser.send(form.fill(address="li@office.example.cn"))
    assert saved.form("/notices").value("address") == "li@office.example.cn"
    browser.send(saved.form("/notices").fill(address=""))
    assert browser.get("/notices").form("/notices").value("address") == ""
    assert waiting(zones) == []


def test_serve_sends_what_waits(installation: Installation, tmp_path: Path, port: int) -> None:
    """The thread itself, beside the console that `qingfeng serve` starts."""
    settings = copy_installation(installation, tmp_path / "instance")
    casework = open_database(settings, "casework")
    with casework.begin() as session:
        put_address(session, APPROVER, "approve01@office.example.cn", "zh_Hans_CN")
        now = datetime.now(UTC)
        add_mails(session, [(APPROVER, "approvals", 3)], office_day(now), now)
    casework.engine.dispose()
    mail = {
        "QINGFENG_SMTP_HOST": "127.0.0.1",
        "QINGFENG_SMTP_PORT": str(port),
        "QINGFENG_SMTP_SECURITY": "none",
        "QINGFENG_SMTP_SENDER": "reminder@office.example.cn",
    }
    with mail_server(port) as mails, running_installation(settings.instance, **mail):
        end = time.monotonic() + 150
        while not mails and time.monotonic() < end:
            time.sleep(0.05)
    assert [mail["To"] for mail in mails] == ["approve01@office.example.cn"]
    assert "3" in mails[0].get_content()
