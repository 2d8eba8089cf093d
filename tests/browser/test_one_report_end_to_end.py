"""One report travels end to end: steps 2 to 6 of what a person can do, in a real browser."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office, at_work, wait_for_a_release
from tests.browser.people import Reporter, Slip

STORY = "每周五晚上，他们在城南一家农家乐聚会喝酒，由一名承包商买单，散席后商量工程分配。"
UNKNOWN_CODE = " ".join(["的"] * 11 + ["在"])
"""A whole code that nobody was given: 128 zero bits."""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "聚会现场照片.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3000)
    return path


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    path = tmp_path / "情况说明.docx"
    inside = BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("word/document.xml", "<w:t>情况说明</w:t>" * 500)
    path.write_bytes(inside.getvalue())
    return path


# Without scripts a report travels in `make test` too: from Firefox, in test_firefox.py.
@pytest.mark.parametrize(
    "scripts",
    [True, pytest.param(False, marks=pytest.mark.prove)],
    ids=["with scripts", "without scripts"],
)
def test_a_report_is_sent_worked_routed_and_answered(  # noqa: PLR0915  one story, told in one go
    office: Office, new_page: Callable[..., Page], photo: Path, word_file: Path, scripts: bool
) -> None:
    # The office is one for both ways: what the other way left with the unit.
    routed_before = set(at_work(office, new_page(), "unit101").sees_leads())

    # 2. A reporter, on a phone, gets it wrong once, then leaves with a slip.
    reporter = Reporter(new_page(width=390, scripts=scripts), office.public_url, seals=scripts)
    reporter.reads_the_first_page()
    expect(reporter.page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
    reporter.page.get_by_role("link", name="我要反映").first.click()
    reporter.opens_the_form()
    reporter.tells("", category="drinking_circle", circle_type="merchant", benefit="工程分配")
    reporter.adds(photo, word_file)
    reporter.sends()
    expect(reporter.page.get_by_role("alert")).to_be_visible()
    assert reporter.page.input_value("[name=benefit]") == "工程分配"
    if scripts:
        expect(reporter.page.locator(".qf-files")).to_contain_text(photo.name)
    else:
        expect(reporter.page.get_by_label(re.compile(photo.name))).to_be_checked()
    reporter.tells(STORY, payer="business_person", ongoing="regular")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    assert re.fullmatch(r"QF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", slip.case_number)
    assert len(slip.code) == 12
    assert all(re.fullmatch(r"[\u4e00-\u9fff]", character) for character in slip.code)
    reporter.types_back(slip)
    expect(reporter.page.locator("h1")).to_contain_text("关闭")

    # 6. A second reporter writes about the group itself, in English; a third of something small.
    english = Reporter(new_page(scripts=scripts), office.public_url, "en", seals=scripts)
    about_the_group = _sends(english, "Officers of the group take part.", organ="superior")
    small = _sends(
        Reporter(new_page(scripts=scripts), office.public_url),
        "接待时喝了酒。",
        category="official_activity_alcohol",
    )

    # 4. The intake officer unlocks, opens the batch and finds the drinking circle on top.
    officer = at_work(office, new_page(), "intake01")
    officer.opens_the_batch()
    numbers = officer.sees_leads()
    assert numbers.index(slip.case_number) < numbers.index(small.case_number)
    assert officer.sees_levels()[0] == "P1"
    assert about_the_group.case_number not in officer.page.content()
    officer.opens(slip.case_number)
    expect(officer.page.locator("main")).to_contain_text(STORY)
    names = [photo.name, word_file.name]
    assert officer.downloads(names[0]) == photo.read_bytes()
    assert officer.downloads(names[1]) == word_file.read_bytes()
    officer.triages(category="drinking_circle", assign_to="case01", note="线索具体，可查")
    expect(officer.page.locator("main")).to_contain_text("线索具体，可查")
    officer.replies("请问聚会一般几点开始？")
    officer.says_whom_it_concerns("unit-1")
    officer.proposes_the_original("unit-1", "由该局纪委核实")
    approver = at_work(office, new_page(), "approve01")
    approver.opens(slip.case_number)
    approver.approves()
    officer.opens(slip.case_number)
    expect(officer.page.locator("main")).to_contain_text("公路管理局纪委")

    # 5. The unit's officer sees that lead and no other; the other unit sees none.
    unit = at_work(office, new_page(), "unit101")
    assert set(unit.sees_leads()) - routed_before == {slip.case_number}
    assert small.case_number not in unit.page.content()
    unit.opens(slip.case_number)
    expect(unit.page.locator("main")).to_contain_text(STORY)
    assert unit.downloads(names[0]) == photo.read_bytes()
    unit.page.goto(f"{office.console_url}/cases/{small.case_number}")
    expect(unit.page.locator("main")).not_to_contain_text("接待时喝了酒")
    assert at_work(office, new_page(), "unit201").sees_leads() == []

    # 6. The superior alone opens what concerns the group; the group is refused.
    superior = at_work(office, new_page(), "superior01")
    superior.opens_the_batch()
    assert about_the_group.case_number in superior.sees_leads()
    officer.page.goto(f"{office.console_url}/cases/{about_the_group.case_number}")
    expect(officer.page.locator("main")).not_to_contain_text("take part")

    # 3. After the next release the reporter reads, answers and adds a file.
    wait_for_a_release()
    reporter.comes_back(slip)
    expect(reporter.page.locator("main")).to_contain_text("已转有权处理的机关")
    expect(reporter.page.locator("main")).to_contain_text("请问聚会一般几点开始？")
    expect(reporter.page.locator("main")).not_to_contain_text("公路管理局")
    expect(reporter.page.locator("main")).not_to_contain_text(STORY)
    reporter.writes("一般七点。", photo)
    expect(reporter.page.get_by_role("status").first).to_be_visible()
    if scripts:
        # A browser knows the addressed organ alone: when that reads it, the unit gets it.
        officer.opens(slip.case_number)
        expect(officer.page.locator("main")).to_contain_text("一般七点。")
    unit.opens(slip.case_number)
    expect(unit.page.locator("main")).to_contain_text("一般七点。")

    # A wrong code, a right code with a wrong number: the same neutral answer.
    reporter.comes_back(Slip(small.case_number, slip.code))
    first = reporter.page.inner_text("main")
    reporter.comes_back(slip, code=UNKNOWN_CODE)
    assert reporter.page.inner_text("main") == first

    # The key locks by the button, and nothing can be read.
    officer.locks()
    officer.page.goto(f"{office.console_url}/cases/{slip.case_number}")
    expect(officer.page).to_have_url(re.compile("/queue"))
    expect(officer.page.locator("main")).not_to_contain_text(slip.case_number)


def _sends(reporter: Reporter, story: str, *, organ: str = "group", **answers: str) -> Slip:
    reporter.opens_the_form()
    reporter.tells(story, organ=organ, **answers)
    reporter.sends()
    return reporter.writes_down_the_receipt()
