"""An upload of any length passes through a few buffers: memory does not grow with it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.public_server import RunningServer
from tests.faults.conftest import Serve
from tests.faults.memory_use import ProportionalPeak, peak_bytes, reset_peak, resident_bytes
from tests.faults.reporter import Answer, Reporter, Upload

_MEBIBYTE = 1024 * 1024
_MAY_GROW_BYTES = 16 * _MEBIBYTE


@pytest.mark.parametrize(
    "megabytes",
    [64, pytest.param(2048, marks=[pytest.mark.prove, pytest.mark.timeout(3600)])],
    ids="{}MB".format,
)
def test_memory_stays_flat(megabytes: int, serve: Serve, narrative: str) -> None:
    # One: of two, the second may have loaded nothing yet when the measuring begins.
    server = serve(environment={"QINGFENG_PUBLIC_WORKERS": "1"})
    _warm(server)
    pids = server.pids()
    before = sum(resident_bytes(pid) for pid in pids)
    for pid in pids:
        reset_peak(pid)
    reporter = Reporter(server.port)
    with ProportionalPeak(pids) as shared:
        answer = reporter.submit(
            reporter.open_form(),
            narrative,
            Upload("影.mp4", bytes(range(64)), megabytes * _MEBIBYTE),
        )
    assert answer.case_number
    assert sum(peak_bytes(pid) for pid in pids) - before < _MAY_GROW_BYTES
    assert shared.peak_bytes - shared.first_bytes < _MAY_GROW_BYTES


def _warm(server: RunningServer) -> None:
    """Let every worker load what its first requests load."""

    def submit(number: int) -> Answer:
        reporter = Reporter(server.port)
        return reporter.submit(reporter.open_form(), f"{number}", Upload("a", b"a", 300_000))

    with ThreadPoolExecutor(4) as many:
        assert all(answer.case_number for answer in many.map(submit, range(24)))
