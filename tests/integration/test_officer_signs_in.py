"""Who gets into the console, who does not, and what either learns from it."""

import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from app.console.blueprint import entrance
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.reporter.desk import IntakeDesk
from tests.browse import Browser, Page
from tests.make import APPROVER, CASE_OFFICER, INTAKE_OFFICER, UNIT, Clock, OpenApp, make_case
from tests.officers import Officers, case_numbers, press_open_batch

CASE = "/cases/QF-0000-0000-00"
CLOSED = [
    ("GET", "/"),
    ("GET", "/queue"),
    ("GET", CASE),
    ("GET", f"{CASE}/attachments/x"),
    ("GET", "/unlock/return"),
    ("POST", "/queue/open"),
    ("POST", "/unlock"),
    ("POST", "/lock"),
    ("POST", "/logout"),
    ("POST", f"{CASE}/triage"),
    ("POST", f"{CASE}/reply"),
    ("GET", f"{CASE}/extract"),
    ("POST", f"{CASE}/extract"),
    ("POST", f"{CASE}/recuse"),
    ("GET", "/admin/notice"),
    ("POST", "/admin/notice"),
    ("POST", "/admin/notice/reset"),
]


def try_to_sign_in(browser: Browser, account: str, password: str) -> Page:
    form = browser.get("/login").form("/login")
    return browser.send(form.fill(account=account, password=password))


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_nobody_gets_in_without_signing_in(open_console: OpenApp, method: str, path: str) -> None:
    browser = Browser(open_console().test_client())
    token = browser.get("/login").form("/login").value("csrf_token")
    response = browser.client.open(path, method=method, data={"csrf_token": token})
    page = Page(response)
    assert page.status == 303
    assert page.headers["Location"].startswith("/login")


def test_list_of_closed_pages_is_whole(open_console: OpenApp) -> None:
    app = open_console()
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("console.")]
    assert all(entrance(app.view_functions[rule.endpoint]) is not None for rule in rules)
    closed = [rule for rule in rules if entrance(app.view_functions[rule.endpoint])]
    assert len(closed) == len(CLOSED)


@pytest.mark.parametrize(("method", "path"), [line for line in CLOSED if line[0] == "POST"])
def test_no_form_works_without_its_token(officers: Officers, method: str, path: str) -> None:
    browser = officers.sign_in()
    assert Page(browser.client.open(path, method=method)).status == 400
    assert browser.get("/queue").url == "/queue", "still signed in"


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


def test_sign_in_over_the_limit_says_when_to_try_again(
    open_console: OpenApp, officers: Officers
) -> None:
    browser = Browser(open_console(limit_sign_in="3 per hour").test_client())
    for _ in range(3):
        assert try_to_sign_in(browser, "nobody", "wrong").status == 422
    right = officers.credentials(INTAKE_OFFICER).password
    page = try_to_sign_in(browser, INTAKE_OFFICER, right)
    assert page.status == 429
    [notice] = page.all("div", role="status")
    assert ":" in notice.text


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
    clock.pass_by(hours=9, minutes=59)
    assert browser.get("/queue").url == "/queue"
    clock.pass_by(minutes=1)
    assert browser.get("/queue").url == "/login"


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
    assert officers.sign_in().cookies() == ["c"]


def test_huge_form_is_refused(officers: Officers) -> None:
    browser = Browser(officers.app.test_client())
    form = browser.get("/login").form("/login").fill(account="x" * 2_000_000, password="x")
    assert browser.send(form).status == 413
