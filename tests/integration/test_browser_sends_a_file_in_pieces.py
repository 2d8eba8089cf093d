"""A sealed file in pieces: each counts whole or not at all, and nobody else's is touched."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from app.services.operator.sweep import sweep
from app.services.reporter import receive_piece, waiting_room
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_piece import begin_piece, how_far, read_place
from app.settings import Settings
from app.storage import growing_payload
from app.storage.intake import SealedItem
from tests.browse import Browser
from tests.make import DAY, PHOTO, TODAY, OpenApp
from tests.pieces import CONTENT, Zones, payload_of, rows, send
from tests.sealing_reporter import SealedUpload, SealingReporter, seal_upload


@pytest.mark.rows
def test_file_goes_on_where_it_was_left(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings, zones: Zones
) -> None:
    whole = len(upload.payload)
    assert send(sealing, upload, 0, 70_000) == (200, {"received": 70_000, "complete": False})
    for start in (0, 69_999, 70_001, whole):
        assert send(sealing, upload, start, start + 10) == (
            409,
            {"received": 70_000, "complete": False},
        )
    response = sealing.send_piece(upload.attachment.item_id)
    assert response.json == {"received": 70_000, "complete": False}
    assert send(sealing, upload, 70_000, whole) == (200, {"received": whole, "complete": True})
    assert send(sealing, upload, whole, whole + 1)[0] == 409
    assert payload_of(settings, upload).read_bytes() == upload.payload
    [row] = rows(zones)
    assert row.payload_digest
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp()
    assert payload_of(settings, upload).stat().st_mtime == midnight


@pytest.mark.parametrize("cut", [1, 17, 4096])
def test_last_piece_of_a_length_that_no_padding_gives_is_refused(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings, cut: int
) -> None:
    short = SealedUpload(upload.attachment, upload.file_key, upload.payload[:-cut])
    assert send(sealing, short, 0, len(short.payload)) == (400, {"error": "malformed"})
    assert not payload_of(settings, upload).exists()


def test_half_a_piece_leaves_what_was_there(
    intake_desk: IntakeDesk, sealing: SealingReporter, upload: SealedUpload, settings: Settings
) -> None:
    send(sealing, upload, 0, 70_000)
    place = read_place(sealing.code.verifier(), upload.attachment.item_id, "70000")
    piece = begin_piece(intake_desk, place)
    piece.write(b"half")
    piece.discard()
    assert payload_of(settings, upload).stat().st_size == 70_000
    assert payload_of(settings, upload).stat().st_mtime % 86_400 == 0
    assert how_far(intake_desk, place).received == 70_000


def test_no_touch_leaves_its_moment_on_a_file(tmp_path: Path) -> None:
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp()
    path = tmp_path / "payload"
    path.write_bytes(b"sealed")
    payload = growing_payload.GrowingPayload.lock(path, TODAY)
    # Nothing to cut off, and nothing follows: as where a connection ends after the first bytes.
    payload.start_at(6)
    payload.close()
    assert path.read_bytes() == b"sealed"
    assert path.stat().st_mtime == midnight


def test_what_a_dead_process_left_is_cut_off(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings
) -> None:
    send(sealing, upload, 0, 70_000)
    with payload_of(settings, upload).open("ab") as file:
        file.write(b"never acknowledged")
    assert send(sealing, upload, 70_000, len(upload.payload))[0] == 200
    assert payload_of(settings, upload).read_bytes() == upload.payload


def test_acknowledged_bytes_that_are_gone_have_to_come_again(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings
) -> None:
    send(sealing, upload, 0, 70_000)
    payload_of(settings, upload).write_bytes(b"")
    assert send(sealing, upload, 70_000, 80_000) == (409, {"received": 0, "complete": False})
    assert send(sealing, upload, 0, len(upload.payload))[0] == 200


@pytest.mark.rows
def test_two_pieces_at_once_never_interleave(
    open_public: OpenApp, upload: SealedUpload, settings: Settings
) -> None:
    app = open_public()
    first = SealingReporter(Browser(app.test_client())).open_form()
    barrier = Barrier(4)

    def push(_: int) -> int:
        own = SealingReporter(Browser(app.test_client()), first.code).open_form()
        barrier.wait()
        return send(own, upload, 0, len(upload.payload))[0]

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(push, range(4))) == [200, 409, 409, 409]
    assert payload_of(settings, upload).read_bytes() == upload.payload


def test_a_piece_does_not_wait_for_one_whose_line_is_dead(
    intake_desk: IntakeDesk, sealing: SealingReporter, upload: SealedUpload, settings: Settings
) -> None:
    whole = len(upload.payload)
    send(sealing, upload, 0, 70_000)
    place = read_place(sealing.code.verifier(), upload.attachment.item_id, "70000")
    hanging = begin_piece(intake_desk, place)
    hanging.write(b"slow")
    assert send(sealing, upload, 70_000, whole) == (200, {"received": whole, "complete": True})
    hanging.write(b"and late")
    with pytest.raises(receive_piece.WrongOffsetError):
        hanging.finish(last=False)
    assert payload_of(settings, upload).read_bytes() == upload.payload
    assert payload_of(settings, upload).stat().st_mtime % 86_400 == 0


def test_a_piece_that_arrives_of_a_file_let_go_leaves_nothing(
    intake_desk: IntakeDesk,
    sealing: SealingReporter,
    upload: SealedUpload,
    settings: Settings,
    zones: Zones,
) -> None:
    send(sealing, upload, 0, 70_000)
    place = read_place(sealing.code.verifier(), upload.attachment.item_id, "70000")
    late = begin_piece(intake_desk, place)
    late.write(upload.payload[70_000:])
    sealing.send_piece(upload.attachment.item_id, cancel="1")
    with pytest.raises(receive_piece.WrongOffsetError):
        late.finish(last=False)
    assert rows(zones) == []
    assert list((settings.zone("intake") / "payloads").iterdir()) == []


def test_piece_is_told_where_the_file_is_while_another_is_being_appended(
    intake_desk: IntakeDesk,
    sealing: SealingReporter,
    upload: SealedUpload,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(growing_payload, "LOCK_WAIT_SECONDS", 0.1)
    other = intake_desk.payloads.lock_growing(upload.attachment.item_id, TODAY)
    assert send(sealing, upload, 0, 100) == (409, {"received": 0, "complete": False})
    other.close()
    assert send(sealing, upload, 0, 100)[0] == 200


def test_file_that_is_let_go_is_gone(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings, zones: Zones
) -> None:
    send(sealing, upload, 0, 70_000)
    response = sealing.send_piece(upload.attachment.item_id, cancel="1")
    assert response.json == {"received": 0, "complete": False}
    assert rows(zones) == []
    assert not payload_of(settings, upload).exists()


def test_strangers_file_can_be_neither_seen_nor_touched(
    sealing: SealingReporter, open_public: OpenApp, upload: SealedUpload, settings: Settings
) -> None:
    send(sealing, upload, 0, 70_000)
    stranger = SealingReporter(Browser(open_public().test_client())).open_form()
    assert stranger.send_piece(upload.attachment.item_id).json == {
        "received": 0,
        "complete": False,
    }
    assert send(stranger, upload, 70_000, 80_000)[0] == 400
    assert send(stranger, upload, 0, 80_000)[0] == 400
    stranger.send_piece(upload.attachment.item_id, cancel="1")
    assert payload_of(settings, upload).stat().st_size == 70_000


def test_claimed_file_can_never_be_begun_anew(
    sealing: SealingReporter, settings: Settings, zones: Zones
) -> None:
    upload = sealing.upload("照片.jpg", CONTENT)
    sealing.submit("经过", upload)
    assert send(sealing, upload, 0, 100) == (400, {"error": "malformed"})
    sealing.send_piece(upload.attachment.item_id, cancel="1")
    assert payload_of(settings, upload).read_bytes() == upload.payload
    with zones[0].read() as session:
        assert upload.attachment.item_id in set(session.scalars(select(SealedItem.payload_id)))


def test_incomplete_file_belongs_to_no_report(
    sealing: SealingReporter, upload: SealedUpload
) -> None:
    send(sealing, upload, 0, 70_000)
    response = sealing.post("/report", sealing.report_fields("经过", [upload]))
    assert response.json == {"error": "files_gone"}


def test_limit_counts_what_begins_and_not_what_goes_on(
    open_public: OpenApp, upload: SealedUpload, settings: Settings
) -> None:
    app = open_public(limit_upload="1 per hour")
    app.extensions["desk"] = replace(app.extensions["desk"], small_piece_bytes=50_000)
    sealing = SealingReporter(Browser(app.test_client(), "203.0.113.9")).open_form()
    for start in range(0, 200_000, 50_000):
        assert send(sealing, upload, start, start + 50_000)[0] == 200
    other = seal_upload("二.jpg", PHOTO)
    status, answer = send(sealing, other, 0, 100)
    assert status == 429
    assert isinstance(answer, dict)
    assert answer["error"] == "limit"
    assert answer["try_again_at"]
    assert not payload_of(settings, other).exists()


def test_small_piece_counts_as_a_try_unless_it_is_the_last(
    open_public: OpenApp, upload: SealedUpload, settings: Settings
) -> None:
    app = open_public(limit_upload="2 per hour")
    app.extensions["desk"] = replace(app.extensions["desk"], small_piece_bytes=50_000)
    sealing = SealingReporter(Browser(app.test_client(), "203.0.113.9")).open_form()
    for start, end in ((0, 100), (100, 200)):
        assert send(sealing, upload, start, end)[0] == 200
    assert send(sealing, upload, 200, 300)[0] == 429
    assert payload_of(settings, upload).stat().st_size == 200
    whole = len(upload.payload)
    assert send(sealing, upload, 200, whole - 100)[0] == 200
    assert send(sealing, upload, whole - 100, whole)[0] == 200


def test_piece_is_refused_beyond_its_bound_and_leaves_nothing(
    sealing: SealingReporter,
    upload: SealedUpload,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receive_piece, "MAX_PIECE_BYTES", 70_000)
    assert send(sealing, upload, 0, 70_001) == (413, {"error": "too_large"})
    assert not payload_of(settings, upload).exists()
    assert send(sealing, upload, 0, 70_000)[0] == 200
    assert send(sealing, upload, 70_000, 140_001) == (413, {"error": "too_large"})
    assert payload_of(settings, upload).stat().st_size == 70_000


def test_too_large_file_and_too_many_are_refused(open_public: OpenApp, settings: Settings) -> None:
    app = open_public(max_file_mib=1, max_files=1)
    sealing = SealingReporter(Browser(app.test_client())).open_form()
    large = seal_upload("大.bin", bytes(1024 * 1024 + 1))
    assert send(sealing, large, 0, len(large.payload)) == (413, {"error": "too_large"})
    assert not payload_of(settings, large).exists()
    whole = seal_upload("满.bin", bytes(1024 * 1024))
    assert send(sealing, whole, 0, len(whole.payload))[0] == 200
    # Tries that failed or were given up count until they are swept: more than a report may have.
    for status in (200, 200, 200, 413):
        more = seal_upload("又.jpg", PHOTO)
        assert send(sealing, more, 0, 100)[0] == status


def test_no_room_is_said(
    sealing: SealingReporter,
    upload: SealedUpload,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(sealing, upload, 0, 70_000)
    monkeypatch.setattr(waiting_room, "MAX_WAITING_BYTES", 69_999)
    assert send(sealing, upload, 70_000, 80_000) == (507, {"error": "no_room"})
    assert payload_of(settings, upload).stat().st_size == 70_000


@pytest.mark.parametrize(
    "fields",
    [
        {"verifier": "x"},
        {"verifier": "AB" * 32},
        {"upload_id": "../../../etc/passwd"},
        {"upload_id": "AB" * 16},
        {"upload_id": ""},
        {"offset": "-1"},
        {"offset": "1e3"},
        {"offset": "٣"},
        {"offset": "9" * 40},
    ],
    ids=str,
)
def test_malformed_fields_store_nothing(
    sealing: SealingReporter, settings: Settings, zones: Zones, fields: dict[str, str]
) -> None:
    data = {"upload_id": "ab" * 16, "offset": "0", **fields}
    response = sealing.send_piece(piece=b"x", **data)
    assert (response.status_code, response.json) == (400, {"error": "malformed"})
    assert rows(zones) == []
    assert list((settings.zone("intake") / "payloads").iterdir()) == []


@pytest.mark.rows
def test_sweep_takes_what_nobody_asked_for(
    sealing: SealingReporter, upload: SealedUpload, settings: Settings, zones: Zones
) -> None:
    send(sealing, upload, 0, 70_000)
    assert sweep(settings, TODAY + DAY).orphans == 0
    assert len(rows(zones)) == 1
    assert sweep(settings, TODAY + 2 * DAY).waiting_files == 1
    assert rows(zones) == []
    sweep(settings, TODAY + 2 * DAY)
    assert not payload_of(settings, upload).exists()
