"""A connection that breaks in the middle of an upload leaves nothing behind."""

import time
from pathlib import Path

from tests.faults.conftest import Serve
from tests.faults.marks import find_marks
from tests.faults.office import Office
from tests.faults.reporter import Reporter, Upload

_PATIENCE_SECONDS = 60.0


def test_reporter_who_goes_away_leaves_nothing(
    office: Office, serve: Serve, narrative: str, tmp_path: Path
) -> None:
    server = serve()
    reporter = Reporter(server.port)
    upload = Upload("聚餐照片二.jpg", bytes(range(64)), 6_000_000)
    for _ in range(5):
        reporter.leave_in_the_middle(reporter.open_form(), narrative, upload)
    end = time.monotonic() + _PATIENCE_SECONDS
    while office.payload_names() and time.monotonic() < end:
        time.sleep(0.05)
    assert office.payload_names() == set(), "gone at once, not only after the sweep"
    assert office.case_numbers() == set()
    assert find_marks({"story": narrative, "name": upload.name}, folders=[tmp_path]) == []
    assert reporter.submit(reporter.open_form(), narrative, upload).case_number
