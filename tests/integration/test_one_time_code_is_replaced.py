"""A lead from another channel: entered by an officer, and its code replaced at the first use."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app.domain.channels import Channel, Medium
from app.domain.decisions import DecisionError
from app.domain.lifecycle import Status
from app.services.code_exchange import CodeExchange, read_code_exchange, write_code_exchange
from app.services.officer.deciding.ask_reporter import ask_reporter
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content, Parcel, pack
from app.services.reporter.present_code import AccessCode, new_access_code, read_code
from app.services.reporter.replace_code import SLOTS, read_one_time_case, replace_code
from app.services.reporter.send_message import (
    CaseNotFoundError,
    OneTimeCodeError,
    send_message,
)
from app.services.reporter.store_rows import Entry
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.storage.intake import Case, CodeState, ItemHeader, ItemKind, SealedItem
from tests.browse import Browser, Page
from tests.make import CASE_OFFICER, GROUP, INTAKE_OFFICER, PHOTO, STORY, SUPERIOR, TODAY, Clock
from tests.officers import Officers, press_open_batch
from tests.reporters import Noted, ask

Zones = tuple[Database, Database]
CALL = "来电反映：处长每周五在望江农家乐由商人请客。"


def enter(browser: Browser, *files: tuple[str, bytes], **answers: str) -> Page:
    """Fill in the console's form, and send it."""
    form = browser.get("/cases/new").form("/cases/new")
    form.fill(**{"way": "phone", "narrative": CALL, **answers})
    for name, content in files:
        form.attach(name, content)
    return browser.send(form)


def slip(page: Page) -> Noted:
    """What the caller is handed."""
    assert page.status == 200, page.errors
    return Noted(page.one("p", class_="number").text, page.one("ol", id="code").text, page)


def make_own(reporter: Browser, code: str, number: str = "") -> tuple[Page, str]:
    """Use a one-time code for the first time: write the new one down, and type part of it back."""
    page = ask(reporter, code, number)
    form = page.form("/status/replace")
    new = page.one("ol", id="code").text
    return reporter.send(form.fill(typed=typed_back(form.value("positions"), new))), new


def typed_back(positions: str, code: str) -> str:
    """The parts of a code that a page asks for."""
    parts = code.split()
    return " ".join(parts[int(place) - 1] for place in positions.split(","))


def record_of(officers: Officers, number: str) -> Record:
    """What the office has of a lead."""
    return open_record(officers.desk, officers.acting(), number)[1]


def entered_case(desk: IntakeDesk, organ_id: str = GROUP) -> AccessCode:
    """A case with a one-time code, without a page."""
    content = Content(answers={"narrative": STORY}, organ_id=organ_id)
    return submit_report(desk, new_access_code(), content, Entry(TODAY)).code


def test_officer_enters_a_lead_and_its_caller_makes_the_code_their_own(
    officers: Officers, reporter: Browser, clock: Clock
) -> None:
    browser = officers.unlock()
    received_on = TODAY - timedelta(days=1)
    noted = slip(enter(browser, ("IMG_1.jpg", PHOTO), received_on=received_on.isoformat()))
    press_open_batch(browser)
    record = record_of(officers, noted.number)
    assert (record.channel, record.medium) == (Channel.PETITION_REPORT, Medium.PHONE)
    assert (record.status, record.received_on) == (Status.OPENED, received_on)
    assert [step.act for step in record.steps] == ["entered", "opened"]
    lead = browser.get(f"/cases/{noted.number}")
    assert CALL in lead.text
    browser.send(lead.form("/reply").fill(text="请问还有谁在场？"))
    clock.pass_by(minutes=2)
    page, new = make_own(reporter, noted.code, noted.number)
    assert page.status == 200
    assert noted.number in page.text
    assert "请问还有谁在场？" in page.text
    assert page.all("p", class_="govuk-error-message") == []
    answer = page.form("/status/message").fill(message="还有两名科长。", purpose="retaliation")
    assert reporter.send(answer).status == 200
    browser.get("/queue")
    assert record_of(officers, noted.number).retaliation
    lead = browser.get(f"/cases/{noted.number}")
    assert "还有两名科长。" in lead.text
    assert lead.all("h2", id="problems") == []
    assert record_of(officers, noted.number).reporter_digest
    browser.send(lead.form("/reply").fill(text="谢谢。"))
    clock.pass_by(minutes=2)
    page = ask(reporter, new, noted.number)
    assert [text in page.text for text in ("请问还有谁在场？", "谢谢。")] == [True, True]
    assert ask(reporter, noted.code).status == 404


