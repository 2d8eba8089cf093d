"""A lead from which everybody is kept away goes to the superior as it is: by two, unread."""

import base64
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.lifecycle import Status, public_word
from app.services.officer.index.segments import StoredIndex
from app.services.officer.key_holder_client import KeyUseRefusedError, RecordChangedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.queue import lead_index
from app.services.officer.queue.summary import LAYOUT as SUMMARY_LAYOUT
from app.services.officer.recusal.hand_on_unread import agree_to_handing, list_stuck
from app.services.officer.recusal.recuse import recuse
from app.services.officer.search import text_index
from app.services.reporter.desk import IntakeDesk
from app.storage.case_records import StaleCaseError, find_held_record
from app.storage.cases import list_held_items, list_holders
from app.storage.casework import Officer
from app.storage.intake import ItemHeader, PublicWordChange
from crypto.age.errors import NoMatchError
from crypto.sealing import unwrap_file_key
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    SUPERIOR,
    SUPERIOR_OFFICER,
    UNIT_OFFICER,
    make_case,
)
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import OwnOfficers
from tests.searching import found, list_stored_texts

NAMES = {INTAKE_OFFICER: "周文静", CASE_OFFICER: "高山", APPROVER: "王伟"}
STORY = "王伟、高山、周文静三人每周五都在场。"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def officers(officers: OwnOfficers) -> OwnOfficers:
    with officers.desk.casework.begin() as session:
        for account, name in NAMES.items():
            session.get_one(Officer, account).name = name
    return officers


@pytest.fixture
def stuck(officers: OwnOfficers, intake_desk: IntakeDesk) -> str:
    """A lead that names all officers of the group."""
    make_case(intake_desk, STORY)
    page = press_open_batch(officers.unlock())
    assert case_numbers(page) == []
    assert any("/handing-on" in e["href"] for e in page.all("a") if "href" in e.attributes)
    [lead] = list_stuck(officers.desk, officers.acting())
    return lead.case_number


def test_two_hand_it_on_and_see_nothing_of_it(officers: OwnOfficers, stuck: str) -> None:
    intake, approver = officers.unlock(), officers.unlock(APPROVER)
    page = intake.get("/handing-on")
    proposed = intake.send(page.form("/handing-on/propose"))
    assert not [e for e in proposed.all("form") if e.form and e.form.action.endswith("/agree")]
    agreed = approver.send(approver.get("/handing-on").form("/handing-on/agree"))
    assert agreed.url == "/handing-on"
    assert stuck not in agreed.text
    assert "王伟、" not in proposed.text + agreed.text
    assert list_stuck(officers.desk, officers.acting()) == ()

    with officers.desk.intake.read() as session:
        assert list_holders(session, stuck) == [SUPERIOR]
        assert set(session.scalars(select(ItemHeader.holder))) == {SUPERIOR}
        words = session.scalars(
            select(PublicWordChange.word).order_by(PublicWordChange.shown_from)
        ).all()
    assert words[-1] == public_word(Status.SEALED_TRANSFER)
    superior = officers.unlock(SUPERIOR_OFFICER)
    assert case_numbers(press_open_batch(superior)) == [stuck]
    assert STORY in superior.get(f"/cases/{stuck}").text
    for account in NAMES:
        assert officers.unlock(account).get(f"/cases/{stuck}").status == 404
    told = [(who, act, case) for who, act, case, _ in officers.office.log()]
    assert (INTAKE_OFFICER, "handing_proposed", "") in told
    assert (APPROVER, "handed_on_unread", "") in told
    assert (APPROVER, "transferred", stuck) in told
    assert not [
        1 for who, act, case in told if act == "unwrap" and case == stuck and who == APPROVER
    ]


