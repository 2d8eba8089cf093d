"""Search the memory of a running process, which only root may: guarded processes are shut."""

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote_plus

_BLOCK_BYTES = 256 * 1024
# What a process learned is where it may write.
_WRITABLE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw.*$", re.MULTILINE)


def find_in_memory(pid: int, marks: Mapping[str, str | bytes]) -> set[str]:
    """Say which marks are in a process's memory, as Python or a form would spell them.

    Args:
        pid: the process.
        marks: what to look for, by a name that may be printed.
    """
    forms = {name: _spellings(content) for name, content in marks.items()}
    overlap = max(len(form) for spelled in forms.values() for form in spelled)
    found: set[str] = set()
    for window in _windows(pid, overlap):
        for name in forms.keys() - found:
            if any(form in window for form in forms[name]):
                found.add(name)
    return found


def _spellings(content: str | bytes) -> set[bytes]:
    if isinstance(content, str):
        # Python keeps a text with one, two or four bytes a letter.
        codings = ("utf-8", "utf-16-le", "utf-32-le")
        return {content.encode(coding) for coding in codings} | {quote_plus(content).encode()}
    coded = (base64.b64encode(content[offset:])[:-4] for offset in range(3))
    return {content, content.hex().encode(), content.hex().upper().encode(), *coded}


def processes_of(pid: int, app: str) -> list[int]:
    """The processes below one that serve an app: gunicorn's master and its workers."""
    wanted = f"--only\0{app}\0".encode()
    return [one for one in _below(pid) if wanted in Path(f"/proc/{one}/cmdline").read_bytes()]


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _below(child)


def _windows(pid: int, overlap: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    # Unbuffered: what is read is looked at and let go.
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _WRITABLE.findall(maps):
            tail, place = b"", int(start, 16)
            while place < int(end, 16):
                try:
                    memory.seek(place)
                    block = memory.read(min(_BLOCK_BYTES, int(end, 16) - place))
                except (OSError, OverflowError):
                    # The kernel's own pages, or gone since they were listed.
                    break
                if not block:
                    break
                # Most of it was never written to: the stacks of threads.
                if block.strip(b"\0"):
                    yield tail + block
                tail = block[-overlap:]
                place += len(block)
