"""Promise 3: after a submission nothing readable of it is anywhere on the server.

The search itself is tested first: what is planted in each of those places is found.
"""

import os
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crypto.access_code import AccessCode, new_access_code
from tests.faults.conftest import Serve
from tests.faults.marks import find_marks, now
from tests.faults.office import Office
from tests.faults.reporter import Reporter, Upload

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trail:
    """All that one visitor could leave behind, each part unlike anything else on the machine."""

    narrative: str
    file_name: str
    pattern: bytes
    user_agent: str
    address: str
    forwarded_for: str

    def marks(self, code: AccessCode) -> dict[str, str | bytes]:
        words, characters = code.words(), code.characters()
        return {
            "narrative": self.narrative,
            "part of the narrative": self.narrative[5:25],
            "file name": self.file_name,
            "file bytes": self.pattern,
            "user agent": self.user_agent,
            "address": self.address,
            "forwarded address": self.forwarded_for,
            "code in words": " ".join(words[:4]),
            "code in words, end": "-".join(words[-4:]),
            "code in words, together": "".join(words[:4]),
            "code in characters": "".join(characters[:6]),
            "code in characters, spaced": " ".join(characters[-6:]),
            "code in bytes": code.value,
            "verifier": code.verifier(),
            "content key": code.content_key(),
            "message key": code.message_key(),
            "reporter's secret key": code.identity().encode(),
        }


@pytest.fixture
def trail(narrative: str) -> Trail:
    return Trail(
        narrative,
        f"聚餐照片{secrets.token_hex(6)}.jpg",
        secrets.token_bytes(64),
        f"Mozilla/5.0 (Windy {secrets.token_hex(6)})",
        f"127.{100 + secrets.randbelow(100)}.{100 + secrets.randbelow(100)}.177",
        f"203.{100 + secrets.randbelow(100)}.{100 + secrets.randbelow(100)}.178",
    )


def plant_file(folder: Path, content: bytes) -> None:
    (folder / "intake" / "payloads" / "a").write_bytes(bytes(9_000_000) + content)


def plant_row(folder: Path, content: bytes) -> None:
    with sqlite3.connect(folder / "intake" / "intake.sqlite") as database:
        database.execute("CREATE TABLE planted (content BLOB)")
        database.execute("INSERT INTO planted VALUES (?)", (content,))
    database.close()


def plant_log(folder: Path, content: bytes) -> None:
    (folder.parent / "server.log").write_bytes(b"POST /report " + content)


def plant_name(folder: Path, content: bytes) -> None:
    (folder / content.hex()[:200]).touch()


@pytest.mark.parametrize("plant", [plant_file, plant_row, plant_log, plant_name])
def test_search_finds_what_is_planted(
    plant: Callable[[Path, bytes], None], office: Office, trail: Trail
) -> None:
    plant(office.instance, trail.pattern)
    found = find_marks(trail.marks(new_access_code()), folders=[office.instance.parent])
    assert {entry.mark for entry in found} == {"file bytes"}


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "gb18030", "unicode_escape"])
def test_search_finds_words_in_any_coding(coding: str, office: Office, trail: Trail) -> None:
    (office.instance / "note").write_bytes(b"." + trail.narrative.encode(coding))
    found = find_marks({"words": trail.narrative}, folders=[office.instance])
    assert [entry.mark for entry in found] == ["words"]


def test_search_finds_an_unlinked_file(tmp_path: Path, trail: Trail) -> None:
    path = tmp_path / "unlinked"
    with path.open("w+b", buffering=0) as file:
        file.write(trail.pattern)
        path.unlink()
        found = find_marks({"bytes": trail.pattern}, folders=[], pids=[os.getpid()])
    assert [entry.mark for entry in found] == ["bytes"]


def test_search_finds_a_file_among_the_machines_temporary_ones(trail: Trail) -> None:
    start = now()
    path = Path("/dev/shm") / f"qingfeng-test-{secrets.token_hex(8)}"
    path.write_bytes(trail.pattern)
    try:
        found = find_marks({"bytes": trail.pattern}, folders=[], since=start)
    finally:
        path.unlink()
    assert [entry.place for entry in found] == [str(path)]


@pytest.mark.parametrize(
    "megabytes",
    [6, pytest.param(100, marks=[pytest.mark.prove, pytest.mark.timeout(3600)])],
    ids="{}MB".format,
)
def test_nothing_readable_of_a_report_stays(
    megabytes: int, office: Office, serve: Serve, trail: Trail, tmp_path: Path
) -> None:
    start = now()
    server = serve()
    agent = {"User-Agent": trail.user_agent, "X-Forwarded-For": trail.forwarded_for}
    reporter = Reporter(server.port, trail.address, agent)
    draft = reporter.open_form()
    upload = Upload(trail.file_name, trail.pattern, megabytes * _MEBIBYTE + 321)
    answer = reporter.submit(draft, trail.narrative, upload)
    assert answer.status == 200
    number = answer.case_number
    assert number is not None
    # One that needs correcting leaves its file to wait, and one with a wrong token leaves nothing.
    assert reporter.submit(reporter.open_form(), "", upload).status == 422
    assert reporter.check_status(draft).status == 200

    marks = trail.marks(draft.code)
    assert not find_marks(marks, folders=[tmp_path], pids=server.pids(), since=start)
    server.stop()
    assert not find_marks(marks, folders=[tmp_path], since=start)
    report = office.open_report(number)
    assert (report.narrative, report.attachment_digests) == (trail.narrative, (upload.sha256(),))
