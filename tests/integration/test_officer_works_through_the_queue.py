"""An officer unlocks, opens the sealed batch, and works through the leads in the office's order."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from app.services.officer.queue.open_batch import list_sealed, open_batch
from app.services.officer.queue.read_queue import read_queue
from app.services.reporter.desk import IntakeDesk
from app.storage.audit import entry_hash
from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.storage.intake import PublicWordChange
from tests.browse import Browser, Page
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    DAY,
    GROUP,
    INTAKE_OFFICER,
    STORY,
    SUPERIOR,
    SUPERIOR_OFFICER,
    TODAY,
    UNIT_OFFICER,
    Clock,
    OpenApp,
    make_case,
)
from tests.officers import LEADS, Officers, case_numbers, press_open_batch, submit_leads
from tests.reporters import submit, write

Zones = tuple[Database, Database]


def levels(queue: Page) -> list[str]:
    """The levels of the leads, in the order of the queue."""
    [table] = queue.all("tbody")
    return [word for word in table.text.split() if word in LEADS]


def test_locked_queue_says_so_and_shows_no_lead(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    page = officers.sign_in().get("/queue", lang="en")
    assert "locked" in page.text
    assert "1 sealed report" in page.text
    assert page.form("/unlock")
    assert case_numbers(page) == []


def test_officer_unlocks_at_the_key_holders_own_page(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    browser = officers.sign_in()
    sent = browser.send(browser.get("/queue").form("/unlock"))
    target, _, ticket = sent.headers["Location"].partition("?ticket=")
    assert sent.status == 303
    assert target.endswith("/unlock")
    assert "ticket" in officers.page_address(ticket)

    english = browser.send(browser.get("/queue", lang="en").form("/unlock"))
    assert english.headers["Location"].endswith("&lang=en"), "in the language of the console"

    # Back without a phrase: still locked.
    assert browser.get("/unlock/return").form("/unlock")
    sent = browser.send(browser.get("/queue").form("/unlock"))
    ticket = sent.headers["Location"].partition("?ticket=")[2]
    assert officers.type_phrase(INTAKE_OFFICER, ticket, "zoo " * 8) == ""
    way_back = urlsplit(officers.type_phrase(INTAKE_OFFICER, ticket, wait_seconds=2))
    queue = browser.get(way_back.path, **dict(parse_qsl(way_back.query)))
    assert queue.url == "/queue"
    assert queue.form("/queue/open")

    locked = browser.send(queue.form("/lock"))
    assert locked.form("/unlock")
    again = browser.get(way_back.path, **dict(parse_qsl(way_back.query)))
    assert again.form("/unlock"), "a claim works once"


def test_phrase_typed_for_anothers_ticket_unlocks_nothing(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    thief, officer = officers.sign_in(), officers.sign_in()
    sent = thief.send(thief.get("/queue").form("/unlock"))
    ticket = sent.headers["Location"].partition("?ticket=")[2]
    way_back = urlsplit(officers.type_phrase(INTAKE_OFFICER, ticket))
    # The officer's browser has the proof and no claim, the thief's the claim and no proof.
    assert officer.get(way_back.path, **dict(parse_qsl(way_back.query))).form("/unlock")
    assert thief.get("/unlock/return", proof="x").form("/unlock")


def test_queue_is_in_the_offices_order(officers: Officers, intake_desk: IntakeDesk) -> None:
    numbers = submit_leads(intake_desk)
    queue = press_open_batch(officers.unlock())
    assert case_numbers(queue) == [numbers[level] for level in sorted(LEADS)]
    assert levels(queue) == sorted(LEADS)


def test_triage_changes_a_leads_place(officers: Officers, intake_desk: IntakeDesk) -> None:
    numbers = submit_leads(intake_desk)
    browser = officers.unlock()
    press_open_batch(browser)
    last = numbers["P4"]
    form = browser.get(f"/cases/{last}").form("/triage")
    page = browser.send(form.fill(category="drinking_circle", danger="y", note="有人受威胁"))
    assert "有人受威胁" in page.text
    queue = browser.get("/queue")
    assert last in case_numbers(queue)[:2]
    assert levels(queue)[:2] == ["P0", "P0"]


def test_clock_colours_and_ages_leads(
    officers: Officers, intake_desk: IntakeDesk, clock: Clock
) -> None:
    make_case(intake_desk)
    browser = officers.unlock()
    press_open_batch(browser)
    assert browser.get("/queue").all("span", class_="clock-green")
    clock.pass_by(days=9)
    with officers.app.app_context():
        [row] = read_queue(officers.desk, officers.acting()).rows
    assert row.colour != "green"


def test_opening_tells_the_reporter_the_day_at_the_next_release(
    officers: Officers, intake_desk: IntakeDesk, zones: Zones, clock: Clock
) -> None:
    make_case(intake_desk)
    clock.pass_by(days=1)
    press_open_batch(officers.unlock())
    with zones[0].read() as session:
        change = session.scalars(select(PublicWordChange)).one()
    assert change.opened_on == TODAY + DAY
    assert change.word == "received"
    assert change.shown_from > clock.now.timestamp()
    assert change.shown_from % 60 == 0


def test_report_to_the_superior_appears_nowhere_in_the_groups_console(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    reporter_code = make_case(intake_desk, organ_id=SUPERIOR)
    assert reporter_code
    browser = officers.unlock()
    queue = browser.get("/queue", lang="en")
    assert "sealed report" not in queue.text
    assert case_numbers(queue) == []
    [number] = list_sealed(officers.desk, SUPERIOR)
    assert browser.get(f"/cases/{number}").status == 404

    above = officers.unlock(SUPERIOR_OFFICER)
    assert case_numbers(press_open_batch(above)) == [number]
    assert STORY in above.get(f"/cases/{number}").text
    # Opened and recorded by the superior, it still does not show below.
    assert case_numbers(browser.get("/queue")) == []
    assert browser.get(f"/cases/{number}").status == 404


def test_only_an_intake_officer_opens_the_batch(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    token = officers.unlock().get("/queue").form("/queue/open").value("csrf_token")
    for account in (CASE_OFFICER, APPROVER):
        browser = officers.unlock(account)
        page = browser.get("/queue")
        assert all(f.form and "open" not in f.form.action for f in page.all("form"))
        form = page.form("/logout")
        form.action = "/queue/open"
        assert browser.send(form).status == 403
    assert token
    assert list_sealed(officers.desk, GROUP)


@pytest.mark.rows
def test_colleagues_open_the_same_batch_at_the_same_moment(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    codes = [make_case(intake_desk) for _ in range(12)]
    officer = officers.acting()
    with ThreadPoolExecutor(4) as pool:
        for opening in [pool.submit(open_batch, officers.desk, officer) for _ in range(4)]:
            assert opening.result().unreadable == ()
    assert len(read_queue(officers.desk, officer).rows) == len(codes)


def test_unit_and_group_each_open_their_own(officers: Officers, intake_desk: IntakeDesk) -> None:
    make_case(intake_desk)
    unit = officers.unlock(UNIT_OFFICER).get("/queue", lang="en")
    assert "sealed report" not in unit.text
    assert list_sealed(officers.desk, GROUP)


def test_new_message_is_marked_until_it_was_read(officers: Officers, open_public: OpenApp) -> None:
    reporter = Browser(open_public().test_client())
    noted = submit(reporter)
    browser = officers.unlock()
    press_open_batch(browser)
    assert browser.get("/queue").all("tr", class_="unread") == []
    write(reporter, noted.code, "又聚了一次")
    assert browser.get("/queue").all("tr", class_="unread")
    assert "又聚了一次" in browser.get(f"/cases/{noted.number}").text
    assert browser.get("/queue").all("tr", class_="unread") == []


@pytest.mark.rows
def test_every_act_is_in_the_log_and_the_log_holds_together(
    officers: Officers, intake_desk: IntakeDesk, zones: Zones
) -> None:
    make_case(intake_desk)
    browser = officers.unlock()
    press_open_batch(browser)
    [number] = case_numbers(browser.get("/queue"))
    browser.send(browser.get(f"/cases/{number}").form("/triage"))
    browser.send(browser.get("/queue").form("/logout"))
    officers.forget_token()
    with zones[1].read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    acts = [entry.act for entry in entries if not entry.act.startswith("unwrap")]
    assert acts[-4:] == ["opened", "triaged", "locked", "signed_out"]
    previous = bytes(32)
    for entry in entries:
        assert entry.previous_hash == previous
        assert entry.entry_hash == entry_hash(entry)
        previous = entry.entry_hash
    assert STORY[:6] not in "".join(entry.detail for entry in entries)
