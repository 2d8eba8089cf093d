"""Who gets into the console, who does not, and what either learns from it."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.roles import Role
from app.services.officer.accounts import passwords
from app.services.officer.accounts.invitations import invite_anew
from app.services.officer.desk import ActingOfficer
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import Officer
from tests.browse import Browser, Page
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    TODAY,
    UNIT,
    Clock,
    OpenApp,
    make_case,
)
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


class CountingArgon2id:
    """Argon2id, and what each use of it costs: memory, passes, lanes."""

    def __init__(self) -> None:
        self.costs: list[tuple[int, ...]] = []

    def __call__(self, **values: Any) -> Argon2id:  # noqa: ANN401  the library's own
        self.costs.append((values["memory_cost"], values["iterations"], values["lanes"]))
        return Argon2id(**values)

    def verify_phc_encoded(self, password: bytes, kept: str) -> None:
        self.costs.append(tuple(int(cost) for cost in re.findall(r"[mtp]=(\d+)", kept)))
        Argon2id.verify_phc_encoded(password, kept)


def test_account_costs_the_same_work_however_it_stands(
    officers: Officers, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = CountingArgon2id()
    monkeypatch.setattr(passwords, "Argon2id", counting)
    officers.add("admin01", Role.ADMINISTRATOR)
    with officers.desk.casework.begin() as session:
        session.get_one(Officer, "unit101").blocked_on = TODAY
        session.get_one(Officer, "unit201").removed_on = TODAY
    acting = ActingOfficer("admin01", "", Role.ADMINISTRATOR, GROUP, "")
    invite_anew(officers.desk, acting, CASE_OFFICER)
    browser = Browser(officers.app.test_client())
    for account in (INTAKE_OFFICER, "nobody", "unit101", "unit201", CASE_OFFICER, "admin01"):
        assert try_to_sign_in(browser, account, "wrong").status == 422
    assert len(counting.costs) == 6
    assert len(set(counting.costs)) == 1


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


def test_cookies_are_the_hosts_alone_with_https(open_console: OpenApp, officers: Officers) -> None:
    app = open_console(console_url="https://console.example")
    client = officers.sign_in(app=app).client
    for name in ("__Host-c", "__Host-d"):
        cookie = client.get_cookie(name)
        assert cookie
        assert (cookie.secure, cookie.http_only, cookie.path) == (True, True, "/")


def test_huge_form_is_refused(officers: Officers) -> None:
    browser = Browser(officers.app.test_client())
    form = browser.get("/login").form("/login").fill(account="x" * 2_000_000, password="x")
    assert browser.send(form).status == 413