def test_what_the_group_had_is_gone(officers: OwnOfficers, stuck: str) -> None:
    """Its own key opens nothing of it any more but a stub, whoever asks."""
    with officers.desk.casework.read() as session:
        before = find_held_record(session, GROUP, stuck)
    assert before
    propose(officers, stuck)
    agree_to_handing(officers.desk, officers.acting(APPROVER), stuck)
    with officers.desk.casework.read() as session:
        after = find_held_record(session, GROUP, stuck)
    assert after
    assert after.payload != before.payload
    with officers.desk.intake.read() as session:
        assert list_held_items(session, stuck, GROUP) == []
        header = session.scalars(select(ItemHeader.header)).one()
    for key in officers.keys(INTAKE_OFFICER):
        with pytest.raises(NoMatchError):
            unwrap_file_key(header, key.identity)


def test_nobody_hands_on_what_somebody_may_open(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk, "王伟、周文静二人都在场。")
    press_open_batch(officers.unlock())
    assert list_stuck(officers.desk, officers.acting()) == ()
    [number] = officers.office.client.kept_away(officers.token(APPROVER)).own
    with pytest.raises(KeyUseRefusedError):
        propose(officers, number)
    # Proposed while nobody was left, and agreed to once somebody is again.
    officers.office.client.recuse(officers.token(CASE_OFFICER), number, CASE_OFFICER)
    propose(officers, number)
    officers.add("new01", officers.acting(CASE_OFFICER).role)
    with pytest.raises(KeyUseRefusedError):
        agree_to_handing(officers.desk, officers.acting(APPROVER), number)


def test_one_alone_hands_nothing_on(officers: OwnOfficers, stuck: str) -> None:
    ask = officers.office.client.ask
    for account in (CASE_OFFICER, UNIT_OFFICER, SUPERIOR_OFFICER):
        with pytest.raises(KeyUseRefusedError):
            propose(officers, stuck, account)
    with pytest.raises(KeyUseRefusedError):
        agree_to_handing(officers.desk, officers.acting(APPROVER), stuck)
    propose(officers, stuck, APPROVER)
    with pytest.raises(KeyUseRefusedError):
        agree_to_handing(officers.desk, officers.acting(APPROVER), stuck)
    token = officers.token(INTAKE_OFFICER)
    with pytest.raises(KeyUseRefusedError):
        ask("agree_to_handing", token=token, case_number=stuck, items=[])
    with officers.desk.casework.begin() as session:
        session.get_one(Officer, INTAKE_OFFICER).role = "approver"
    wrong = [{"case_number": stuck, "header": base64.b64encode(b"age").decode()}]
    for items in ([], wrong):
        with pytest.raises(RecordChangedError):
            ask("agree_to_handing", token=token, case_number=stuck, items=items)
    with officers.desk.intake.read() as session:
        assert list_holders(session, stuck) == [GROUP]


