"""What was swapped, cut, dropped or replaced is named or refused, and never shown as genuine."""

from collections.abc import Sequence

import pytest
from sqlalchemy import delete, select, update

from app.services.envelopes import Direction, Message, write_message
from app.services.officer.desk import ActingOfficer
from app.services.officer.files.download_file import download_file
from app.services.officer.files.open_file import FilePlace
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.record import open_record
from app.services.officer.lead.reply_to_reporter import ReplyNotPossibleError, reply_to_reporter
from app.services.officer.queue.open_batch import open_batch
from app.services.reporter.check_status import check_status
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.present_code import new_access_code
from app.services.reporter.send_message import send_message
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import Case, ItemHeader, ItemKind, SealedItem
from app.storage.payloads import PayloadChangedError
from crypto.access_code import AccessCode, case_number
from crypto.age.keys import parse_recipient
from crypto.sealing import seal
from tests.browse import Page
from tests.make import PHOTO, STORY, Clock, make_content
from tests.officers import Officers

Zones = tuple[Database, Database]
FILES = {"一.jpg": PHOTO, "二.jpg": PHOTO[::-1]}


@pytest.fixture
def code(intake_desk: IntakeDesk) -> AccessCode:
    """A report with two files and three messages."""
    content = make_content(intake_desk, files=FILES)
    code = submit_report(intake_desk, new_access_code(), content).code
    for number in (1, 2, 3):
        send_message(intake_desk, code, Content(text=f"补充{number}"))
    return code


@pytest.fixture
def officer(officers: Officers, code: AccessCode) -> ActingOfficer:
    """An officer who has opened the batch."""
    acting = officers.acting()
    assert open_batch(officers.desk, acting).opened == 1
    assert code
    return acting


def number_of(code: AccessCode) -> str:
    return case_number(code.verifier())


def read(officers: Officers, officer: ActingOfficer, code: AccessCode) -> OpenedCase:
    _, record = open_record(officers.desk, officer, number_of(code))
    return read_case_content(officers.desk, officer, record)


def attachments(zones: Zones) -> Sequence[SealedItem]:
    with zones[0].read() as session:
        return session.scalars(
            select(SealedItem).where(SealedItem.kind == ItemKind.ATTACHMENT)
        ).all()


def test_untouched_case_has_no_problem(
    officers: Officers, officer: ActingOfficer, code: AccessCode
) -> None:
    content = read(officers, officer, code)
    assert content.problems == ()
    assert [message.text for message in content.messages] == ["补充1", "补充2", "补充3"]
    assert all(message.verified for message in content.messages)


@pytest.mark.parametrize("rows_too", [False, True])
def test_swapped_payloads_of_two_files_are_refused(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    settings: Settings,
    zones: Zones,
    rows_too: bool,
) -> None:
    first, second = attachments(zones)
    folder = settings.zone("intake") / "payloads"
    swapped = (folder / second.item_id).read_bytes(), (folder / first.item_id).read_bytes()
    for item, content in zip((first, second), swapped, strict=True):
        (folder / item.item_id).write_bytes(content)
    if rows_too:
        swap_columns(zones, first.item_id, second.item_id, "payload_digest")
        swap_headers(zones, first.item_id, second.item_id)
    for item in (first, second):
        with pytest.raises(PayloadChangedError):
            download_file(officers.desk, officer, FilePlace(number_of(code), item.item_id))


def swap_columns(zones: Zones, first: str, second: str, *names: str) -> None:
    """Give two items each other's values."""
    with zones[0].begin() as session:
        one, two = session.get_one(SealedItem, first), session.get_one(SealedItem, second)
        for name in names:
            left, right = getattr(one, name), getattr(two, name)
            setattr(one, name, right)
            setattr(two, name, left)


def swap_headers(zones: Zones, first: str, second: str) -> None:
    """Give two items each other's headers."""
    with zones[0].begin() as session:
        for holder in session.scalars(select(ItemHeader.holder).distinct()).all():
            one = session.get_one(ItemHeader, (first, holder))
            two = session.get_one(ItemHeader, (second, holder))
            one.header, two.header = two.header, one.header


@pytest.mark.parametrize("damage", ["cut", "cut at a chunk", "deleted", "one bit", "longer"])
def test_damaged_file_is_refused_before_its_first_byte(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    settings: Settings,
    zones: Zones,
    damage: str,
) -> None:
    item = attachments(zones)[0]
    path = settings.zone("intake") / "payloads" / item.item_id
    content = path.read_bytes()
    changed = {
        "cut": content[:-1],
        "cut at a chunk": content[:16],
        "one bit": content[:-1] + bytes([content[-1] ^ 1]),
        "longer": content + b"\0",
    }
    path.unlink()
    if damage in changed:
        path.write_bytes(changed[damage])
    page = fetch(officers, code, item.item_id)
    assert page.status == 502
    assert "Content-Disposition" not in page.headers
    with pytest.raises(PayloadChangedError):
        download_file(officers.desk, officer, FilePlace(number_of(code), item.item_id))


