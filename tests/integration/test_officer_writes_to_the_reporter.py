"""Words to a reporter: from a template or not, and never the report's own without a second look."""

import pytest
from sqlalchemy import func, select

from app.console.lead.reply_templates import TEXTS
from app.domain.repeats import find_repeats
from app.storage.database import Database
from app.storage.intake import ItemKind, SealedItem
from tests.browse import Browser
from tests.make import STORY, Clock
from tests.officers import Officers, press_open_batch
from tests.reporters import Noted, ask, submit, write

Zones = tuple[Database, Database]


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    return submit(reporter, subjects="王建国、李大海", place="望江农家乐")


@pytest.fixture
def browser(officers: Officers, noted: Noted) -> Browser:
    browser = officers.unlock()
    press_open_batch(browser)
    assert noted
    return browser


def count_replies(zones: Zones) -> int:
    with zones[0].read() as session:
        return session.scalar(select(func.count()).where(SealedItem.kind == ItemKind.REPLY)) or 0


def test_template_is_put_into_the_message_and_sent_after_a_change(
    browser: Browser, reporter: Browser, noted: Noted, clock: Clock, zones: Zones
) -> None:
    form = browser.get(f"/cases/{noted.number}").form("/reply").fill(text="您好。")
    page = browser.send(form.fill(template="ask", language="zh", step="template"))
    filled = page.form("/reply")
    text = filled.value("text")
    assert text.startswith("您好。")
    assert "不便回答可以不答" in text
    assert count_replies(zones) == 0
    assert browser.send(filled.fill(text=text + "谢谢！")).status == 200
    clock.pass_by(minutes=1)
    assert "谢谢！" in ask(reporter, noted.code).text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("处长和几名项目经理常去吗？", "处长和几名项目经理"),
        ("王建国在场吗？", "王建国"),
        ("李大海 在场吗？", "李大海"),
        ("是在望江农家乐吗？", "望江农家乐"),
        ("第二封里写的银色轿车是谁的？", "银色轿车是谁的"),
        ("张三丰是谁？", "张三丰"),
    ],
)
def test_what_repeats_the_lead_takes_a_tick(
    browser: Browser, reporter: Browser, noted: Noted, zones: Zones, text: str, named: str
) -> None:
    write(reporter, noted.code, "门口停着银色轿车，是谁的不知道。银色轿车是谁的我想想。")
    page = browser.get(f"/cases/{noted.number}")
    browser.send(page.form("/people").fill(part="mentioned", name="张三丰"))
    page = browser.send(browser.get(f"/cases/{noted.number}").form("/reply").fill(text=text))
    assert page.status == 422
    assert f"“{named}”" in page.errors[0]
    assert page.form("/reply").value("text") == text
    assert count_replies(zones) == 0
    assert browser.send(page.form("/reply").fill(sure="y")).status == 200
    assert count_replies(zones) == 1


def test_templates_are_there_in_both_languages_and_say_nothing_of_a_report() -> None:
    names = {name for name, _ in TEXTS}
    assert {(name, language) for name in names for language in ("zh", "en")} == set(TEXTS)
    for (_, language), text in TEXTS.items():
        assert find_repeats(text, [STORY]) == ()
        assert any("\u4e00" <= character <= "\u9fff" for character in text) == (language == "zh")
