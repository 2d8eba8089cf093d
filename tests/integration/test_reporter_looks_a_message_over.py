"""A message that may tell who wrote it is shown once more before it is sent; others go at once."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.storage.database import Database
from app.storage.intake import ItemKind, SealedItem
from tests.browse import Browser, Form, Page
from tests.cleaning.samples import make_picture
from tests.make import PHOTO, OpenApp
from tests.reporters import ask, is_to_look_over, submit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TELLING = "我就坐在旁边那桌，我们科室只有三个人。\r\n<b>我的电话13812345678</b>"
HARMLESS = "还有一件事：他们每周聚会。"
TICKED = {"purpose": "retaliation", "danger": "y"}


@pytest.fixture
def code(reporter: Browser) -> str:
    return submit(reporter).code


def written(reporter: Browser, code: str, message: str, **ticked: str) -> Form:
    """A message, not sent yet."""
    form = ask(reporter, code).form("/status/message")
    return form.fill(message=message, **ticked)


def look_over(reporter: Browser, form: Form) -> Page:
    page = reporter.send(form)
    assert page.status == 200, page.errors
    assert is_to_look_over(page)
    return page


def count(zones: tuple[Database, Database], kind: ItemKind) -> int:
    with zones[0].read() as session:
        rows = select(func.count()).select_from(SealedItem).where(SealedItem.kind == kind)
        return session.scalar(rows) or 0


def test_what_points_at_its_writer_is_shown_and_nothing_is_stored(
    reporter: Browser, code: str, zones: tuple[Database, Database]
) -> None:
    page = look_over(reporter, written(reporter, code, TELLING, **TICKED))
    parts = [p.text for p in page.all("p", class_="qf-giveaway-part")]
    assert parts == ["我就坐在旁边那桌", "我们科室只有三个人", "<b>我的电话13812345678</b>"]
    asked = [e.text for e in page.all("dt", class_="govuk-summary-list__key")]
    assert len(asked) == len(["purpose", "danger", "message"])
    assert "因为这件事，我正受到压力或打击报复" in page.text
    assert "接下来会给您一个查询口令" not in page.text, "a message gives none"
    assert page.url == "/status/message"
    assert count(zones, ItemKind.MESSAGE) == 0


def test_it_is_sent_from_there_with_its_choices_and_once(
    reporter: Browser, code: str, zones: tuple[Database, Database]
) -> None:
    form = written(reporter, code, TELLING, **TICKED).attach("现场.jpg", PHOTO)
    page = look_over(reporter, form)
    assert "现场.jpg" in page.text
    again = page.form("/status/message")
    carried = {name: again.value(name) for name in ("message", *TICKED, "keep_names")}
    assert carried == {"message": TELLING, **TICKED, "keep_names": "y"}
    for _ in range(2):
        arrived = reporter.send(again.fill(step="send"))
        assert arrived.status == 200
        assert not is_to_look_over(arrived)
    assert "最先办理" in arrived.text, "what was ticked came along"
    assert count(zones, ItemKind.MESSAGE) == count(zones, ItemKind.ATTACHMENT) == 1


def test_one_goes_back_with_everything_and_sends_it_changed(
    reporter: Browser, code: str, zones: tuple[Database, Database], tmp_path: Path
) -> None:
    form = written(reporter, code, TELLING, **TICKED)
    form.attach("现场.png", make_picture(tmp_path, "png"), clean=True)
    page = look_over(reporter, form)
    targets = [b["formaction"] for b in page.all("button") if "formaction" in b.attributes]
    back = reporter.send(page.form("/status/message").fill(step="edit"))
    assert (back.status, back.errors) == (200, [])
    ids = {e["id"] for e in back.elements if "id" in e.attributes}
    assert len(targets) == len(["purpose", "danger", "message", "files", "all"])
    assert {target.partition("#")[2] for target in targets} <= ids
    form = back.form("/status/message")
    assert {name: form.value(name) for name in ("message", *TICKED)} == {
        "message": TELLING
    } | TICKED
    assert form.values("kept") == page.form("/status/message").values("kept") != []
    # Nothing in it points at anybody any more, and the file is cleaned and has a neutral name.
    assert not is_to_look_over(reporter.send(form.fill(message=HARMLESS)))
    assert count(zones, ItemKind.MESSAGE) == count(zones, ItemKind.ATTACHMENT) == 1


def test_what_points_at_nobody_is_sent_at_once(
    reporter: Browser, code: str, zones: tuple[Database, Database]
) -> None:
    for form in (
        written(reporter, code, HARMLESS, **TICKED),
        written(reporter, code, "", purpose="decline"),
    ):
        assert not is_to_look_over(reporter.send(form))
    assert count(zones, ItemKind.MESSAGE) == 2


def test_files_that_keep_their_traces_are_looked_over(
    reporter: Browser, code: str, tmp_path: Path
) -> None:
    named = written(reporter, code, HARMLESS, keep_names="y")
    named.attach("我拍的.png", make_picture(tmp_path, "png"), clean=True)
    untouched = written(reporter, code, HARMLESS).attach("我拍的.jpg", PHOTO, clean=True)
    for form in (named, untouched.fill(clean="as_is")):
        page = look_over(reporter, form)
        assert page.all("p", class_="qf-giveaway-part") == []
        assert "我拍的" in page.text
    # It stays as it is, whatever is chosen for others afterwards.
    look_over(reporter, page.form("/status/message").fill(clean="clean"))
    # Without a file there is nothing to look over.
    alone = written(reporter, code, HARMLESS, keep_names="y", clean="as_is")
    assert not is_to_look_over(reporter.send(alone))


def test_page_says_when_the_last_try_is_used_up(open_public: OpenApp) -> None:
    reporter = Browser(open_public(limit_submit="2 per hour").test_client(), "203.0.113.9")
    page = look_over(reporter, written(reporter, submit(reporter).code, TELLING))
    assert page.all("div", role="status"), "said before the button, not after"
    back = reporter.send(page.form("/status/message").fill(step="send"))
    assert back.status == 429
    assert back.form("/status/message").value("message") == TELLING
