"""Files in pieces when the server dies: what was acknowledged is there, nothing half stays."""

import secrets
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from app.domain.working_days import office_day
from app.services.operator.sweep import sweep
from tests.faults.conftest import Serve
from tests.faults.memory_use import ProportionalPeak, peak_bytes, reset_peak, resident_bytes
from tests.faults.office import Office, OpenedReport
from tests.faults.sealing_client import SealedStream, SealingClient
from tests.faults.system_calls import read_trace, trace_command

_MEBIBYTE = 1024 * 1024
_PIECE_BYTES = 256 * 1024
_MAY_GROW_BYTES = 16 * _MEBIBYTE


@pytest.mark.parametrize(
    "moments", [3, pytest.param(20, marks=pytest.mark.prove)], ids="{} moments".format
)
def test_acknowledged_piece_survives_a_sudden_end(
    moments: int, office: Office, serve: Serve, narrative: str
) -> None:
    server = serve()
    client = SealingClient(server.port).open_form()
    stream = SealedStream(secrets.token_bytes(64), 12 * _MEBIBYTE)
    pieces = list(stream.pieces(_PIECE_BYTES))
    acknowledged = 0
    for moment in range(moments):
        ending = threading.Timer(0.05 + moment % 5 * 0.05, server.kill)
        ending.start()
        acknowledged = _send_until_it_ends(client, stream, pieces, acknowledged)
        ending.join()
        server = serve()
        client.port = server.port
        counted = client.how_far(stream.item_id)["received"]
        assert counted in (acknowledged, acknowledged + _PIECE_BYTES), "its last answer was lost"
        acknowledged = counted
    _send_until_it_ends(client, stream, pieces, acknowledged)
    assert client.how_far(stream.item_id)["complete"]
    left = SealedStream(b"x", _MEBIBYTE)
    client.send_piece(left.item_id, 0, next(left.pieces(_PIECE_BYTES)), last=False)
    assert client.submit(narrative, stream) == 200
    server.kill()
    expected = OpenedReport(narrative, (stream.attachment().sha256,))
    assert office.open_report(client.number) == expected
    # A day at least has to be over; and a payload goes the time after its row.
    later = office_day(datetime.now(UTC)) + timedelta(days=3)
    sweep(office.settings, later)
    sweep(office.settings, later)
    assert office.payload_names() == {stream.item_id}
    assert office.halves() == []


def _send_until_it_ends(
    client: SealingClient, stream: SealedStream, pieces: list[bytes], start: int
) -> int:
    acknowledged = start
    for number in range(start // _PIECE_BYTES, len(pieces)):
        last = number == len(pieces) - 1
        try:
            answer = client.send_piece(
                stream.item_id, number * _PIECE_BYTES, pieces[number], last=last
            )
        except OSError:
            break
        acknowledged = answer["received"]
        # So that a kill finds it in the middle, however quick the machine.
        time.sleep(0.005)
    return acknowledged


@pytest.mark.parametrize(
    "megabytes",
    [64, pytest.param(2048, marks=[pytest.mark.prove, pytest.mark.timeout(3600)])],
    ids="{}MB".format,
)
def test_memory_stays_flat_for_a_file_in_pieces(
    megabytes: int, serve: Serve, narrative: str
) -> None:
    # One: of two, the second may have loaded nothing yet when the measuring begins.
    server = serve(environment={"QINGFENG_PUBLIC_WORKERS": "1"})
    for _ in range(8):
        _submit_in_pieces(server.port, "warm", SealedStream(b"w", 9 * _MEBIBYTE))
    pids = server.pids()
    before = sum(resident_bytes(pid) for pid in pids)
    for pid in pids:
        reset_peak(pid)
    with ProportionalPeak(pids) as shared:
        stream = SealedStream(bytes(range(64)), megabytes * _MEBIBYTE)
        _submit_in_pieces(server.port, narrative, stream)
    assert sum(peak_bytes(pid) for pid in pids) - before < _MAY_GROW_BYTES
    assert shared.peak_bytes - shared.first_bytes < _MAY_GROW_BYTES


def _submit_in_pieces(port: int, narrative: str, stream: SealedStream) -> None:
    client = SealingClient(port).open_form()
    offset = 0
    held = b""
    for piece in stream.pieces(4 * _MEBIBYTE):
        if held:
            offset = client.send_piece(stream.item_id, offset, held, last=False)["received"]
        held = piece
    assert client.send_piece(stream.item_id, offset, held, last=True)["complete"]
    assert client.submit(narrative, stream) == 200


def test_answer_to_a_piece_comes_after_the_disk_and_nothing_else_is_opened(
    serve: Serve, tmp_path: Path
) -> None:
    record = tmp_path / "calls"
    calls = ("fsync", "fdatasync", "write", "pwrite64", "writev", "sendto", "sendmsg", "sendfile")
    server = serve(before=trace_command(record, *calls, "open", "openat", "memfd_create"))
    _submit_in_pieces(server.port, "warm", SealedStream(b"w", _MEBIBYTE))
    stream = SealedStream(secrets.token_bytes(64), _MEBIBYTE)
    client = SealingClient(server.port).open_form()
    began = time.time()
    client.send_piece(stream.item_id, 0, next(stream.pieces(700_000)), last=False)
    ended = time.time()
    server.stop()
    seen = [call for call in read_trace(record) if began <= call.at <= ended]
    [answer] = [c for c in seen if c.is_to_a_client and c.text().startswith(b"HTTP/1.1 200")]
    before = [call for call in seen if call.ended < answer.began]
    payload = f"/payloads/{stream.item_id}"
    steps = [
        [c for c in before if c.name == "sendfile" and c.target.endswith(payload)][-1],
        [c for c in before if c.name == "fsync" and c.target.endswith(payload)][-1],
        [c for c in before if c.name == "fsync" and c.target.endswith("/payloads")][-1],
        [c for c in before if "write" in c.name and c.target.endswith("-wal")][-1],
        [c for c in before if c.name.startswith("f") and c.target.endswith("-wal")][-1],
        answer,
    ]
    for earlier, later in pairwise(steps):
        assert earlier.ended < later.began, f"{earlier.name} {earlier.target}"
    opened = {call.path for call in seen if call.opens_for_writing()}
    assert {p for p in opened if "/intake/" not in p} == set()
