"""Coming back with a browser that keeps the code: status, replies, messages, and who reads them."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import delete, select, update

from app.domain.forwarding import SentAs
from app.services.envelopes import read_message
from app.services.officer.routing import hand_on
from app.services.reporter import send_message
from app.services.reporter.check_status import check_status
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.storage.intake import ItemHeader, ItemKind, SealedItem
from crypto.sealing import open_sealed
from tests.browse import Browser, Element, Page
from tests.make import (
    GROUP,
    PHOTO,
    STORY,
    SUPERIOR,
    SUPERIOR_OFFICER,
    UNIT,
    UNIT_OFFICER,
    Clock,
    OpenApp,
)
from tests.officers import Officers, press_open_batch
from tests.reporters import ask
from tests.routes import forward
from tests.sealing_reporter import SealingReporter

Zones = tuple[Database, Database]


@pytest.fixture
def sealing(reporter: Browser) -> SealingReporter:
    """A reporter whose browser seals, with a case."""
    sealing = SealingReporter(reporter).open_form()
    sealing.submit()
    return sealing


def holders_of_messages(zones: Zones) -> list[str]:
    with zones[0].read() as session:
        query = select(ItemHeader.holder).join(SealedItem, SealedItem.item_id == ItemHeader.item_id)
        return sorted(session.scalars(query.where(SealedItem.kind == ItemKind.MESSAGE)))


def send(sealing: SealingReporter, text: str, counter: int, heard: int = 0) -> None:
    response = sealing.post(
        "/status/message", sealing.message_fields(text, counter=counter, heard=heard)
    )
    assert response.status_code == 200, response.json


def reply(officers: Officers, sealing: SealingReporter, text: str) -> None:
    browser = officers.unlock()
    form = browser.get(f"/cases/{sealing.number}").form("/reply")
    assert browser.send(form.fill(text=text)).status == 200


def downloads(lead: Page) -> set[str]:
    """Where the lead's files are downloaded from; one of a message stands beside it as well."""
    return {link["href"] for link in lead.all("a") if "download" in link.attributes}


def test_status_page_says_what_the_script_needs(sealing: SealingReporter) -> None:
    form = sealing.status().one("form", id="message-form")
    assert form["data-case-number"] == sealing.number
    assert (form["data-counter"], form["data-heard"]) == ("1", "0")
    assert GROUP in form["data-recipients"]
    assert UNIT not in form["data-recipients"]
    assert form.form
    assert form.form.values("access_code") == []
    assert not [e for e in sealing.status().all("button") if e.attributes["type"] == "submit"]


def test_unknown_verifier_gets_the_neutral_answer(reporter: Browser) -> None:
    stranger = SealingReporter(reporter).open_form()
    assert stranger.status().status == 404
    response = stranger.post("/status/message", stranger.message_fields("x"))
    assert (response.status_code, response.json) == (404, {"error": "not_found"})
    fields = {"csrf_token": stranger.token, "verifier": stranger.verifier}
    assert stranger.post("/report/confirm", fields).status_code == 404


def test_reply_comes_sealed_and_only_its_reporter_opens_it(
    officers: Officers, sealing: SealingReporter, clock: Clock
) -> None:
    press_open_batch(officers.unlock())
    reply(officers, sealing, "请补充时间")
    assert sealing.status().all("li", class_="message") == []
    clock.pass_by(minutes=2)
    [shown] = sealing.status().all("li", class_="team")
    assert "data-reply" in shown.attributes
    assert text_of(sealing, shown) == "请补充时间"
    assert sealing.status().one("form", id="message-form")["data-heard"] == "1"


def text_of(sealing: SealingReporter, shown: Element) -> str:
    header, payload = b64decode(shown["data-header"]), b64decode(shown["data-payload"])
    body = open_sealed(header, payload, sealing.code.identity())
    message, verified = read_message(
        body, message_key=sealing.code.message_key(), case_number=sealing.number
    )
    assert verified
    return message.text


