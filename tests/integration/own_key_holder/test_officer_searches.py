"""Search over opened leads: what is found, what never, and what stays of it."""

import logging
import time
from dataclasses import replace
from datetime import date

import pytest

from app.domain.categories import Category
from app.domain.lifecycle import Status
from app.domain.notes import Hand
from app.domain.people import CasePerson, Part
from app.services.officer.jobs import State
from app.services.officer.lead.amend_record import amend_record
from app.services.officer.lead.enter_person import enter_person
from app.services.officer.lead.record import open_record
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.lead.write_note import add_note, retract_note
from app.services.officer.queue.open_batch import open_batch
from app.services.officer.recusal.recuse import recuse
from app.services.officer.search import keep_up, text_index
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.send_message import send_message
from app.services.reporter.submit_report import submit_report
from app.storage.casework import Officer
from crypto.access_code import AccessCode, case_number, new_access_code
from tests.make import APPROVER, CASE_OFFICER, GROUP, INTAKE_OFFICER, TODAY, make_file
from tests.own_officers import OwnOfficers
from tests.searching import found, list_stored_texts

PLACE = "望江农家乐"
REPORTS: tuple[dict[str, str], ...] = (
    {
        "narrative": "每周五晚，處長和几名项目经理聚餐，由商人埋单，宾客有陈小芳。",
        "category": "drinking_circle",
        "subjects": "王建国（处长）、李某某",
        "unit": "工程处",
        "place": PLACE,
        "occurred_on": "2026年8月14日",
        "regulars": "赵老板、钱经理、孙会计",
        "recuse": "周文静",
    },
    {
        "narrative": "The head of section drank with Contractors twice.",
        "subjects": "王建国",
        "place": PLACE,
        "occurred_on": "2026-8-14",
    },
    {"narrative": "球友会定期活动，有人说王建国也去。", "regulars": "钱经理，孙会计"},
)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def officers(officers: OwnOfficers, monkeypatch: pytest.MonkeyPatch) -> OwnOfficers:
    # Written at each change, so that little has to be done here.
    monkeypatch.setattr(text_index, "WRITE_AFTER", 1)
    return officers


@pytest.fixture
def codes(intake_desk: IntakeDesk) -> list[AccessCode]:
    made = []
    for answers in REPORTS:
        code = new_access_code()
        files = [make_file(intake_desk)] if answers is REPORTS[0] else []
        submit_report(intake_desk, code, Content(answers=answers, organ_id=GROUP, files=files))
        made.append(code)
    return made


@pytest.fixture
def numbers(officers: OwnOfficers, codes: list[AccessCode]) -> list[str]:
    """Three leads that were opened."""
    assert found(officers) == set(), "what nobody has opened is not found"
    open_batch(officers.desk, officers.acting())
    return [case_number(code.verifier()) for code in codes]


def test_words_and_facts_are_found_also_after_the_next_unlocking(
    officers: OwnOfficers, numbers: list[str]
) -> None:
    one, two, three = numbers
    for _ in range(2):
        assert found(officers, "处长和几名项目经理聚餐 埋") == {one}
        assert found(officers, "王建国") == {one, two, three}
        assert found(officers, "CONTRACT") == {two}
        assert found(officers, subject="王建国", place="农家乐") == {one, two}
        assert found(officers, unit="工程處") == {one}
        assert found(officers, category=Category.DRINKING_CIRCLE) == {one}
        assert found(officers, status=Status.OPENED) == set(numbers)
        assert found(officers, start=TODAY) == set(numbers)
        assert found(officers, end=date(2026, 8, 31)) == set()
        assert found(officers, start=date(2026, 8, 1), of_matter=True) == {one, two}
        assert found(officers, "周文静") == set(), "whom to keep away is nobody's to look for"
        officers.desk.indexes.close(GROUP)
    officers.office.holder.log.tell_counts()
    grants = [detail for _, act, _, detail in officers.office.log() if act == "granted"]
    # Three records and three reports, and once only.
    assert grants.count("purpose=search count=6") == 1
    assert sum("purpose=search" in detail for detail in grants) == 1


def test_what_comes_and_goes_in_a_lead(
    officers: OwnOfficers, numbers: list[str], codes: list[AccessCode], intake_desk: IntakeDesk
) -> None:
    desk, officer, one = officers.desk, officers.acting(), numbers[0]
    assert found(officers, "陈小芳") == {one}
    nobody = Hand(TODAY, "", "")
    for part, name in ((Part.MENTIONED, "陈小芳"), (Part.SUBJECT, "吴德")):
        enter_person(desk, officer, one, CasePerson("", part, nobody, name))
    add_note(desk, officer, one, "核对过消费小票")
    assert found(officers, "陈小芳") == set(), "merely mentioned"
    assert found(officers, "吴德") == found(officers, subject="吴德") == {one}
    assert found(officers, "消费小票") == {one}
    note = open_record(desk, officer, one)[1].notes[0]
    retract_note(desk, officer, one, note.note_id, "写错了")
    assert found(officers, "消费小票") == set()

    send_message(intake_desk, codes[0], Content(text="又去了蓝湾会所"))
    reply_to_reporter(desk, officer, one, "请补充日期。")
    assert found(officers, "请补充日期") == {one}
    assert found(officers, "蓝湾会所") == set(), "nobody has read it"
    assert "蓝湾会所" in officers.unlock().get(f"/cases/{one}").text
    assert found(officers, "蓝湾会所") == {one}
    assert list_stored_texts(officers) == set(numbers)


