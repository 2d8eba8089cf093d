"""The key-holder opens for one officer what a person reads; more at once takes a grant."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.interests import Interest, InterestKind
from app.key_holder import key_log
from app.key_holder.operations import answer
from app.key_holder.unwrapping import allowances
from app.key_holder.unwrapping.allowances import Rate
from app.services.officer.key_holder_client import (
    KeyHolderBusyError,
    KeyHolderError,
    KeyUseRefusedError,
    RecordChangedError,
)
from app.services.officer.queue.open_batch import list_sealed, open_batch
from app.services.officer.recusal.interests import (
    answer_interest,
    declare_interest,
    list_declared,
)
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings
from app.storage.case_records import list_held_records
from app.storage.cases import list_held_items
from app.storage.database import Database
from app.storage.intake import CaseHolder, ItemKind
from tests.browse import Browser
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    UNIT_OFFICER,
    OpenApp,
    make_case,
)
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import OwnOfficers, own_officers
from tests.reporters import Noted, submit, write

Zones = tuple[Database, Database]


@pytest.fixture
def few_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six headers at once, then one a minute; asked for before the key-holder starts."""
    monkeypatch.setattr(allowances, "READS", Rate(6, 1))


def reports(desk: IntakeDesk, zones: Zones, count: int) -> list[tuple[str, bytes]]:
    """So many sealed reports: case number and header each."""
    for _ in range(count):
        make_case(desk)
    with zones[0].read() as session:
        numbers = list(session.scalars(select(CaseHolder.case_number).order_by("case_number")))
        held = [list_held_items(session, n, GROUP, ItemKind.REPORT)[0] for n in numbers]
    return [(n, item.header) for n, item in zip(numbers, held, strict=True)]


def acts(officers: OwnOfficers, act: str) -> list[tuple[str, str, str]]:
    return [(who, number, what) for who, did, number, what in officers.office.log() if did == act]


def test_who_reads_too_much_waits_in_every_browser_and_alone(
    few_reads: None,  # noqa: ARG001  before the key-holder starts
    officers: OwnOfficers,
    zones: Zones,
    intake_desk: IntakeDesk,
) -> None:
    [item] = reports(intake_desk, zones, 1)
    client, first = officers.office.client, officers.token(INTAKE_OFFICER)
    officers.forget_token()
    second = officers.token(INTAKE_OFFICER)
    assert first != second
    for token in (first, second) * 3:
        client.unwrap(token, "read", [item])
    waits = []
    for token in (first, second) * 2:
        with pytest.raises(KeyHolderBusyError) as busy:
            client.unwrap(token, "write", [item])
        waits.append(busy.value.wait_seconds)
    assert all(55 <= wait <= 60 for wait in waits)
    assert client.unwrap(officers.token(APPROVER), "read", [item])[0]
    refused = (INTAKE_OFFICER, "", "reason=too_many purpose=write refused=1")
    assert acts(officers, "unwrap_refused") == [refused], "one entry, however often"


def test_page_says_when_to_try_again_and_loses_no_word(
    few_reads: None,  # noqa: ARG001  before the key-holder starts
    officers: OwnOfficers,
    intake_desk: IntakeDesk,
) -> None:
    make_case(intake_desk)
    browser = officers.unlock()
    [number] = case_numbers(press_open_batch(browser))
    form = browser.get(f"/cases/{number}").form("/reply").fill(text="请补充聚餐的时间。")
    while browser.get(f"/cases/{number}").status == 200:
        pass
    page = browser.send(form)
    assert page.status == 429
    assert page.one("textarea").text == "请补充聚餐的时间。"
    assert page.one("div", role="alert").text
    seen = browser.get(f"/cases/{number}", lang="en")
    assert "Try again at" in seen.text
    assert seen.all("textarea") == []
    assert browser.get("/queue").status == 200, "the work list has a count of its own"


