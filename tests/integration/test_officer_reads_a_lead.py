"""An officer reads a lead, fetches its files, writes to the reporter, and routes it to a unit."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.domain.forwarding import SentAs
from app.services.officer.desk import NotPermittedError
from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import ItemHeader, ItemKind, PublicWordChange, SealedItem
from tests.browse import Browser, Page
from tests.make import (
    CASE_OFFICER,
    GROUP,
    OTHER_UNIT,
    PHOTO,
    STORY,
    UNIT,
    UNIT_OFFICER,
    Clock,
    OpenApp,
)
from tests.officers import Officers, case_numbers, press_open_batch
from tests.reporters import Noted, ask, submit, write
from tests.routes import concern, forward, propose

Zones = tuple[Database, Database]
NAME = "举报 材料（终稿）.docx"


@pytest.fixture
def reporter(open_public: OpenApp) -> Browser:
    return Browser(open_public().test_client())


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    return submit(
        reporter,
        (NAME, PHOTO),
        ("小.jpg", b""),
        category="drinking_circle",
        payer="business_person",
        place="望江农家乐",
        recuse="李某",
    )


@pytest.fixture
def lead(officers: Officers, noted: Noted) -> Page:
    browser = officers.unlock()
    press_open_batch(browser)
    return browser.get(f"/cases/{noted.number}")


def number_of(lead: Page) -> str:
    return lead.url.rpartition("/")[2]


def items_and_headers(zones: Zones) -> tuple[dict[str, bytes | None], set[tuple[str, str]]]:
    with zones[0].read() as session:
        items = {item.item_id: item.payload for item in session.scalars(select(SealedItem))}
        headers = {(h.item_id, h.holder) for h in session.scalars(select(ItemHeader))}
    return items, headers


def test_lead_shows_the_story_first_and_every_answer(lead: Page) -> None:
    [story] = lead.all("div", class_="story")
    assert STORY in story.text
    for answer in ("望江农家乐", "李某", NAME):
        assert answer in lead.text
    assert lead.all("div", role="alert") == []


def test_file_is_downloaded_whole_under_a_name_that_says_nothing(
    officers: Officers, lead: Page, noted: Noted
) -> None:
    browser = officers.unlock()
    for name, content, ending in ((NAME, PHOTO, "1.docx"), ("小.jpg", b"", "2.jpg")):
        page = browser.get(link(lead, "Download", name))
        assert page.body == content
        assert page.headers["Content-Type"] == "application/octet-stream"
        assert page.headers["Content-Length"] == str(len(content))
        said = page.headers["Content-Disposition"]
        assert said == f'attachment; filename="{noted.number}-file-{ending}"'


def link(page: Page, action: str, name: str) -> str:
    """Where a link beside a file leads."""
    words = {"Download": ("Download", "下载"), "Preview": ("Preview", "预览")}[action]
    wanted = [f"{word} {name}" for word in words]
    return next(a["href"] for a in page.all("a") if a.text in wanted)


def test_unknown_attachment_and_case_are_not_there(officers: Officers, lead: Page) -> None:
    browser = officers.unlock()
    case = lead.url
    for path in (
        f"{case}/files/{'0' * 32}/original",
        f"{case}/files/..%2f..%2fsettings.toml",
        "/cases/QF-0000-0000-00",
        "/cases/%00",
        "/cases/" + "9" * 5000,
        "/cases/QF-0000-0000-00/files/%00",
    ):
        assert browser.get(path).status in (404, 502), path


def test_reply_appears_at_the_release_and_not_before(
    officers: Officers, open_public: OpenApp, open_console: OpenApp, clock: Clock
) -> None:
    daily = {"release": "daily 08:00"}
    reporter = Browser(open_public(**daily).test_client())
    noted = submit(reporter)
    officers.app = open_console(**daily)
    browser = officers.unlock()
    press_open_batch(browser)
    form = browser.get(f"/cases/{noted.number}").form("/reply")
    page = browser.send(form.fill(text="请补充聚餐的时间。"))
    assert "请补充聚餐的时间。" in page.text

    clock.now = datetime(2026, 11, 12, 23, 59, 59, tzinfo=UTC)
    before = ask(reporter, noted.code)
    assert "请补充" not in before.text
    assert "2026年11月12日" in before.text, "received, but not yet shown as opened"
    assert before.text.count("2026年11月12日") == 1

    clock.pass_by(seconds=1)
    after = ask(reporter, noted.code)
    assert "请补充聚餐的时间。" in after.text
    assert after.text.count("2026年11月12日") > 1


def test_talk_goes_back_and_forth_in_order(
    officers: Officers, reporter: Browser, clock: Clock, noted: Noted, lead: Page
) -> None:
    browser = officers.unlock()
    for number in (1, 2):
        form = browser.get(lead.url).form("/reply")
        browser.send(form.fill(text=f"问题{number}"))
        clock.pass_by(minutes=2)
        answered = write(reporter, noted.code, f"回答{number}", ("答.png", PHOTO))
        assert f"问题{number}" in answered.text
        assert f"回答{number}" not in answered.text
    page = browser.get(lead.url)
    said = [e.text for e in page.all("li", class_="message")]
    order = [word for text in said for word in ("问题1", "回答1", "问题2", "回答2") if word in text]
    assert order == ["问题1", "回答1", "问题2", "回答2"]
    files = [a["href"] for a in page.all("a") if "/original?message=" in a["href"]]
    # Each stands in its message and in the list of all files.
    assert [browser.get(url).body for url in files] == [PHOTO] * 4


def test_changed_form_under_a_used_code_can_be_read(officers: Officers, reporter: Browser) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    reporter.send(form)
    reporter.send(form.fill(narrative="第二版：还有一次。"))
    browser = officers.unlock()
    [number] = case_numbers(press_open_batch(browser))
    assert "第二版：还有一次。" in browser.get(f"/cases/{number}").text


def test_routing_lets_the_unit_in_and_touches_no_payload(
    officers: Officers, settings: Settings, zones: Zones, lead: Page, reporter: Browser
) -> None:
    folder = settings.zone("intake") / "payloads"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    items, headers = items_and_headers(zones)
    other = submit(reporter, narrative="另一件事")

    forward(officers, number_of(lead), SentAs.ORIGINAL)
    assert "公路管理局纪委" in officers.unlock().get(lead.url).text

    items_now, headers_now = items_and_headers(zones)
    assert {name: path.read_bytes() for path in folder.iterdir() for name in [path.name]} == files
    assert items.items() <= items_now.items()
    assert headers_now - headers == {(i, UNIT) for i in items} | {
        (i, GROUP) for i in set(items_now) - set(items)
    }

    unit = officers.unlock(UNIT_OFFICER)
    number = lead.url.rpartition("/")[2]
    assert case_numbers(unit.get("/queue")) == [number]
    seen = unit.get(lead.url)
    assert STORY in seen.text
    assert unit.get(link(seen, "Download", NAME)).body == PHOTO
    assert unit.get(f"/cases/{other.number}").status == 404


def test_other_unit_sees_nothing_of_it(officers: Officers, lead: Page) -> None:
    forward(officers, number_of(lead), SentAs.ORIGINAL)
    other = officers.unlock("unit201")
    assert case_numbers(other.get("/queue")) == []
    assert other.get(lead.url).status == 404


def test_message_after_routing_is_sealed_to_both(
    officers: Officers, reporter: Browser, noted: Noted, lead: Page, zones: Zones
) -> None:
    browser = officers.unlock()
    forward(officers, number_of(lead), SentAs.ORIGINAL)
    write(reporter, noted.code, "补充一句")
    with zones[0].read() as session:
        holders = session.scalars(
            select(ItemHeader.holder)
            .join(SealedItem, SealedItem.item_id == ItemHeader.item_id)
            .where(SealedItem.kind == ItemKind.MESSAGE)
        ).all()
    assert set(holders) == {GROUP, UNIT}
    for officer in (browser, officers.unlock(UNIT_OFFICER)):
        assert "补充一句" in officer.get(lead.url).text


def test_routing_shows_to_the_reporter_at_the_release_only(
    officers: Officers, zones: Zones, lead: Page, clock: Clock
) -> None:
    forward(officers, number_of(lead), SentAs.ORIGINAL)
    with zones[0].read() as session:
        changes = session.scalars(select(PublicWordChange)).all()
    newest = max(changes, key=lambda change: change.shown_from)
    assert newest.word == "forwarded"
    assert newest.shown_from > clock.now.timestamp()


@pytest.mark.parametrize("unit", ["superior", GROUP, "unit-9", ""])
def test_lead_is_routed_to_units_of_the_roster_only(
    officers: Officers, lead: Page, zones: Zones, unit: str
) -> None:
    number, browser = number_of(lead), officers.unlock()
    concern(officers, number)
    form = browser.get(f"/cases/{number}/decide/route").form("/decide/route")
    assert browser.send(form.fill(unit=unit, sent="original", reason="按管辖")).status == 422
    with pytest.raises(NotPermittedError):
        propose(officers, number, SentAs.ORIGINAL, unit)
    with zones[0].read() as session:
        assert set(session.scalars(select(ItemHeader.holder))) == {GROUP}


def test_unit_cannot_route_on(officers: Officers, lead: Page, zones: Zones) -> None:
    forward(officers, number_of(lead), SentAs.ORIGINAL)
    unit = officers.unlock(UNIT_OFFICER)
    form = unit.get(lead.url).form("/triage")
    form.action = form.action.replace("/triage", "/decide/route")
    page = unit.send(form.fill(unit=OTHER_UNIT, sent="original", reason="转走"))
    assert page.status in (403, 422)
    with zones[0].read() as session:
        assert OTHER_UNIT not in set(session.scalars(select(ItemHeader.holder)))


def test_assigned_lead_is_the_case_officers_and_no_other(officers: Officers, lead: Page) -> None:
    case_officer = officers.unlock(CASE_OFFICER)
    assert case_numbers(case_officer.get("/queue")) == []
    assert case_officer.get(lead.url).status == 404

    browser = officers.unlock()
    browser.send(browser.get(lead.url).form("/triage").fill(assigned_to=CASE_OFFICER))
    assert len(case_numbers(case_officer.get("/queue"))) == 1
    page = case_officer.get(lead.url)
    assert STORY in page.text
    actions = [form["action"] for form in page.all("form")]
    assert not [action for action in actions if action.endswith(("/triage", "/approve"))]
    assert page.form("/reply")


@pytest.mark.parametrize("colleague", ["unit101", "nobody", "superior01"])
def test_lead_is_assigned_inside_the_organ_only(
    officers: Officers, lead: Page, colleague: str
) -> None:
    browser = officers.unlock()
    form = browser.get(lead.url).form("/triage").fill(assigned_to=colleague)
    assert browser.send(form).status == 422


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("/reply", {"text": " \n"}),
        ("/reply", {"text": "长" * 5001}),
        ("/triage", {"note": "长" * 2001}),
        ("/triage", {"category": "none such"}),
        ("/triage", {"circle_type": "\x00"}),
    ],
)
def test_form_that_needs_correcting_comes_back(
    officers: Officers, lead: Page, form: str, values: dict[str, str]
) -> None:
    browser = officers.unlock()
    page = browser.send(browser.get(lead.url).form(form).fill(**values))
    assert page.status == 422
    assert page.errors
    for name, value in values.items():
        if name in ("text", "note"):
            assert page.form(form).value(name) == value
