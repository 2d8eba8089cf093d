"""Guesses slow strangers down: per account and network, per network, per account. Officers not."""

import pytest
from flask import Flask

from app.storage.signing_in import Device
from tests.browse import Browser, Page
from tests.make import CASE_OFFICER, INTAKE_OFFICER, Clock, OpenApp
from tests.officers import Officers
from tests.second_factors import fresh_code

pytestmark = pytest.mark.rows

OFFICE, ELSEWHERE, THIRD = "192.0.2.7", "198.51.100.9", "203.0.113.5"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def console(open_console: OpenApp) -> Flask:
    return open_console(
        limit_sign_in="4 per hour", limit_account="2 per hour", limit_account_elsewhere="3 per hour"
    )


def guess(browser: Browser, account: str, password: str = "wrong") -> Page:  # noqa: S107  wrong
    form = browser.get("/login").form("/login")
    return browser.send(form.fill(account=account, password=password))


def status(console: Flask, account: str, address: str) -> int:
    return guess(Browser(console.test_client(), address), account).status


def test_one_account_from_one_network_is_the_strictest(console: Flask) -> None:
    found = [status(console, INTAKE_OFFICER, ELSEWHERE) for _ in range(3)]
    assert found == [422, 422, 429]
    assert status(console, CASE_OFFICER, ELSEWHERE) == 422, "another account, the same network"
    page = guess(Browser(console.test_client(), ELSEWHERE), INTAKE_OFFICER)
    [notice] = page.all("div", role="status")
    assert ":" in notice.text, "says from when on"


def test_one_network_is_slowed_over_all_accounts(console: Flask) -> None:
    found = [status(console, f"nobody{n}", ELSEWHERE) for n in range(5)]
    assert found == [422] * 4 + [429]
    assert status(console, "nobody0", THIRD) == 422


def test_one_account_is_slowed_over_all_networks(console: Flask) -> None:
    found = [status(console, INTAKE_OFFICER, f"198.51.{n}.1") for n in range(4)]
    assert found == [422] * 3 + [429]


def test_an_account_that_is_none_is_slowed_the_same(console: Flask) -> None:
    for account in (INTAKE_OFFICER, "nobody"):
        found = [status(console, account, OFFICE) for _ in range(3)]
        assert found == [422, 422, 429]


def test_officer_signs_in_while_a_stranger_hammers_the_account(
    console: Flask, officers: Officers
) -> None:
    at_home = officers.sign_in(app=console, address=OFFICE)
    at_home.send(at_home.get("/account").form("/logout"))
    # From everywhere, and from the officer's own network too.
    for n in range(3):
        for address in (f"198.51.{n}.1", OFFICE):
            guess(Browser(console.test_client(), address), INTAKE_OFFICER)
    password = officers.credentials(INTAKE_OFFICER).password
    stranger = Browser(console.test_client(), OFFICE)
    assert guess(stranger, INTAKE_OFFICER, password).status == 429
    assert not at_home.get("/login").all("div", role="status")
    page = guess(at_home, INTAKE_OFFICER, password)
    assert page.url == "/login/second-factor"
    form = page.form("/login/second-factor")
    code = fresh_code(console.extensions["desk"], INTAKE_OFFICER)
    assert at_home.send(form.fill(second_factor_code=code)).url == "/queue"


def test_known_device_is_no_way_to_guess_on(console: Flask, officers: Officers) -> None:
    device = officers.sign_in(app=console, address=OFFICE)
    device.send(device.get("/account").form("/logout"))
    found = [guess(device, INTAKE_OFFICER).status for _ in range(3)]
    assert found == [422, 422, 429]
    # For another account it is as strange as any.
    for _ in range(2):
        guess(Browser(console.test_client(), OFFICE), CASE_OFFICER)
    assert guess(device, CASE_OFFICER).status == 429


def test_planted_device_is_not_known_afterwards(console: Flask, officers: Officers) -> None:
    thief = officers.sign_in(CASE_OFFICER, app=console)
    planted = thief.client.get_cookie("d")
    assert planted
    victim = Browser(console.test_client(), OFFICE)
    victim.client.set_cookie("d", planted.value)
    page = guess(victim, INTAKE_OFFICER, officers.credentials(INTAKE_OFFICER).password)
    code = fresh_code(console.extensions["desk"], INTAKE_OFFICER)
    form = page.form("/login/second-factor")
    assert victim.send(form.fill(second_factor_code=code)).url == "/queue"
    kept = victim.client.get_cookie("d")
    assert kept
    assert kept.value != planted.value
    assert (kept.http_only, kept.same_site) == (True, "Strict")
    thief.client.set_cookie("c", "")
    for _ in range(2):
        guess(Browser(console.test_client()), INTAKE_OFFICER)
    assert guess(thief, INTAKE_OFFICER).status == 429, "counted as a stranger"


def test_wrong_second_factors_count_as_wrong_passwords(console: Flask, officers: Officers) -> None:
    officers.app = console
    for _ in range(2):
        browser = officers.enter(shown_at=None)
        form = browser.get("/login/second-factor").form("/login/second-factor")
        assert browser.send(form.fill(second_factor_code="000000")).status == 422
    browser = officers.enter(shown_at=None)
    form = browser.get("/login/second-factor").form("/login/second-factor")
    code = fresh_code(officers.desk, INTAKE_OFFICER)
    assert browser.send(form.fill(second_factor_code=code)).status == 429


def test_device_that_was_not_used_for_long_is_forgotten(officers: Officers, clock: Clock) -> None:
    officers.sign_in()
    clock.pass_by(days=181)
    officers.sign_in()
    with officers.desk.casework.read() as session:
        assert len(session.query(Device).all()) == 1
