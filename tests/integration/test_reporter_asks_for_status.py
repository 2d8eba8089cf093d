"""A reporter comes back with a code: reads, answers, adds a file; a wrong code learns nothing."""

import re
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.services.reporter.present_code import new_access_code, read_code
from app.storage.database import Database
from app.storage.intake import ItemHeader, ItemKind, PublicWordChange, SealedItem
from tests.browse import Browser
from tests.make import GROUP, PHOTO, TODAY, Clock, OpenApp
from tests.reporters import ask, say, submit, write

Zones = tuple[Database, Database]


def test_fresh_report_is_received_and_unopened(reporter: Browser) -> None:
    noted = submit(reporter)
    page = ask(reporter, noted.code, noted.number)
    assert page.status == 200
    assert noted.number in page.text
    assert page.all("strong", class_="word")
    assert page.all("li", class_="message") == []


@pytest.mark.parametrize("spelling", ["words", "characters", "joined", "messy"])
def test_code_is_read_however_it_is_written(reporter: Browser, spelling: str) -> None:
    noted = submit(reporter)
    code = read_code(noted.code)
    spelled = {
        "words": " ".join(code.words()),
        "characters": " ".join(code.characters()),
        "joined": "".join(code.characters()),
        "messy": f"\n {', '.join(code.words()).upper()} ．",
    }
    number = noted.number.lower().replace("-", " ").replace("0", "o")
    assert ask(reporter, spelled[spelling], number).status == 200


def test_unknown_code_and_wrong_number_get_the_same_answer(reporter: Browser) -> None:
    noted, other = submit(reporter), submit(reporter)
    stranger = " ".join(new_access_code().words())
    pages = [
        ask(reporter, stranger),
        ask(reporter, stranger, other.number),
        ask(reporter, noted.code, other.number),
    ]
    typed = [stranger, noted.code, other.number, noted.number]
    bodies = {_without(page.body.decode(), typed) for page in pages}
    assert [page.status for page in pages] == [404, 404, 404]
    assert len(bodies) == 1


def _without(body: str, typed: list[str]) -> str:
    """A page, but for what was typed in and the form's own token."""
    for text in typed:
        body = body.replace(f'value="{text}"', 'value=""')
    return re.sub(r'name="csrf_token" value="[^"]*"', "", body)


def test_unknown_code_cannot_send_a_message(reporter: Browser) -> None:
    noted = submit(reporter)
    form = ask(reporter, noted.code).form("/status/message")
    stranger = " ".join(new_access_code().words())
    assert reporter.send(form.fill(access_code=stranger, message="补充")).status == 404


def test_slip_in_the_code_is_named_by_its_place(reporter: Browser) -> None:
    parts = submit(reporter).code.split()
    parts[2], parts[6] = "鿿", "鿿"
    page = ask(reporter, " ".join(parts))
    assert page.status == 422
    [error] = page.errors
    assert re.findall(r"\d+", error) == ["3", "7"]
    # A single character of the code may well stand in the sentence: no two of them do.
    assert not any(one + two in error for one, two in pairwise(parts))


@pytest.mark.parametrize("code", ["", "一", "x" * 100_000, "zoo " * 12, "\x00"])
def test_what_is_no_code_is_answered(reporter: Browser, code: str) -> None:
    page = ask(reporter, code)
    assert page.status == 422
    assert page.errors


def test_what_is_no_case_number_is_answered(reporter: Browser) -> None:
    page = ask(reporter, submit(reporter).code, "QF-1")
    assert page.status == 422
    assert page.form("/status").value("case_number") == "QF-1"