def test_what_came_in_meanwhile_stops_it(
    officers: OwnOfficers, stuck: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose(officers, stuck)
    name = "app.services.officer.recusal.hand_on_unread.list_item_ids"
    monkeypatch.setattr(name, lambda *_: ["of a message that came in"])
    with pytest.raises(StaleCaseError):
        agree_to_handing(officers.desk, officers.acting(APPROVER), stuck)
    with officers.desk.intake.read() as session:
        assert list_holders(session, stuck) == [GROUP]
    monkeypatch.undo()
    propose(officers, stuck)
    agree_to_handing(officers.desk, officers.acting(APPROVER), stuck)


@pytest.mark.usefixtures("stuck")
def test_page_says_at_whose_word_all_are_kept_away(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    """Who agrees cannot read it: one officer alone could take it from everybody."""
    alone = "alone kept everybody away"
    page = officers.unlock(APPROVER).get("/handing-on", lang="en")
    assert page.text.count(f"found by the program, when {NAMES[INTAKE_OFFICER]}") == len(NAMES)
    assert alone not in page.text
    other = open_and_keep_all_away(officers, intake_desk)
    page = officers.unlock(APPROVER).get("/handing-on", lang="en")
    by = f"{NAMES[INTAKE_OFFICER]} ({INTAKE_OFFICER})"
    assert page.text.count(f"at the word of {by}") == len(NAMES) - 1
    assert f"{by}: by their own word" in page.text
    assert page.text.count(f"{by} {alone}") == 1
    ask, token = officers.office.client.ask, officers.token
    with pytest.raises(KeyUseRefusedError):
        ask("how_stuck", token=token(CASE_OFFICER), case_number=other)
    officers.add("new01", officers.acting(APPROVER).role)
    with pytest.raises(KeyUseRefusedError):
        ask("how_stuck", token=token(APPROVER), case_number=other)


def test_words_of_it_go_from_search_and_list_at_rest(
    officers: OwnOfficers, intake_desk: IntakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_index, "WRITE_AFTER", 1)
    monkeypatch.setattr(lead_index, "WRITE_AFTER", 1)
    number = open_and_keep_all_away(officers, intake_desk)
    assert number in list_stored_texts(officers)
    assert number in list_stored_leads(officers)
    propose(officers, number)
    agree_to_handing(officers.desk, officers.acting(APPROVER), number)
    assert number not in list_stored_texts(officers)
    assert number not in list_stored_leads(officers)
    officers.unlock().get("/queue")
    assert number not in list_stored_leads(officers), "nor after another look"


def test_cut_off_it_has_not_gone_and_goes_when_it_is_done_again(
    officers: OwnOfficers, intake_desk: IntakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never is it the superior's, and the group's full record still there."""
    number = open_and_keep_all_away(officers, intake_desk)
    propose(officers, number)

    def cut_off(*_: object, **__: object) -> None:
        raise StaleCaseError(number)

    changing = "app.services.officer.recusal.hand_on_unread.change_record"
    monkeypatch.setattr(changing, cut_off)
    with pytest.raises(StaleCaseError):
        agree_to_handing(officers.desk, officers.acting(APPROVER), number)
    with officers.desk.intake.read() as session:
        assert list_holders(session, number) == [GROUP]
    monkeypatch.undo()
    # And cut off after the stub, before the other zone knows: the lead is still the group's.
    propose(officers, number)

    def leave_and_cut_off(*args: Any, **options: Any) -> None:  # noqa: ANN401  whatever it takes
        change_record(*args, **options)
        cut_off()

    monkeypatch.setattr(changing, leave_and_cut_off)
    with pytest.raises(StaleCaseError):
        agree_to_handing(officers.desk, officers.acting(APPROVER), number)
    monkeypatch.undo()
    propose(officers, number)
    agree_to_handing(officers.desk, officers.acting(APPROVER), number)
    with officers.desk.intake.read() as session:
        assert list_holders(session, number) == [SUPERIOR]


def open_and_keep_all_away(officers: OwnOfficers, intake_desk: IntakeDesk) -> str:
    """A lead that was opened, listed and searched, and from which all keep away since."""
    make_case(intake_desk, "甲处长每周五在望江农家乐喝酒。")
    [number] = case_numbers(press_open_batch(officers.unlock()))
    assert found(officers, "望江") == {number}
    for account in (CASE_OFFICER, APPROVER, INTAKE_OFFICER):
        recuse(officers.desk, officers.acting(), number, account)
    return number


def list_stored_leads(officers: OwnOfficers) -> set[str]:
    """The cases of which the list has something at rest."""
    desk = officers.desk
    index = StoredIndex(desk.casework, GROUP, lead_index.KIND, SUMMARY_LAYOUT)
    key = desk.key_holder.index_keys(officers.token(APPROVER), lead_index.KIND, []).segments
    index.open(key)
    return set(index.entries(key, lead_index.OPEN)) | set(index.entries(key, lead_index.CLOSED))


def propose(officers: OwnOfficers, number: str, account: str = INTAKE_OFFICER) -> None:
    officers.office.client.ask("propose_handing", token=officers.token(account), case_number=number)
