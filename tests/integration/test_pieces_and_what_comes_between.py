"""Files in pieces when something comes between: other bytes, a full disk, the sweep, a kill."""

import errno
import os
from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.operator.sweep import sweep
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_piece import (
    MAX_PIECE_BYTES,
    WrongOffsetError,
    begin_piece,
    read_place,
)
from app.services.reporter.store_rows import NewCase, open_case
from app.services.roster import Roster
from app.settings import Settings
from app.storage.growing_payload import PayloadBusyError
from app.storage.intake import Case, SealedItem
from app.storage.payloads import RESERVE_BYTES
from app.storage.waiting_files import list_named_payloads
from tests.make import DAY, TODAY, OpenApp
from tests.pieces import CONTENT, Zones, payload_of, rows, send
from tests.sealing_reporter import SealedUpload, SealingReporter, seal_upload


@pytest.mark.rows
@pytest.mark.parametrize("same", [False, True], ids=["other bytes", "the same bytes"])
def test_report_never_names_a_digest_that_its_payload_does_not_have(
    sealing: SealingReporter,
    settings: Settings,
    zones: Zones,
    monkeypatch: pytest.MonkeyPatch,
    same: bool,
) -> None:
    upload = sealing.upload("a", CONTENT)
    item_id = upload.attachment.item_id
    other = upload if same else seal_upload("a", CONTENT[::-1], item_id)

    def open_late(desk: IntakeDesk, new: NewCase, roster: Roster) -> Case | None:
        # Between the look at what has arrived and the transaction that claims it.
        sealing.send_piece(item_id, cancel="1")
        assert send(sealing, other, 0, len(other.payload))[0] == 200
        return open_case(desk, new, roster)

    monkeypatch.setattr("app.services.reporter.submit_sealed_report.open_case", open_late)
    response = sealing.post("/report", sealing.report_fields("经过", [upload]))
    with zones[0].read() as session:
        named = session.scalars(
            select(SealedItem.payload_digest).where(SealedItem.payload_id == item_id)
        ).all()
    if same:
        assert response.status_code == 200
        assert named == [sha256(payload_of(settings, upload).read_bytes()).digest()]
    else:
        assert (response.status_code, response.json) == (409, {"error": "files_gone"})
        assert named == []
        assert len(rows(zones)) == 1, "what was claimed in vain waits on"


