"""An administrator invites an auditor, who comes in; an officer signs in by a passkey."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.services.operator.administrators import add_administrator
from app.settings import load_settings
from tests.browser.conftest import Office
from tests.browser.people import Officer
from tests.browser.test_pages import NARROW, check_page

pytestmark = pytest.mark.xdist_group("browser")
_PASSWORD = "tulip-9-harbor-kite"


def test_an_auditor_is_invited_and_comes_in(office: Office, new_page: Callable[..., Page]) -> None:
    settings = load_settings(office.installation.instance, {})
    password = add_administrator(settings, "admin01", "系统管理员")
    administrator = Officer(new_page(width=NARROW), office.console_url)
    page = administrator.page
    administrator.signs_in("admin01", password)
    check_page(page)
    administrator.sets_up_an_app()
    check_page(page)
    administrator.goes_on()
    check_page(page)
    page.goto(f"{office.console_url}/admin/accounts/invite")
    page.fill("[name=account]", "auditor7")
    page.fill("[name=name]", "王审计")
    page.select_option("[name=role]", "auditor")
    check_page(page)
    page.locator("main form button").click()
    check_page(page)
    code = page.inner_text(".one-code")
    page.goto(f"{office.console_url}/admin/accounts/auditor7")
    check_page(page)

    # Without scripts, as it must work too.
    auditor = Officer(new_page(scripts=False), office.console_url)
    auditor.page.goto(f"{office.console_url}/login")
    auditor.page.locator("a[href*='/invitation']").click()
    auditor.page.fill("[name=code]", code)
    auditor.page.locator("main form button").click()
    auditor.page.fill("[name=new_password]", _PASSWORD)
    auditor.page.fill("[name=repeated_password]", _PASSWORD)
    auditor.page.locator("main form button").click()
    assert len(auditor.sets_up_an_app()) == 10
    auditor.goes_on()
    expect(auditor.page.locator(".who")).to_contain_text("王审计")


def test_an_officer_signs_in_by_a_passkey(office: Office, new_page: Callable[..., Page]) -> None:
    page = new_page()
    # The browser's own security key, in software: it is asked as a real one is.
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    officer = Officer(page, office.console_url)
    password, _ = office.secrets_of("unit201")
    officer.signs_in("unit201", password)
    page.goto(f"{office.console_url}/account/passkey")
    check_page(page)
    page.fill("[name=name]", "办公室密钥")
    page.locator("[data-action=passkey]").click()
    expect(page).to_have_url(f"{office.console_url}/account")
    expect(page.locator("main")).to_contain_text("办公室密钥")
    check_page(page)

    officer.signs_out()
    officer.types_the_password("unit201", password)
    check_page(page)
    page.locator("[data-action=passkey]").click()
    expect(page).to_have_url(f"{office.console_url}/queue")
