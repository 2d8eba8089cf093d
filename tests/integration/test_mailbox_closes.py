"""Ninety days after a case was concluded its mailbox closes; what to do instead is said plainly."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.storage.database import Database
from app.storage.intake import Case, ItemKind, PublicWordChange, SealedItem
from tests.browse import Browser, Page
from tests.make import PHOTO, TODAY, Clock
from tests.reporters import ask, submit, write
from tests.sealing_reporter import SealingReporter

pytestmark = pytest.mark.rows

Zones = tuple[Database, Database]
WORDS = "还有一件事。"
OPEN_DAYS = 90


def conclude(zones: Zones, clock: Clock, number: str) -> None:
    """Let the word be concluded from now on, archived or not."""
    change = PublicWordChange(
        case_number=number,
        shown_from=int(clock.now.timestamp()) - 30,
        word="concluded",
        opened_on=TODAY,
    )
    with zones[0].begin() as session:
        session.add(change)


def count(zones: Zones, kind: ItemKind) -> int:
    with zones[0].read() as session:
        return session.scalar(select(func.count()).where(SealedItem.kind == kind)) or 0


def unsent(page: Page) -> str:
    return page.one("textarea", id="unsent").text


def test_mailbox_is_open_on_its_last_day_and_closed_after_it(
    reporter: Browser, zones: Zones, clock: Clock
) -> None:
    noted = submit(reporter)
    conclude(zones, clock, noted.number)
    clock.pass_by(days=OPEN_DAYS)
    page = ask(reporter, noted.code)
    last_day = TODAY + timedelta(days=OPEN_DAYS)
    assert f"{last_day.month}月{last_day.day}日" in page.text
    assert write(reporter, noted.code, WORDS).status == 200
    form = ask(reporter, noted.code).form("/status/message").fill(message="太晚了。")
    clock.pass_by(days=1)
    closed = ask(reporter, noted.code)
    assert closed.all("form", id="message-form") == []
    assert [e for e in closed.all("dl") if "data-clears-itself" in e.attributes], "left alone"
    assert [link["href"] for link in closed.all("a") if link["href"].startswith("/report")]
    # A page that was open for so long: nothing is taken in, and nothing typed is lost.
    refused = reporter.send(form.attach("a.jpg", PHOTO))
    assert (refused.status, unsent(refused)) == (410, "太晚了。")
    assert (count(zones, ItemKind.MESSAGE), count(zones, ItemKind.ATTACHMENT)) == (1, 0)


def test_what_is_taken_up_again_has_its_mailbox_again(
    reporter: Browser, zones: Zones, clock: Clock
) -> None:
    noted = submit(reporter)
    conclude(zones, clock, noted.number)
    clock.pass_by(days=OPEN_DAYS + 1)
    change = {"case_number": noted.number, "opened_on": TODAY, "word": "in_progress"}
    with zones[0].begin() as session:
        session.add(PublicWordChange(**change, shown_from=int(clock.now.timestamp()) + 60))
    # Only what was released counts: at the next release it is open, and not before.
    assert ask(reporter, noted.code).all("form", id="message-form") == []
    clock.pass_by(minutes=2)
    assert write(reporter, noted.code, WORDS).status == 200


def test_a_repeat_of_what_was_taken_in_is_still_known(
    reporter: Browser, zones: Zones, clock: Clock
) -> None:
    noted = submit(reporter)
    conclude(zones, clock, noted.number)
    form = ask(reporter, noted.code).form("/status/message").fill(message=WORDS)
    assert reporter.send(form).status == 200
    clock.pass_by(days=OPEN_DAYS + 1)
    assert reporter.send(form).status == 200
    assert count(zones, ItemKind.MESSAGE) == 1


def test_another_version_of_the_form_becomes_a_report_of_its_own(
    reporter: Browser, zones: Zones, clock: Clock
) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=WORDS)
    number = reporter.send(form).one("p", id="case-number").text
    conclude(zones, clock, number)
    clock.pass_by(days=OPEN_DAYS + 1)
    back = reporter.send(form.fill(narrative="另一件事。").attach("a.jpg", PHOTO))
    assert back.status == 422
    again = back.form("/report")
    assert again.value("narrative") == "另一件事。"
    assert again.value("access_code") != form.value("access_code")
    receipt = reporter.send(again)
    assert receipt.one("p", id="case-number").text != number
    assert (count(zones, ItemKind.REPORT), count(zones, ItemKind.ATTACHMENT)) == (2, 1)


def test_a_browser_that_seals_is_told_so(reporter: Browser, zones: Zones, clock: Clock) -> None:
    sealing = SealingReporter(reporter).open_form()
    sealing.submit()
    conclude(zones, clock, sealing.number)
    fields = sealing.message_fields(WORDS)
    clock.pass_by(days=OPEN_DAYS + 1)
    page = sealing.status()
    assert page.all("form", id="message-form") == []
    [notice] = [div for div in page.all("div") if "data-closed-case" in div.attributes]
    assert notice["data-closed-case"] == sealing.number
    refused = sealing.post("/status/message", fields)
    assert (refused.status_code, refused.get_json()["error"]) == (410, "closed")
    assert count(zones, ItemKind.MESSAGE) == 0


@pytest.mark.parametrize("days", [0, OPEN_DAYS + 1])
def test_looking_is_always_possible(
    reporter: Browser, zones: Zones, clock: Clock, days: int
) -> None:
    noted = submit(reporter)
    conclude(zones, clock, noted.number)
    clock.pass_by(days=days)
    assert noted.number in ask(reporter, noted.code).text
    with zones[0].read() as session:
        assert session.get(Case, noted.number)
