"""Promise 3 while the request runs: a file that is written and removed again is seen here too."""

import re
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.conftest import Serve
from tests.faults.marks import spellings
from tests.faults.reporter import Reporter, Upload
from tests.faults.system_calls import SHOWN_BYTES, read_trace, trace_command

_OPENING = ("open", "openat", "creat", "memfd_create")
_WRITING = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendfile")
_MAY_BE_OPENED = re.compile(r"/intake/(intake\.sqlite(-wal|-shm)?|payloads(/[0-9a-f]{32})?)$")
_MAY_BE_WRITTEN = re.compile(
    r"/intake/(intake\.sqlite(-wal|-shm)?|payloads/[0-9a-f]{32})$|/server\.log$|^pipe:|^anon_inode:"
)
_MARK_BYTES = 64


def test_only_sealed_bytes_are_written(
    serve: Serve, narrative: str, tmp_path: Path, temporary_folder: Path
) -> None:
    record = tmp_path / "calls"
    server = serve(before=trace_command(record, *_OPENING, *_WRITING))
    reporter = Reporter(server.port)
    # Whatever the first request of a worker loads is not the report's.
    for _ in range(8):
        assert reporter.submit(
            reporter.open_form(), "warm", Upload("a", b"w" * 64, 999)
        ).case_number

    # Every window of what strace shows holds a whole mark, wherever the program cuts.
    pattern = secrets.token_bytes(_MARK_BYTES)
    assert SHOWN_BYTES >= 2 * _MARK_BYTES
    story = f"{narrative}\n" * 40
    upload = Upload(f"照片{secrets.token_hex(6)}.jpg", pattern, 3_000_000)
    began = time.time()
    draft = reporter.open_form()
    assert reporter.submit(draft, story, upload).case_number
    ended = time.time()
    server.stop()

    calls = [call for call in read_trace(record) if began <= call.at <= ended]
    opened = {call.path for call in calls if call.opens_for_writing()}
    assert {path for path in opened if not _MAY_BE_OPENED.search(path)} == set()
    assert any("/payloads/" in path for path in opened), "the tracer saw the upload"
    written = [call for call in calls if call.name in _WRITING and not call.is_to_a_client]
    assert {c.target for c in written if not _MAY_BE_WRITTEN.search(c.target)} == set()
    marks = (narrative[4:24], upload.name, pattern, " ".join(draft.code.words()[:3]))
    forms = {form for mark in marks for form in spellings(mark)}
    assert [c.target for c in written if any(form in c.text() for form in forms)] == []
    assert list(temporary_folder.iterdir()) == []


def test_tracer_sees_a_file_that_is_gone_at_once(tmp_path: Path) -> None:
    pattern = secrets.token_bytes(_MARK_BYTES)
    record = tmp_path / "calls"
    program = (
        "import sys, tempfile\n"
        "with tempfile.TemporaryFile(dir=sys.argv[1]) as file:\n"
        f"    file.write(b'..' + bytes.fromhex('{pattern.hex()}') * 9)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    subprocess.run([*trace_command(record, *_OPENING, *_WRITING), *command], check=True)
    calls = read_trace(record)
    assert any(str(tmp_path) in call.path for call in calls if call.opens_for_writing())
    assert [call.name for call in calls if pattern in call.text()] == ["write"]
