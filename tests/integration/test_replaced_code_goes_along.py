"""A replaced code in the hands of a browser, and wherever its lead goes afterwards."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

import pytest
from werkzeug.test import TestResponse

from app.domain.forwarding import SentAs
from app.services.code_exchange import CodeExchange, write_code_exchange
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.routing.hand_on import hand_on
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.present_code import AccessCode, new_access_code
from app.services.reporter.replace_code import SLOTS
from crypto.age.keys import parse_recipient
from crypto.sealing import reseal_header, seal
from tests.browse import Browser, Element, Page
from tests.integration.test_one_time_code_is_replaced import entered_case, words_of
from tests.make import INTAKE_OFFICER, SUPERIOR, SUPERIOR_OFFICER, UNIT_OFFICER, Clock
from tests.officers import Officers
from tests.reporters import ask, write
from tests.routes import agree, concern, open_all, propose, read, transfer
from tests.sealing_reporter import SealingReporter

EARLY, LATE = "请问还有谁在场？", "谢谢，已收到。"


@dataclass
class Caller:
    """Somebody with a slip, whose browser keeps both codes to itself."""

    browser: Browser
    slip: AccessCode
    own: AccessCode

    def page(self) -> Page:
        """What the slip's first use shows."""
        reporter = SealingReporter(self.browser, self.slip).open_form()
        self.token = reporter.token
        return reporter.status()

    def fields(self, page: Page) -> dict[str, str]:
        """What its script sends."""
        form = page.one("form", id="replace-form")
        slots = json.loads(form["data-replies"])
        own = self.own.identity().recipient
        exchange = CodeExchange(
            page.one("p", id="case-number").text,
            self.slip.message_key(),
            self.own.message_key(),
            sha256(own.encode().encode()).hexdigest(),
            tuple(slot["item_id"] for slot in slots),
        )
        [organ] = json.loads(form["data-recipients"]).values()
        sealed = seal(write_code_exchange(exchange), [parse_recipient(organ), own])
        return {
            "csrf_token": self.token,
            "verifier": self.slip.verifier().hex(),
            "new_verifier": self.own.verifier().hex(),
            "reporter_recipient": own.encode(),
            "roster": form["data-roster"],
            "sealed_exchange": _text(sealed.headers[0] + sealed.payload),
            "reporter_header": _text(sealed.headers[1]),
            "reply_headers": json.dumps([self._rewrapped(slot) for slot in slots]),
        }

    def _rewrapped(self, slot: dict[str, str]) -> dict[str, str]:
        old, new = self.slip.identity(), self.own.identity().recipient
        return slot | {"header": _text(reseal_header(b64decode(slot["header"]), old, new))}

    def send(self, fields: dict[str, str]) -> TestResponse:
        """As a script does."""
        return SealingReporter(self.browser).post("/status/replace", fields)


def _text(data: bytes) -> str:
    return b64encode(data).decode()


@pytest.fixture
def caller(officers: Officers, reporter: Browser, intake_desk: IntakeDesk) -> Caller:
    """Whose lead was opened and answered, which is not released yet."""
    caller = Caller(reporter, entered_case(intake_desk), new_access_code())
    [number] = open_all(officers)
    reply_to_reporter(officers.desk, officers.acting(), number, EARLY, sure=True)
    return caller


def content_of(officers: Officers, number: str, account: str = INTAKE_OFFICER) -> OpenedCase:
    """A lead, as an officer reads it."""
    record = read(officers, number, account)
    return read_case_content(officers.desk, officers.acting(account), record)


def sealed_exchanges(page: Page) -> list[Element]:
    return [e for e in page.all("template") if "data-exchange" in e.attributes]


def test_browser_replaces_the_code_and_no_reply_shows_before_its_time(
    officers: Officers, caller: Caller, clock: Clock
) -> None:
    page = caller.page()
    fields = caller.fields(page)
    assert len(json.loads(fields["reply_headers"])) == SLOTS
    for _ in range(2):
        answer = Page(caller.send(fields))
        assert answer.status == 200
        assert not sealed_exchanges(answer)
        assert EARLY not in answer.text
    number = answer.one("dd", translate="no").text
    clock.pass_by(minutes=2)
    assert EARLY in write(caller.browser, words_of(caller.own), "补充一句。").text
    content = content_of(officers, number)
    assert [(m.text, m.verified) for m in content.messages] == [(EARLY, True), ("补充一句。", True)]
    assert content.problems == ()


def test_reply_that_came_meanwhile_has_to_go_along(officers: Officers, caller: Caller) -> None:
    page = caller.page()
    fields = caller.fields(page)
    number = page.one("p", id="case-number").text
    reply_to_reporter(officers.desk, officers.acting(), number, LATE, sure=True)
    answer = caller.send(fields)
    assert (answer.status_code, answer.json) == (409, {"error": "replies"})
    assert caller.send(caller.fields(caller.page())).status_code == 200


def test_what_no_script_of_ours_sends_is_refused(caller: Caller) -> None:
    fields = caller.fields(caller.page())
    for name, value, error in [
        ("new_verifier", "zz", "malformed"),
        ("reporter_recipient", "age1x", "malformed"),
        ("sealed_exchange", "AAAA", "malformed"),
        ("reporter_header", "AAAA", "malformed"),
        ("reply_headers", "{}", "malformed"),
        ("reply_headers", "[]", "replies"),
        ("roster", "0.group", "outdated"),
        ("roster", "1.superior", "outdated"),
    ]:
        assert caller.send(fields | {name: value}).json == {"error": error}, name
    assert caller.send(fields).status_code == 200


def test_unit_is_handed_the_exchange_on(officers: Officers, caller: Caller, clock: Clock) -> None:
    page = caller.page()
    number = page.one("p", id="case-number").text
    concern(officers, number)
    propose(officers, number, SentAs.ORIGINAL)
    agree(officers, number)
    caller.send(caller.fields(page))
    clock.pass_by(minutes=2)
    write(caller.browser, words_of(caller.own), "补充一句。")
    hand_on(officers.desk, officers.acting(), number)
    told = content_of(officers, number, UNIT_OFFICER)
    assert [(m.text, m.verified) for m in told.messages] == [(EARLY, True), ("补充一句。", True)]
    assert told.problems == ()


def test_superior_gets_the_exchange_with_a_transfer(
    officers: Officers, caller: Caller, clock: Clock
) -> None:
    caller.send(caller.fields(caller.page()))
    page = write(caller.browser, words_of(caller.own), "补充一句。")
    number = page.one("dd", translate="no").text
    transfer(officers, number)
    open_all(officers, SUPERIOR, SUPERIOR_OFFICER)
    told = content_of(officers, number, SUPERIOR_OFFICER)
    assert [m.verified for m in told.messages] == [True, True]
    assert told.problems == ()
    superior = officers.acting(SUPERIOR_OFFICER)
    reply_to_reporter(officers.desk, superior, number, LATE, sure=True)
    clock.pass_by(minutes=2)
    shown = ask(caller.browser, words_of(caller.own))
    assert [text in shown.text for text in (EARLY, LATE)] == [True, True]
    assert not shown.all("p", class_="govuk-error-message")
