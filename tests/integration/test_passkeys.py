"""Passkeys: made, shown, refused where they are another's, copied, replayed or of another page."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.services.officer.accounts.passkeys import relying_party
from app.storage.casework import AuditEntry
from app.storage.signing_in import Authenticator, Passkey
from tests.browse import Browser, Page
from tests.make import CASE_OFFICER, INTAKE_OFFICER, OpenApp
from tests.officers import Officers
from tests.passkeys import SoftPasskey

ORIGIN, HOST = "http://localhost:8001", "localhost"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def console(open_console: OpenApp, officers: Officers) -> Flask:
    """The console at an address that has a name."""
    officers.app = open_console(console_url=ORIGIN)
    return officers.app


def new_passkey(**changes: object) -> SoftPasskey:
    return replace(SoftPasskey(ORIGIN, HOST), **changes)  # type: ignore[arg-type]


def add(browser: Browser, passkey: SoftPasskey, name: str = "办公室的钥匙") -> Page:
    page = browser.get("/account/passkey")
    [request] = [f["data-passkey-make"] for f in page.all("form") if "passkey-make" in repr(f)]
    form = page.form("/account/passkey")
    return browser.send(form.fill(name=name, passkey=passkey.make(request)))


def ask(officers: Officers, account: str) -> tuple[Browser, Page, str]:
    """After the password: a browser, its page, and what a passkey has to sign."""
    browser = officers.enter(account, shown_at=None)
    page = browser.get("/login/second-factor")
    [request] = [f["data-passkey-sign"] for f in page.all("form") if "passkey-sign" in repr(f)]
    return browser, page, request


def answer(browser: Browser, page: Page, text: str) -> Page:
    form = page.form("/login/second-factor")
    return browser.send(form.fill(second_factor_code="", second_factor_passkey=text))


def details(officers: Officers, act: str) -> list[str]:
    with officers.desk.casework.read() as session:
        found = select(AuditEntry.detail).where(AuditEntry.act == act)
        return list(session.scalars(found.order_by(AuditEntry.sequence)))


@pytest.mark.usefixtures("console")
def test_passkey_is_made_and_opens_the_next_sign_in(officers: Officers) -> None:
    passkey = new_passkey()
    assert add(officers.enter(), passkey).url == "/account"
    browser, page, request = ask(officers, INTAKE_OFFICER)
    assert answer(browser, page, passkey.sign(request)).url == "/queue"
    assert "办公室的钥匙" in browser.get("/account").text
    assert details(officers, "signed_in") == ["passkey"]


@pytest.mark.usefixtures("console")
def test_same_answer_twice_opens_nothing(officers: Officers) -> None:
    passkey = new_passkey()
    add(officers.enter(), passkey)
    browser, page, request = ask(officers, INTAKE_OFFICER)
    signed = passkey.sign(request)
    assert answer(browser, page, signed).url == "/queue"
    again, page, _ = ask(officers, INTAKE_OFFICER)
    assert answer(again, page, signed).status == 422
    # A second answer to one question, the first having been wrong.
    again, page, request = ask(officers, INTAKE_OFFICER)
    assert answer(again, page, "{}").status == 422
    assert answer(again, page, passkey.sign(request)).status == 422


@pytest.mark.usefixtures("console")
def test_anothers_passkey_opens_nothing(officers: Officers) -> None:
    own, others = new_passkey(), new_passkey()
    add(officers.enter(INTAKE_OFFICER), own)
    add(officers.enter(CASE_OFFICER), others)
    browser, page, request = ask(officers, INTAKE_OFFICER)
    assert answer(browser, page, others.sign(request)).status == 422
    # Under the own one's id the signature is wrong.
    browser, page, request = ask(officers, INTAKE_OFFICER)
    forged = new_passkey(credential_id=own.credential_id)
    assert answer(browser, page, forged.sign(request)).status == 422
    # Nor can it be added to a second account.
    assert add(officers.enter(INTAKE_OFFICER), others).status == 422


@pytest.mark.usefixtures("console")
def test_copied_passkey_is_noticed(officers: Officers) -> None:
    passkey = new_passkey()
    add(officers.enter(), passkey)
    copy = replace(passkey)
    for _ in range(2):
        browser, page, request = ask(officers, INTAKE_OFFICER)
        assert answer(browser, page, passkey.sign(request)).url == "/queue"
    browser, page, request = ask(officers, INTAKE_OFFICER)
    assert answer(browser, page, copy.sign(request)).status == 422
    assert details(officers, "second_factor_refused") == ["passkey copied"]


@pytest.mark.usefixtures("console")
@pytest.mark.parametrize(
    ("origin", "host"),
    [("http://localhost:8009", HOST), ("https://console.example", HOST), (ORIGIN, "example")],
)
def test_forged_page_gets_nothing(officers: Officers, origin: str, host: str) -> None:
    passkey = new_passkey()
    add(officers.enter(), passkey)
    browser, page, request = ask(officers, INTAKE_OFFICER)
    elsewhere = replace(passkey, origin=origin, host=host)
    assert answer(browser, page, elsewhere.sign(request)).status == 422


@pytest.mark.usefixtures("console")
@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 3}', "[" * 9_000, "x" * 20_000])
def test_odd_answer_is_answered(officers: Officers, text: str) -> None:
    add(officers.enter(), new_passkey())
    browser, page, _ = ask(officers, INTAKE_OFFICER)
    assert answer(browser, page, text).status == 422
    page = officers.enter().get("/account/passkey")
    form = page.form("/account/passkey").fill(name="x", passkey=text)
    assert officers.enter().send(form).status in (400, 422)


@pytest.mark.usefixtures("console")
def test_last_factor_cannot_be_removed(officers: Officers) -> None:
    browser = officers.enter()
    page = browser.send(browser.get("/account").form("/authenticator/remove"))
    assert page.all("div", role="alert")
    add(browser, new_passkey())
    page = browser.send(browser.get("/account").form("/authenticator/remove"))
    assert page.all("form", action="/account/authenticator/remove") == []
    assert browser.send(page.form("/passkey/remove")).all("div", role="alert")
    add(browser, new_passkey(), "手机")
    with officers.desk.casework.read() as session:
        first = session.scalars(select(Passkey).where(Passkey.name == "手机")).one()
    form = browser.get("/account").form("/logout")
    token = form.value("csrf_token")
    data = {"csrf_token": token, "key_id": first.credential_id.hex()}
    assert browser.client.post("/account/passkey/remove", data=data).status_code == 303
    for odd in ("", "zz", "00" * 32):
        browser.client.post("/account/passkey/remove", data={"csrf_token": token, "key_id": odd})
    with officers.desk.casework.read() as session:
        assert session.get(Authenticator, INTAKE_OFFICER) is None
        assert len(session.scalars(select(Passkey)).all()) == 1


@pytest.mark.usefixtures("console")
def test_passkey_serves_when_the_second_factor_is_asked_for_again(officers: Officers) -> None:
    passkey = new_passkey()
    browser = officers.enter()
    add(browser, passkey)
    with officers.desk.casework.begin() as session:
        session.execute(Authenticator.__table__.delete())  # type: ignore[attr-defined]
    officers.app.extensions["desk"].clock.pass_by(minutes=6)
    page = browser.send(browser.get("/account").form("/recovery-codes"))
    assert page.status == 403
    [request] = [f["data-passkey-sign"] for f in page.all("form") if "passkey-sign" in repr(f)]
    form = page.form("/recovery-codes").fill(second_factor_passkey=passkey.sign(request))
    assert len(browser.send(form).one("ol", class_="codes").text.split()) == 10


def test_address_without_a_name_offers_no_passkey(officers: Officers) -> None:
    page = officers.enter().get("/account/passkey")
    assert page.all("form", action="/account/passkey") == []
    assert relying_party("http://127.0.0.1:8001") is None
    assert relying_party("https://[::1]") is None
    assert relying_party("https://console.example:8443/x") is not None
