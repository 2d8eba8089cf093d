"""The sealed index: there after a restart, true to the records, and opened for no one kept away."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from app.domain.lifecycle import Status
from app.key_holder.unwrapping import index_keys
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.index.open_indexes import OpenIndexes
from app.services.officer.index.segments import BrokenIndexError, Edit, StoredIndex, open_entry
from app.services.officer.key_holder_client import KeyHolderError, KeyHolderLockedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import open_record, open_records, write_record
from app.services.officer.queue import lead_index as lead_index_module
from app.services.officer.queue.lead_index import CLOSED, KIND, OPEN, LeadIndex, lead_index
from app.services.officer.queue.list_closed import list_closed
from app.services.officer.queue.open_batch import open_batch
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.queue.summary import LAYOUT, read_entry
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings
from app.storage.case_records import HeldRecord, note_change
from app.storage.casework import (
    CaseRecord,
    IndexKey,
    IndexManifest,
    IndexSegment,
    RecordHeader,
)
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    UNIT_OFFICER,
    Clock,
    make_case,
)
from tests.own_officers import OwnOfficers
from tests.rotation import rotation_office


@pytest.fixture
def officers(officers: OwnOfficers, monkeypatch: pytest.MonkeyPatch) -> OwnOfficers:
    # Written at each change, so that little has to be done here.
    monkeypatch.setattr(lead_index_module, "WRITE_AFTER", 1)
    return officers


@pytest.fixture
def numbers(officers: OwnOfficers, intake_desk: IntakeDesk) -> list[str]:
    """Three leads that were opened, in the order of the list."""
    for _ in range(3):
        make_case(intake_desk)
    open_batch(officers.desk, officers.acting())
    return look(officers)


def look(officers: OwnOfficers, account: str = INTAKE_OFFICER) -> list[str]:
    """The leads of the list."""
    return [
        row.lead.case_number for row in read_queue(officers.desk, officers.acting(account)).rows
    ]


def lock_and_look(officers: OwnOfficers, account: str = INTAKE_OFFICER) -> list[str]:
    """The same, as after the next unlocking: nothing is in memory."""
    officers.desk.indexes.close(GROUP)
    return look(officers, account)


def close_case(officers: OwnOfficers, number: str) -> None:
    """Move a lead to where it waits for nobody."""
    held, record = open_record(officers.desk, officers.acting(), number)
    moved = record.moved(Status.ARCHIVED, officers.desk.today())
    change_record(officers.desk, officers.acting(), held, moved, act="archived")


def stored(officers: OwnOfficers, part: str) -> set[str]:
    """The cases of a part as it lies at rest."""
    desk, officer = officers.desk, officers.acting()
    index = StoredIndex(desk.casework, GROUP, KIND, LAYOUT)
    key = desk.key_holder.index_keys(officer.unlock_token, KIND, []).segments
    index.open(key)
    return set(index.entries(key, part))


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which records the list opens from now on."""
    opened: list[str] = []

    def see(desk: OfficeDesk, officer: ActingOfficer, held: Sequence[HeldRecord]) -> object:
        opened.extend(one.case_number for one in held)
        return open_records(desk, officer, held)

    monkeypatch.setattr(lead_index_module, "open_records", see)
    return opened


@pytest.mark.rows
def test_after_the_next_unlocking_no_record_is_opened(
    officers: OwnOfficers, numbers: list[str], unopened: list[str]
) -> None:
    assert lock_and_look(officers) == numbers
    assert unopened == []
    close_case(officers, numbers[0])
    assert lock_and_look(officers) == numbers[1:]
    assert unopened == [numbers[0]]
    [closed] = list_closed(officers.desk, officers.acting()).leads
    assert closed.case_number == numbers[0]
    assert (stored(officers, OPEN), stored(officers, CLOSED)) == (set(numbers[1:]), {numbers[0]})
    held, record = open_record(officers.desk, officers.acting(), numbers[0])
    reopened = record.moved(Status.REOPENED, officers.desk.today())
    change_record(officers.desk, officers.acting(), held, reopened, act="reopened")
    assert set(look(officers)) == set(numbers)
    assert list_closed(officers.desk, officers.acting()).leads == ()