def test_full_disk_is_said_wherever_it_is_met(
    sealing: SealingReporter,
    upload: SealedUpload,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(sealing, upload, 0, 70_000)
    payload = payload_of(settings, upload)
    open_file = os.open

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    def full_for_payload(path: Path, *rest: int) -> int:
        if path == payload:
            full()
        return open_file(path, *rest)

    for call in ("open", "ftruncate", "utime", "fsync"):
        with payload.open("ab") as file:
            file.write(b"to be cut off")
        with monkeypatch.context() as patch:
            patch.setattr(os, call, full_for_payload if call == "open" else full)
            assert send(sealing, upload, 70_000, 80_000) == (507, {"error": "no_room"}), call
    assert send(sealing, upload, 70_000, len(upload.payload))[0] == 200
    assert payload.read_bytes() == upload.payload


def test_empty_piece_counts_only_where_it_says_that_the_file_is_whole(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings, zones: Zones
) -> None:
    item_id, whole = upload.attachment.item_id, len(upload.payload)
    assert send(sealing, upload, 0, 0) == (400, {"error": "malformed"})
    assert rows(zones) == []
    assert not payload_of(settings, upload).exists()
    assert sealing.send_piece(item_id, upload.payload, offset="0").status_code == 200
    assert send(sealing, upload, whole, whole) == (200, {"received": whole, "complete": True})


def test_copy_that_makes_no_way_ends_and_keeps_nobody_waiting(
    intake_desk: IntakeDesk,
    sealing: SealingReporter,
    upload: SealedUpload,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = read_place(sealing.code.verifier(), upload.attachment.item_id, "0")
    piece = begin_piece(intake_desk, place)
    piece.write(upload.payload[:1000])
    copied = iter([500, 0])
    with monkeypatch.context() as patch:
        patch.setattr(os, "sendfile", lambda *_: next(copied))
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            piece.finish(last=False)
    assert send(sealing, upload, 0, len(upload.payload))[0] == 200


def test_sweep_takes_the_moment_that_a_kill_left_on_a_file(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings
) -> None:
    send(sealing, upload, 0, 70_000)
    payload = payload_of(settings, upload)
    # 23:30 in Greenwich is the next day at the office.
    for hour, day in ((1, 26), (23, 27)):
        moment = datetime(2026, 11, 26, hour, 30, tzinfo=UTC).timestamp()
        os.utime(payload, (moment, moment))
        sweep(settings, TODAY)
        found = payload.stat()
        assert found.st_atime == found.st_mtime == datetime(2026, 11, day, tzinfo=UTC).timestamp()


def test_end_of_a_piece_touches_nothing_where_nothing_is_cut_off(
    sealing: SealingReporter, upload: SealedUpload, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each cut leaves the moment on the file until its day is put back.
    monkeypatch.delattr(os, "ftruncate")
    assert send(sealing, upload, 0, 70_000)[0] == 200
    assert send(sealing, upload, 70_000, len(upload.payload))[0] == 200


def test_sweep_spares_what_was_begun_anew_while_it_looked(
    sealing: SealingReporter,
    upload: SealedUpload,
    settings: Settings,
    zones: Zones,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(sealing, upload, 0, 70_000)
    sweep(settings, TODAY + 2 * DAY)
    assert rows(zones) == [], "its payload goes the next time"

    def list_and_begin_anew(session: Session, item_ids: Collection[str]) -> set[str]:
        named = list_named_payloads(session, item_ids)
        if not rows(zones):
            assert send(sealing, upload, 0, len(upload.payload))[0] == 200
        return named

    monkeypatch.setattr("app.services.operator.sweep.list_named_payloads", list_and_begin_anew)
    assert sweep(settings, TODAY + 2 * DAY).orphans == 0
    assert len(rows(zones)) == 1
    assert payload_of(settings, upload).read_bytes() == upload.payload


def test_sweep_does_not_wait_for_what_is_just_being_appended(
    intake_desk: IntakeDesk, upload: SealedUpload, settings: Settings
) -> None:
    payload = payload_of(settings, upload)
    payload.write_bytes(b"nobody's")
    os.utime(payload, (0, 0))
    appending = intake_desk.payloads.lock_growing(upload.attachment.item_id, TODAY)
    assert sweep(settings, TODAY).orphans == 0
    appending.close()
    assert sweep(settings, TODAY).orphans == 1
    assert not payload.exists()


def test_pieces_come_where_no_file_can_be_without_a_name(
    intake_desk: IntakeDesk,
    sealing: SealingReporter,
    upload: SealedUpload,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_file = os.open

    def open_named(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "not here")
        return open_file(path, flags, mode)

    monkeypatch.setattr(os, "open", open_named)
    assert send(sealing, upload, 0, len(upload.payload))[0] == 200
    payload = payload_of(settings, upload)
    assert list(payload.parent.iterdir()) == [payload]
    with monkeypatch.context() as patch:
        # As where it is killed before the name is gone.
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        place = read_place(sealing.code.verifier(), "ab" * 16, "0")
        begin_piece(intake_desk, place).discard()
    assert len(list(payload.parent.iterdir())) == 2
    sweep(settings, TODAY)
    assert list(payload.parent.iterdir()) == [payload]


def test_third_unfinished_piece_of_a_file_makes_the_oldest_give_way(
    intake_desk: IntakeDesk, sealing: SealingReporter, upload: SealedUpload, settings: Settings
) -> None:
    verifier = sealing.code.verifier()
    place = read_place(verifier, upload.attachment.item_id, "0")
    of_another = begin_piece(intake_desk, read_place(verifier, "ab" * 16, "0"))
    hanging = []
    for _ in range(4):
        hanging.append(begin_piece(intake_desk, place))
        hanging[-1].write(upload.payload[:500])
    oldest, whole, slow, newest = hanging
    oldest.write(b"its line was not dead after all")
    for given_way in (oldest, whole):
        with pytest.raises(PayloadBusyError):
            given_way.finish(last=False)
        assert not payload_of(settings, upload).exists()
    assert newest.finish(last=False).received == 500
    with pytest.raises(WrongOffsetError):
        slow.finish(last=False)
    of_another.write(b"sealed")
    assert of_another.finish(last=False).received == 6


def test_words_find_room_though_all_threads_receive_pieces(
    open_public: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    payloads = open_public(public_workers=2, public_threads=3).extensions["desk"].payloads
    # Each is on the disk twice while it is appended.
    on_their_way = 2 * 3 * 2 * MAX_PIECE_BYTES
    for more, has_room in ((0, False), (1, True)):
        usage = SimpleNamespace(free=RESERVE_BYTES + on_their_way + more)
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        assert payloads.has_room() is has_room
