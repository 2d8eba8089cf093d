"""A full disk or a busy database: the reporter is told so, and nothing half is left."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.public_server import RunningServer
from tests.faults.conftest import Serve
from tests.faults.marks import find_marks
from tests.faults.office import Office
from tests.faults.reporter import Answer, Draft, Reporter, Upload

_MEBIBYTE = 1024 * 1024
_BUSY_TIMEOUT_SECONDS = 30


@contextmanager
def lock_held(office: Office) -> Iterator[None]:
    """Another process writes to the intake database, and does not end."""
    path = office.instance / "intake" / "intake.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def limited(file_bytes: int) -> list[str]:
    """Run a command that can make no file longer than this, as on a disk that is full."""
    assert shutil.which("prlimit"), "prlimit is missing (apt install util-linux)"
    return ["prlimit", f"--fsize={file_bytes}"]


def assert_neutral(answer: Answer, server: RunningServer, *marks: str) -> None:
    assert answer.status in (500, 503)
    assert b"<h1" in answer.raw
    assert b"Traceback" not in answer.raw
    assert answer.case_number is None
    assert find_marks({mark: mark for mark in marks}, folders=[server.log]) == []


def test_file_that_finds_no_room_leaves_nothing_and_the_words_come_back(
    office: Office, serve: Serve, narrative: str
) -> None:
    server = serve(before=limited(4 * _MEBIBYTE))
    reporter = Reporter(server.port)
    # The disk is full while it comes; or only when its last bytes are put there.
    for length_bytes in (9 * _MEBIBYTE, 4 * _MEBIBYTE - 40_000):
        upload = Upload("聚餐照片一.jpg", b"z" * 64, length_bytes)
        answer = reporter.submit(reporter.open_form(), narrative, upload)
        assert answer.status == 422
        page = answer.raw.decode()
        assert "Your files could not be taken in" in page
        assert narrative in page
        assert office.payload_names() == set()
    assert office.case_numbers() == set()
    assert find_marks({"story": narrative, "name": "聚餐照片一"}, folders=[server.log]) == []
    # It goes on for those whose file fits.
    assert reporter.submit(reporter.open_form(), narrative).case_number


def test_row_that_finds_no_room_leaves_nothing(
    office: Office, serve: Serve, narrative: str
) -> None:
    server = serve(before=limited(600 * 1024))
    reporter = Reporter(server.port)
    with_receipt: list[str] = []
    refused: list[Answer] = []
    for number in range(30):
        upload = Upload("照片.jpg", b"y" * 64, 20_000)
        answer = reporter.submit(reporter.open_form(), f"{narrative}{number}" * 200, upload)
        if answer.case_number:
            with_receipt.append(answer.case_number)
        else:
            refused.append(answer)
    assert refused, "the disk was never full"
    assert with_receipt, "the disk was full from the beginning"
    for answer in refused:
        assert_neutral(answer, server, narrative)
    server.stop()
    office.sweep_all()
    assert office.halves() == []
    assert office.case_numbers() == set(with_receipt)
    for shown in with_receipt:
        assert office.open_report(shown).narrative.startswith(narrative)


def test_reporter_waits_for_a_busy_database(office: Office, serve: Serve, narrative: str) -> None:
    server = serve()
    reporter = Reporter(server.port)
    draft = reporter.open_form()
    upload = Upload("a.jpg", b"x", 300_000)
    answers: list[Answer] = []
    sending = threading.Thread(
        target=lambda: answers.append(reporter.submit(draft, narrative, upload))
    )
    with lock_held(office):
        sending.start()
        time.sleep(1.5)
        # Reading goes on meanwhile.
        assert reporter.open_form().csrf_token
        assert answers == []
    sending.join()
    [answer] = answers
    assert answer.case_number
    assert office.open_report(answer.case_number).narrative == narrative


@pytest.mark.prove
def test_database_that_stays_busy_leaves_nothing(
    office: Office, serve: Serve, narrative: str
) -> None:
    server = serve()
    reporter = Reporter(server.port)
    draft = reporter.open_form()
    upload = Upload("a.jpg", b"x", 300_000)
    with lock_held(office):
        start = time.monotonic()
        answer = reporter.submit(draft, narrative, upload)
        assert time.monotonic() - start < 2 * _BUSY_TIMEOUT_SECONDS
    assert_neutral(answer, server, narrative)
    server.stop()
    office.sweep_all()
    assert office.halves() == []
    assert office.case_numbers() == set()
    again = serve()
    assert _again(again, draft, narrative, upload).case_number


def _again(server: RunningServer, draft: Draft, narrative: str, upload: Upload) -> Answer:
    return Reporter(server.port).submit(draft, narrative, upload)