def test_read_is_for_one_case_at_a_time(
    officers: OwnOfficers, zones: Zones, intake_desk: IntakeDesk
) -> None:
    both = reports(intake_desk, zones, 2)
    token = officers.token(INTAKE_OFFICER)
    for purpose in ("read", "write"):
        with pytest.raises(KeyHolderError, match="bad_request"):
            officers.office.client.unwrap(token, purpose, both)


def test_what_is_found_in_texts_takes_nothing_of_what_officers_say(
    monkeypatch: pytest.MonkeyPatch,
    installation: Installation,
    settings: Settings,
    open_console: OpenApp,
    intake_desk: IntakeDesk,
) -> None:
    """Whoever declares a common word would else leave the rest of each batch sealed."""
    monkeypatch.setattr(allowances, "RECUSALS", Rate(2, 1))
    monkeypatch.setattr(allowances, "FOUND_RECUSALS", Rate(4, 1))
    for _ in range(4):
        make_case(intake_desk, "每周喝酒。")
    with own_officers(open_console(), installation, settings) as officers:
        common = Interest(InterestKind.UNIT, ("喝酒",))
        declare_interest(officers.desk, officers.acting(CASE_OFFICER), common)
        batch = open_batch(officers.desk, officers.acting())
        assert (batch.opened, len(batch.left)) == (4, 0)
        client, token = officers.office.client, officers.token(INTAKE_OFFICER)
        [number, *_] = client.kept_away(officers.token(APPROVER)).others
        # It has an end of its own, and what an officer says goes on.
        for cause in ("name:x", "interest:x", "joined"):
            with pytest.raises(KeyHolderBusyError):
                client.recuse(token, number, APPROVER, cause)
        client.recuse(token, number, APPROVER, "colleague")
        client.recuse(token, number, APPROVER, "another:x")
        with pytest.raises(KeyHolderBusyError):
            client.recuse(token, number, CASE_OFFICER)


def test_comparing_is_no_second_reading(
    monkeypatch: pytest.MonkeyPatch,
    installation: Installation,
    settings: Settings,
    open_console: OpenApp,
    zones: Zones,
    intake_desk: IntakeDesk,
) -> None:
    """Beside it only while the officer's own declaration waits to be compared."""
    monkeypatch.setattr(allowances, "READS", Rate(2, 1))
    monkeypatch.setattr(allowances, "COMPARES", Rate(9, 1))
    [item] = reports(intake_desk, zones, 1)
    with own_officers(open_console(), installation, settings) as officers:
        client, token = officers.office.client, officers.token(CASE_OFFICER)
        other = officers.acting()
        declare_interest(officers.desk, other, Interest(InterestKind.UNIT, ("某单位",)))
        client.unwrap(token, "read", [item])
        client.unwrap(token, "compare", [item])
        with pytest.raises(KeyHolderBusyError):
            client.unwrap(token, "compare", [item])
        acting = officers.acting(CASE_OFFICER)
        declare_interest(officers.desk, acting, Interest(InterestKind.UNIT, ("某单位",)))
        for _ in range(2):
            client.unwrap(token, "compare", [item])
        [own] = [one for one in list_declared(officers.desk, acting) if one.account == CASE_OFFICER]
        answer_interest(officers.desk, acting, own.interest_id, "compared")
        with pytest.raises(KeyHolderBusyError):
            client.unwrap(token, "compare", [item])


def test_work_list_is_built_so_often_and_not_more(
    monkeypatch: pytest.MonkeyPatch,
    installation: Installation,
    settings: Settings,
    open_console: OpenApp,
    intake_desk: IntakeDesk,
) -> None:
    monkeypatch.setattr(allowances, "QUEUES", Rate(4, 1))
    make_case(intake_desk)
    with own_officers(open_console(), installation, settings) as officers:
        browser = officers.unlock()
        [number] = case_numbers(press_open_batch(browser))
        with officers.desk.casework.read() as session:
            [held] = list_held_records(session, GROUP, [number])
        client, items = officers.office.client, [(number, held.header)]
        # The list itself was one; what has not changed since is not asked for.
        assert [browser.get("/queue").status for _ in range(5)] == [200] * 5
        for _ in range(3):
            assert client.unwrap_many(officers.token(INTAKE_OFFICER), "queue", items).file_keys
        with pytest.raises(KeyHolderBusyError):
            client.unwrap_many(officers.token(INTAKE_OFFICER), "queue", items)
        assert client.unwrap_many(officers.token(APPROVER), "queue", items).file_keys