def test_who_is_kept_away_or_named_finds_nothing(officers: OwnOfficers, numbers: list[str]) -> None:
    one, two, three = numbers
    assert found(officers, "王建国", APPROVER) == set(numbers)
    recuse(officers.desk, officers.acting(), one, APPROVER)
    assert found(officers, "王建国", APPROVER) == {two, three}
    assert found(officers, "王建国") == set(numbers)
    officers.desk.indexes.close(GROUP)
    assert found(officers, "王建国", APPROVER) == {two, three}
    assert found(officers, "王建国") == set(numbers), "opened for who may see it"
    # An account that is younger than the leads.
    with officers.desk.casework.begin() as session:
        session.get_one(Officer, CASE_OFFICER).name = "王建国"
    for number in (two, three):
        amend_record(
            officers.desk,
            officers.acting(),
            number,
            lambda record: replace(record, assigned_to=CASE_OFFICER),
            act="assigned",
        )
    assert found(officers, "", CASE_OFFICER) == set()
    away = officers.desk.key_holder.kept_away(officers.token(CASE_OFFICER)).own
    assert away == set(numbers)


def test_case_officer_finds_what_is_theirs(officers: OwnOfficers, numbers: list[str]) -> None:
    amend_record(
        officers.desk,
        officers.acting(),
        numbers[1],
        lambda record: replace(record, assigned_to=CASE_OFFICER),
        act="assigned",
    )
    assert found(officers, "王建国", CASE_OFFICER) == {numbers[1]}


def test_page_shows_hits_and_no_address_or_log_has_them(
    officers: OwnOfficers, numbers: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = officers.unlock()
    page = browser.send(browser.get("/queue", lang="en").form("/search").fill(words="埋单"))
    assert "1 lead found" in page.text
    assert [mark.text for mark in page.all("mark")] == ["埋单"]
    form = page.form("/search")
    assert form.value("words") == "埋单"
    for odd in ("'\"“%_*\\", "\0", "a" * 200, "-- )( OR 1=1", "，。"):
        assert browser.send(form.fill(words=odd)).status == 200
    too_long = browser.send(form.fill(words="长" * 201, start="2026-13-01"))
    assert too_long.status == 422
    assert too_long.errors
    page = browser.send(form.fill(words="查无此人", start=""))
    assert "No lead that you may see has this" in page.text
    assert page.url == "/search"
    assert not any("埋单" in record.getMessage() for record in caplog.records)
    entries = [detail for _, act, _, detail in officers.office.log() if act == "searched"]
    assert entries[:2] == ["results=0", "results=1"]
    assert all(entry.startswith("results=") for entry in entries)

    # Not stated for any: found, and not a word shown.
    other = officers.unlock(APPROVER)
    page = other.send(other.get("/search", lang="en").form("/search").fill(words="埋单"))
    assert numbers[0] in page.text
    assert page.all("mark") == []
    assert "商人" not in page.text
    assert "no ground of recusal" in page.text
    assert officers.enter().get("/search").url == "/queue", "locked"


def test_similar_leads_are_named_with_the_reason(officers: OwnOfficers, numbers: list[str]) -> None:
    one, two, three = numbers
    browser = officers.unlock()
    officers.desk.indexes.close(GROUP)
    assert "Open the search" in browser.get(f"/cases/{one}", lang="en").text
    browser.get("/search")
    page = browser.get(f"/cases/{one}", lang="en")
    text = page.text[page.text.rindex("Similar leads") :]
    assert f"{two} the same name as subject; the same place on the same day" in text
    assert f"{three} at least two of the same regular guests" in text
    assert page.all("a", href="#duplicates")
    recuse(officers.desk, officers.acting(APPROVER), two, INTAKE_OFFICER)
    assert two not in browser.get(f"/cases/{one}", lang="en").text


def test_page_says_how_far_the_texts_are(
    officers: OwnOfficers, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = officers.unlock()
    officers.desk.indexes.close(GROUP)
    with monkeypatch.context() as slow:
        # As if there were more of them than anybody waits for.
        slow.setattr(keep_up, "OPENED_AT_ONCE", -1)
        page = browser.send(browser.get("/search", lang="en").form("/search").fill(words="埋单"))
        assert "The search is being put together" in page.text
        job = officers.desk.jobs.find(GROUP, keep_up.JOB)
        while job and job.state is State.RUNNING:
            time.sleep(0.01)
    assert browser.get("/queue/progress/search").url == "/search"
    assert numbers[0] in browser.send(page.form("/search")).text
