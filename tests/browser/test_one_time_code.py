"""A caller's slip, from the officer's telephone screen to a code that nobody else knows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from crypto.access_code import AccessCode, parse_access_code
from tests.browser.conftest import Office, at_work, wait_for_a_release
from tests.browser.people import Officer, Reporter, Slip
from tests.browser.test_pages import check_page
from tests.wire import disguises, recorded_wire

CALL = "来电反映：每周五有人在城南农家乐由承包商请客。"
QUESTION = "请问聚会一般几点开始？"
ANSWER = "一般在傍晚七点钟以后。"
PHONE = 390


@pytest.fixture
def officer(office: Office, new_page: Callable[..., Page]) -> Officer:
    return at_work(office, new_page())


def enters(officer: Officer) -> Slip:
    """At the console: what came by telephone."""
    page = officer.page
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(f"{officer.url}/cases/new")
    check_page(page)
    slip = officer.enters_a_call(CALL)
    check_page(page)
    return slip


def forms_of(code: AccessCode) -> dict[str, str | bytes]:
    """What must not be read off the wire."""
    return {
        "the code": code.value,
        "the words": " ".join(code.words()),
        "the characters": "".join(code.characters()),
        "the message key": code.message_key(),
    }


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.prove)])
def test_caller_makes_the_code_their_own(
    office: Office, officer: Officer, new_page: Callable[..., Page], *, scripts: bool
) -> None:
    slip = enters(officer)
    officer.page.goto(f"{officer.url}/queue")
    officer.opens_the_batch()
    officer.opens(slip.case_number)
    officer.replies(QUESTION)
    wait_for_a_release()
    with recorded_wire(office.public_url) as wire:
        page = new_page(width=PHONE, scripts=scripts)
        caller = Reporter(page, wire.url, seals=scripts)
        own = _makes_it_own(caller, slip, scripts=scripts)
        expect(page.locator("main")).to_contain_text(QUESTION)
        expect(page.locator(".govuk-error-message")).to_have_count(0)
        caller.writes(ANSWER)
        sent = bytes(wire.sent)
    if scripts:
        secrets = {**forms_of(parse_access_code(slip.typed())), **forms_of(own)}
        found = {name for name, one in secrets.items() if any(f in sent for f in disguises(one))}
        assert found == set()
    officer.opens(slip.case_number)
    expect(officer.page.locator("main")).to_contain_text(ANSWER)
    expect(officer.page.locator("#problems")).to_have_count(0)
    page.goto(f"{office.public_url}/status")
    page.fill("[name=access_code]", slip.typed())
    page.locator("main form button").first.click()
    expect(page.locator("[role=alert]")).to_be_visible()


def _makes_it_own(caller: Reporter, slip: Slip, *, scripts: bool) -> AccessCode:
    page = caller.page
    page.goto(f"{caller.url}/status")
    page.fill("[name=access_code]", slip.typed())
    page.locator("main form button").first.click()
    expect(page.locator("#replace-form")).to_be_visible()
    expect(page.locator("#code li")).to_have_count(12)
    if scripts:
        check_page(page)
    own = caller.writes_down_the_receipt()
    assert own.case_number == slip.case_number
    caller.types_back(Slip(own.case_number, own.code[::-1]))
    expect(page.locator("#typed-error")).to_be_visible()
    caller.types_back(own)
    expect(page.locator("#message-form")).to_be_visible()
    return parse_access_code(own.typed())


def test_lead_without_a_caller_has_no_slip(officer: Officer) -> None:
    page = officer.page
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(f"{officer.url}/cases/new")
    page.check("[name=way][value=supervision_check]")
    page.fill("[name=narrative]", CALL)
    page.locator("#new-case-form button[type=submit]").click()
    expect(page.locator(".number")).to_be_visible()
    check_page(page)
    assert page.locator(".code").count() == 0