def test_form_comes_back_with_what_needs_correcting(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    browser = officers.enter()
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    page = enter(browser, ("IMG_1.jpg", PHOTO), received_on=tomorrow, way="")
    assert page.status == 422
    assert len(page.errors) == 2
    form = page.form("/cases/new")
    assert form.value("narrative") == CALL
    assert page.all("div", class_="warning")
    noted = slip(browser.send(form.fill(way="visit", received_on=TODAY.isoformat())))
    again = slip(browser.send(form))
    assert (again.number, again.code) == (noted.number, noted.code)
    replace_code(intake_desk, read_code(noted.code), new_access_code())
    assert browser.send(form).status == 409
    other = browser.send(form.fill(narrative="另一件事。"))
    assert other.status == 409
    assert slip(browser.send(other.form("/cases/new"))).number != noted.number


def test_what_an_officer_entered_is_sealed_like_any_other_and_logged(
    officers: Officers, zones: Zones
) -> None:
    noted = slip(enter(officers.enter(), organ=SUPERIOR, recuse="case01"))
    with zones[0].read() as session:
        case = session.get_one(Case, noted.number)
        [item] = session.scalars(select(SealedItem))
        [header] = session.scalars(select(ItemHeader))
    assert (case.organ_id, case.code_state) == (SUPERIOR, CodeState.ONE_TIME)
    assert (item.kind, header.holder) == (ItemKind.REPORT, SUPERIOR)
    with zones[1].read() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == "entered"))
    assert (entry.account, entry.case_number) == (INTAKE_OFFICER, "")


def test_stranger_sends_the_console_no_files(
    officers: Officers, zones: Zones, settings: Settings
) -> None:
    form = officers.enter().get("/cases/new").form("/cases/new").fill(narrative=CALL, way="phone")
    form.attach("IMG_1.jpg", PHOTO * 200)
    page = Browser(officers.app.test_client()).send(form)
    assert page.status in (400, 413) or page.url == "/login"
    with zones[0].read() as session:
        assert not session.scalars(select(Case)).all()
    assert not list((settings.zone("intake") / "payloads").iterdir())


def test_nothing_changes_until_part_of_the_new_code_is_typed_back(
    reporter: Browser, intake_desk: IntakeDesk
) -> None:
    words = " ".join(entered_case(intake_desk).words())
    first = ask(reporter, words)
    wrong = reporter.send(first.form("/status/replace").fill(typed="错 错"))
    assert wrong.status == 422
    shown = [page.one("ol", id="code").text for page in (first, wrong)]
    assert shown[0] == shown[1]
    page, new = make_own(reporter, words)
    assert page.status == 200
    assert new != shown[0]


@pytest.mark.rows
def test_one_of_two_replacements_counts_and_each_repeats(
    intake_desk: IntakeDesk, zones: Zones
) -> None:
    code = entered_case(intake_desk)
    new = [new_access_code(), new_access_code()]

    def makes_own(own: AccessCode) -> bool:
        try:
            replace_code(intake_desk, code, own)
        except CaseNotFoundError:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        done = list(pool.map(makes_own, new))
    assert sorted(done) == [False, True]
    assert [makes_own(own) for own in new] == done
    with zones[0].read() as session:
        kinds = [item.kind for item in session.scalars(select(SealedItem))]
        [case] = session.scalars(select(Case))
    assert sorted(kinds) == [ItemKind.CODE_EXCHANGE, ItemKind.REPORT]
    assert case.code_state is CodeState.REPLACED


def test_old_code_writes_nothing_before_and_after(
    intake_desk: IntakeDesk, reporter: Browser
) -> None:
    code = entered_case(intake_desk)
    with pytest.raises(OneTimeCodeError):
        send_message(intake_desk, code, Content(text="冒名"))
    form = reporter.get("/report").form("/report")
    assert reporter.send(form.fill(narrative="冒名", access_code=words_of(code))).status == 404
    replace_code(intake_desk, code, new_access_code())
    with pytest.raises(CaseNotFoundError):
        send_message(intake_desk, code, Content(text="冒名"))
    stranger = ask(reporter, words_of(new_access_code()))
    assert ask(reporter, words_of(code)).errors == stranger.errors


def words_of(code: AccessCode) -> str:
    """As a person types it."""
    return " ".join(code.words())


