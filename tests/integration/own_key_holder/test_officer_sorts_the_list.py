"""An officer narrows the list down, assigns many leads at once, and sees what is new to them."""

import re
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import State
from app.services.officer.queue import open_in_pieces
from app.services.officer.queue.open_batch import Batch, list_sealed, open_batch
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import AuditEntry, OfficerPreferences
from app.storage.database import Database
from app.storage.intake import CaseHolder, SealedItem
from tests.browse import Browser, Page
from tests.make import APPROVER, CASE_OFFICER, GROUP, INTAKE_OFFICER, make_case
from tests.officers import case_numbers, press_open_batch, submit_leads
from tests.own_officers import OwnOfficers

Zones = tuple[Database, Database]


@pytest.fixture
def leads(officers: OwnOfficers, intake_desk: IntakeDesk) -> dict[str, str]:
    """One lead of each level, opened, by level."""
    numbers = submit_leads(intake_desk)
    press_open_batch(officers.unlock())
    return numbers


def follow(browser: Browser, page: Page, text: str) -> Page:
    """Follow the link that says so."""
    # A case number may hold any two letters.
    [link] = [a for a in page.all("a") if text in a.text and "QF-" not in a.text]
    address = urlsplit(link["href"])
    return browser.get(address.path, **dict(parse_qsl(address.query)))


def tick(page: Page, numbers: list[str], account: str) -> object:
    """The form that assigns, filled in."""
    form = page.form("/queue/assign").fill(to=account)
    form.fields += [("case", number) for number in numbers]
    return form


def test_counts_lead_to_what_they_count_and_addresses_hold_codes_only(
    officers: OwnOfficers, leads: dict[str, str]
) -> None:
    browser = officers.unlock()
    page = browser.get("/queue", lang="en")
    urgent = page.one("div", class_="urgent")
    assert "1 lead asks for an inspection now" in urgent.text
    addresses = {link.attributes.get("href", "") for link in page.all("a")}
    assert f"/cases/{leads['P0']}?lang=en#inspections" in addresses
    only = follow(browser, page, "P1")
    assert case_numbers(only) == [leads["P1"]]
    found = browser.get("/queue", lang="en", category="private_power_base", colour="green")
    assert case_numbers(found) == [leads["P3"]]
    assert case_numbers(follow(browser, found, "About: Private power base")) == [
        leads[level] for level in sorted(leads)
    ]
    nothing = browser.get("/queue", lang="en", status="accepted")
    assert "No lead is like that" in nothing.text
    assert len(case_numbers(follow(browser, nothing, "Show all 5"))) == len(leads)
    assert len(case_numbers(browser.get("/queue", level="P9", mark="x", page="x"))) == len(leads)
    for address in addresses:
        assert re.fullmatch(r"[-/?=&#.\w]*", address), address


@pytest.mark.rows
def test_many_leads_are_assigned_but_to_nobody_who_is_kept_away(
    officers: OwnOfficers, leads: dict[str, str], zones: Zones
) -> None:
    assert officers.office.client.recuse(officers.token(APPROVER), leads["P1"], CASE_OFFICER)
    browser = officers.unlock()
    page = browser.get("/queue", lang="en")
    some = [leads[level] for level in ("P0", "P1", "P2")]
    told = browser.send(tick(page, [*some, some[0], "QF-0000-0000-00"], CASE_OFFICER))  # type: ignore[arg-type]
    assert "2 leads were assigned to case01" in told.text
    assert f"kept away from them: {leads['P1']}" in told.text
    assert "QF-0000-0000-00" in told.text
    assert "assigned to case01" not in browser.get("/queue", lang="en").text, "told once"
    mine = officers.unlock(CASE_OFFICER).get("/queue")
    assert case_numbers(mine) == [leads["P0"], leads["P2"]]
    assert case_numbers(browser.get("/queue", officer=CASE_OFFICER)) == [leads["P0"], leads["P2"]]
    assert len(case_numbers(browser.get("/queue", officer="-"))) == len(leads) - 2
    with zones[1].read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "assigned")).all()
    assert {(e.case_number, e.detail) for e in entries} == {
        (leads["P0"], "to=case01"),
        (leads["P2"], "to=case01"),
    }
    # Ticked nothing, or nobody; somebody else's; by who may not.
    assert browser.send(page.form("/queue/assign")).url == "/queue"
    assert browser.send(tick(page, some, "superior01")).status == 403  # type: ignore[arg-type]
    approver = officers.unlock(APPROVER)
    assert "/queue/assign" not in str([f.form for f in approver.get("/queue").all("form")])
    form = approver.get("/queue").form("/logout")
    form.action = "/queue/assign"
    assert approver.send(form).status == 403


