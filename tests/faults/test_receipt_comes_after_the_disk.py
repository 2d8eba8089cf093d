"""Promise 4, the order: file, its name and the row are on disk before the receipt goes out."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from time import time

from tests.faults.conftest import Serve
from tests.faults.reporter import Answer, Reporter, Upload
from tests.faults.system_calls import SystemCall, read_trace, trace_command

_SYNCING = ("fsync", "fdatasync")
_WRITING = ("write", "pwrite64", "writev", "sendto", "sendmsg")


def test_receipt_comes_after_the_disk(serve: Serve, narrative: str, tmp_path: Path) -> None:
    record = tmp_path / "calls"
    server = serve(before=trace_command(record, *_SYNCING, *_WRITING, "open", "openat"))
    reporter = Reporter(server.port)

    def submit(number: int) -> Answer:
        return reporter.submit(
            reporter.open_form(), f"{number}", Upload("a.jpg", b"x", 10_000 + number)
        )

    # Connections are kept open as the pool keeps them: a first commit syncs more than later ones.
    with ThreadPoolExecutor(8) as many:
        assert all(answer.case_number for answer in many.map(submit, range(32)))
    draft = reporter.open_form()
    began = time()
    assert reporter.submit(draft, narrative, Upload("b.jpg", b"y", 700_000)).case_number
    server.stop()

    calls = [call for call in read_trace(record) if call.at >= began]
    [receipt] = [c for c in calls if c.is_to_a_client and c.text().startswith(b"HTTP/1.1 200")]
    before = [call for call in calls if call.ended < receipt.began]
    [payload] = {c.target for c in before if "/payloads/" in c.target and c.name == "write"}
    folder = payload.rpartition("/")[0]
    log = f"{folder.rpartition('/')[0]}/intake.sqlite-wal"
    steps = [
        _last(before, _WRITING, payload),
        _last(before, _SYNCING, payload),
        _last(before, _SYNCING, folder),
        _last(before, _WRITING, log),
        _last(before, _SYNCING, log),
        receipt,
    ]
    for earlier, later in pairwise(steps):
        assert earlier.ended < later.began, f"{earlier.name} {earlier.target}"


def _last(calls: list[SystemCall], names: tuple[str, ...], target: str) -> SystemCall:
    found = [call for call in calls if call.name in names and call.target == target]
    assert found, f"no {' or '.join(names)} of {target} before the receipt"
    return found[-1]