def test_record_in_anothers_place_is_opened_again(
    officers: OwnOfficers, numbers: list[str], unopened: list[str]
) -> None:
    """The row says the same version: only the digest tells."""
    held, record = open_record(officers.desk, officers.acting(), numbers[0])
    organ = officers.desk.roster().organ(GROUP)
    payload, [header] = write_record(record.moved(Status.ARCHIVED, officers.desk.today()), [organ])
    with officers.desk.casework.begin() as session:
        here = CaseRecord.case_number == numbers[0]
        session.execute(update(CaseRecord).where(here).values(payload=payload))
        mine = RecordHeader.case_number == numbers[0]
        session.execute(update(RecordHeader).where(mine).values(header=header.header))
    assert lock_and_look(officers) == numbers[1:]
    assert unopened == [numbers[0]]
    with officers.desk.casework.begin() as session:
        session.execute(update(CaseRecord).where(here).values(payload=b"nothing"))
        note_change(session, numbers[0])
    for _ in range(2):
        assert lock_and_look(officers) == numbers[1:]
        assert read_queue(officers.desk, officers.acting()).unreadable == (numbers[0],)
    assert held


@pytest.mark.parametrize(
    ("harm", "table"),
    [
        *(("lost", IndexManifest), ("lost", IndexKey), ("broken", IndexSegment)),
        pytest.param("lost", IndexSegment, marks=pytest.mark.prove),
        pytest.param("broken", IndexManifest, marks=pytest.mark.prove),
        pytest.param("broken", IndexKey, marks=pytest.mark.prove),
    ],
)
def test_index_that_was_lost_or_broken_is_built_anew(
    table: type[IndexSegment | IndexManifest | IndexKey],
    harm: str,
    officers: OwnOfficers,
    numbers: list[str],
) -> None:
    close_case(officers, numbers[2])
    assert look(officers) == numbers[:2]
    with officers.desk.casework.begin() as session:
        if harm == "lost":
            session.execute(delete(table))
        else:
            session.execute(update(table).values(payload=b"\0" * 200))
    assert lock_and_look(officers) == numbers[:2]
    assert [one.case_number for one in list_closed(officers.desk, officers.acting()).leads] == [
        numbers[2]
    ]
    assert (stored(officers, OPEN), stored(officers, CLOSED)) == (set(numbers[:2]), {numbers[2]})


def test_who_is_kept_away_gets_no_key_to_an_entry(
    officers: OwnOfficers, numbers: list[str]
) -> None:
    client, token = officers.office.client, officers.token(APPROVER)
    assert client.index_keys(token, KIND, numbers).cases.keys() == set(numbers)
    assert client.recuse(officers.token(INTAKE_OFFICER), numbers[0], APPROVER)
    keys = client.index_keys(token, KIND, numbers)
    assert keys.cases.keys() == set(numbers[1:])
    # The first after an unlocking is the officer who is kept away.
    assert lock_and_look(officers, APPROVER) == numbers[1:]
    assert list(look(officers)) == numbers
    # What lies at rest opens with no key that the officer has.
    index = StoredIndex(officers.desk.casework, GROUP, KIND, LAYOUT)
    index.open(keys.segments)
    sealed = index.entries(keys.segments, OPEN)[numbers[0]][1]
    mine = client.index_keys(officers.token(INTAKE_OFFICER), KIND, numbers).cases[numbers[0]]
    opened = read_entry(open_entry(sealed, mine)).summary
    assert opened
    assert opened.case_number == numbers[0]
    for key in (keys.segments, keys.own, *keys.cases.values()):
        with pytest.raises(BrokenIndexError):
            open_entry(sealed, key)


def test_keys_are_one_organs_one_kinds_and_for_who_has_unlocked(
    officers: OwnOfficers, numbers: list[str]
) -> None:
    client = officers.office.client
    group = client.index_keys(officers.token(INTAKE_OFFICER), KIND, numbers)
    unit = client.index_keys(officers.token(UNIT_OFFICER), KIND, numbers)
    text = client.index_keys(officers.token(INTAKE_OFFICER), "text", numbers)
    other = client.index_keys(officers.token(CASE_OFFICER), KIND, numbers)
    assert other.cases == group.cases
    assert len({group.own, other.own, unit.own}) == 3
    assert len({one.segments for one in (group, unit, text)}) == 3
    assert not set(group.cases.values()) & {*unit.cases.values(), *text.cases.values()}
    with pytest.raises(KeyHolderLockedError):
        client.index_keys("none", KIND, numbers)
    with pytest.raises(KeyHolderError, match="bad_request"):
        client.index_keys(officers.token(INTAKE_OFFICER), "other", [])
    with officers.desk.casework.read() as session:
        [row] = session.scalars(select(IndexKey).where(IndexKey.organ_id == GROUP))
    key = officers.office.holder.ring.use(officers.token(INTAKE_OFFICER))
    assert index_keys._open(row, key)  # noqa: SLF001  what a foreign row is compared with
    row.organ_id = "unit-1"
    assert index_keys._open(row, key) is None  # noqa: SLF001  the same row in another's place


