"""A reporter says what a message is for; the office learns it when it unlocks, and acts by it."""

import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Table, select

from app.domain.lifecycle import Status
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.services.officer.queue import note_messages
from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.storage.intake import IntakeBase, ItemKind, PublicWordChange, SealedItem
from crypto.padding import ReportTooLongError
from tests.browse import Browser, Page
from tests.make import APPROVER, CASE_OFFICER, TODAY, Clock, OpenApp
from tests.officers import Officers, case_numbers, press_open_batch
from tests.reporters import Noted, ask, say, submit

Zones = tuple[Database, Database]
WORDS = "科长今天找我谈话，问是不是我写的。"


def tell(reporter: Browser, noted: Noted, message: str = WORDS, **ticked: str) -> Page:
    """Write a message and tick what it is for."""
    form = ask(reporter, noted.code).form("/status/message").fill(message=message, **ticked)
    page = say(reporter, form)
    assert page.status == 200, page.errors
    return page


def release_word(zones: Zones, clock: Clock, noted: Noted, word: str) -> None:
    """What the team said becomes readable now."""
    clock.pass_by(minutes=2)
    change = PublicWordChange(
        case_number=noted.number,
        shown_from=int(clock.now.timestamp()) - 60,
        word=word,
        opened_on=TODAY,
    )
    with zones[0].begin() as session:
        session.merge(change)


def offered(page: Page) -> set[str]:
    """What the form offers a message to be for; that it is for nothing is offered always."""
    return {radio["value"] for radio in page.all("input", type="radio", name="purpose")} - {""}


def levels(text: str) -> list[str]:
    """The levels in a text; a case number may look like one."""
    return re.findall(r"(?<![\w-])P\d(?![\w-])", text)


def log(zones: Zones) -> list[tuple[str, str, str]]:
    with zones[1].read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    return [(e.act, e.case_number, e.detail) for e in entries]


def asked_for_messages(zones: Zones) -> list[tuple[str, str, str]]:
    return [entry for entry in log(zones) if "purpose=messages" in entry[2]]


def set_status(officers: Officers, noted: Noted, status: Status) -> Record:
    """Move a lead where no page of this version moves it yet."""
    officer = officers.acting()
    held, record = open_record(officers.desk, officer, noted.number, purpose="write")
    moved = record.moved(status, officers.desk.today())
    change_record(officers.desk, officer, held, moved, act="moved")
    return moved


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    return submit(reporter, category="other")


@pytest.fixture
def others(reporter: Browser) -> list[Noted]:
    return [
        submit(reporter, category="drinking_circle", payer="business_person"),
        # More in it can be checked, so that it stands before the other of its level.
        submit(reporter, category="drinking_circle", place="望江农家乐"),
    ]


def test_retaliation_goes_on_top_of_the_list_as_soon_as_somebody_unlocks(
    officers: Officers,
    reporter: Browser,
    noted: Noted,
    others: list[Noted],
    zones: Zones,
) -> None:
    press_open_batch(officers.unlock())
    queue = officers.unlock().get("/queue")
    assert case_numbers(queue)[-1] == noted.number
    tell(reporter, noted, purpose="retaliation", danger="y")
    # A case officer sees none of these leads; that they look is enough for all others.
    assert case_numbers(officers.unlock(CASE_OFFICER).get("/queue")) == []
    queue = officers.unlock(APPROVER).get("/queue", lang="en")
    assert case_numbers(queue)[0] == noted.number
    [row] = [r for r in queue.all("tr") if noted.number in r.text]
    assert levels(row.text) == ["P0"]
    assert "retaliation; somebody in danger" in row.text
    assert "New message" in row.text
    lead = officers.unlock().get(f"/cases/{noted.number}", lang="en")
    assert WORDS in lead.text
    tags = [tag.text for tag in lead.all("span", class_="govuk-tag")]
    assert "Under pressure because of the report" in tags
    assert "Somebody is in danger" in tags
    assert "the reporter" in lead.one("ol", class_="moj-timeline").text
    assert others
    # The log tells neither what the message is for, nor by its own moment when it was written.
    assert {number for _, number, _ in asked_for_messages(zones)} == {""}
    assert "noted_messages" not in {act for act, *_ in log(zones)}
    assert "retaliation" not in json.dumps([e for e in log(zones) if noted.number in e])