def test_batch_needs_a_grant_that_is_on_record(
    officers: OwnOfficers, zones: Zones, intake_desk: IntakeDesk
) -> None:
    client, items = officers.office.client, reports(intake_desk, zones, 3)
    token = officers.token(INTAKE_OFFICER)
    with pytest.raises(KeyUseRefusedError, match="no_grant"):
        client.unwrap_many(token, "open_batch", items)
    grant = client.grant(token, "open_batch", 2)
    for asked, who in ((items, token), (items[:1], officers.token(UNIT_OFFICER))):
        with pytest.raises(KeyUseRefusedError, match="no_grant"):
            client.unwrap_many(who, "open_batch", asked, grant)
    unwrapped = client.unwrap_many(token, "open_batch", items[:2], grant)
    assert all(unwrapped.file_keys)
    with pytest.raises(KeyUseRefusedError, match="no_grant"):
        client.unwrap_many(token, "open_batch", items[2:], grant)
    assert acts(officers, "granted") == [(INTAKE_OFFICER, "", "purpose=open_batch count=2")]
    assert acts(officers, "unwrap") == [(INTAKE_OFFICER, "", "purpose=open_batch count=2")]


def test_only_an_intake_officer_gets_a_grant_and_for_a_batch_only(officers: OwnOfficers) -> None:
    client = officers.office.client
    for account in (CASE_OFFICER, APPROVER):
        with pytest.raises(KeyUseRefusedError):
            client.grant(officers.token(account), "open_batch", 1)
    token = officers.token(INTAKE_OFFICER)
    for purpose, count in (("read", 1), ("open_batch", 0), ("open_batch", 10**9)):
        with pytest.raises(KeyHolderError, match="bad_request"):
            client.grant(token, purpose, count)
    odd: list[object] = [True, "1", 1.5, None]
    for value in odd:
        request = {"op": "grant", "token": token, "purpose": "open_batch", "count": value}
        assert answer(officers.office.holder, request) == {"error": "bad_request"}
    assert acts(officers, "granted") == []


def test_batch_is_of_reports_that_nobody_has_opened(
    officers: OwnOfficers, zones: Zones, open_public: OpenApp, intake_desk: IntakeDesk
) -> None:
    reporter = Browser(open_public().test_client())
    noted = submit(reporter)
    press_open_batch(officers.unlock())
    client, token = officers.office.client, officers.token(INTAKE_OFFICER)
    items = reports(intake_desk, zones, 1)
    unwrapped = client.unwrap_many(token, "open_batch", items, client.grant(token, "open_batch", 2))
    given = {n: key for (n, _), key in zip(items, unwrapped.file_keys, strict=True)}
    assert unwrapped.opened == {noted.number}
    assert given.pop(noted.number) is None
    assert all(given.values())
    # Neither a message nor a file goes by way of a batch, nor another case's report.
    write(reporter, noted.code, "又聚了一次")
    with zones[0].read() as session:
        [message] = list_held_items(session, noted.number, GROUP, ItemKind.MESSAGE)
    [waiting] = given
    for item in ((noted.number, message.header), (waiting, message.header)):
        grant = client.grant(token, "open_batch", 1)
        with pytest.raises(RecordChangedError):
            client.unwrap_many(token, "open_batch", [item], grant)