@pytest.mark.rows
def test_message_with_a_file_is_sealed_to_the_holder_and_not_shown_again(
    reporter: Browser, zones: Zones
) -> None:
    noted = submit(reporter)
    page = write(reporter, noted.code, "昨晚又聚了一次。", ("合影.png", PHOTO))
    assert page.status == 200
    assert "昨晚又聚了一次" not in page.body.decode()
    assert len(page.all("li", class_="message")) == 1
    with zones[0].read() as session:
        message = session.scalars(
            select(SealedItem).where(SealedItem.kind == ItemKind.MESSAGE)
        ).one()
        file = session.scalars(
            select(SealedItem).where(SealedItem.kind == ItemKind.ATTACHMENT)
        ).one()
        assert file.parent_id == message.item_id
        assert message.day == TODAY
        assert set(session.scalars(select(ItemHeader.holder))) == {GROUP}


@pytest.mark.rows
def test_message_sent_twice_is_one_message(reporter: Browser, zones: Zones) -> None:
    code = submit(reporter).code
    form = ask(reporter, code).form("/status/message").fill(message="补充")
    for _ in range(2):
        assert reporter.send(form).status == 200
    with zones[0].read() as session:
        kinds = list(session.scalars(select(SealedItem.kind)))
    assert kinds.count(ItemKind.MESSAGE) == 1


def test_empty_message_comes_back_and_a_file_alone_is_enough(reporter: Browser) -> None:
    code = submit(reporter).code
    assert write(reporter, code, " \n").status == 422
    assert write(reporter, code, "", ("a.jpg", PHOTO)).status == 200


def test_too_long_message_comes_back_whole_and_its_file_waits(
    reporter: Browser, zones: Zones
) -> None:
    code = submit(reporter).code
    page = write(reporter, code, "长" * 10_001, ("a.jpg", PHOTO))
    assert page.status == 422
    form = page.form("/status/message")
    assert form.value("message") == "长" * 10_001
    assert len(form.values("kept")) == 1
    assert say(reporter, form.fill(message="短")).status == 200
    with zones[0].read() as session:
        kinds = list(session.scalars(select(SealedItem.kind)))
    assert kinds.count(ItemKind.ATTACHMENT) == 1


@pytest.mark.rows
def test_looking_writes_nothing(reporter: Browser, zones: Zones) -> None:
    noted = submit(reporter)
    with zones[0].read() as session:
        before = session.scalars(select(SealedItem.item_id)).all()
    ask(reporter, noted.code)
    with zones[0].read() as session:
        assert session.scalars(select(SealedItem.item_id)).all() == before
        assert session.scalars(select(PublicWordChange)).all() == []


@pytest.mark.parametrize(
    ("release", "minutes_before", "word"),
    [
        ("daily 08:00", 1, "received"),
        ("daily 08:00", 0, "accepted"),
        ("every minute", 0, "accepted"),
    ],
)
def test_word_changes_at_the_release(
    open_public: OpenApp, zones: Zones, clock: Clock, release: str, minutes_before: int, word: str
) -> None:
    reporter = Browser(open_public(release=release).test_client())
    noted = submit(reporter)
    clock.pass_by(days=1)
    clock.now = clock.now.replace(hour=0, minute=0, second=0)  # 08:00 in Shanghai
    change = PublicWordChange(
        case_number=noted.number,
        shown_from=int(clock.now.timestamp()),
        word="accepted",
        opened_on=TODAY,
    )
    with zones[0].begin() as session:
        session.add(change)
    clock.pass_by(minutes=-minutes_before)
    page = reporter.get("/status", lang="en").form("/status").fill(access_code=noted.code)
    [shown] = reporter.send(page).all("strong", class_="word")
    assert shown.text.lower() == word


def test_page_says_when_the_next_release_is(open_public: OpenApp, clock: Clock) -> None:
    reporter = Browser(open_public(release="daily 08:00").test_client())
    noted = submit(reporter)
    text = ask(reporter, noted.code).text
    tomorrow = date(2026, 11, 13)
    assert clock.now.date() < tomorrow
    assert "8:00" in text
    assert f"{tomorrow.month}月{tomorrow.day}日" in text
