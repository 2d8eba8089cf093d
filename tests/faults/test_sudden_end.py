"""Promise 4 when the server dies: a receipt stands for a whole case, and no half one is left."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Self

import pytest

from bench.public_server import RunningServer
from crypto.access_code import case_number
from tests.faults.conftest import Serve
from tests.faults.office import Office, OpenedReport
from tests.faults.reporter import Draft, Reporter, Upload

_REPORTERS = 4
_GOLDEN = 0.6180339887
_EARLIEST_SECONDS = 0.1
_SPAN_SECONDS = 1.5


@dataclass
class Sent:
    """What one form held."""

    draft: Draft
    narrative: str
    upload: Upload


@dataclass
class Load:
    """Reporters who submit one form after the other until the server is gone."""

    port: int
    with_receipt: list[Sent] = field(default_factory=list)
    without_receipt: list[Sent] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._submit) for _ in range(_REPORTERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _submit(self) -> None:
        reporter = Reporter(self.port)
        while not self._over.is_set():
            try:
                draft = reporter.open_form()
            except (KeyError, OSError):
                # The server is gone already; nothing was sent.
                return
            upload = Upload(
                "照片.jpg", secrets.token_bytes(64), 100_000 + secrets.randbelow(900_000)
            )
            sent = Sent(draft, f"第{secrets.token_hex(8)}次聚餐", upload)
            # Every fourth is given back for correction, so that its file is kept waiting.
            narrative = sent.narrative if secrets.randbelow(4) else ""
            shown = reporter.submit(draft, narrative, upload).case_number
            (self.with_receipt if shown else self.without_receipt).append(sent)


@pytest.mark.parametrize(
    "moments", [3, pytest.param(20, marks=pytest.mark.prove)], ids="{} moments".format
)
def test_sudden_end_loses_no_receipt(moments: int, office: Office, serve: Serve) -> None:
    server = serve()
    kept: list[Sent] = []
    for moment in range(moments):
        # Spread evenly whatever their number; the threads add chance enough.
        delay = _EARLIEST_SECONDS + (moment + 1) * _GOLDEN % 1 * _SPAN_SECONDS
        load = _kill_under_load(server, delay)
        office.sweep_all()
        assert office.halves() == []
        server = serve()
        _check_receipts(load, office, server)
        kept += load.with_receipt
    assert len(kept) >= moments, "the load was too small to show anything"
    shown = {_number(sent) for sent in kept}
    # Some were stored whole, and the server died before it could say so: these are whole too.
    for number in office.case_numbers() - shown:
        office.open_report(number)
    assert shown <= office.case_numbers()


def _kill_under_load(server: RunningServer, delay: float) -> Load:
    with Load(server.port) as load:
        # On a busy machine the first forms take their time, and nothing would be under way yet.
        end = time.monotonic() + 60
        while not load.with_receipt and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(delay)
        server.kill()
    return load


def _check_receipts(load: Load, office: Office, server: RunningServer) -> None:
    reporter = Reporter(server.port)
    for sent in load.with_receipt:
        number = _number(sent)
        fresh = reporter.open_form()
        status = reporter.check_status(Draft(fresh.csrf_token, sent.draft.code, fresh.cookie))
        assert (status.status, number.encode() in status.raw) == (200, True)
        expected = OpenedReport(sent.narrative, (sent.upload.sha256(),))
        assert office.open_report(number) == expected
    stored = office.case_numbers()
    for sent in load.without_receipt:
        if _number(sent) in stored:
            assert office.open_report(_number(sent)).narrative == sent.narrative


def _number(sent: Sent) -> str:
    return case_number(sent.draft.code.verifier())
