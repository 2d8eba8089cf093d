"""A hostile file reaches nobody, runs nothing, and hands a browser no bytes of its own."""

import json
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.rendering.outcome import NotRenderedError, Size, Way, Wish
from app.rendering.renderer import Renderer
from app.rendering.sandbox import READING, WRITING
from tests.cleaning.samples import make_picture
from tests.rendering import hostile
from tests.rendering.test_files_are_shown import RENDERER, look

Listener = tuple[int, list[str]]


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server on this machine, and who called it."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    calls.append("called")

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)


CALLERS: dict[str, Callable[[Path, int], bytes]] = {
    "svg": lambda _, port: hostile.svg(port),
    "mvg": lambda _, port: hostile.mvg(port),
    "pdf": lambda _, port: hostile.pdf(port),
    "playlist": lambda _, port: hostile.playlist(port),
    "list of files": lambda _, port: hostile.concat(port),
    "film elsewhere": hostile.film_elsewhere,
}


@pytest.mark.parametrize("kind", CALLERS)
def test_no_file_calls_out(kind: str, listener: Listener, tmp_path: Path) -> None:
    port, calls = listener
    content = CALLERS[kind](tmp_path, port)
    for size in Size:
        try:
            shown = look(content, size)
        except NotRenderedError:
            continue
        assert b"127.0.0.1" not in shown.content
        assert "root:" not in shown.text
        if kind in ("svg", "mvg", "playlist", "list of files"):
            # Whatever it is called, it is words, and shown as they are.
            assert shown.text == content.decode()
    assert calls == []


def test_a_page_full_of_actions_is_a_picture(listener: Listener) -> None:
    shown = look(hostile.pdf(listener[0]))
    assert (shown.description.way, shown.description.parts) == (Way.PAGES, 1)
    assert shown.content.startswith(b"\xff\xd8\xff")


def test_a_picture_that_is_a_page_too_is_handed_on_as_a_picture_alone(tmp_path: Path) -> None:
    polyglot = make_picture(tmp_path, "jpg") + b"<html><script>alert(1)</script>"
    assert b"<script" not in look(polyglot).content


def test_a_room_reaches_nothing_even_when_it_is_taken_over(listener: Listener) -> None:
    port, calls = listener
    program = f"""
import ctypes, json, os, socket
from app.sandbox.inside.confine import confine
before = os.path.exists("/etc/passwd") or os.path.exists("/root")
confine(cpu_seconds=9, file_bytes=9)
def attempt(do):
    try:
        do()
    except OSError as error:
        return type(error).__name__
    return "done"
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *values):
    found = getattr(libc, name)(*values)
    return "done" if found >= 0 else os.strerror(ctypes.get_errno())
print(json.dumps({{
    "sees": before,
    "network": attempt(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=5)),
    "socket": attempt(lambda: socket.socket(socket.AF_UNIX)),
    "namespace": call("unshare", 0x10000000),
    "trace": call("ptrace", 0, 0, 0, 0),
    "disk": attempt(lambda: open("/memory/a", "wb", buffering=0).write(b"x" * 99)),
    "environment": sorted(os.environ),
}}))
"""
    for room in (READING, WRITING):
        program_here = f"import sys; sys.path.insert(0, '/program')\n{program}"
        done = subprocess.run(room.run_python(program_here), capture_output=True, check=False)
        found = json.loads(done.stdout)
        assert not found["sees"]
        assert found["network"] == found["socket"] == "PermissionError"
        assert found["namespace"] == found["trace"] == "Operation not permitted"
        assert found["disk"] == "done"
        assert set(found["environment"]) <= {"PATH", "TMPDIR", "HOME", "LC_ALL", "LC_CTYPE", "PWD"}
    assert calls == []


LIES = {
    "nothing": b"",
    "no json": b"{\n",
    "a list": b"[]\n",
    "a number": b"5\n",
    "unknown way": b'{"way": "html", "parts": 1}\n',
    "unknown reason": b'{"reason": "<script>"}\n',
    "no points": b'{"way": "picture", "parts": 1}\n',
    "huge": b'{"way": "picture", "parts": 1, "width": 99999, "height": 9}\n',
    "endless": b"x" * 5000,
    "words for ffmpeg": b'{"way": "video", "parts": 1, "width": "9 -i /etc/passwd", "height": 1}\n',
}


@pytest.mark.parametrize("lie", LIES)
def test_what_a_room_says_is_not_believed(lie: str, tmp_path: Path) -> None:
    room = tmp_path / "room"
    answer = tmp_path / "answer"
    answer.write_bytes(LIES[lie])
    room.write_text(f"#!/bin/sh\ncat >/dev/null\ncat {answer} >&2\necho '<script>'\n")
    room.chmod(0o700)
    renderer = Renderer(hostile.MEBIBYTE, replace(READING, bubblewrap=room))
    renderer.list_missing = list  # type: ignore[method-assign]  # it is not asked whether it works
    with pytest.raises(NotRenderedError, match="broken"):
        renderer.render(Wish(Size.VIEW), [b"x"], 1)


def test_nothing_is_shown_of_a_file_that_turns_out_wrong_at_its_end(tmp_path: Path) -> None:
    picture = make_picture(tmp_path, "jpg")

    def blocks() -> Iterator[bytes]:
        yield picture
        raise LookupError

    with pytest.raises(LookupError):
        RENDERER.render(Wish(Size.VIEW), blocks(), len(picture))


def test_whoever_comes_to_a_full_room_is_told() -> None:
    renderer = Renderer(hostile.MEBIBYTE, wait_seconds=0.1)
    full = renderer.looking.take(), renderer.looking.take()
    with full[0], full[1], pytest.raises(NotRenderedError, match="busy"):
        renderer.render(Wish(Size.VIEW), [b"x"], 1)


@pytest.mark.parametrize(
    ("room", "word"),
    [
        (replace(READING, bubblewrap=Path("/nowhere/bwrap")), "install bubblewrap"),
        (replace(READING, programs={"poppler-utils": Path("/nowhere")}), "install poppler-utils"),
        (replace(READING, imports="no_such_module"), "python3-pil"),
    ],
    ids=["no bubblewrap", "no poppler", "no Pillow"],
)
def test_what_is_missing_is_named_and_nothing_is_shown(room: object, word: str) -> None:
    renderer = Renderer(hostile.MEBIBYTE, room)  # type: ignore[arg-type]
    [problem] = renderer.list_missing()
    assert word in problem
    assert problem.startswith("files cannot be previewed")
    with pytest.raises(NotRenderedError, match="unavailable"):
        renderer.render(Wish(Size.VIEW), [b"x"], 1)
