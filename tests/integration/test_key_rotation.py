"""An organ gets a new key: the archive goes along, and the old key opens nothing that is stored."""

import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.forwarding import SentAs
from app.services.officer.files.download_file import download_file
from app.services.officer.files.list_files import list_files
from app.services.officer.files.open_file import FilePlace
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.record import open_record, write_record
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.queue.open_batch import open_batch
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.routing.acknowledge import acknowledge
from app.services.operator.create_installation import Installation
from app.services.operator.rotate_key import has_unfinished_rotation
from app.services.reporter.check_status import check_status
from app.services.reporter.parcel import Content, pack
from app.services.reporter.seal_item import ItemPlace, seal_rows
from app.services.reporter.send_message import Sent, send_message
from app.services.reporter.store_rows import insert_rows
from app.services.reporter.submit_report import submit_report
from app.services.roster import OutdatedRosterError, load_roster
from app.settings import Settings, load_settings
from app.storage.archive import ITEM_HEADERS, OldHeader, exchange_headers
from app.storage.case_records import StaleCaseError, replace_record
from app.storage.casework import AuditEntry, RecordHeader
from app.storage.intake import Case, ItemHeader, ItemKind, SealedItem
from crypto.access_code import AccessCode, case_number, new_access_code
from crypto.group_key import OrganKey
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    PHOTO,
    SUPERIOR,
    SUPERIOR_OFFICER,
    UNIT,
    UNIT_OFFICER,
    Clock,
    copy_installation,
    copy_rows,
    make_case,
    make_content,
    make_file,
    upgrade_zones,
)
from tests.rotation import Headers, RotationOffice, keys_in, opens, rotation_office
from tests.routes import forward


@dataclass(frozen=True)
class Archive:
    """What stands in the archive before the key is exchanged: each case by its access code."""

    with_files: AccessCode
    talked: AccessCode
    routed: AccessCode
    unopened: AccessCode
    to_superior: AccessCode


@pytest.fixture
def settings(
    database: str,
    installation: Installation,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Settings:
    """An instance of the test's own: its keys and its pin change."""
    on_server = database == "postgresql"
    url = request.getfixturevalue("postgresql").create_database() if on_server else ""
    settings = copy_installation(installation, tmp_path / "instance", url)
    if on_server:
        upgrade_zones(settings)
        copy_rows(load_settings(installation.instance, {}), settings)
    return settings


@pytest.fixture
def office(
    settings: Settings, installation: Installation, clock: Clock
) -> Iterator[RotationOffice]:
    with rotation_office(settings, installation, clock) as office:
        yield office


@pytest.fixture
def archive(office: RotationOffice) -> Archive:
    desk, officer = office.intake_desk, office.acting()
    files = make_content(desk, files={"照片.jpg": PHOTO, "账单.pdf": b"%PDF-1.7" * 9000})
    with_files = submit_report(desk, new_access_code(), files).code
    talked, routed = make_case(desk), make_case(desk, "第二件")
    to_superior = make_case(desk, "关于组长", organ_id=SUPERIOR)
    open_batch(office.desk, officer)
    send_message(desk, talked, Content("补充一点", files=[make_file(desk, "录音.m4a")]))
    reply_to_reporter(office.desk, officer, number_of(talked), "请说明时间。")
    forward(office, number_of(routed), SentAs.ORIGINAL)
    unopened = make_case(desk, "第三件")
    return Archive(with_files, talked, routed, unopened, to_superior)


def number_of(code: AccessCode) -> str:
    return case_number(code.verifier())


def read(office: RotationOffice, code: AccessCode, account: str = "intake01") -> OpenedCase:
    """What an officer who unlocks now sees of a case."""
    officer = office.acting(account)
    _, record = open_record(office.desk, officer, number_of(code))
    return read_case_content(office.desk, officer, record)


def check_readable(office: RotationOffice, archive: Archive) -> None:
    """Everybody reads what they could read before, and all of it is verified and unchanged."""
    open_batch(office.desk, office.acting())
    for code in (archive.with_files, archive.talked, archive.routed, archive.unopened):
        content = read(office, code)
        assert content.report is not None
        assert content.problems == ()
        assert all(message.verified for message in content.messages)
    assert [m.text for m in read(office, archive.talked).messages] == ["补充一点", "请说明时间。"]
    assert read(office, archive.routed, UNIT_OFFICER).problems == ()
    office.clock.pass_by(minutes=2)
    status = check_status(office.intake_desk, archive.talked, None)
    assert [line.text for line in status.messages if line.from_team] == ["请说明时间。"]
    assert not status.replies_missing
    sent = send_message(office.intake_desk, archive.talked, Content(f"再补充{office.generation()}"))
    assert sent is Sent.NEW


def held_by(headers: Headers, holder: str) -> list[bytes]:
    return [header for (_, _, whose), header in headers.items() if whose == holder]


def check_keys(
    before: Headers, office: RotationOffice, old: Mapping[str, Iterable[OrganKey]]
) -> None:
    """Headers open with the organ's one key of now, and not with any that it had before."""
    headers, accounts = office.headers(), {GROUP: APPROVER, UNIT: UNIT_OFFICER}
    for organ_id, account in (accounts | {SUPERIOR: SUPERIOR_OFFICER}).items():
        [key] = office.keys(account).values()
        assert held_by(headers, organ_id)
        assert all(opens(key, header) for header in held_by(headers, organ_id))
        for gone in old.get(organ_id, ()):
            assert not any(opens(gone, header) for header in headers.values())
    assert before.keys() <= headers.keys()


@pytest.mark.rows
def test_every_header_opens_with_the_new_key_and_none_with_the_old(
    office: RotationOffice, archive: Archive
) -> None:
    before, old = office.headers(), office.keys()
    done = office.finish(office.act("rotate_key"))
    assert (done.generation, done.forgotten, done.problems) == (2, (1,), ())
    assert done.done == len(held_by(before, GROUP))
    check_keys(before, office, {GROUP: old.values()})
    after = office.headers()
    for holder in (UNIT, SUPERIOR, "reporter"):
        assert held_by(before, holder) == held_by(after, holder)
    assert office.generations() == [2]
    check_readable(office, archive)


@pytest.mark.usefixtures("archive")
def test_progress_ends_where_it_should_and_every_batch_is_logged(office: RotationOffice) -> None:
    total = len(held_by(office.headers(), GROUP))
    done = office.finish(office.act("rotate_key"))
    assert office.progress[-1] == (total, total)
    assert office.progress == sorted(office.progress)
    with office.casework.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "rewrapped")).all()
        finished = session.scalars(select(AuditEntry).where(AuditEntry.act == "rotation_finished"))
        assert [entry.account for entry in finished] == [APPROVER]
    counts = [int(entry.detail.rpartition("count=")[2]) for entry in entries]
    assert sum(counts) == total == done.done


