"""Two reports of one matter: joined for the office, apart for their reporters."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from app.domain.lifecycle import PublicWord, Status
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import CaseNotHeldError
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.join_leads import JoiningError, join_leads, separate_leads
from app.services.officer.lead.record import Record, open_record
from app.services.officer.routing.write_extract import ExtractRefusedError, write_extract
from app.services.reporter.check_status import check_status
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.storage.intake import PublicWordChange
from crypto.access_code import AccessCode, case_number
from tests.browse import Browser
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    INTAKE_OFFICER,
    SUPERIOR,
    SUPERIOR_OFFICER,
    Clock,
    make_case,
)
from tests.officers import Officers, press_open_batch
from tests.rotation import opens
from tests.routes import headers_of, open_all, transfer

Zones = tuple[Database, Database]
OTHER_STORY = "同一件事，另一人写的，在茶楼后院打牌到深夜。"


@dataclass(frozen=True)
class Pair:
    """The codes of two reports, and the numbers of their cases."""

    codes: tuple[AccessCode, AccessCode]

    @property
    def main(self) -> str:
        return case_number(self.codes[0].verifier())

    @property
    def duplicate(self) -> str:
        return case_number(self.codes[1].verifier())


@pytest.fixture
def browser(officers: Officers) -> Browser:
    return officers.unlock()


@pytest.fixture
def pair(browser: Browser, intake_desk: IntakeDesk) -> Pair:
    pair = Pair(
        (
            make_case(intake_desk),
            make_case(intake_desk, "同一件事，另一人写的，在茶楼后院打牌到深夜。"),
        )
    )
    press_open_batch(browser)
    return pair


def join(officers: Officers, pair: Pair) -> None:
    join_leads(officers.desk, officers.acting(), pair.duplicate, pair.main, "同一时间地点")


def record_of(officers: Officers, number: str) -> Record:
    return open_record(officers.desk, officers.acting(), number)[1]


def move(officers: Officers, number: str, status: Status) -> None:
    """Say the word of a move, as every move of the office does."""
    record = record_of(officers, number)
    with officers.desk.intake.begin() as session:
        say_word(officers.desk, session, record, status)


def words(zones: Zones, number: str) -> list[tuple[int, str]]:
    with zones[0].read() as session:
        rows = session.scalars(
            select(PublicWordChange)
            .where(PublicWordChange.case_number == number)
            .order_by(PublicWordChange.shown_from)
        )
        return [(row.shown_from, row.word) for row in rows]


def test_duplicate_is_joined_on_its_page_and_found_on_the_main_leads(
    officers: Officers, browser: Browser, pair: Pair, zones: Zones
) -> None:
    form = browser.get(f"/cases/{pair.duplicate}").form("/join")
    page = browser.send(form.fill(main=f" {pair.main.lower()} ", reason="同一时间地点"))
    assert page.url == f"/cases/{pair.main}"
    assert [a for a in page.all("a") if a.text == pair.duplicate]
    page = browser.get(f"/cases/{pair.duplicate}")
    assert [a for a in page.all("a") if a.text == pair.main]
    assert page.form("/reply"), "its reporter can still be written to"
    assert record_of(officers, pair.duplicate).status is Status.DUPLICATE
    with zones[1].read() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.act == "joined")).all()
    assert {row.case_number for row in rows} == {pair.main, pair.duplicate}
    assert {row.detail for row in rows} == {""}


@pytest.mark.rows
def test_both_reporters_keep_their_page_and_read_no_earlier_than_any(
    officers: Officers, pair: Pair, intake_desk: IntakeDesk, clock: Clock
) -> None:
    join(officers, pair)
    move(officers, pair.main, Status.ACCEPTED)
    clock.pass_by(minutes=2)
    main, duplicate = (check_status(intake_desk, code, None) for code in pair.codes)
    assert (main.word, duplicate.word) == (PublicWord.ACCEPTED, PublicWord.RECEIVED)
    assert duplicate.opened_on == main.opened_on
    # Fifteen working days after receipt every report has that word.
    clock.pass_by(days=(date(2026, 12, 3) - date(2026, 11, 12)).days - 1)
    assert check_status(intake_desk, pair.codes[1], None).word is PublicWord.RECEIVED
    clock.pass_by(days=1)
    assert check_status(intake_desk, pair.codes[1], None).word is PublicWord.ACCEPTED


def test_duplicate_follows_in_the_same_act_once_its_time_has_come(
    officers: Officers, pair: Pair, intake_desk: IntakeDesk, clock: Clock
) -> None:
    join(officers, pair)
    clock.pass_by(days=40)
    officers.unlock()
    for status, word in (
        (Status.ACCEPTED, PublicWord.ACCEPTED),
        # A question was asked of the other reporter alone.
        (Status.INFO_REQUESTED, PublicWord.ACCEPTED),
        (Status.DISPOSITION_PROPOSED, PublicWord.IN_PROGRESS),
    ):
        move(officers, pair.main, status)
        clock.pass_by(minutes=2)
        assert check_status(intake_desk, pair.codes[1], None).word is word, status


def test_what_was_to_be_told_of_an_earlier_state_is_dropped(
    officers: Officers, pair: Pair, zones: Zones, clock: Clock
) -> None:
    join(officers, pair)
    for status in (Status.CONCLUDED, Status.REOPENED):
        move(officers, pair.main, status)
        clock.pass_by(minutes=2)
    told = words(zones, pair.duplicate)
    assert [word for _, word in told] == ["received", "in_progress"]


@pytest.mark.rows
def test_separated_leads_are_screened_anew(
    officers: Officers, browser: Browser, pair: Pair, zones: Zones
) -> None:
    join(officers, pair)
    move(officers, pair.main, Status.ACCEPTED)
    page = browser.get(f"/cases/{pair.duplicate}")
    page = browser.send(page.form("/separate").fill(reason="时间不同"))
    assert page.status == 200
    record = record_of(officers, pair.duplicate)
    assert (record.status, record.joined_to) == (Status.OPENED, "")
    assert record_of(officers, pair.main).joined == ()
    assert [word for _, word in words(zones, pair.duplicate)] == ["received"]
    with pytest.raises(JoiningError):
        separate_leads(officers.desk, officers.acting(), pair.duplicate, "再来")


def test_who_is_kept_away_from_one_is_kept_away_from_both(
    officers: Officers, browser: Browser, pair: Pair
) -> None:
    form = browser.get(f"/cases/{pair.duplicate}").form("/recuse")
    browser.send(form.fill(account=APPROVER, sure="y"))
    approver = officers.unlock(APPROVER)
    assert approver.get(f"/cases/{pair.main}").status == 200
    join(officers, pair)
    assert approver.get(f"/cases/{pair.main}").status == 404
    # Whoever is kept away later from one of them only: the same.
    form = browser.get(f"/cases/{pair.main}").form("/recuse")
    browser.send(form.fill(account=CASE_OFFICER, sure="y"))
    with pytest.raises(OfficerRecusedError):
        open_record(officers.desk, officers.acting(CASE_OFFICER), pair.duplicate)


def test_case_officer_of_the_main_lead_reads_the_duplicate_too(
    officers: Officers, browser: Browser, pair: Pair
) -> None:
    form = browser.get(f"/cases/{pair.main}").form("/triage")
    browser.send(form.fill(assigned_to=CASE_OFFICER))
    case_officer = officers.acting(CASE_OFFICER)
    with pytest.raises(CaseNotHeldError):
        open_record(officers.desk, case_officer, pair.duplicate)
    join(officers, pair)
    assert open_record(officers.desk, case_officer, pair.duplicate)


@pytest.mark.parametrize("hindrance", ["itself", "not_there", "is_duplicate", "has_duplicates"])
def test_what_cannot_be_joined_is_said_and_nothing_is_done(
    officers: Officers, browser: Browser, pair: Pair, intake_desk: IntakeDesk, hindrance: str
) -> None:
    third = case_number(make_case(intake_desk, "第三件").verifier())
    press_open_batch(browser)
    first, second = {
        "itself": (pair.main, pair.main),
        "not_there": (pair.duplicate, "QF-0000-0000-00"),
        "is_duplicate": (third, pair.duplicate),
        "has_duplicates": (pair.main, third),
    }[hindrance]
    if hindrance in ("is_duplicate", "has_duplicates"):
        join(officers, pair)
    with pytest.raises(JoiningError, match=hindrance):
        join_leads(officers.desk, officers.acting(), first, second, "同一件事")
    assert record_of(officers, first).status is Status.OPENED
    if hindrance in ("itself", "not_there"):
        form = browser.get(f"/cases/{first}").form("/join")
        page = browser.send(form.fill(main=second, reason="同一件事"))
        assert page.status == 422
        assert page.form("/join").value("reason") == "同一件事"


def test_leads_of_two_organs_stay_apart(
    officers: Officers, pair: Pair, intake_desk: IntakeDesk
) -> None:
    other = case_number(make_case(intake_desk, "给上级", organ_id=SUPERIOR).verifier())
    with pytest.raises(JoiningError, match="not_there"):
        join_leads(officers.desk, officers.acting(), pair.main, other, "同一件事")
    desk, officer = officers.desk, officers.acting()
    held, record = open_record(desk, officer, pair.main, purpose="write")
    routed = record.moved(Status.FORWARDED, desk.today())
    change_record(desk, officer, held, routed, act=None)
    with pytest.raises(JoiningError, match="is_routed"):
        join(officers, pair)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_transfer_takes_the_duplicates_along_and_their_reporters_learn_nothing_early(
    officers: Officers, pair: Pair, intake_desk: IntakeDesk, zones: Zones, clock: Clock
) -> None:
    join(officers, pair)
    transfer(officers, pair.main)
    for number in (pair.main, pair.duplicate):
        stub = record_of(officers, number)
        assert stub.status is Status.SEALED_TRANSFER
        assert stub.transfer is not None
        assert stub.transfer.is_done
        assert APPROVER in stub.transfer.approved_by
        assert (stub.steps[0].act, stub.joined, stub.joined_to) == ("transferred", (), "")
    [group] = officers.keys(INTAKE_OFFICER)
    # The stub's own header, and nothing else of either.
    left = [header for header in headers_of(zones, pair.duplicate) if opens(group, header)]
    assert left == [open_record(officers.desk, officers.acting(), pair.duplicate)[0].header]
    assert set(open_all(officers, SUPERIOR, SUPERIOR_OFFICER)) == {pair.main, pair.duplicate}
    clock.pass_by(minutes=2)
    main, duplicate = (check_status(intake_desk, code, None).word for code in pair.codes)
    assert (main, duplicate) == (PublicWord.FORWARDED, PublicWord.RECEIVED)
    clock.pass_by(days=40)
    assert check_status(intake_desk, pair.codes[1], None).word is PublicWord.FORWARDED


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_extract_repeats_no_duplicate_either(
    officers: Officers, browser: Browser, pair: Pair
) -> None:
    join(officers, pair)
    page = browser.get(f"/cases/{pair.main}/extract")
    assert OTHER_STORY in page.text
    desk, approver = officers.desk, officers.acting(APPROVER)
    with pytest.raises(ExtractRefusedError):
        write_extract(
            desk, approver, pair.main, "有人另一人写的，在茶楼后院打牌到深夜。", sign=True
        )