def test_batch_that_a_colleague_has_opened_meanwhile_is_no_error(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    officer = officers.acting()
    assert open_batch(officers.desk, officer).opened == 1
    assert list_sealed(officers.desk, GROUP) == []
    assert open_batch(officers.desk, officer).opened == 0


def test_messages_for_the_list_are_those_that_nobody_has_read(
    officers: OwnOfficers, zones: Zones, open_public: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_log, "QUEUE_ENTRY_EVERY", timedelta(0))
    reporter = Browser(open_public().test_client())
    noted, sealed = submit(reporter), submit(reporter)
    client, token = officers.office.client, officers.token(INTAKE_OFFICER)
    write(reporter, sealed.code, "又聚了一次")
    held = held_items(zones, sealed)
    # What follows a report that nobody has opened stays sealed with it.
    with pytest.raises(RecordChangedError):
        client.unwrap_many(token, "messages", held[ItemKind.MESSAGE])
    press_open_batch(officers.unlock())
    assert all(client.unwrap_many(token, "messages", held[ItemKind.MESSAGE]).file_keys)
    asked = (INTAKE_OFFICER, "", "purpose=messages count=1")
    assert acts(officers, "unwrap").count(asked) == 1, "the list asked before, for the report too"
    # Neither a report goes this way without a message, nor one under another case's number.
    [(_, header)] = held[ItemKind.MESSAGE]
    for items in (held_items(zones, noted)[ItemKind.REPORT], [(noted.number, header)]):
        with pytest.raises(RecordChangedError):
            client.unwrap_many(token, "messages", items)
    with pytest.raises(RecordChangedError):
        client.unwrap_many(officers.token(UNIT_OFFICER), "messages", held[ItemKind.MESSAGE])
    assert officers.unlock().get(f"/cases/{sealed.number}").status == 200
    for kind in (ItemKind.MESSAGE, ItemKind.REPORT):
        with pytest.raises(RecordChangedError):
            client.unwrap_many(token, "messages", held[kind])


def held_items(zones: Zones, noted: Noted) -> dict[ItemKind, list[tuple[str, bytes]]]:
    """The group's headers of a case, by kind."""
    with zones[0].read() as session:
        return {
            kind: [
                (noted.number, h.header)
                for h in list_held_items(session, noted.number, GROUP, kind)
            ]
            for kind in ItemKind
        }


def test_list_does_without_messages_for_which_the_officer_has_to_wait(
    monkeypatch: pytest.MonkeyPatch,
    installation: Installation,
    settings: Settings,
    open_console: OpenApp,
    open_public: OpenApp,
) -> None:
    monkeypatch.setattr(allowances, "NOTICES", Rate(2, 1))
    reporter = Browser(open_public().test_client())
    noted = submit(reporter)
    with own_officers(open_console(), installation, settings) as officers:
        browser = officers.unlock()
        press_open_batch(browser)
        for _ in range(2):
            write(reporter, noted.code, "补充")
            page = browser.get("/queue")
            assert page.status == 200
            assert case_numbers(page) == [noted.number]
        given = (INTAKE_OFFICER, "", "purpose=messages count=2")
        assert acts(officers, "unwrap").count(given) == 1
        # An officer's own reading has a count of its own.
        assert browser.get(f"/cases/{noted.number}").status == 200


def test_officer_who_is_kept_away_opens_no_message_for_the_list(
    officers: OwnOfficers, zones: Zones, open_public: OpenApp
) -> None:
    reporter = Browser(open_public().test_client())
    noted = submit(reporter)
    press_open_batch(officers.unlock())
    write(reporter, noted.code, "补充")
    client, token = officers.office.client, officers.token(INTAKE_OFFICER)
    client.recuse(token, noted.number, INTAKE_OFFICER)
    items = held_items(zones, noted)[ItemKind.MESSAGE]
    unwrapped = client.unwrap_many(token, "messages", items)
    assert unwrapped.file_keys == [None]
    assert unwrapped.recused == {noted.number}
    assert officers.unlock().get("/queue").status == 200
    assert not [entry for entry in acts(officers, "unwrap") if "messages" in entry[2]]