def test_message_with_a_file_is_read_by_the_office(
    officers: Officers, sealing: SealingReporter, zones: Zones
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    upload = sealing.upload("合影.png", PHOTO)
    fields = sealing.message_fields("昨晚又聚了一次。", [upload])
    for _ in range(2):
        assert sealing.post("/status/message", fields).status_code == 200
    assert holders_of_messages(zones) == [GROUP]
    page = browser.get(f"/cases/{sealing.number}")
    assert "昨晚又聚了一次。" in page.text
    [link] = downloads(page)
    assert browser.get(link).body == PHOTO


def test_message_that_another_came_before_is_told_its_number(sealing: SealingReporter) -> None:
    send(sealing, "一", 1)
    response = sealing.post("/status/message", sealing.message_fields("二", counter=1))
    assert response.status_code == 409
    assert response.json == {"error": "counter", "counter": 2, "heard": 0}
    response = sealing.post("/status/message", sealing.message_fields("三", counter=3))
    assert response.status_code == 409
    send(sealing, "二", 2)


def test_case_that_is_full_for_today_says_so_and_makes_no_time_up(
    sealing: SealingReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_message, "MAX_MESSAGES_A_DAY", 1)
    send(sealing, "一", 1)
    response = sealing.post("/status/message", sealing.message_fields("二", counter=2))
    assert (response.status_code, response.json) == (429, {"error": "full"})
    # And before anybody writes, whoever opens the replies.
    plain = ask(sealing.browser, " ".join(sealing.code.words()))
    for page in (sealing.status(), plain):
        [notice] = page.all("div", role="status")
        assert "明天" in notice.text


def test_messages_at_once_are_numbered_without_a_gap(open_public: OpenApp, zones: Zones) -> None:
    app = open_public(limit_submit="1000 per hour")
    first = SealingReporter(Browser(app.test_client())).open_form()
    first.submit()
    barrier = Barrier(8)

    def write(number: int) -> int:
        own = SealingReporter(Browser(app.test_client()), first.code).open_form()
        fields = own.message_fields(str(number), counter=1)
        barrier.wait()
        return own.post("/status/message", fields).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(write, range(8)))
    assert answers == [200] + [409] * 7
    assert holders_of_messages(zones) == [GROUP]


