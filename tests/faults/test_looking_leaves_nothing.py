"""While a file is looked at, or a dossier printed, its plaintext is in memory and pipes only."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

from app.rendering.outcome import Size, Wish
from app.rendering.renderer import Renderer
from tests.cleaning.samples import make_media, make_pdf, make_picture
from tests.faults.marks import spellings
from tests.faults.memory_use import peak_bytes, reset_peak, resident_bytes
from tests.faults.system_calls import read_trace, trace_command

_MEBIBYTE = 1024 * 1024
_ROOT = Path(__file__).parents[2]
_OPENING = ("open", "openat", "creat", "memfd_create")
_WRITING = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendfile")
# The sandbox's own folder in memory, and what bubblewrap writes to set it up.
_MAY_BE_OPENED = re.compile(
    r"^/memory/|^/dev/(null|tty)$|^/?(newroot|oldroot)(/|$)|(^|/)(uid_map|gid_map|setgroups)$|"
    r"(^|/)max_user_namespaces$"
)
_IN_MEMORY = re.compile(r"^pipe:|^/memory/|^UNIX")


def test_looking_writes_no_plaintext_to_a_disk(tmp_path: Path, narrative: str) -> None:
    samples = tmp_path / "samples"
    samples.mkdir()
    files = [
        make_picture(samples, "jpg"),
        make_pdf(samples),
        make_media(samples, "mp4"),
        narrative.encode("gb18030") * 20,
    ]
    record = tmp_path / "calls"
    command = [sys.executable, "-B", "-m", "tests.faults.look_at_files", narrative]
    fed = b"".join(struct.pack(">Q", len(content)) + content for content in files)
    done = subprocess.run(
        [*trace_command(record, *_OPENING, *_WRITING), *command],
        input=fed,
        capture_output=True,
        cwd=_ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)},
        check=True,
    )
    assert done.stdout.count(b",") >= 9, done.stderr
    calls = list(read_trace(record))
    opened = {call.path for call in calls if call.opens_for_writing()}
    assert {path for path in opened if not _MAY_BE_OPENED.search(path)} == set()
    assert any(path.startswith("/memory/") for path in opened), "the tracer saw the rooms"

    marks = [content[start : start + 32] for content in files for start in (0, 600)]
    marks = [mark for mark in marks if len(mark) > 8]
    forms = spellings(narrative).union(*(spellings(mark) for mark in marks))
    written = [call for call in calls if call.name in _WRITING]
    leaks = {call.target for call in written if any(form in call.text() for form in forms)}
    assert {target for target in leaks if not _IN_MEMORY.search(target)} == set()
    assert any(_IN_MEMORY.search(target) for target in leaks), "the tracer saw the plaintext pass"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls", "samples"]


def test_the_console_does_not_grow_with_what_is_looked_at(tmp_path: Path) -> None:
    renderer, pid = Renderer(256 * _MEBIBYTE), os.getpid()
    film = make_media(tmp_path, "mp4")
    # A box that players pass over makes it large.
    large = struct.pack(">I", 64 * _MEBIBYTE) + b"free"

    def blocks(mebibytes: int) -> list[bytes]:
        rest = bytes(_MEBIBYTE)
        return [film, large, rest[: -len(large)], *[rest] * (mebibytes - 1)]

    def look(mebibytes: int) -> None:
        length = len(film) + mebibytes * _MEBIBYTE
        rendered = renderer.render(Wish(Size.VIEW), blocks(mebibytes), length)
        assert sum(len(block) for block in rendered.blocks) > 1000
        rendered.close()

    large = struct.pack(">I", _MEBIBYTE) + b"free"
    look(1)
    large = struct.pack(">I", 64 * _MEBIBYTE) + b"free"
    before = resident_bytes(pid)
    reset_peak(pid)
    look(64)
    assert peak_bytes(pid) - before < 16 * _MEBIBYTE
