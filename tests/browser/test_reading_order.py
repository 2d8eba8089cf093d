"""What a screen reader says, and in which order: by the browser's accessibility tree."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Office
from tests.browser.people import Reporter

_NAMED = re.compile(r'- (heading|textbox|radio|checkbox|button|group|link) "([^"]+)"')
_CONTROL = re.compile(r"- (textbox|radio|checkbox|button|link)(?: \[[^\]]*\])*:?$", re.MULTILINE)

FORM = [
    ("heading", "请说说您知道的情况"),
    ("textbox", "发生了什么？"),
    ("group", "由谁接收？"),
    ("group", "反映的是哪一类问题？"),
    ("group", "钱是谁出的？"),
    ("group", "文件里隐藏的信息"),
    ("button", "先看一遍，再提交"),
]
LOOK_OVER = [
    ("heading", "提交前，请再看一遍"),
    ("heading", "您将提交的内容"),
    ("button", "加密并提交"),
]
STATUS = [
    ("heading", "办理进展"),
    ("heading", "接下来会怎样"),
    ("heading", "往来留言"),
    ("heading", "给办理机关留言"),
]


def spoken(page: Page) -> list[tuple[str, str]]:
    """Headings, groups and controls of the main part, in the order in which they are spoken."""
    tree = page.locator("main").aria_snapshot()
    assert not _CONTROL.search(tree), f"a control has no name:\n{tree}"
    return [(kind, name.partition(" ")[0]) for kind, name in _NAMED.findall(tree)]


def check_order(found: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> None:
    """All that is wanted is there, in its order, whatever stands between."""
    rest = iter(found)
    missing = [one for one in wanted if one not in rest]
    assert missing == [], found


@pytest.mark.parametrize("seals", [True, False], ids=["browser seals", "server seals"])
def test_pages_are_spoken_in_the_order_of_the_questions(
    office: Office, new_page: Callable[..., Page], seals: bool
) -> None:
    reporter = Reporter(new_page(width=390), office.public_url, seals=seals)
    reporter.opens_the_form()
    reporter.page.locator("#report-form button[type=submit]").last.wait_for()
    check_order(spoken(reporter.page), FORM)
    reporter.tells("他们每周聚会。", payer="business_person")
    reporter.looks_it_over()
    check_order(
        spoken(reporter.page),
        [
            ("heading", "提交前，请再看一遍"),
            ("heading", "您将提交的内容"),
            ("button", "加密并提交"),
        ],
    )
    reporter.confirms()
    slip = reporter.writes_down_the_receipt()
    reporter.comes_back(slip)
    check_order(spoken(reporter.page), STATUS)
