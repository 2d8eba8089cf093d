"""Sealed transfer: the superior has it all, the group nothing, the reporter goes on as before."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.domain.decisions import DecisionError
from app.domain.forwarding import HandBackReason
from app.domain.lifecycle import Status
from app.domain.routing import Concern
from app.services.officer.desk import CaseNotHeldError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.join_leads import join_leads
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.record import open_record
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.queue.open_batch import list_sealed
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.routing import exchange_items
from app.services.officer.routing import transfer as transferring
from app.services.officer.routing.acknowledge import acknowledge
from app.services.officer.routing.hand_back import Result, hand_back
from app.services.officer.routing.transfer import propose_transfer
from app.services.officer.routing.write_extract import write_extract
from app.services.seal_anew import SealedAnew, seal_body_anew
from app.settings import Settings
from app.storage.case_records import StaleCaseError
from app.storage.database import Database
from app.storage.intake import Case, ItemHeader, SealedItem
from tests.browse import Browser, Page
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    PHOTO,
    STORY,
    SUPERIOR,
    SUPERIOR_OFFICER,
    UNIT,
    UNIT_OFFICER,
)
from tests.officers import Officers, press_open_batch
from tests.reporters import Noted, ask, submit, write
from tests.rotation import opens
from tests.routes import EXTRACT, agree, concern, forward, headers_of, open_all, read, transfer
from tests.sealing_reporter import SealingReporter
from tests.searching import check_forgotten, found

Zones = tuple[Database, Database]


@pytest.fixture
def noted(officers: Officers, reporter: Browser) -> Noted:
    """A report with a file, a message and a reply."""
    noted = submit(reporter, ("a.jpg", PHOTO))
    open_all(officers)
    write(reporter, noted.code, "第一次补充", ("b.jpg", PHOTO))
    reply_to_reporter(officers.desk, officers.acting(), noted.number, "请放心")
    return noted


def test_superior_reads_all_of_it_and_the_talk_goes_on(
    officers: Officers, reporter: Browser, noted: Noted, settings: Settings
) -> None:
    clock = officers.desk.clock
    write_extract(officers.desk, officers.acting(APPROVER), noted.number, EXTRACT, sign=True)
    files = {path.name for path in (settings.zone("intake") / "payloads").iterdir()}
    transfer(officers, noted.number)
    there = {path.name for path in (settings.zone("intake") / "payloads").iterdir()}
    assert len(there) == len(files) == 2
    assert not there & files

    superior = officers.unlock(SUPERIOR_OFFICER)
    press_open_batch(superior)
    page = superior.get(f"/cases/{noted.number}")
    for words in (STORY, "第一次补充", "请放心"):
        assert words in page.text
    assert not page.all("div", **{"aria-labelledby": "problems"})
    links = {a["href"] for a in page.all("a") if "/original" in a.attributes.get("href", "")}
    assert [superior.get(link).body for link in links] == [PHOTO, PHOTO]

    clock.pass_by(minutes=2)  # type: ignore[attr-defined]
    status = ask(reporter, noted.code)
    assert "已转有权处理的机关" in status.text
    assert "请放心" in status.text
    write(reporter, noted.code, "转走以后")
    assert "转走以后" in superior.get(f"/cases/{noted.number}").text
    desk, officer = officers.desk, officers.acting(SUPERIOR_OFFICER)
    reply_to_reporter(desk, officer, noted.number, "我们已收到")
    clock.pass_by(minutes=2)  # type: ignore[attr-defined]
    assert "我们已收到" in ask(reporter, noted.code).text


@pytest.mark.rows
def test_no_key_of_the_group_opens_anything_that_is_left(
    officers: Officers, reporter: Browser, noted: Noted, zones: Zones
) -> None:
    forward(officers, noted.number)
    unit = officers.acting(UNIT_OFFICER)
    acknowledge(officers.desk, unit, noted.number)
    hand_back(officers.desk, unit, noted.number, Result(HandBackReason.NOT_OURS, "不属我单位"))
    read_queue(officers.desk, officers.acting())
    assert found(officers, "商人埋单") == {noted.number}
    transfer(officers, noted.number)
    check_forgotten(officers)
    write(reporter, noted.code, "转走以后")
    [group], [unit_key] = officers.keys(INTAKE_OFFICER), officers.keys(UNIT_OFFICER)
    [superior] = officers.keys(SUPERIOR_OFFICER)
    headers = headers_of(zones, noted.number)
    [stub] = [header for header in headers if opens(group, header)]
    held, record = open_record(officers.desk, officers.acting(), noted.number)
    assert held.header == stub
    assert not any(opens(unit_key, header) for header in headers)
    assert sum(opens(superior, header) for header in headers) == len(headers) - 2  # stub, reply
    assert record.status is Status.SEALED_TRANSFER
    assert (record.category, record.extract, record.decisions) == (None, None, ())
    assert record.transfer is not None
    assert record.transfer.is_done
    assert INTAKE_OFFICER in record.transfer.proposed_by
    assert APPROVER in record.transfer.approved_by
    with pytest.raises(CaseNotHeldError):
        read(officers, noted.number, UNIT_OFFICER)
    page = officers.unlock().get(f"/cases/{noted.number}", lang="en")
    assert "Nothing of it can be read here any more" in page.text
    assert STORY not in page.text


def test_it_takes_two_and_a_reason_by_the_rules(officers: Officers, noted: Noted) -> None:
    desk, number = officers.desk, noted.number
    with pytest.raises(DecisionError, match="route_not_superiors"):
        propose_transfer(desk, officers.acting(), number, reason="涉及本组人员")
    concern(officers, number, Concern.DEPARTMENT_LEADERS)
    propose_transfer(desk, officers.acting(), number, reason="涉及厅领导")
    with pytest.raises(DecisionError, match="own_proposal"):
        agree(officers, number, INTAKE_OFFICER)
    with pytest.raises(CaseNotHeldError):
        # A case officer sees what is assigned to them.
        agree(officers, number, CASE_OFFICER)
    agree(officers, number)
    assert list_sealed(desk, SUPERIOR) == [number]
    assert list_sealed(desk, GROUP) == []


@pytest.mark.rows
def test_a_message_comes_in_while_it_is_sealed_anew(
    officers: Officers, reporter: Browser, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = seal_body_anew
    sent: list[Page] = []

    def interrupted(body: bytes) -> SealedAnew:
        if not sent:
            sent.append(write(reporter, noted.code, "正好这时"))
        return seal(body)

    monkeypatch.setattr(exchange_items, "seal_body_anew", interrupted)
    transfer(officers, noted.number)
    open_all(officers, SUPERIOR, SUPERIOR_OFFICER)
    officer = officers.acting(SUPERIOR_OFFICER)
    content = read_case_content(
        officers.desk, officer, read(officers, noted.number, SUPERIOR_OFFICER)
    )
    assert "正好这时" in [message.text for message in content.messages]
    assert content.problems == ()


@pytest.mark.rows
def test_what_was_damaged_is_left_to_nobody_and_the_superior_is_told(
    officers: Officers, noted: Noted, zones: Zones, settings: Settings
) -> None:
    with zones[0].begin() as session:
        [first, _] = session.scalars(select(SealedItem).where(SealedItem.payload_id.is_not(None)))
        name, item_id = first.payload_id, first.item_id
    path = settings.zone("intake") / "payloads" / str(name)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    transfer(officers, noted.number)
    assert not path.exists()
    with zones[0].read() as session:
        query = select(ItemHeader).where(ItemHeader.item_id == item_id)
        assert session.scalars(query).all() == []
    open_all(officers, SUPERIOR, SUPERIOR_OFFICER)
    officer = officers.acting(SUPERIOR_OFFICER)
    content = read_case_content(
        officers.desk, officer, read(officers, noted.number, SUPERIOR_OFFICER)
    )
    assert [problem.code for problem in content.problems] == ["attachment_lost"]


def test_browser_that_sealed_to_the_group_seals_again_to_the_superior(
    officers: Officers, reporter: Browser
) -> None:
    sealing = SealingReporter(reporter).open_form()
    sealing.submit()
    open_all(officers)
    before = sealing.status().one("form", id="message-form")
    late = sealing.message_fields("写给本组")
    assert (before["data-roster"], late["roster"]) == ("1.group", "1.group")
    transfer(officers, sealing.number)
    answer = sealing.post("/status/message", late)
    assert (answer.status_code, answer.json) == (409, {"error": "outdated"})
    fresh = sealing.status().one("form", id="message-form")
    assert fresh["data-roster"] == "1.superior"
    sealing.recipients = json.loads(fresh["data-recipients"])
    assert set(sealing.recipients) == {SUPERIOR}
    answer = sealing.post("/status/message", sealing.message_fields("写给上级", organ_id=SUPERIOR))
    assert answer.status_code == 200
    open_all(officers, SUPERIOR, SUPERIOR_OFFICER)
    officer = officers.acting(SUPERIOR_OFFICER)
    record = read(officers, sealing.number, SUPERIOR_OFFICER)
    content = read_case_content(officers.desk, officer, record)
    assert [message.text for message in content.messages] == ["写给上级"]


@pytest.mark.parametrize("organ_id", [SUPERIOR, UNIT])
def test_a_row_alone_makes_no_transfer(
    officers: Officers, noted: Noted, zones: Zones, organ_id: str
) -> None:
    """Who writes the database says that it went elsewhere: who reads it is told."""
    with zones[0].begin() as session:
        session.get_one(Case, noted.number).organ_id = organ_id
    record = read(officers, noted.number)
    assert read_case_content(officers.desk, officers.acting(), record).report is None


@pytest.fixture
def half_done(
    officers: Officers,
    noted: Noted,
    reporter: Browser,
    monkeypatch: pytest.MonkeyPatch,
    assigned_to: str | None,
) -> tuple[str, str]:
    """A lead with a duplicate, whose transfer was cut off once it had begun."""
    duplicate = submit(reporter).number
    open_all(officers)
    acting = officers.acting()
    join_leads(officers.desk, acting, duplicate, noted.number, "同一件事")
    held, record = open_record(officers.desk, acting, noted.number, purpose="write")
    assigned = replace(record, assigned_to=assigned_to)
    change_record(officers.desk, acting, held, assigned, act=None)
    with monkeypatch.context() as patched:
        patched.setattr(transferring, "exchange_items", _cut)
        transfer(officers, noted.number)
    assert read(officers, noted.number).transfer
    return noted.number, duplicate


def _cut(*_: object) -> None:
    raise StaleCaseError("cut")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("assigned_to", "is_done"), [(None, False), (CASE_OFFICER, True)])
def test_half_done_transfer_is_ended_by_its_case_officer_and_keeps_no_other_from_the_list(
    officers: Officers, half_done: tuple[str, str], *, is_done: bool
) -> None:
    assert officers.unlock(CASE_OFFICER).get("/queue").status == 200
    assert _are_done(officers, half_done) == [is_done] * 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("assigned_to", [CASE_OFFICER])
def test_who_is_kept_away_from_half_a_matter_sees_the_list_and_another_ends_its_transfer(
    officers: Officers, half_done: tuple[str, str]
) -> None:
    desk = officers.desk
    desk.key_holder.recuse(officers.acting().unlock_token, half_done[1], CASE_OFFICER)
    assert officers.unlock(CASE_OFFICER).get("/queue").status == 200
    assert officers.unlock(APPROVER).get("/queue").status == 200
    assert _are_done(officers, half_done) == [True] * 2


def _are_done(officers: Officers, numbers: tuple[str, str]) -> list[bool]:
    found = (read(officers, number, APPROVER).transfer for number in numbers)
    return [bool(one and one.is_done) for one in found]