def fetch(officers: Officers, code: AccessCode, item_id: str) -> Page:
    return officers.unlock().get(f"/cases/{number_of(code)}/files/{item_id}/original")


def test_file_whose_row_is_gone_is_named(
    officers: Officers, officer: ActingOfficer, code: AccessCode, zones: Zones
) -> None:
    item_id = attachments(zones)[0].item_id
    with zones[0].begin() as session:
        session.execute(delete(ItemHeader).where(ItemHeader.item_id == item_id))
        session.execute(delete(SealedItem).where(SealedItem.item_id == item_id))
    [problem] = read(officers, officer, code).problems
    assert problem.code == "attachment_lost"
    assert problem.about in FILES
    assert fetch(officers, code, item_id).status == 502
    page = officers.unlock().get(f"/cases/{number_of(code)}")
    [alert] = page.all("div", class_="govuk-error-summary")
    assert problem.about in alert.text


def test_file_that_no_report_names_is_named_and_not_given_out(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    zones: Zones,
    intake_desk: IntakeDesk,
) -> None:
    other = submit_report(
        intake_desk, new_access_code(), make_content(intake_desk, files={"三.jpg": b"x"})
    )
    with zones[0].begin() as session:
        query = select(SealedItem).where(
            SealedItem.case_number == other.case_number, SealedItem.kind == ItemKind.ATTACHMENT
        )
        item = session.scalars(query).one()
        item.case_number, item.parent_id = number_of(code), None
    [problem] = read(officers, officer, code).problems
    assert (problem.code, problem.about) == ("attachment_unnamed", item.item_id)
    assert fetch(officers, code, item.item_id).status == 404


@pytest.mark.parametrize("kind", [ItemKind.REPORT, ItemKind.MESSAGE])
def test_bodies_swapped_between_two_cases_are_refused(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    zones: Zones,
    intake_desk: IntakeDesk,
    kind: ItemKind,
) -> None:
    other = submit_report(intake_desk, new_access_code(), make_content(intake_desk, "别的事")).code
    send_message(intake_desk, other, Content(text="别人的补充"))
    with zones[0].read() as session:
        query = select(SealedItem.item_id).where(SealedItem.kind == kind)
        mine = session.scalars(query.where(SealedItem.case_number == number_of(code))).first()
        theirs = session.scalars(query.where(SealedItem.case_number == number_of(other))).one()
    assert mine
    swap_columns(zones, mine, theirs, "payload", "payload_digest", "payload_bytes")
    swap_headers(zones, mine, theirs)
    content = read(officers, officer, code)
    if kind is ItemKind.REPORT:
        assert content.problems
        assert content.report is None
        assert content.messages == ()
        page = officers.unlock().get(f"/cases/{number_of(code)}")
        assert "别的事" not in page.text
        assert STORY not in page.text
    else:
        assert [m.verified for m in content.messages if m.text == "别人的补充"] == [False]


@pytest.mark.parametrize("number", [1, 2])
def test_lost_message_is_named_by_its_number(
    officers: Officers, officer: ActingOfficer, code: AccessCode, zones: Zones, number: int
) -> None:
    content = read(officers, officer, code)
    assert len(content.messages) == 3
    drop_message(officers, officer, code, zones, number)
    [problem] = read(officers, officer, code).problems
    assert (problem.code, problem.about) == ("message_lost", str(number))


def drop_message(
    officers: Officers, officer: ActingOfficer, code: AccessCode, zones: Zones, number: int
) -> None:
    """Delete the row of one message: the one after which its text is gone."""
    with zones[0].read() as session:
        query = select(SealedItem.item_id).where(SealedItem.kind == ItemKind.MESSAGE)
        item_ids = session.scalars(query).all()
    for item_id in item_ids:
        with zones[0].begin() as session:
            header = session.scalars(select(ItemHeader).where(ItemHeader.item_id == item_id)).one()
            kept = header.header
            header.header = b""
        texts = [message.text for message in read(officers, officer, code).messages]
        with zones[0].begin() as session:
            if f"补充{number}" in texts:
                session.execute(
                    update(ItemHeader).where(ItemHeader.item_id == item_id).values(header=kept)
                )
            else:
                session.execute(delete(ItemHeader).where(ItemHeader.item_id == item_id))
                session.execute(delete(SealedItem).where(SealedItem.item_id == item_id))
                return