def test_what_an_officer_has_not_seen_is_marked_for_them_alone(
    officers: OwnOfficers, leads: dict[str, str]
) -> None:
    first, second = officers.unlock(), officers.unlock(APPROVER)
    last = leads["P4"]
    assert len(case_numbers(first.get("/queue", mark="new"))) == len(leads)
    first.get(f"/cases/{last}")
    assert last not in case_numbers(first.get("/queue", mark="new"))
    assert last in case_numbers(second.get("/queue", mark="new"))
    # One's own change is none; a colleague's is.
    second.get(f"/cases/{last}")
    first.send(first.get(f"/cases/{last}").form("/triage").fill(note="看过"))
    assert case_numbers(first.get("/queue", mark="changed")) == []
    assert case_numbers(second.get("/queue", mark="changed")) == [last]


def test_views_are_an_officers_own_and_sealed(
    officers: OwnOfficers, leads: dict[str, str], zones: Zones
) -> None:
    browser, name = officers.unlock(), "王处长的饭局"
    form = browser.get("/queue", level="P1").form("/queue/views/save").fill(name=f" {name} ")
    page = browser.send(form)
    assert case_numbers(follow(browser, browser.get("/queue"), name)) == [leads["P1"]]
    assert name not in officers.unlock(APPROVER).get("/queue").text
    with zones[1].read() as session:
        [row] = session.scalars(select(OfficerPreferences))
        log = session.scalars(select(AuditEntry)).all()
    assert name.encode() not in row.payload
    assert name not in str([entry.detail for entry in log])
    # Still there after the next unlocking.
    officers.desk.indexes.close(GROUP)
    page = browser.get("/queue")
    assert name in page.text
    assert name not in browser.send(page.form("/queue/views/delete").fill(place="0")).text
    assert name not in browser.get("/queue").text


@pytest.mark.rows
def test_large_batch_is_opened_in_pieces_whoever_looks(
    officers: OwnOfficers, intake_desk: IntakeDesk, zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_in_pieces, "PIECE", 2)
    for _ in range(5):
        make_case(intake_desk)
    numbers = list_sealed(officers.desk, GROUP)
    with zones[0].begin() as session:
        # One was changed since, one has a holder that no signed roster names.
        broken = session.scalars(select(SealedItem).where(SealedItem.case_number == numbers[1]))
        broken.one().payload = b"\0" * 4096
        session.add(CaseHolder(case_number=numbers[3], organ_id="nobody"))
    browser = officers.unlock()
    page = browser.send(browser.get("/queue", lang="en").form("/queue/open"))
    assert page.url in ("/queue/progress/batch", "/queue")
    job = officers.desk.jobs.find(GROUP, open_in_pieces.JOB)
    assert job
    end = time.monotonic() + 30
    while job.state is State.RUNNING and time.monotonic() < end:
        told = browser.client.get("/queue/progress/batch/numbers").get_json()
        assert told["total"] == len(numbers)
        time.sleep(0.02)
    assert (job.state, job.done) == (State.DONE, len(numbers))
    page = browser.get("/queue/progress/batch", lang="en")
    assert "2 reports did not open as they should; the rest did" in page.text
    assert numbers[1] in page.text
    assert list_sealed(officers.desk, GROUP) == [numbers[3]]
    assert set(case_numbers(browser.get("/queue"))) == set(numbers) - {numbers[3]}


def test_opening_is_stopped_and_goes_on_from_there(
    officers: OwnOfficers, intake_desk: IntakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_in_pieces, "PIECE", 1)
    for _ in range(3):
        make_case(intake_desk)

    def open_and_stop(desk: OfficeDesk, officer: ActingOfficer, numbers: list[str]) -> Batch:
        batch = open_batch(desk, officer, numbers)
        form = browser.get("/queue/progress/batch").form("/queue/progress/batch/cancel")
        assert browser.send(form).status == 200
        return batch

    monkeypatch.setattr(open_in_pieces, "open_batch", open_and_stop)
    browser = officers.unlock()
    browser.client.post(
        "/queue/open",
        data={"csrf_token": browser.get("/queue").form("/queue/open").value("csrf_token")},
    )
    for thread in officers.desk.jobs._threads:  # noqa: SLF001  to wait for it
        thread.join()
    assert len(list_sealed(officers.desk, GROUP)) == 2
    monkeypatch.setattr(open_in_pieces, "open_batch", open_batch)
    assert "It was stopped" in browser.get("/queue/progress/batch", lang="en").text
    browser.send(browser.get("/queue").form("/queue/open"))
    officers.desk.jobs.end()
    assert browser.get("/queue/progress/none").status == 404


def test_locked_list_shows_no_progress_and_no_closed_leads(officers: OwnOfficers) -> None:
    browser = officers.unlock()
    token = officers.token(INTAKE_OFFICER)
    assert "No closed leads yet" in browser.get("/cases", lang="en").text
    officers.office.client.lock(token)
    officers.forget_token()
    for path in ("/cases", "/queue/progress/batch", "/queue/progress/batch/numbers"):
        assert browser.get(path).form("/unlock"), path
