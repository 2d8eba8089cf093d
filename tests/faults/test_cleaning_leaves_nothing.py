"""While a file is cleaned its plaintext is in memory only, and the public process does not grow."""

import re
import secrets
import time
from pathlib import Path

from tests.cleaning.samples import make_media, make_pdf, make_picture
from tests.faults.conftest import Serve
from tests.faults.marks import spellings
from tests.faults.memory_use import peak_bytes, reset_peak, resident_bytes
from tests.faults.reporter import Reporter
from tests.faults.system_calls import read_trace, trace_command

_MEBIBYTE = 1024 * 1024
_MAY_GROW_BYTES = 16 * _MEBIBYTE
_OPENING = ("open", "openat", "creat", "memfd_create")
_WRITING = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendfile")
# Beside what every upload touches: the sandbox's own folder in memory (that it is one, and the only
# one, tests/faults/test_cleaning_sandbox.py shows), and what bubblewrap writes to set it up.
_MAY_BE_OPENED = re.compile(
    r"/intake/(intake\.sqlite(-wal|-shm)?|payloads(/[0-9a-f]{32})?)$|^/memory/|"
    r"^/dev/(null|tty)$|^/?(newroot|oldroot)(/|$)|(^|/)(uid_map|gid_map|setgroups)$|"
    r"(^|/)max_user_namespaces$"
)


_ONE_WORKER = {"QINGFENG_PUBLIC_WORKERS": "1"}


def _warm(reporter: Reporter, photo: bytes) -> None:
    """Let the one worker load what its first requests load."""
    for number in range(2):
        answer = reporter.submit_cleaned(reporter.open_form(), f"warm {number}", "w.jpg", photo)
        assert answer.case_number


def _traced(
    serve: Serve, tmp_path: Path, files: dict[str, bytes], story: str
) -> tuple[Path, float, float]:
    record = tmp_path / "calls"
    server = serve(before=trace_command(record, *_OPENING, *_WRITING), environment=_ONE_WORKER)
    reporter = Reporter(server.port)
    _warm(reporter, files["a.jpg"])
    began = time.time()
    for name, content in files.items():
        answer = reporter.submit_cleaned(reporter.open_form(), f"{story} {name}", name, content)
        assert answer.case_number, name
    ended = time.time()
    server.stop()
    return record, began, ended


def test_cleaning_writes_no_plaintext_to_a_disk(
    serve: Serve, narrative: str, tmp_path: Path, temporary_folder: Path
) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    files = {
        "a.jpg": make_picture(samples, "jpg"),
        "b.pdf": make_pdf(samples),
        "c.mp4": make_media(samples, "mp4"),
    }
    record, began, ended = _traced(serve, tmp_path, files, narrative)
    calls = [call for call in read_trace(record) if began <= call.at <= ended]
    opened = {call.path for call in calls if call.opens_for_writing()}
    assert {path for path in opened if not _MAY_BE_OPENED.search(path)} == set()
    assert any(path.startswith("/memory/") for path in opened), "the tracer saw the cleaning"

    written = [call for call in calls if call.name in _WRITING and not call.is_to_a_client]
    marks = [content[start : start + 32] for content in files.values() for start in (0, 600)]
    forms = {form for mark in marks for form in spellings(mark)}
    leaks = {call.target for call in written if any(form in call.text() for form in forms)}
    in_memory = re.compile(r"^pipe:|^/memory/|^UNIX")
    assert {target for target in leaks if not in_memory.search(target)} == set()
    assert any(in_memory.search(target) for target in leaks), "the tracer saw the plaintext pass"
    assert list(temporary_folder.iterdir()) == []


def test_public_process_does_not_grow_with_what_is_cleaned(
    serve: Serve, narrative: str, tmp_path: Path
) -> None:
    server = serve(environment=_ONE_WORKER)
    reporter = Reporter(server.port)
    _warm(reporter, make_picture(tmp_path, "jpg"))
    # A sound of 30 MiB, whole in the cleaning process, and a block at a time in this one.
    sound = _long_sound(30)
    pids = server.pids()
    before = sum(resident_bytes(pid) for pid in pids)
    for pid in pids:
        reset_peak(pid)
    answer = reporter.submit_cleaned(reporter.open_form(), narrative, "a.wav", sound)
    assert answer.case_number
    assert sum(peak_bytes(pid) for pid in pids) - before < _MAY_GROW_BYTES
    assert [pid for pid in server.pids() if pid not in pids] == [], "no process is left"


def _long_sound(mebibytes: int) -> bytes:
    """A WAV file of noise."""
    noise = secrets.token_bytes(mebibytes * _MEBIBYTE)
    head = b"WAVEfmt " + (16).to_bytes(4, "little") + bytes.fromhex("01000100")
    head += (44_100).to_bytes(4, "little") + (88_200).to_bytes(4, "little")
    head += (2).to_bytes(2, "little") + (16).to_bytes(2, "little")
    body = head + b"data" + len(noise).to_bytes(4, "little") + noise
    return b"RIFF" + len(body).to_bytes(4, "little") + body
