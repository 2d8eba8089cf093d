"""A working day: officers of different roles at one lead, each at their own screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.domain.roles import Role
from app.services.officer.accounts.passwords import hash_password
from app.settings import load_settings
from app.storage.casework import Officer as OfficerRow
from app.storage.database import open_database
from tests.browser.conftest import Office, at_work, wait_for_a_release
from tests.browser.people import Officer, Reporter
from tests.make import GROUP
from tests.second_factors import plant_authenticators, plant_recovery_codes

pytestmark = pytest.mark.xdist_group("browser")
AUDITOR, PASSWORD = "audit02", "tulip-9-harbor-kite"
STORY = "每周三晚上，质监站的几个人在城东茶楼打牌喝酒，由一名材料商结账，之后商量检测结果。"
EXTRACT = "质监站有人与材料商经常聚会，费用由对方承担，可查茶楼账目与检测记录。"


@pytest.fixture(scope="module")
def auditor(office: Office) -> str:
    """An auditor's account, as an invitation would have made it."""
    settings = load_settings(office.installation.instance, {})
    casework = open_database(settings, "casework")
    with casework.begin() as session:
        session.add(
            OfficerRow(
                account=AUDITOR,
                name="审计员",
                role=Role.AUDITOR,
                organ_id=GROUP,
                password_hash=hash_password(PASSWORD),
                recipient="",
                sealed_identity=b"",
            )
        )
    casework.engine.dispose()
    plant_authenticators(settings, [AUDITOR])
    plant_recovery_codes(settings, [AUDITOR])
    return AUDITOR


def test_a_day_of_five_officers(
    office: Office, new_page: Callable[..., Page], auditor: str
) -> None:
    reporter = Reporter(new_page(), office.public_url)
    reporter.opens_the_form()
    reporter.tells(STORY, category="drinking_circle", payer="business_person")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    number = slip.case_number

    _rates_and_assigns(at_work(office, new_page(), "intake01"), number)
    # The approver works in English, and agrees by the keyboard.
    approver = at_work(office, new_page(), "approve01", "en")
    approver.opens(number)
    expect(approver.page.locator("#waiting")).to_have_text("Waits for a decision")
    approver.reaches("form[action*='/approve'] button")
    approver.page.keyboard.press("Enter")
    expect(approver.page.locator("#waiting")).to_have_count(0)

    case = at_work(office, new_page(), "case01")
    _works(case, number)
    approver.opens(number)
    approver.approves()
    expect(approver.page.locator("main")).to_contain_text("Preliminary verification")

    audits = Officer(new_page(), office.console_url)
    audits.signs_in(auditor, PASSWORD)
    _sees_hands_and_no_word(audits, number)
    _asks_from_above(at_work(office, new_page(), "superior01"), number)
    case.opens(number)
    expect(case.page.locator("main")).to_contain_text("上级机关询问本线索的办理进展")

    wait_for_a_release()
    reporter.comes_back(slip)
    shown = reporter.page.locator("main")
    expect(shown).to_contain_text("正在办理")
    expect(shown).to_contain_text("还有哪些途径可以核实")
    expect(shown).not_to_contain_text(re.compile("初步核实|公路管理局|督办"))


def _rates_and_assigns(intake: Officer, number: str) -> None:
    intake.opens_the_batch()
    intake.goes_to("/queue")
    intake.finds_by_letters(number)
    expect(intake.page.locator("main")).to_contain_text(STORY)
    intake.triages(category="drinking_circle", assign_to="case01", note="时间地点具体")
    intake.says_whom_it_concerns("unit-1")
    intake.proposes("accept", reason="属于受理范围，线索具体")
    expect(intake.page.locator("#waiting")).to_have_text("待审批")


def _works(case: Officer, number: str) -> None:
    """The statement by the keyboard; then the reporter, the extract, the proposal."""
    case.goes_to("/queue")
    case.finds_by_letters(number)
    statement = "form[action*='/statement'] button"
    expect(case.page.locator(statement)).to_be_visible()
    assert STORY not in case.page.content()
    case.reaches(statement)
    case.page.keyboard.press("Enter")
    expect(case.page.locator("main")).to_contain_text(STORY)
    case.replies("来件已阅。方便时请补充还有哪些途径可以核实。")
    expect(case.page.locator("main")).to_contain_text("还有哪些途径可以核实")
    case.writes_the_extract(EXTRACT)
    case.proposes(
        "dispose",
        "初步核实",
        reason="具体可查",
        minutes_number="〔2026〕12号",
        attendants="甲\n乙\n丙",
    )


def _sees_hands_and_no_word(auditor: Officer, number: str) -> None:
    auditor.page.fill("[name=case_number]", number)
    auditor.page.locator("main form button").first.click()
    entries = auditor.page.locator("tbody tr")
    for account in ("intake01", "case01", "approve01"):
        expect(entries.filter(has_text=account).first).to_be_visible()
    assert STORY[:6] not in auditor.page.content()
    auditor.goes_to(f"/cases/{number}")
    expect(auditor.page.locator("main")).not_to_contain_text(STORY)


def _asks_from_above(superior: Officer, number: str) -> None:
    """On a lead that it does not hold, and sees nothing of."""
    assert number not in superior.sees_leads()
    superior.goes_to("/pressing")
    superior.page.fill("[name=case_number]", number)
    superior.page.fill("[name=due_on]", "2099-01-01")
    superior.page.locator("main form button").click()
    expect(superior.page.locator("tbody")).to_contain_text(number)
