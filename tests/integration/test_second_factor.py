"""The second factor: forced at the first sign-in, shown each time, counted once."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.roles import Role
from app.services.officer.accounts.authenticator import code_at, derive_seed_key, open_seed, step_at
from app.services.operator.administrators import add_administrator
from app.settings import Settings
from app.storage.casework import AuditEntry
from app.storage.signing_in import Authenticator, RecoveryCode, SignIn
from tests.browse import Browser, Page
from tests.make import CASE_OFFICER, INTAKE_OFFICER, Clock
from tests.officers import Officers
from tests.second_factors import app_code, fresh_code, next_recovery_code, plant_recovery_codes

ADMIN = "admin01"


def type_password(app: Flask, account: str, password: str) -> tuple[Browser, Page]:
    browser = Browser(app.test_client())
    form = browser.get("/login").form("/login").fill(account=account, password=password)
    return browser, browser.send(form)


def halfway(officers: Officers, account: str = INTAKE_OFFICER) -> Browser:
    """A browser in which only the password was typed."""
    return officers.enter(account, shown_at=None)


def show(browser: Browser, code: str) -> Page:
    form = browser.get("/login/second-factor").form("/login/second-factor")
    return browser.send(form.fill(second_factor_code=code))


def acts(officers: Officers) -> list[tuple[str, str, str]]:
    """What the log says: account, act, detail."""
    with officers.desk.casework.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    return [(entry.account, entry.act, entry.detail) for entry in entries]


def test_first_sign_in_sets_up_a_second_factor_before_anything_else(
    officers: Officers, settings: Settings
) -> None:
    password = add_administrator(settings, ADMIN, "系统管理员")
    browser, page = type_password(officers.app, ADMIN, password)
    assert page.url == "/login/set-up"
    for path in ("/", "/account", "/admin/accounts", "/admin/notice"):
        assert browser.get(path).url == "/login/set-up"
    words = page.one("p", class_="seed-words").text
    wrong = browser.send(page.form("/login/set-up").fill(code="000000"))
    assert wrong.errors
    assert wrong.one("p", class_="seed-words").text == words, "the square that was scanned counts"
    code = app_code(words, officers.desk.clock())
    shown = browser.send(wrong.form("/login/set-up").fill(code=code))
    codes = shown.one("ol", class_="codes").text.split()
    assert len(codes) == 10
    assert browser.get("/").url == "/admin/accounts"
    assert browser.get("/login/set-up").url == "/account"
    with officers.desk.casework.read() as session:
        [row] = session.scalars(select(Authenticator).where(Authenticator.account == ADMIN))
        hashes = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(hashes) == 10
    assert [act for account, act, _ in acts(officers) if account == ADMIN] == [
        "authenticator_added",
        "recovery_codes_made",
        "signed_in",
    ]
    # Nothing of either is in the log or the row as it was shown.
    said = repr(acts(officers)) + repr(row.sealed_seed)
    assert not [text for text in (*codes, words, code, password) if text in said]


def test_password_alone_cannot_set_up_a_factor_beside_one_that_is_there(
    officers: Officers,
) -> None:
    browser = halfway(officers)
    assert browser.get("/login/set-up").url == "/login/second-factor"
    token = browser.get("/login/second-factor").form("/logout").value("csrf_token")
    for values in ({"sealed_seed": "x", "code": "123456"}, {"passkey": "{}", "name": "x"}):
        data = {"csrf_token": token, **values}
        assert Page(browser.client.post("/login/set-up", data=data)).status == 403


@pytest.mark.rows
def test_code_counts_once(officers: Officers, clock: Clock) -> None:
    code = fresh_code(officers.desk, INTAKE_OFFICER)
    assert show(halfway(officers), code).url == "/queue"
    again = halfway(officers)
    assert show(again, code).status == 422, "seen over a shoulder, it opens nothing"
    clock.pass_by(seconds=30)
    assert show(again, code).status == 422, "nor while it would still do by the clock"
    with officers.desk.casework.read() as session:
        [row] = session.scalars(
            select(Authenticator).where(Authenticator.account == INTAKE_OFFICER)
        )
    assert row.last_step == step_at(clock()) - 1


@pytest.mark.rows
def test_recovery_code_counts_once(officers: Officers, settings: Settings) -> None:
    plant_recovery_codes(settings, [CASE_OFFICER])
    code = next_recovery_code(CASE_OFFICER)
    typed = "-".join(code[start : start + 4] for start in range(0, 16, 4)).lower()
    assert show(halfway(officers, CASE_OFFICER), typed).url == "/queue"
    assert show(halfway(officers, CASE_OFFICER), code).status == 422
    assert show(halfway(officers), next_recovery_code(CASE_OFFICER)).status == 422, "another's"
    assert (CASE_OFFICER, "signed_in", "recovery_code left=199") in acts(officers)


@pytest.mark.rows
def test_five_wrong_codes_end_the_sign_in(officers: Officers) -> None:
    browser = halfway(officers)
    for _ in range(4):
        assert show(browser, "000000").status == 422
    form = browser.get("/login/second-factor").form("/login/second-factor")
    assert browser.send(form.fill(second_factor_code="000000")).url == "/login"
    assert browser.get("/login/second-factor").url == "/login"
    refused = [act for act in acts(officers) if act[1] == "second_factor_refused"]
    assert refused == [(INTAKE_OFFICER, "second_factor_refused", "authenticator")] * 5


@pytest.mark.parametrize("code", ["", " ", "１２３４５６", "12345", "\x00" * 6, "x" * 9_000, "🙂"])
def test_odd_code_is_answered(officers: Officers, code: str) -> None:
    assert show(halfway(officers), code).status == 422


def test_right_password_waits_a_quarter_of_an_hour(officers: Officers, clock: Clock) -> None:
    password = officers.credentials(INTAKE_OFFICER).password
    browser, page = type_password(officers.app, INTAKE_OFFICER, password)
    assert page.url == "/login/second-factor"
    clock.pass_by(minutes=15)
    assert browser.get("/login/second-factor").url == "/login"


def test_cookie_from_before_the_second_factor_opens_nothing_after_it(officers: Officers) -> None:
    browser = halfway(officers)
    planted = browser.client.get_cookie("c")
    assert planted
    assert show(browser, fresh_code(officers.desk, INTAKE_OFFICER)).url == "/queue"
    thief = Browser(officers.app.test_client())
    thief.client.set_cookie("c", planted.value)
    assert thief.get("/queue").url == "/login"
    with officers.desk.casework.read() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_stolen_database_opens_no_seed(officers: Officers, settings: Settings) -> None:
    with officers.desk.casework.read() as session:
        row = session.get_one(Authenticator, INTAKE_OFFICER)
    assert len(row.sealed_seed) == 12 + 20 + 16
    # Under another console's key, and in another account's row, it is nothing.
    other = derive_seed_key(settings.secret_key("key-holder"))
    desk = officers.desk
    officers.app.extensions["desk"] = replace(
        desk, sign_in_terms=replace(desk.sign_in_terms, seed_key=other)
    )
    browser = halfway(officers)
    assert show(browser, fresh_code(desk, INTAKE_OFFICER)).status == 422
    officers.app.extensions["desk"] = desk
    with desk.casework.begin() as session:
        session.get_one(Authenticator, CASE_OFFICER).sealed_seed = row.sealed_seed
    code = fresh_code(desk, INTAKE_OFFICER)
    assert show(halfway(officers, CASE_OFFICER), code).status == 422
    unreadable = [act for act in acts(officers) if act[2] == "authenticator unreadable"]
    assert [account for account, _, _ in unreadable] == [INTAKE_OFFICER, CASE_OFFICER]


# The second factor again.


@pytest.fixture
def administrator(officers: Officers, clock: Clock) -> Browser:
    """Signed in a while ago."""
    officers.add(ADMIN, Role.ADMINISTRATOR)
    browser = officers.enter(ADMIN)
    clock.pass_by(minutes=6)
    return browser


def invite_form(browser: Browser) -> Page:
    form = browser.get("/admin/accounts/invite").form("/admin/accounts/invite")
    form.fill(account="auditor7", name="王“审”<计>", role="auditor", organ="group")
    return browser.send(form)


def test_what_was_typed_goes_on_when_the_second_factor_is_right(
    officers: Officers, administrator: Browser
) -> None:
    asked = invite_form(administrator)
    assert asked.status == 403
    form = asked.form("/admin/accounts/invite")
    assert form.value("name") == "王“审”<计>"
    wrong = administrator.send(form.fill(second_factor_code="000000"))
    assert wrong.status == 403
    assert wrong.errors
    form = wrong.form("/admin/accounts/invite")
    done = administrator.send(form.fill(second_factor_code=fresh_code(officers.desk, ADMIN)))
    assert done.status == 200
    assert "王“审”<计>" in done.text
    assert done.all("p", class_="one-code")
    # For five minutes nothing is asked.
    form = administrator.get("/admin/accounts/auditor7").form("/block")
    assert administrator.send(form).url == "/admin/accounts"


def test_page_that_was_asked_for_comes_when_the_second_factor_is_right(
    officers: Officers, administrator: Browser, clock: Clock
) -> None:
    asked = administrator.get("/account/password", lang="en")
    form = asked.form("/second-factor").fill(second_factor_code=fresh_code(officers.desk, ADMIN))
    page = administrator.send(form)
    assert page.url == "/account/password"
    assert page.one("html")["lang"] == "en"
    clock.pass_by(minutes=6)
    typed = page.form("/account/password").fill(
        present_password="geheim-1", new_password="geheim-2", repeated_password="geheim-2"
    )
    again = administrator.send(typed)
    assert again.form("/account/password").values("new_password") == [], "no password waits"
    assert b"geheim" not in again.body


@pytest.mark.parametrize(
    "to",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "/no-such-page",
        "/static/css/console.css",
        "/logout",
        "",
    ],
)
def test_nobody_is_led_elsewhere(officers: Officers, administrator: Browser, to: str) -> None:
    form = administrator.get("/account/password").form("/second-factor")
    form.fill(to=to, second_factor_code=fresh_code(officers.desk, ADMIN))
    sent = administrator.client.post(form.action, data=dict(form.fields))
    assert (sent.status_code, sent.headers.get("Location")) == (400, None)


def test_five_wrong_codes_end_a_sign_in_that_was_left_open(administrator: Browser) -> None:
    page = invite_form(administrator)
    for _ in range(4):
        form = page.form("/admin/accounts/invite").fill(second_factor_code="000000")
        page = administrator.send(form)
    form = page.form("/admin/accounts/invite").fill(second_factor_code="000000")
    assert administrator.send(form).url == "/login"


def test_codes_of_other_steps_count_once_each(officers: Officers, clock: Clock) -> None:
    desk = officers.desk
    fresh_code(desk, INTAKE_OFFICER)
    now = step_at(clock())
    key = desk.sign_in_terms.seed_key
    with desk.casework.read() as session:
        row = session.get_one(Authenticator, INTAKE_OFFICER)
    seed = open_seed(key, INTAKE_OFFICER, row.sealed_seed)
    assert show(halfway(officers), code_at(seed, now - 2)).status == 422
    assert show(halfway(officers), code_at(seed, now - 1)).url == "/queue"
    assert show(halfway(officers), code_at(seed, now + 1)).url == "/queue"
    assert show(halfway(officers), code_at(seed, now)).status == 422, "older than one used"