@pytest.mark.rows
def test_unit_gets_the_message_when_the_addressed_organ_has_read_it(
    officers: Officers, sealing: SealingReporter, zones: Zones
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    address = f"/cases/{sealing.number}"
    forward(officers, sealing.number, SentAs.ORIGINAL)
    upload = sealing.upload("合影.png", PHOTO)
    assert (
        sealing.post("/status/message", sealing.message_fields("补充", [upload])).status_code == 200
    )
    send(sealing, "再补充", 2)
    unit = officers.unlock(UNIT_OFFICER)
    page = unit.get(address)
    assert "补充" not in page.one("ol", class_="moj-timeline").text
    assert page.all("p", class_="being-passed-on")
    assert not page.all("h2", id="problems")
    assert holders_of_messages(zones) == [GROUP, GROUP]

    browser.get(address)
    assert holders_of_messages(zones) == [GROUP, GROUP, UNIT, UNIT]
    page = unit.get(address)
    assert "再补充" in page.text
    assert not page.all("p", class_="being-passed-on")
    [link] = downloads(page)
    assert unit.get(link).body == PHOTO
    with zones[1].read() as session:
        acts = list(session.scalars(select(AuditEntry.act)))
    assert acts.count("handed_on") == 1


def test_what_does_not_open_is_in_no_ones_way_to_a_unit(
    officers: Officers, sealing: SealingReporter, zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = officers.unlock()
    press_open_batch(browser)
    forward(officers, sealing.number, SentAs.ORIGINAL)
    send(sealing, "一", 1)
    send(sealing, "二", 2)
    with zones[0].begin() as session:
        broken = session.scalars(
            select(SealedItem.item_id).where(SealedItem.kind == ItemKind.MESSAGE).limit(1)
        ).one()
        changed = update(ItemHeader).where(ItemHeader.item_id == broken).values(header=b"broken")
        session.execute(changed)
    monkeypatch.setattr(hand_on, "AT_ONCE", 1)
    with officers.app.app_context():
        added = (
            hand_on.hand_on(officers.desk, officers.acting(), sealing.number) for _ in range(40)
        )
        # By chance the broken one is tried first, again and again; never for ever.
        assert any(added)
    assert holders_of_messages(zones) == [GROUP, GROUP, UNIT]


def test_what_was_addressed_to_the_superior_is_handed_to_nobody(
    officers: Officers, reporter: Browser, zones: Zones
) -> None:
    sealing = SealingReporter(reporter).open_form()
    sealing.submit(organ_id=SUPERIOR)
    fields = sealing.message_fields("补充", organ_id=SUPERIOR)
    assert sealing.post("/status/message", fields).status_code == 200
    assert holders_of_messages(zones) == [SUPERIOR]
    assert SUPERIOR_OFFICER
    assert officers.unlock().get(f"/cases/{sealing.number}").status == 404


@pytest.mark.rows
def test_order_holds_where_replies_were_not_released_yet(
    officers: Officers, sealing: SealingReporter, clock: Clock, intake_desk: IntakeDesk
) -> None:
    """What a browser has heard is what was released: fewer than there are."""
    browser = officers.unlock()
    press_open_batch(browser)
    send(sealing, "一", 1)
    reply(officers, sealing, "答一")
    reply(officers, sealing, "答二")
    send(sealing, "二", 2, heard=0)
    clock.pass_by(minutes=2)
    send(sealing, "三", 3, heard=2)
    reply(officers, sealing, "答三")
    clock.pass_by(minutes=2)
    send(sealing, "四", 4, heard=3)
    page = browser.get(f"/cases/{sealing.number}")
    shown = [p.text for p in page.all("p", class_="text") if p.text != STORY]
    # The second was written before the first two answers were seen, after the first was written.
    assert [shown.index(t) for t in ("一", "答一", "答二", "三", "答三", "四")] == sorted(
        shown.index(t) for t in ("一", "答一", "答二", "三", "答三", "四")
    )
    assert shown.index("一") < shown.index("二") < shown.index("三")
    assert not page.all("p", class_="govuk-error-message")
    status = check_status(intake_desk, sealing.code, None)
    assert not status.replies_missing
    assert [m.text for m in status.messages if m.from_team] == ["答一", "答二", "答三"]
    places = [i for i, m in enumerate(status.messages) if m.from_team]
    assert places == [1, 2, 5]


def test_lost_reply_is_still_missed(
    officers: Officers,
    sealing: SealingReporter,
    clock: Clock,
    intake_desk: IntakeDesk,
    zones: Zones,
) -> None:
    press_open_batch(officers.unlock())
    for text in ("答一", "答二"):
        reply(officers, sealing, text)
    clock.pass_by(minutes=2)
    with zones[0].begin() as session:
        first = session.scalars(
            select(SealedItem.item_id).where(SealedItem.kind == ItemKind.REPLY).limit(1)
        ).one()
        session.execute(delete(ItemHeader).where(ItemHeader.item_id == first))
    shown = [text_of(sealing, reply) for reply in sealing.status().all("li", class_="team")]
    status = check_status(intake_desk, sealing.code, None)
    assert status.replies_missing is (shown == ["答二"])


def test_confirming_with_a_verifier_hides_the_code_from_then_on(sealing: SealingReporter) -> None:
    fields = {"csrf_token": sealing.token, "verifier": sealing.verifier}
    response = sealing.post("/report/confirm", fields)
    assert response.status_code == 200
    assert sealing.number in response.text
    assert sealing.submit().all("ol", id="code") == []
