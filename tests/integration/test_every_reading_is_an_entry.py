"""No content is opened without an entry in the log, which is there before any file key leaves."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import OperationalError

from app.console.factory import open_desk
from app.domain.interests import Interest, InterestKind
from app.domain.roles import Role
from app.key_holder import key_log
from app.key_holder.unwrapping.unwrap import RULES
from app.rendering.outcome import Size, Wish
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.files.download_file import download_file
from app.services.officer.files.open_file import FilePlace
from app.services.officer.files.preview_file import preview_file
from app.services.officer.key_holder_client import KeyHolderError
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.record import open_record
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.queue.open_batch import open_batch
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.recusal.compare_declared import compare_declared
from app.services.officer.recusal.interests import declare_interest
from app.services.officer.routing.write_extract import write_extract
from app.services.officer.search.search import Query, search
from app.services.operator.create_installation import Installation
from app.services.reporter.parcel import Content
from app.services.reporter.send_message import send_message
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from crypto.access_code import case_number, new_access_code
from tests.key_holders import Office, running
from tests.make import GROUP, INTAKE_OFFICER, Clock, dispose, make_content, make_intake_desk

Reading = Callable[[OfficeDesk, ActingOfficer, str], object]


@pytest.fixture
def settings(unheld_settings: Settings) -> Settings:
    return unheld_settings


@pytest.fixture
def office(installation: Installation, settings: Settings) -> Iterator[Office]:
    with running(installation, settings) as office:
        yield office


@pytest.fixture
def desk(settings: Settings) -> Iterator[OfficeDesk]:
    desk = open_desk(settings)
    yield desk
    dispose(desk.intake.engine, desk.casework.engine)


def read_lead(desk: OfficeDesk, officer: ActingOfficer, number: str) -> None:
    _, record = open_record(desk, officer, number)
    read_case_content(desk, officer, record)


def download(desk: OfficeDesk, officer: ActingOfficer, number: str) -> None:
    opened = download_file(desk, officer, only_file(desk, officer, number))
    b"".join(opened.blocks())
    opened.close()


def preview(desk: OfficeDesk, officer: ActingOfficer, number: str) -> None:
    preview_file(desk, officer, only_file(desk, officer, number), Wish(Size.DESCRIBE))


def only_file(desk: OfficeDesk, officer: ActingOfficer, number: str) -> FilePlace:
    _, record = open_record(desk, officer, number)
    [file] = read_case_content(desk, officer, record).attachments()
    return FilePlace(number, file.item_id)


def reply(desk: OfficeDesk, officer: ActingOfficer, number: str) -> None:
    reply_to_reporter(desk, officer, number, "请补充时间。")


def extract(desk: OfficeDesk, officer: ActingOfficer, number: str) -> None:
    write_extract(desk, officer, number, "有人多次接受宴请", sign=True)


def compare(desk: OfficeDesk, officer: ActingOfficer, _number: str) -> None:
    declare_interest(desk, officer, Interest(InterestKind.UNIT, ("城建局",)))
    compare_declared(desk, officer)


READINGS: list[tuple[Reading, set[tuple[str, str]]]] = [
    (lambda desk, officer, _: open_batch(desk, officer), {("open_batch", "the case")}),
    (lambda desk, officer, _: read_queue(desk, officer), {("queue", ""), ("messages", "")}),
    (lambda desk, officer, _: search(desk, officer, Query("聚")), {("search", "")}),
    (read_lead, {("read", "the case")}),
    (download, {("read", "the case")}),
    (preview, {("read", "the case")}),
    (reply, {("write", "the case")}),
    (extract, {("write", "the case")}),
    (compare, {("compare", "the case"), ("interests", "")}),
]
"""Every way in which content is opened, and the entries of the key-holder that it leaves."""


def test_every_reading_leaves_its_entry_and_gives_nothing_without(
    office: Office,
    desk: OfficeDesk,
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = report_with_a_message(settings, clock)
    token = office.unlock(INTAKE_OFFICER).token
    officer = ActingOfficer(INTAKE_OFFICER, "受理员", Role.INTAKE_OFFICER, GROUP, token)
    seen: set[str] = set()
    for reading, entries in READINGS:
        with monkeypatch.context() as broken:
            broken.setattr(key_log, "append_entry", refuse)
            with pytest.raises(KeyHolderError, match="failed"):
                reading(desk, officer, number)
        before = len(office.log())
        reading(desk, officer, number)
        told = {
            (detail.split()[0].removeprefix("purpose="), "the case" if case == number else case)
            for _, act, case, detail in office.log()[before:]
            if act == "unwrap"
        }
        assert told >= entries, reading
        seen |= {purpose for purpose, _ in told}
    assert seen >= set(RULES), "a purpose that no reading here asks for"


def report_with_a_message(settings: Settings, clock: Clock) -> str:
    """A case that nobody has opened."""
    desk, code = make_intake_desk(settings, clock), new_access_code()
    submit_report(desk, code, make_content(desk, files={"现场照片.jpg": b"x"}))
    send_message(desk, code, Content(text="又聚了一次"))
    dispose(desk.database.engine)
    return case_number(code.verifier())


def refuse(*_: object, **__: object) -> None:
    raise OperationalError("the disk is full", None, OSError())
