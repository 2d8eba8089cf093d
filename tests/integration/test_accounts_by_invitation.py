"""Accounts: invited, accepted, changed, blocked, set up anew, removed. Parts of a key stay out."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.domain.roles import INVITED_ROLES, KEY_ROLES, Role, can_become
from app.services.officer.accounts.administer import change_role
from app.services.officer.accounts.invitations import Invited, invite
from app.services.officer.desk import ActingOfficer, NotPermittedError
from app.storage.casework import AuditEntry, Officer
from app.storage.signing_in import Authenticator, Invitation
from tests.browse import Browser, Page
from tests.make import CASE_OFFICER, GROUP, INTAKE_OFFICER, UNIT, Clock, OpenApp
from tests.officers import Officers, sign_in
from tests.second_factors import app_code

pytestmark = pytest.mark.rows

ADMIN, NEW = "admin01", "auditor7"
PASSWORD = "tulip-9-harbor-kite"
Fill = Callable[..., Page]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def administrator(officers: Officers) -> Browser:
    officers.add(ADMIN, Role.ADMINISTRATOR)
    return officers.enter(ADMIN)


def invite_by_page(administrator: Browser, **changes: str) -> Page:
    form = administrator.get("/admin/accounts/invite").form("/admin/accounts/invite")
    values = {"account": NEW, "name": "王审计", "role": "auditor", "organ": GROUP}
    return administrator.send(form.fill(**values | changes))


def press(administrator: Browser, account: str, button: str, **values: str) -> Page:
    form = administrator.get(f"/admin/accounts/{account}").form(f"/{button}")
    return administrator.send(form.fill(**values))


def code_on(page: Page) -> str:
    return page.one("p", class_="one-code").text


def come(officers: Officers, code: str, password: str = PASSWORD) -> tuple[Browser, Page]:
    """Type the code, and choose a password."""
    browser = Browser(officers.app.test_client())
    page = browser.send(browser.get("/invitation").form("/invitation").fill(code=code))
    if page.status != 200:
        return browser, page
    form = page.form("/invitation/accept")
    return browser, browser.send(form.fill(new_password=password, repeated_password=password))


def state(page: Page, account: str) -> str:
    [row] = [row.text for row in page.all("tr") if account in row.text]
    return row


def log_of(officers: Officers, account: str) -> list[tuple[str, str]]:
    with officers.desk.casework.read() as session:
        found = select(AuditEntry).where(AuditEntry.account == account)
        entries = session.scalars(found.order_by(AuditEntry.sequence)).all()
    return [(entry.act, entry.detail) for entry in entries]


def test_newcomer_comes_in_by_the_code(officers: Officers, administrator: Browser) -> None:
    code = code_on(invite_by_page(administrator, organ=UNIT))
    assert code not in administrator.get("/admin/accounts").text, "shown once"
    browser, page = come(officers, code.lower().replace("-", " "))
    assert page.url == "/login/set-up"
    words = page.one("p", class_="seed-words").text
    form = page.form("/login/set-up").fill(code=app_code(words, officers.desk.clock()))
    assert browser.send(form).all("ol", class_="codes")
    assert browser.get("/").url == "/audit"
    again = sign_in(officers.app, NEW, PASSWORD)
    assert "公路管理局" in again.get("/account").text
    assert log_of(officers, ADMIN) == [("account_invited", f"{NEW} role=auditor")]
    assert log_of(officers, NEW)[0] == ("invitation_used", "")
    with officers.desk.casework.read() as session:
        row = session.get_one(Officer, NEW)
        said = repr([(e.act, e.detail) for e in session.scalars(select(AuditEntry))])
    assert (row.recipient, row.sealed_identity) == ("", b""), "no key is anywhere near"
    assert code not in said
    assert PASSWORD not in said


def test_code_counts_once_and_for_seven_days(
    officers: Officers, administrator: Browser, clock: Clock
) -> None:
    code = code_on(invite_by_page(administrator))
    assert come(officers, code)[1].url == "/login/set-up"
    assert come(officers, code)[1].status == 422
    late = code_on(invite_by_page(administrator, account="late01"))
    clock.pass_by(days=7)
    assert come(officers, late)[1].status == 422
    administrator = officers.enter(ADMIN)
    assert state(administrator.get("/admin/accounts"), "late01")
    anew = code_on(press(administrator, "late01", "reset", sure="y"))
    assert come(officers, late)[1].status == 422
    assert come(officers, anew)[1].url == "/login/set-up"


@pytest.mark.parametrize("password", ["short", "password1234", "auditor7-is-my-name", "x" * 1001])
def test_weak_password_leaves_the_code_as_it_is(
    officers: Officers, administrator: Browser, password: str
) -> None:
    code = code_on(invite_by_page(administrator))
    browser, page = come(officers, code, password)
    assert (page.status, len(page.errors)) == (422, 1)
    assert password.encode() not in page.body, "it does not come back"
    form = page.form("/invitation/accept")
    form.fill(new_password=PASSWORD, repeated_password=PASSWORD)
    assert browser.send(form).url == "/login/set-up"


def test_guessing_codes_has_a_limit_and_one_answer(
    open_console: OpenApp, officers: Officers, administrator: Browser
) -> None:
    code = code_on(invite_by_page(administrator))
    press(administrator, NEW, "block")
    officers.app = open_console(limit_sign_in="3 per hour")
    pages = [come(officers, guess)[1] for guess in ("0000-0000-0000-0000", code, "\x00🙂")]
    assert {page.status for page in pages} == {422}
    assert len({page.text for page in pages}) == 1
    assert come(officers, code)[1].status == 429


def test_no_password_opens_an_account_that_waits(
    officers: Officers, administrator: Browser
) -> None:
    password = officers.credentials(CASE_OFFICER).password
    signed_in = officers.enter(CASE_OFFICER)
    code = code_on(press(administrator, CASE_OFFICER, "reset", sure="y"))
    assert signed_in.get("/queue").url == "/login"
    browser = Browser(officers.app.test_client())
    for account, typed in ((CASE_OFFICER, password), (CASE_OFFICER, ""), (NEW, "x")):
        form = browser.get("/login").form("/login").fill(account=account, password=typed)
        assert browser.send(form).status == 422
    with officers.desk.casework.read() as session:
        assert session.get(Authenticator, CASE_OFFICER) is None
        assert session.get_one(Officer, CASE_OFFICER).recipient, "the part of the key stays"
    assert come(officers, code)[1].url == "/login/set-up"


def test_only_roles_without_a_key_are_invited(officers: Officers, administrator: Browser) -> None:
    offered = administrator.get("/admin/accounts/invite").all("option")
    values = {option["value"] for option in offered}
    assert values & set(map(str, Role)) == set(map(str, INVITED_ROLES))
    for role in KEY_ROLES:
        assert invite_by_page(administrator, role=role).status == 422
        acting = ActingOfficer(ADMIN, ADMIN, Role.ADMINISTRATOR, GROUP, "")
        with pytest.raises(NotPermittedError):
            invite(officers.desk, acting, Invited(NEW, "x", role, GROUP))
    with officers.desk.casework.read() as session:
        assert session.scalars(select(Invitation)).all() == []


def test_no_change_of_role_brings_or_leaves_a_key(
    officers: Officers, administrator: Browser
) -> None:
    for role in Role:
        assert set(can_become(role, holds_key=True)) <= set(KEY_ROLES)
        assert set(can_become(role, holds_key=False)) <= set(INVITED_ROLES)
    officers.add(NEW, Role.AUDITOR)
    acting = ActingOfficer(ADMIN, ADMIN, Role.ADMINISTRATOR, GROUP, "")
    for account, role in ((NEW, Role.APPROVER), (CASE_OFFICER, Role.ADMINISTRATOR)):
        assert press(administrator, account, "role", role=role).status == 422
        with pytest.raises(NotPermittedError):
            change_role(officers.desk, acting, account, role)
    signed_in = officers.enter(CASE_OFFICER)
    assert press(administrator, CASE_OFFICER, "role", role="approver").url == "/admin/accounts"
    assert signed_in.get("/queue").url == "/login"
    assert log_of(officers, ADMIN) == [
        ("account_role_changed", f"{CASE_OFFICER} from=case_officer to=approver")
    ]


def test_blocked_account_is_out_at_once_until_unblocked(
    officers: Officers, administrator: Browser
) -> None:
    signed_in = officers.enter(CASE_OFFICER)
    assert signed_in.get("/queue").url == "/queue"
    press(administrator, CASE_OFFICER, "block")
    assert signed_in.get("/queue").url == "/login"
    password = officers.credentials(CASE_OFFICER).password
    browser = Browser(officers.app.test_client())
    form = browser.get("/login").form("/login").fill(account=CASE_OFFICER, password=password)
    assert browser.send(form).status == 422
    press(administrator, CASE_OFFICER, "unblock")
    assert officers.sign_in(CASE_OFFICER).get("/queue").url == "/queue"


def test_removed_account_is_gone_and_never_given_again(
    officers: Officers, administrator: Browser
) -> None:
    officers.add(NEW, Role.AUDITOR)
    signed_in = officers.enter(NEW)
    assert press(administrator, NEW, "remove").status == 422, "asks to be sure"
    press(administrator, NEW, "remove", sure="y")
    assert signed_in.get("/account").url == "/login"
    assert administrator.get(f"/admin/accounts/{NEW}").status == 404
    assert len(invite_by_page(administrator).errors) == 1


def test_key_holders_and_oneself_are_not_removed_here(administrator: Browser) -> None:
    own = administrator.get(f"/admin/accounts/{ADMIN}")
    assert [form["action"] for form in own.all("form")] == ["/logout"]
    token = own.form("/logout").value("csrf_token")
    for account, act in (
        (INTAKE_OFFICER, "remove"),
        *((ADMIN, act) for act in ("role", "block", "unblock", "reset", "remove")),
    ):
        data = {"csrf_token": token, "sure": "y", "role": "auditor"}
        sent = administrator.client.post(f"/admin/accounts/{account}/{act}", data=data)
        assert sent.status_code == 403, (account, act)
    for act in ("role", "block", "unblock", "reset", "remove"):
        data = {"csrf_token": token, "sure": "y", "role": "auditor"}
        sent = administrator.client.post(f"/admin/accounts/nobody/{act}", data=data)
        assert sent.status_code == 404, act