def test_unit_gets_a_new_key_and_the_group_keeps_its_own(
    office: RotationOffice, archive: Archive
) -> None:
    before, old = office.headers(), office.keys(UNIT_OFFICER)
    act = office.act("rotate_key", UNIT_OFFICER, "intake01", APPROVER, organ_id=UNIT)
    assert office.finish(act, UNIT).problems == ()
    check_keys(before, office, {UNIT: old.values()})
    assert held_by(before, GROUP) == held_by(office.headers(), GROUP)
    check_readable(office, archive)


def test_pin_moves_and_the_rest_of_the_settings_stays(office: RotationOffice) -> None:
    path = office.settings.instance / "settings.toml"
    path.write_text("# ours\n" + path.read_text() + "max_files = 3 # few\n", encoding="utf-8")
    path.chmod(0o640)
    before = path.read_text(encoding="utf-8")
    done = office.finish(office.act("rotate_key"))
    after = path.read_text(encoding="utf-8")
    assert done.pin_problem == ""
    assert done.pin.startswith("3:")
    assert after == before.replace(office.settings.roster_pin, done.pin)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    pinned = load_settings(office.settings.instance, {})
    with office.intake.read() as session:
        assert load_roster(session, pinned.roster_pin).version == 3
        assert load_roster(session, office.settings.roster_pin).version == 3


