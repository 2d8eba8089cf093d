"""Whom a report names never reads it: kept away at its opening, by the key-holder itself."""

from dataclasses import replace

import pytest

from app.domain.notes import Hand
from app.domain.people import CasePerson, Part
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.lead.amend_record import amend_record
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.submit_report import submit_report
from app.storage.casework import Officer
from crypto.access_code import new_access_code
from tests.browse import Browser, Form
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    STORY,
    TODAY,
    make_case,
)
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import OwnOfficers

NAMES = {INTAKE_OFFICER: "周文静", CASE_OFFICER: "高山", APPROVER: "王伟"}


@pytest.fixture
def officers(officers: OwnOfficers) -> OwnOfficers:
    with officers.desk.casework.begin() as session:
        for account, name in NAMES.items():
            session.get_one(Officer, account).name = name
    return officers


def away(officers: OwnOfficers, account: str = INTAKE_OFFICER) -> dict[str, frozenset[str]]:
    return dict(officers.office.client.kept_away(officers.token(account)).others)


def test_named_officer_is_locked_out_when_the_batch_is_opened(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk, "每周五，王 偉和商人在高山流水饭店聚餐。")
    [number] = case_numbers(press_open_batch(officers.unlock()))
    assert away(officers) == {number: {APPROVER}}
    browser = officers.unlock(APPROVER)
    assert case_numbers(browser.get("/queue")) == []
    assert browser.get(f"/cases/{number}").status == 404
    entries = [e for e in officers.office.log() if e[1] == "recused"]
    assert [(who, case) for who, _, case, _ in entries] == [(INTAKE_OFFICER, "")]
    assert not any(APPROVER in detail for *_, detail in entries)


def test_who_opens_and_is_named_sees_nothing_of_it(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk, "Zhou Wenjing takes money.")
    make_case(intake_desk)
    page = press_open_batch(officers.unlock())
    assert len(case_numbers(page)) == 1
    assert len(case_numbers(officers.unlock(APPROVER).get("/queue"))) == 2
    assert officers.office.client.kept_away(officers.token(INTAKE_OFFICER)).own


def test_report_that_names_everybody_is_said_aloud(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk, "王伟、高山、周文静三人都在场。")
    page = press_open_batch(officers.unlock())
    assert case_numbers(page) == []
    assert page.all("div", class_="warning")


@pytest.mark.rows
def test_who_is_named_later_is_found_at_the_next_reading(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    [number] = case_numbers(press_open_batch(officers.unlock()))
    person = CasePerson("1" * 16, Part.SUBJECT, Hand(TODAY, INTAKE_OFFICER, ""), "王伟")
    amend_record(
        officers.desk,
        officers.acting(),
        number,
        lambda record: replace(record, people=(person,)),
        act="subject_entered",
    )
    # Their own reading: found before anything is shown.
    assert officers.unlock(APPROVER).get(f"/cases/{number}").status == 404
    assert away(officers) == {number: {APPROVER}}
    with pytest.raises(OfficerRecusedError):
        officers.office.client.recuse(officers.token(APPROVER), number, CASE_OFFICER)


def test_lead_is_shown_once_no_conflict_was_stated(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    batch = officers.unlock().get("/queue")
    assert batch.all("ul", class_="govuk-list--bullet"), "the grounds stand above the button"
    [number] = case_numbers(press_open_batch(officers.unlock()))
    assert STORY in Browser.get(officers.unlock(), f"/cases/{number}").text, "stated for the batch"
    browser, address = officers.unlock(APPROVER), f"/cases/{number}"
    file = f"{address}/files/{'0' * 32}"
    for path in (address, file):
        asked = Browser.get(browser, path)
        assert STORY not in asked.text
        assert asked.form("/statement")
    shown = Browser.send(browser, asked_at(browser, address))
    assert STORY in shown.text
    assert STORY in Browser.get(browser, address).text, "once is enough"
    assert [
        (who, case) for who, act, case, _ in officers.office.log() if act == "stated_no_conflict"
    ] == [(APPROVER, number)]


def test_who_has_a_conflict_is_kept_away_unseen(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    [number] = case_numbers(press_open_batch(officers.unlock()))
    browser, address = officers.unlock(APPROVER), f"/cases/{number}"
    asked = Browser.get(browser, address)
    unsure = Browser.send(browser, asked.form("/recuse"))
    assert STORY not in unsure.text
    assert unsure.form("/statement"), "asked again"
    assert Browser.send(browser, asked.form("/recuse").fill(sure="y")).url == "/queue"
    assert Browser.get(browser, address).status == 404
    assert Browser.send(browser, asked.form("/statement")).status == 404


def test_what_the_reporter_asks_and_names_nobody_is_shown_to_who_can_do_it(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    answers = {"narrative": STORY, "recuse": "王伟、老高、办公室主任"}
    submit_report(
        intake_desk, new_access_code(), Content(answers=answers, organ_id=GROUP, files=[])
    )
    [number] = case_numbers(press_open_batch(officers.unlock()))
    browser = officers.unlock()
    page = browser.get(f"/cases/{number}")
    [wishes] = [e.text for e in page.all("section") if "老高" in e.text and "王伟" not in e.text]
    assert "办公室主任" in wishes
    form = page.form("/recuse").fill(account=CASE_OFFICER, sure="y")
    assert browser.send(form).url == "/queue"
    assert away(officers) == {number: {APPROVER, CASE_OFFICER}}


def asked_at(browser: Browser, address: str) -> Form:
    return Browser.get(browser, address).form("/statement")