def test_message_is_opened_for_the_list_once(
    officers: Officers,
    reporter: Browser,
    noted: Noted,
    zones: Zones,
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    tell(reporter, noted)
    before = len(asked_for_messages(zones))
    for _ in range(3):
        browser.get("/queue")
    assert len(asked_for_messages(zones)) == before + 1
    browser.get(f"/cases/{noted.number}")
    browser.get("/queue")
    assert len(asked_for_messages(zones)) == before + 1
    with officers.app.app_context():
        record = open_record(officers.desk, officers.acting(), noted.number)[1]
    assert (record.messages_read, record.messages_noted) == (1, ())


def test_lead_that_is_read_first_needs_no_list(
    officers: Officers, reporter: Browser, noted: Noted
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    tell(reporter, noted, purpose="retaliation")
    lead = browser.get(f"/cases/{noted.number}", lang="en")
    assert "P0" in levels(lead.text)
    assert case_numbers(browser.get("/queue")) == [noted.number]


def test_officer_says_that_it_is_over_and_a_new_message_says_it_is_not(
    officers: Officers, reporter: Browser, noted: Noted
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    tell(reporter, noted, purpose="retaliation")
    form = browser.get(f"/cases/{noted.number}").form("/triage")
    assert form.value("retaliation") == "y"
    form.fields = [pair for pair in form.fields if pair[0] != "retaliation"]
    browser.send(form)
    assert levels(browser.get("/queue").one("tbody").text) == ["P2"], "its words suggest a circle"
    tell(reporter, noted, "又来了。", purpose="retaliation")
    assert levels(browser.get("/queue").one("tbody").text) == ["P0"]


def test_forged_message_changes_no_ones_place(
    officers: Officers, reporter: Browser, noted: Noted, others: list[Noted], zones: Zones
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    tell(reporter, noted, purpose="retaliation")
    # Under another case's number its HMAC does not hold.
    with zones[0].begin() as session:
        message = session.scalars(
            select(SealedItem).where(SealedItem.kind == ItemKind.MESSAGE)
        ).one()
        message.case_number = others[1].number
    assert levels(browser.get("/queue").one("tbody").text) == ["P1", "P2", "P2"]


def test_day_of_opening_is_told_from_the_next_release_on(
    officers: Officers, reporter: Browser, noted: Noted, clock: Clock, zones: Zones
) -> None:
    press_open_batch(officers.unlock())
    tell(reporter, noted)
    clock.pass_by(days=3)
    browser = officers.unlock()
    browser.get("/queue")
    clock.pass_by(minutes=2)
    assert "尚未打开" in ask(reporter, noted.code).text, "the list is no reading"
    browser.get(f"/cases/{noted.number}")
    assert "尚未打开" in ask(reporter, noted.code).text, "not before the release"
    clock.pass_by(minutes=1)
    [message] = ask(reporter, noted.code).all("li", class_="message")
    assert "2026年11月15日" in message.text
    clock.pass_by(days=1)
    assert officers.unlock().get(f"/cases/{noted.number}").status == 200
    clock.pass_by(minutes=1)
    assert "2026年11月15日" in ask(reporter, noted.code).text, "the first day stays"
    with zones[0].read() as session:
        row = session.scalars(select(SealedItem).where(SealedItem.kind == ItemKind.MESSAGE)).one()
    assert row.read_on == date(2026, 11, 15)
    assert row.read_shown_from is not None
    assert row.read_shown_from % 60 == 0


def test_looking_leaves_no_trace_in_any_row(
    officers: Officers, reporter: Browser, noted: Noted, clock: Clock, zones: Zones
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    tell(reporter, noted, purpose="evidence")
    browser.get(f"/cases/{noted.number}")
    clock.pass_by(minutes=1)
    before = list(rows(zones))
    assert ask(reporter, noted.code).status == 200
    assert list(rows(zones)) == before
    assert len(before) > 5


def rows(zones: Zones) -> Iterator[tuple[object, ...]]:
    """Every row of the intake zone."""
    with zones[0].read() as session:
        for table in IntakeBase.metadata.sorted_tables:
            assert isinstance(table, Table)
            yield from sorted((tuple(row) for row in session.execute(select(table))), key=repr)


def test_what_fits_is_offered_and_each_kind_has_its_own_answer(
    reporter: Browser, noted: Noted, clock: Clock, zones: Zones
) -> None:
    assert offered(ask(reporter, noted.code)) == {"evidence", "retaliation"}
    release_word(zones, clock, noted, "info_requested")
    asked = ask(reporter, noted.code)
    assert offered(asked) == {"answer", "decline", "evidence", "retaliation"}
    release_word(zones, clock, noted, "concluded")
    ended = ask(reporter, noted.code)
    assert offered(ended) == {"evidence", "retaliation", "objection"}
    assert len(ended.all("input", type="radio", name="satisfied")) == 4
    assert not asked.all("input", type="radio", name="satisfied")
    said = {
        tell(reporter, noted, f"{purpose}…", **{field: purpose}).one("div", role="status").text
        for field, purpose in (
            ("purpose", "answer"),
            ("purpose", "decline"),
            ("purpose", "evidence"),
            ("purpose", "retaliation"),
            ("purpose", "objection"),
            ("satisfied", "no"),
            ("purpose", ""),
        )
    }
    assert len(said) == 7


@pytest.mark.parametrize(
    "ticked", [{"purpose": "decline"}, {"purpose": "retaliation"}, {"satisfied": "yes"}]
)
def test_some_messages_need_no_words(
    reporter: Browser, noted: Noted, ticked: dict[str, str]
) -> None:
    tell(reporter, noted, "", **ticked)


@pytest.mark.parametrize("ticked", [{"purpose": "evidence"}, {"purpose": "praise"}, {}])
def test_others_do(reporter: Browser, noted: Noted, ticked: dict[str, str]) -> None:
    form = ask(reporter, noted.code).form("/status/message").fill(message=" ", **ticked)
    page = reporter.send(form)
    assert page.status == 422
    assert page.errors


def test_declining_ends_the_waiting(
    officers: Officers, reporter: Browser, noted: Noted, clock: Clock, zones: Zones
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    set_status(officers, noted, Status.INFO_REQUESTED)
    release_word(zones, clock, noted, "info_requested")
    assert "Go on without an answer" in browser.get(f"/cases/{noted.number}", lang="en").text
    tell(reporter, noted, "", purpose="decline")
    lead = browser.get(f"/cases/{noted.number}", lang="en")
    assert "Go on without an answer" not in lead.text
    assert "Would rather not answer" in lead.one("ol", class_="moj-timeline").text


def test_objection_is_shown_where_a_lead_may_be_reopened(
    officers: Officers, reporter: Browser, noted: Noted, clock: Clock, zones: Zones
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    set_status(officers, noted, Status.CONCLUDED)
    release_word(zones, clock, noted, "concluded")
    tell(reporter, noted, "当晚还有一个人在场，可以作证。", purpose="objection", satisfied="no")
    queue = browser.get("/queue", lang="en")
    [row] = [r for r in queue.all("tr") if noted.number in r.text]
    assert "Objection" in row.text
    assert levels(row.text) == ["P2"], "the rules give it no level of its own"
    lead = browser.get(f"/cases/{noted.number}", lang="en")
    assert "an approver decides" in lead.text
    assert "The reporter is content No" in lead.text
    assert "Content: No" in [tag.text for tag in lead.all("span", class_="govuk-tag")]
    set_status(officers, noted, Status.REOPENED)
    assert "an approver decides" not in browser.get(f"/cases/{noted.number}", lang="en").text


def test_page_says_what_comes_next_from_what_was_released(
    officers: Officers, reporter: Browser, noted: Noted, clock: Clock
) -> None:
    assert "2026年11月16日" in ask(reporter, noted.code).text
    press_open_batch(officers.unlock())
    assert "2026年11月16日" in ask(reporter, noted.code).text, "opened, and not yet released"
    clock.pass_by(minutes=1)
    assert "2026年12月3日" in ask(reporter, noted.code).text
    clock.pass_by(days=30)
    assert "红牌" in ask(reporter, noted.code).text
    page = ask(reporter, noted.code)
    assert len(page.body) < 60_000


def test_what_a_lead_is_taken_for_shows_in_no_date(
    officers: Officers, open_public: OpenApp, clock: Clock
) -> None:
    reporter = Browser(open_public().test_client())
    circle = submit(reporter, category="drinking_circle", payer="business_person")
    other = submit(reporter, category="other")
    press_open_batch(officers.unlock())
    tell(reporter, other, purpose="retaliation")
    tell(reporter, circle, purpose="evidence")
    officers.unlock().get("/queue")
    clock.pass_by(minutes=1)
    texts = {
        ask(reporter, noted.code).one("main").text.replace(noted.number, "")
        for noted in (circle, other)
    }
    assert len(texts) == 1


def test_record_that_is_full_keeps_nobody_from_the_list(
    officers: Officers, reporter: Browser, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    press_open_batch(officers.unlock())
    tell(reporter, noted, purpose="retaliation")

    def too_long(*_: object, **__: object) -> None:
        raise ReportTooLongError

    monkeypatch.setattr(note_messages, "change_record", too_long)
    queue = officers.unlock().get("/queue")
    assert queue.status == 200
    assert case_numbers(queue) == [noted.number]


def test_what_a_reporter_does_fills_no_timeline(
    officers: Officers, reporter: Browser, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(note_messages, "STEPS_MAX", 2)
    press_open_batch(officers.unlock())
    for purpose in ("evidence", "retaliation", "objection"):
        tell(reporter, noted, purpose=purpose)
        officers.unlock().get("/queue")
    with officers.app.app_context():
        record = open_record(officers.desk, officers.acting(), noted.number)[1]
    assert len(record.steps) == 2
    assert record.retaliation
    assert record.objection