def test_pin_in_the_environment_is_told_not_written(
    office: RotationOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGFENG_ROSTER_PIN", office.settings.roster_pin)
    done = office.finish(office.act("rotate_key"))
    assert "QINGFENG_ROSTER_PIN" in done.pin_problem
    assert done.pin not in (office.settings.instance / "settings.toml").read_text()


@pytest.mark.rows
def test_report_of_a_process_that_knows_only_the_old_roster_goes_to_the_new_key(
    office: RotationOffice, archive: Archive
) -> None:
    """The public process looks at the roster every five seconds only."""
    assert office.intake_desk.roster().organ(GROUP).generation == 1
    office.finish(office.act("rotate_key"))
    code = make_case(office.intake_desk, "换钥匙的时候")
    send_message(office.intake_desk, archive.with_files, Content("也在这时"))
    with office.intake.read() as session:
        query = select(ItemHeader.key_generation).where(ItemHeader.holder == GROUP)
        assert set(session.scalars(query)) == {2}
    open_batch(office.desk, office.acting())
    assert read(office, code).problems == ()


def test_message_of_a_process_that_knows_only_the_old_roster_goes_to_the_new_key(
    office: RotationOffice, archive: Archive
) -> None:
    assert office.intake_desk.roster().organ(GROUP).generation == 1
    office.finish(office.act("rotate_key"))
    send_message(office.intake_desk, archive.talked, Content("在换钥匙的时候"))
    assert read(office, archive.talked).problems == ()


@pytest.mark.rows
def test_what_was_sealed_before_and_is_stored_after_is_refused(office: RotationOffice) -> None:
    """A process may be stopped for any time between sealing and storing."""
    desk, code = office.intake_desk, make_case(office.intake_desk)
    roster = desk.roster()
    parcel = pack(desk, code, Content("慢了一步"))
    place = ItemPlace(number_of(code), ItemKind.MESSAGE, parcel.mac, desk.today())
    rows = seal_rows(b"{}", [], [roster.organ(GROUP)], place=place)
    officer = office.acting()
    open_batch(office.desk, officer)
    held, record = open_record(office.desk, officer, number_of(code))
    payload, headers = write_record(record, [roster.organ(GROUP)])
    office.finish(office.act("rotate_key"))
    with pytest.raises(OutdatedRosterError), office.intake.begin() as session:
        insert_rows(session, rows, parcel.claim(), roster)
    with pytest.raises(StaleCaseError), office.casework.begin() as session:
        replace_record(session, held, payload, headers)


def test_officers_go_on_while_the_archive_is_taken_along(
    office: RotationOffice, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the key-holder's answer and the exchange, a record and a case change."""
    officer = office.acting()
    act = office.act("rotate_key")
    changed: list[bool] = []

    def meanwhile(*arguments: object) -> None:
        if not changed:
            changed.append(True)
            reply_to_reporter(office.desk, officer, number_of(archive.with_files), "收到了。")
            forward(office, number_of(archive.talked), SentAs.ORIGINAL)
            make_case(office.intake_desk, "正当其时")
        exchange_headers(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("app.services.operator.rewrap_headers.exchange_headers", meanwhile)
    assert office.finish(act).problems == ()
    assert changed
    check_keys(office.headers(), office, {})
    assert [m.text for m in read(office, archive.with_files).messages] == ["收到了。"]
    assert read(office, archive.talked, UNIT_OFFICER).problems == ()


def test_header_that_no_key_opens_is_named_and_the_old_key_stays(
    office: RotationOffice, archive: Archive
) -> None:
    with office.intake.read() as session:
        query = select(ItemHeader).where(ItemHeader.holder == GROUP)
        broken = session.scalars(query).first()
    assert broken is not None
    whole = broken.header
    change_header(office, broken.item_id, whole, whole[:-9] + b"AAAAAAAA\n")
    done = office.finish(office.act("rotate_key"))
    assert len(done.problems) == 1
    assert broken.item_id in done.problems[0]
    assert done.forgotten == ()
    assert office.generations() == [1, 2]
    assert has_unfinished_rotation(office.settings, GROUP)
    change_header(office, broken.item_id, whole[:-9] + b"AAAAAAAA\n", whole)
    done = office.finish(office.act("finish_rotation"))
    assert (done.problems, done.forgotten, office.generations()) == ((), (1,), [2])
    check_readable(office, archive)


def change_header(office: RotationOffice, item_id: str, old: bytes, new: bytes) -> None:
    with office.intake.begin() as session:
        exchanged = [(OldHeader(item_id, old), new)]
        exchange_headers(session, ITEM_HEADERS, GROUP, 1, exchanged)


def test_removed_officers_old_keys_open_nothing_that_is_stored(
    office: RotationOffice, archive: Archive
) -> None:
    copied, phrase = office.held_by(CASE_OFFICER), office.phrase(CASE_OFFICER)
    act = office.act("remove_officer", account=CASE_OFFICER)
    assert office.finish(act).forgotten == (1,)
    [old] = keys_in(copied, phrase).values()
    assert not any(opens(old, header) for header in office.headers().values())
    with office.casework.read() as session:
        assert session.scalars(select(RecordHeader.key_generation)).first() is not None
    assert office.held_by(CASE_OFFICER).shares == {}
    check_readable(office, archive)


def test_unlocked_officers_keep_working_and_the_old_key_leaves_the_memory(
    office: RotationOffice, archive: Archive
) -> None:
    officer = office.acting()
    open_record(office.desk, officer, number_of(archive.talked))
    act = office.act("rotate_key")
    assert set(office.holder.ring.use(officer.unlock_token).keys) == {1, 2}
    open_record(office.desk, officer, number_of(archive.talked))
    office.finish(act)
    assert set(office.holder.ring.use(officer.unlock_token).keys) == {2}
    open_record(office.desk, officer, number_of(archive.talked))


@pytest.mark.rows
def test_resealing_leaves_nothing_that_the_old_file_keys_open(
    office: RotationOffice, archive: Archive
) -> None:
    folder = office.settings.zone("intake") / "payloads"
    old_files, old_keys = {p.name for p in folder.iterdir()}, list(office.keys().values())
    file_keys = {k: old_keys[0].unwrap(h) for k, h in office.headers().items() if k[2] == GROUP}
    done = office.finish(office.act("rotate_key", reseals=True))
    assert (done.problems, done.resealed, done.forgotten) == ((), True, (1,))
    assert len(old_files) == 3
    assert old_files.isdisjoint(p.name for p in folder.iterdir())
    assert len(list(folder.iterdir())) == len(old_files)
    [key] = office.keys().values()
    now = {key.unwrap(h) for (_, _, holder), h in office.headers().items() if holder == GROUP}
    assert now.isdisjoint(file_keys.values())
    check_readable(office, archive)


def test_files_are_the_same_after_resealing(office: RotationOffice, archive: Archive) -> None:
    office.finish(office.act("rotate_key", reseals=True))
    officer, content = office.acting(), read(office, archive.with_files)
    number = number_of(archive.with_files)
    for file in list_files(number, content):
        place = FilePlace(number, file.attachment.item_id, file.message_id)
        download = download_file(office.desk, officer, place)
        assert sha256(b"".join(download.blocks())).hexdigest() == file.attachment.sha256
        download.close()


def test_resealing_sends_no_reply_to_a_recipient_that_the_report_does_not_name(
    office: RotationOffice, archive: Archive
) -> None:
    stranger = new_access_code().identity().recipient.encode()
    with office.intake.begin() as session:
        session.execute(
            update(Case)
            .where(Case.case_number == number_of(archive.talked))
            .values(reporter_recipient=stranger)
        )
    done = office.finish(office.act("rotate_key", reseals=True))
    assert len(done.problems) == 1
    assert "reply" in done.problems[0]
    assert done.forgotten == ()


def test_resealing_does_not_vouch_for_a_report_that_was_exchanged(
    office: RotationOffice, archive: Archive
) -> None:
    """What did not match its record before, does not match it afterwards."""
    twin = make_case(office.intake_desk, "另一件")
    with office.intake.begin() as session:
        of_twin = select(SealedItem).where(SealedItem.case_number == number_of(twin))
        item = session.scalars(of_twin).one()
        [header] = session.scalars(
            select(ItemHeader.header).where(ItemHeader.item_id == item.item_id)
        )
        target = session.scalars(
            select(SealedItem).where(
                SealedItem.case_number == number_of(archive.talked),
                SealedItem.kind == ItemKind.REPORT,
            )
        ).one()
        target.payload, target.payload_digest = item.payload, item.payload_digest
        session.execute(
            update(ItemHeader)
            .where(ItemHeader.item_id == target.item_id, ItemHeader.holder == GROUP)
            .values(header=header)
        )
    office.finish(office.act("rotate_key", reseals=True))
    content = read(office, archive.talked)
    assert content.report is None
    assert content.problems[0].code == "report_changed"


@pytest.mark.rows
def test_damaged_file_is_named_and_the_rest_goes_on(
    office: RotationOffice, archive: Archive
) -> None:
    folder = office.settings.zone("intake") / "payloads"
    victim = min(folder.iterdir())
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1])
    done = office.finish(office.act("rotate_key", reseals=True))
    assert len(done.problems) == 1
    assert victim.name in done.problems[0]
    assert (done.forgotten, office.generations()) == ((), [1, 2])
    victim.write_bytes(whole)
    done = office.finish(office.act("finish_rotation"))
    assert (done.problems, done.resealed, office.generations()) == ((), True, [2])
    check_readable(office, archive)


@pytest.mark.parametrize("reseals", [False, True])
def test_notes_between_organs_and_a_units_own_record_go_along(
    office: RotationOffice, reseals: bool
) -> None:
    """The group's key is exchanged while a unit's note waits for it; then the unit's own."""
    number = number_of(make_case(office.intake_desk))
    open_batch(office.desk, office.acting())
    forward(office, number)
    acknowledge(office.desk, office.acting(UNIT_OFFICER), number)
    done = office.finish(office.act("rotate_key", reseals=reseals))
    assert (done.problems, done.forgotten) == ((), (1,))
    read_queue(office.desk, office.acting())
    _, mine = open_record(office.desk, office.acting(), number)
    assert mine.with_unit is not None
    assert mine.with_unit.acknowledged_on == office.desk.today()
    act = office.act(
        "rotate_key",
        UNIT_OFFICER,
        INTAKE_OFFICER,
        APPROVER,
        organ_id=UNIT,
        reseals=reseals,
    )
    assert office.finish(act, UNIT).problems == ()
    _, theirs = open_record(office.desk, office.acting(UNIT_OFFICER), number)
    assert theirs.received is not None
