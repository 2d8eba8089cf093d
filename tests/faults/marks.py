"""Search for what must be nowhere: every spelling of a mark, in every place a server may write."""

import base64
import html
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

_BLOCK_BYTES = 8 * 1024 * 1024
_COMMON_FOLDERS = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
_CLOCK_SLACK_SECONDS = 2.0
_OF_TESTS = "pytest-of-"


@dataclass(frozen=True, slots=True)
class Found:
    """A mark, and where it is."""

    mark: str
    place: str


def spellings(content: str | bytes) -> set[bytes]:
    """The ways in which a program may have written something down."""
    if isinstance(content, bytes):
        return {content, content.hex().encode(), repr(content)[2:-1].encode(), *_base64(content)}
    codings = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
    numbered = "".join(f"&#{ord(letter)};" for letter in content)
    texts = (json.dumps(content)[1:-1], quote(content), html.escape(content), numbered)
    raw = content.encode()
    return {
        *(content.encode(coding) for coding in codings),
        *(text.encode() for text in texts),
        repr(raw)[2:-1].encode(),
        raw.hex().encode(),
        *_base64(raw),
    }


def _base64(raw: bytes) -> Iterator[bytes]:
    # Its text depends on where in a group of three it begins; the ends depend on neighbours.
    for offset in range(3):
        inner = raw[offset : offset + (len(raw) - offset) // 3 * 3]
        yield base64.b64encode(inner)
        yield base64.urlsafe_b64encode(inner)


def find_marks(
    marks: Mapping[str, str | bytes],
    *,
    folders: Iterable[Path],
    pids: Iterable[int] = (),
    since: float | None = None,
) -> list[Found]:
    """Say which marks are in which files.

    Args:
        marks: what to look for, by a name that may be printed.
        folders: searched to their depth.
        pids: processes whose open files are searched, deleted ones too.
        since: also search the machine's folders for temporary files, what we wrote from this
            moment (seconds since 1970) on. Not what other tests write meanwhile, each into a
            folder of its own, and their databases, which are another user's: gigabytes.
    """
    forms = {name: spellings(content) for name, content in marks.items()}
    places = [path for folder in folders for path in _files(folder)]
    places += [path for pid in pids for path in _open_files(pid)]
    if since is not None:
        places += _recent_files(since - _CLOCK_SLACK_SECONDS)
    return [Found(name, str(path)) for path in places for name in _marks_in(path, forms)]


def _marks_in(path: Path, forms: Mapping[str, set[bytes]]) -> set[str]:
    overlap = max(len(form) for spelled in forms.values() for form in spelled)
    found = {
        name for name, spelled in forms.items() if any(f in os.fsencode(path) for f in spelled)
    }
    tail = b""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                window = tail + block
                for name in forms.keys() - found:
                    if any(form in window for form in forms[name]):
                        found.add(name)
                tail = window[-overlap:]
    except OSError:
        # Gone since it was listed, or another user's.
        return found
    return found


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    yield from (Path(entry) for entry in _entries(folder))


def _entries(folder: Path | str, without: str | None = None) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        # Gone since it was listed, or another user's.
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if without is None or not entry.name.startswith(without):
                yield from _entries(entry.path, without)
        elif entry.is_file(follow_symlinks=False):
            yield entry


def _open_files(pid: int) -> Iterator[Path]:
    # Through /proc an unlinked file can still be read.
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if link.is_file():
                yield link
        except OSError:
            continue


def _recent_files(since: float) -> Iterator[Path]:
    for folder in _COMMON_FOLDERS:
        for entry in _entries(folder, _OF_TESTS):
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if status.st_mtime >= since and status.st_uid == os.getuid():
                yield Path(entry)


def now() -> float:
    """The moment from which files count as new."""
    return time.time()
