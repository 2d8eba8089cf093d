"""Who gets into the console, who does not, and what either learns from it."""

import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from app.services.officer.key_holder_client import KeyHolderClient
from app.services.reporter.desk import IntakeDesk
from tests.browse import Browser, Page
from tests.make import APPROVER, CASE_OFFICER, INTAKE_OFFICER, UNIT, Clock, OpenApp, make_case
from tests.officers import Officers, case_numbers, press_open_batch


def try_to_sign_in(browser: Browser, account: str, password: str) -> Page:
    form = browser.get("/login").form("/login")
    return browser.send(form.fill(account=account, password=password))


def test_wrong_account_and_wrong_password_get_one_answer(officers: Officers) -> None:
    browser = Browser(officers.app.test_client())
    password = officers.credentials(INTAKE_OFFICER).password
    pages = [
        try_to_sign_in(browser, INTAKE_OFFICER, "wrong"),
        try_to_sign_in(browser, "nobody", "wrong"),
        try_to_sign_in(browser, "nobody", password),
        try_to_sign_in(browser, CASE_OFFICER, password),
    ]
    assert {page.status for page in pages} == {422}
    assert len({page.text for page in pages}) == 1


@pytest.mark.parametrize("account", ["a\x00b", "x" * 100_000, "受理员", "'; --", "\ud800"])
def test_odd_account_is_answered(officers: Officers, account: str) -> None:
    browser = Browser(officers.app.test_client())
    form = browser.get("/login").form("/login").fill(account="?", password="\x00")
    body = {**dict(form.fields), "account": account.encode("utf-8", "surrogatepass")}
    assert Page(browser.client.post("/login", data=body)).status == 422


def test_wrong_account_costs_the_same_time(officers: Officers) -> None:
    browser = Browser(officers.app.test_client())
    seconds: dict[str, list[float]] = {INTAKE_OFFICER: [], "nobody": []}
    for _ in range(5):
        for account, taken in seconds.items():
            start = time.perf_counter()
            try_to_sign_in(browser, account, "wrong")
            taken.append(time.perf_counter() - start)
    known, unknown = (median(taken) for taken in seconds.values())
    assert 0.5 < known / unknown < 2


def test_cookie_from_before_signing_out_opens_nothing(officers: Officers) -> None:
    browser = officers.unlock()
    cookie = browser.client.get_cookie("c")
    assert cookie
    browser.send(browser.get("/queue").form("/logout"))
    for value in (cookie.value, "x", ""):
        again = Browser(officers.app.test_client())
        again.client.set_cookie("c", value)
        assert again.get("/queue").url == "/login"
    officers.forget_token()


def test_sign_in_ends_by_itself(officers: Officers, clock: Clock) -> None:
    browser = officers.sign_in()
    for _ in range(11):
        clock.pass_by(minutes=54)
        assert browser.get("/account").url == "/account"
    clock.pass_by(minutes=6)
    assert browser.get("/account").url == "/login", "after ten hours"


def test_sign_in_that_nobody_uses_ends(officers: Officers, clock: Clock) -> None:
    browser = officers.sign_in()
    clock.pass_by(minutes=59)
    assert browser.get("/account").url == "/account"
    clock.pass_by(minutes=59)
    assert browser.get("/account").url == "/account"
    clock.pass_by(minutes=60)
    assert browser.get("/account").url == "/login"


def test_strangers_requests_sign_no_officer_out(officers: Officers) -> None:
    first, second = officers.sign_in(), officers.sign_in(CASE_OFFICER)
    stranger = Browser(officers.app.test_client())
    for path in ("/queue", "/login", "/nowhere"):
        stranger.get(path)
    try_to_sign_in(stranger, INTAKE_OFFICER, "wrong")
    assert "intake" not in second.get("/queue").text
    assert first.get("/queue").url == second.get("/queue").url == "/queue"


@pytest.mark.parametrize("account", [APPROVER, CASE_OFFICER])
def test_wrong_role_is_refused(officers: Officers, intake_desk: IntakeDesk, account: str) -> None:
    make_case(intake_desk)
    intake_officer = officers.unlock()
    [number] = case_numbers(press_open_batch(intake_officer))
    browser = officers.unlock(account)
    token = browser.get("/queue").form("/logout").value("csrf_token")
    for action, values in (
        ("triage", {"category": "other"}),
        ("decide/route", {"unit": UNIT, "sent": "extract", "reason": "x"}),
        *([("reply", {"text": "x"})] if account == APPROVER else []),
    ):
        data = {"csrf_token": token, **values}
        response = browser.client.post(f"/cases/{number}/{action}", data=data)
        assert Page(response).status == 403


def test_key_locked_meanwhile_leads_back_to_the_queue(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    browser = officers.unlock()
    [number] = case_numbers(press_open_batch(browser))
    with browser.client.session_transaction() as session:
        session["unlock"] = "no longer"
    page = browser.get(f"/cases/{number}")
    assert page.url == "/queue"
    assert page.form("/unlock")


def test_missing_key_holder_is_told(
    open_console: OpenApp, officers: Officers, tmp_path: Path
) -> None:
    app = open_console()
    nobody = KeyHolderClient(tmp_path / "nobody.sock")
    app.extensions["desk"] = replace(app.extensions["desk"], key_holder=nobody)
    browser = officers.sign_in(app=app)
    page = browser.get("/queue")
    assert page.status == 503


def test_console_cookie_is_its_own(officers: Officers) -> None:
    assert officers.sign_in().cookies() == ["c", "d"]


def test_huge_form_is_refused(officers: Officers) -> None:
    browser = Browser(officers.app.test_client())
    form = browser.get("/login").form("/login").fill(account="x" * 2_000_000, password="x")
    assert browser.send(form).status == 413