def test_message_on_its_way_under_the_old_code_is_refused(
    intake_desk: IntakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = entered_case(intake_desk)

    def pack_slowly(desk: IntakeDesk, code: AccessCode, content: Content) -> Parcel:
        replace_code(desk, code, new_access_code())
        return pack(desk, code, content)

    monkeypatch.setattr("app.services.reporter.send_message.pack", pack_slowly)
    with pytest.raises(CaseNotFoundError):
        send_message(intake_desk, code, Content(text="冒名"))


def test_one_look_does_not_tell_how_many_replies_wait(intake_desk: IntakeDesk) -> None:
    code = entered_case(intake_desk)
    case = read_one_time_case(intake_desk, code.verifier(), None)
    assert len(case.slots) == SLOTS
    assert len({len(slot.header) for slot in case.slots}) == 1


def test_who_had_the_old_code_and_the_database_is_noticed(
    officers: Officers, reporter: Browser, intake_desk: IntakeDesk, zones: Zones
) -> None:
    code = entered_case(intake_desk)
    browser = officers.unlock()
    press_open_batch(browser)
    page, new = make_own(reporter, words_of(code))
    number = page.one("dd", translate="no").text
    reporter.send(page.form("/status/message").fill(message="真的。"))
    assert browser.get(f"/cases/{number}").all("h2", id="problems") == []
    seize(zones, number, code)
    lead = browser.get(f"/cases/{number}")
    assert lead.all("h2", id="problems")
    assert browser.send(lead.form("/reply").fill(text="您好。")).status == 502
    assert ask(reporter, new).status == 404


def seize(zones: Zones, number: str, code: AccessCode) -> None:
    """Take a case back by its one-time code, as whoever can write to the database can."""
    with zones[0].begin() as session:
        exchange = select(SealedItem.item_id).where(SealedItem.kind == ItemKind.CODE_EXCHANGE)
        session.execute(delete(ItemHeader).where(ItemHeader.item_id.in_(exchange)))
        session.execute(delete(SealedItem).where(SealedItem.kind == ItemKind.CODE_EXCHANGE))
        session.execute(
            update(Case)
            .where(Case.case_number == number)
            .values(
                verifier_hash=b"seized",
                reporter_recipient=code.identity().recipient.encode(),
                code_state=CodeState.OWN,
            )
        )


def test_exchange_is_known_by_both_its_keys() -> None:
    old, new = new_access_code(), new_access_code()
    numbers: Sequence[str] = ("QF-0000-0000-00", "QF-0000-0000-01")
    body = write_code_exchange(
        CodeExchange(numbers[0], old.message_key(), new.message_key(), "ab" * 32, ("cd" * 16,))
    )
    assert read_code_exchange(body, case_number=numbers[0]).replies == ("cd" * 16,)
    with pytest.raises(Exception, match="other_case"):
        read_code_exchange(body, case_number=numbers[1])
    for key in (old.message_key(), new.message_key()):
        forged = body.replace(key.hex().encode(), new_access_code().message_key().hex().encode())
        with pytest.raises(Exception, match="not_an_exchange"):
            read_code_exchange(forged, case_number=numbers[0])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_page_does_not_say_that_who_replaced_the_code_is_the_caller(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    browser = officers.unlock()
    noted = slip(enter(browser))
    press_open_batch(browser)
    # By the very officer who entered the lead.
    replace_code(intake_desk, read_code(noted.code), new_access_code())
    page = browser.get(f"/cases/{noted.number}").text
    assert "由最先使用的人更换" in page
    assert "录入人已无法冒用" not in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_lead_without_a_caller_has_no_code_that_anybody_could_use(
    officers: Officers, intake_desk: IntakeDesk, reporter: Browser
) -> None:
    browser = officers.unlock()
    form = browser.get("/cases/new").form("/cases/new").fill(way="self_check", narrative=CALL)
    # Whoever entered it can look it up in the page.
    code = read_code(form.value("access_code"))
    page = browser.send(form)
    number = page.one("p", class_="number").text
    assert page.all("ol", class_="code") == []
    assert browser.send(form).one("p", class_="number").text == number
    assert browser.send(form.fill(narrative="另一件事。")).status == 409
    with pytest.raises(CaseNotFoundError):
        replace_code(intake_desk, code, new_access_code())
    with pytest.raises(OneTimeCodeError):
        send_message(intake_desk, code, Content(text="冒名"))
    assert ask(reporter, words_of(code)).status == 404
    press_open_batch(browser)
    lead = browser.get(f"/cases/{number}")
    assert "没有反映人，未发放口令" in lead.text
    held, record = open_record(officers.desk, officers.acting(), number, purpose="write")
    record = replace(record.moved(Status.ACCEPTED, TODAY), assigned_to=CASE_OFFICER)
    change_record(officers.desk, officers.acting(), held, record, act=None)
    with pytest.raises(DecisionError, match="no_reporter"):
        ask_reporter(officers.desk, officers.acting(CASE_OFFICER), number, "请补充")
    assert f"/cases/{number}/reply" not in {f.attributes.get("action") for f in lead.all("form")}