def test_replaced_recipient_is_found_and_nobody_is_written_to(
    officers: Officers, officer: ActingOfficer, code: AccessCode, zones: Zones
) -> None:
    stranger = new_access_code().identity().recipient.encode()
    with zones[0].begin() as session:
        session.get_one(Case, number_of(code)).reporter_recipient = stranger
    assert read(officers, officer, code).report is None
    with pytest.raises(ReplyNotPossibleError):
        reply_to_reporter(officers.desk, officer, number_of(code), "给谁？")

    browser = officers.unlock()
    page = browser.get(f"/cases/{number_of(code)}")
    assert page.all("div", class_="govuk-error-summary")
    form = page.form("/triage").fill(text="给谁？", template="", language="zh")
    form.action = form.action.replace("/triage", "/reply")
    assert browser.send(form).status == 502
    with zones[0].read() as session:
        assert ItemKind.REPLY not in set(session.scalars(select(SealedItem.kind)))


def test_other_organ_in_the_row_is_found(
    officers: Officers, officer: ActingOfficer, code: AccessCode, zones: Zones
) -> None:
    with zones[0].begin() as session:
        session.get_one(Case, number_of(code)).organ_id = "superior"
    content = read(officers, officer, code)
    assert content.report is None
    assert content.problems[0].code == "report_changed"


def test_report_that_was_exchanged_before_opening_is_named_in_the_queue(
    officers: Officers, code: AccessCode, zones: Zones
) -> None:
    with zones[0].begin() as session:
        item = session.scalars(select(SealedItem).where(SealedItem.kind == ItemKind.REPORT)).one()
        item.payload = bytes(4096)
    batch = open_batch(officers.desk, officers.acting())
    assert batch.unreadable == (number_of(code),)
    page = officers.unlock().get(f"/cases/{number_of(code)}")
    assert page.status == 200
    assert page.all("div", class_="govuk-error-summary")


def forge_reply(zones: Zones, code: AccessCode, clock: Clock, message: Message) -> None:
    """Put a reply into the database as whoever can write to it could: without the message key."""
    body = write_message(message, b"not the key")
    recipient = parse_recipient(code.identity().recipient.encode())
    sealed = seal(body, [recipient])
    item = SealedItem(
        item_id="f" * 32,
        case_number=number_of(code),
        kind=ItemKind.REPLY,
        day=clock.now.date(),
        shown_from=int(clock.now.timestamp()),
        payload=sealed.payload,
        payload_digest=bytes(32),
        payload_bytes=len(sealed.payload),
    )
    with zones[0].begin() as session:
        session.add(item)
        session.flush()
        session.add(
            ItemHeader(
                item_id=item.item_id, holder="reporter", key_generation=0, header=sealed.headers[0]
            )
        )


def test_forged_reply_is_never_shown_as_the_teams_and_hides_no_other(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    zones: Zones,
    clock: Clock,
    intake_desk: IntakeDesk,
) -> None:
    reply_to_reporter(officers.desk, officer, number_of(code), "真的回复")
    clock.pass_by(minutes=2)
    forged = Message(number_of(code), Direction.FROM_TEAM, 1, 0, "请到某处见面")
    forge_reply(zones, code, clock, forged)
    status = check_status(intake_desk, code, None)
    shown = {m.text: m.verified for m in status.messages if m.from_team}
    assert shown.get("真的回复") is True
    assert not shown.get("请到某处见面")


def test_own_message_in_a_replys_place_is_not_verified(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    zones: Zones,
    clock: Clock,
    intake_desk: IntakeDesk,
) -> None:
    message = Message(number_of(code), Direction.FROM_REPORTER, 1, 0, "补充1")
    body = write_message(message, code.message_key())
    sealed = seal(body, [parse_recipient(code.identity().recipient.encode())])
    with zones[0].begin() as session:
        item = SealedItem(
            item_id="f" * 32,
            case_number=number_of(code),
            kind=ItemKind.REPLY,
            day=clock.now.date(),
            shown_from=0,
            payload=sealed.payload,
            payload_digest=bytes(32),
            payload_bytes=len(sealed.payload),
        )
        session.add(item)
        session.flush()
        session.add(
            ItemHeader(
                item_id="f" * 32, holder="reporter", key_generation=0, header=sealed.headers[0]
            )
        )
    status = check_status(intake_desk, code, None)
    assert not [m for m in status.messages if m.from_team and m.verified]
    assert officer.account
    assert officers.desk


def test_lost_reply_is_told_to_the_reporter(
    officers: Officers,
    officer: ActingOfficer,
    code: AccessCode,
    zones: Zones,
    clock: Clock,
    intake_desk: IntakeDesk,
) -> None:
    reply_to_reporter(officers.desk, officer, number_of(code), "一")
    with zones[0].read() as session:
        query = select(SealedItem.item_id).where(SealedItem.kind == ItemKind.REPLY)
        first = session.scalars(query).one()
    reply_to_reporter(officers.desk, officer, number_of(code), "二")
    clock.pass_by(minutes=2)
    assert not check_status(intake_desk, code, None).replies_missing
    with zones[0].begin() as session:
        session.execute(delete(ItemHeader).where(ItemHeader.item_id == first))
        session.execute(delete(SealedItem).where(SealedItem.item_id == first))
    assert check_status(intake_desk, code, None).replies_missing