@pytest.mark.rows
def test_deleted_record_leaves_nothing_in_the_index(
    officers: OwnOfficers, numbers: list[str]
) -> None:
    close_case(officers, numbers[2])
    look(officers)
    with officers.desk.casework.begin() as session:
        for number in (numbers[0], numbers[2]):
            session.execute(delete(RecordHeader).where(RecordHeader.case_number == number))
            session.execute(delete(CaseRecord).where(CaseRecord.case_number == number))
            note_change(session, number, besides=[GROUP])
    assert look(officers) == [numbers[1]]
    assert list_closed(officers.desk, officers.acting()).leads == ()
    assert (stored(officers, OPEN), stored(officers, CLOSED)) == ({numbers[1]}, set())


@pytest.mark.rows
def test_two_consoles_write_one_index(officers: OwnOfficers, numbers: list[str]) -> None:
    desk = replace(officers.desk, indexes=OpenIndexes(officers.office.client))

    def look_elsewhere() -> list[str]:
        return [row.lead.case_number for row in read_queue(desk, officers.acting()).rows]

    assert look_elsewhere() == numbers
    close_case(officers, numbers[0])
    assert look(officers) == numbers[1:]
    close_case(officers, numbers[1])
    # The other one's manifest is of before: it begins anew with what is there.
    assert look_elsewhere() == [numbers[2]]
    assert look_elsewhere() == [numbers[2]]
    desk.indexes.end()
    assert lock_and_look(officers) == [numbers[2]]


def test_segments_stay_few_and_entries_are_the_newest(officers: OwnOfficers) -> None:
    desk, key = officers.desk, b"k" * 16
    index = StoredIndex(desk.casework, GROUP, "text", 1)
    index.open(key)
    for version in range(1, 4):
        puts = {f"QF-{n:04}": (version, b"%d" % n) for n in range(version * 300)}
        index.write(key, {CLOSED: Edit(puts)}, version)
    again = StoredIndex(desk.casework, GROUP, "text", 1)
    again.open(key)
    entries = again.entries(key, CLOSED)
    assert (again.complete_to, len(entries)) == (3, 900)
    assert {version for version, _ in entries.values()} == {3}
    with desk.casework.read() as session:
        rows = session.scalars(select(IndexSegment).where(IndexSegment.kind == "text")).all()
    assert len(rows) <= 5
    assert StoredIndex(desk.casework, GROUP, "text", 2).entries(key, CLOSED) == {}


def test_opened_index_is_one_an_organ(officers: OwnOfficers, numbers: list[str]) -> None:
    opened = [lead_index(officers.desk, officers.acting(a)) for a in (INTAKE_OFFICER, APPROVER)]
    assert isinstance(opened[0], LeadIndex)
    assert opened[0] is opened[1]
    assert opened[0].leads.keys() == set(numbers)
    assert "QF-" not in repr(opened[0])
    browser = officers.unlock()
    browser.send(browser.get("/queue").form("/lock"))
    officers.forget_token()
    # Two more have unlocked: the key lies open, and the index with it.
    assert officers.desk.indexes.organs() == [GROUP]
    for account in (APPROVER, INTAKE_OFFICER):
        officers.office.client.lock(officers.token(account))
        officers.forget_token(account)
    officers.desk.indexes.close_locked()
    assert officers.desk.indexes.organs() == []


@pytest.mark.rows
@pytest.mark.parametrize("reseals", [False, True])
def test_index_outlives_an_exchange_of_the_key_and_no_compromise(
    reseals: bool,
    installation: Installation,
    unheld_settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    unopened: list[str],
) -> None:
    monkeypatch.setattr(lead_index_module, "WRITE_AFTER", 1)
    with rotation_office(unheld_settings, installation, clock) as office:
        make_case(office.intake_desk)
        open_batch(office.desk, office.acting())
        [row] = read_queue(office.desk, office.acting()).rows
        before = office.desk.key_holder.index_keys(office.acting().unlock_token, KIND, [])
        done = office.finish(office.act("rotate_key", reseals=reseals))
        assert (done.problems, office.generations()) == ((), [2])
        with office.casework.read() as session:
            kept = list(session.scalars(select(IndexKey.key_generation)))
        assert kept == ([] if reseals else [2])
        office.desk.indexes.close(GROUP)
        unopened.clear()
        officer = office.acting()
        assert [one.lead for one in read_queue(office.desk, officer).rows] == [row.lead]
        assert bool(unopened) == reseals
        after = office.desk.key_holder.index_keys(officer.unlock_token, KIND, [])
        assert (after.segments == before.segments) != reseals
