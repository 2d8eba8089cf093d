"""Look at one file in two rooms: the first opens it, the second encodes what the first saw.

The rooms are joined by a pipe that this process never reads. What is believed of the first room is
one short line, looked through here; what goes to a browser comes from the second.
"""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import IO, Any, Final

from app.rendering.outcome import (
    Description,
    Encoding,
    NotRenderedError,
    Obstacle,
    Size,
    Way,
    Wish,
)
from app.rendering.sandbox import READER, READING, WRITER, WRITING
from app.sandbox.bubblewrap import Sandbox
from app.sandbox.process import (
    BLOCK_BYTES,
    NoPlaceError,
    NotStartedError,
    Places,
    Process,
    feed,
    running,
)

AT_ONCE: Final = 2
"""How many files are looked at at a time; each may take a core and a gibibyte."""
PLAYING: Final = 2
"""How many more are played: their places are taken for as long as somebody listens."""
WAITING: Final = 12
"""Threads that may wait for a place; whoever comes then is told to come again."""
_WAIT_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 90.0
_PLAY_SECONDS: Final = 900.0
_LONGEST_ANSWER: Final = 1024
_MOST_TEXT_BYTES: Final = 256 * 1024
_MOST_PICTURE_BYTES: Final = 16 * 1024 * 1024
_MOST_POINTS: Final = 4096
_MOST_PARTS: Final = 100_000
_MOST_SOUND_BYTES: Final = 32 * 1024 * 1024
_JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What there is to see; `close` ends what is running for it."""

    description: Description
    text: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)
    """A picture, whole."""
    blocks: Iterator[bytes] = field(default=iter(()), repr=False)
    """Sound or video, while it is made."""
    running: ExitStack = field(default_factory=ExitStack, repr=False)

    def close(self) -> None:
        """End what is still running."""
        self.running.close()


class Renderer:
    """Looks at files for all threads of a process, a few at a time."""

    def __init__(
        self, max_bytes: int, reading: Sandbox = READING, *, wait_seconds: float = _WAIT_SECONDS
    ) -> None:
        self.max_bytes = max_bytes
        self._reading = reading
        self.looking = Places(AT_ONCE, wait_seconds=wait_seconds, waiting=WAITING)
        self.playing = Places(PLAYING, wait_seconds=0, waiting=0)
        self._lock = Lock()
        self._is_ready = False

    def list_missing(self) -> list[str]:
        """Why nothing can be looked at here, for an operator; looked up until it can."""
        with self._lock:
            missing = [] if self._is_ready else list_missing(self._reading)
            self._is_ready = not missing
            return missing

    def render(self, wish: Wish, blocks: Iterable[bytes], length_bytes: int) -> Rendered:
        """Look at a file.

        Args:
            wish: what is wanted of it.
            blocks: its bytes; what they raise at their end keeps anything from being shown.
            length_bytes: how many they are.

        Returns:
            What is to be shown. It has to be closed.

        Raises:
            NotRenderedError: with the reason.
        """
        if not self.max_bytes or self.list_missing():
            raise NotRenderedError(Obstacle.UNAVAILABLE)
        if length_bytes > self.max_bytes:
            raise NotRenderedError(Obstacle.TOO_LARGE)
        try:
            return self._render(wish, iter(blocks))
        except NoPlaceError:
            raise NotRenderedError(Obstacle.BUSY) from None
        except NotStartedError:
            raise NotRenderedError(Obstacle.UNAVAILABLE) from None

    def _render(self, wish: Wish, blocks: Iterator[bytes]) -> Rendered:
        words = (wish.size.value, str(wish.part), wish.encoding or "")
        command = self._reading.run_module(READER, *words)
        longest = _PLAY_SECONDS if wish.size is Size.VIEW else _LOOK_SECONDS
        with ExitStack() as stack:
            place = stack.enter_context(ExitStack())
            place.enter_context(self.looking.take())
            reader = stack.enter_context(
                running(command, longest_seconds=longest, words=subprocess.PIPE)
            )
            description = _first_answer(reader, blocks)
            if wish.size is Size.DESCRIBE:
                return Rendered(description, text=_read_text(reader, description))
            if description.way in _PLAYED:
                stack.enter_context(self.playing.take())
                place.close()
                writer = stack.enter_context(_joined(reader, description))
                return Rendered(description, blocks=_blocks(writer), running=stack.pop_all())
            writer = stack.enter_context(_joined(reader, description))
            return Rendered(description, content=_read_picture(writer))


_PLAYED: Final = (Way.SOUND, Way.VIDEO)


def list_missing(reading: Sandbox = READING) -> list[str]:
    """Why files cannot be looked at on this machine, for an operator."""
    return reading.list_missing() or WRITING.list_missing()


def _first_answer(reader: Process, blocks: Iterator[bytes]) -> Description:
    if reader.stdin is None or reader.stderr is None:
        raise NotRenderedError(Obstacle.UNAVAILABLE)
    # It answers only when it has read all: nobody waits for the other.
    feed(blocks, reader.stdin)
    for _ in blocks:
        # To the end whatever the room did, since only there it is known to be the right file.
        continue
    return _read_description(reader.stderr.readline(_LONGEST_ANSWER))


def _read_description(line: bytes) -> Description:
    """Read what the room says; a file that took it over may have it say anything."""
    try:
        answer = json.loads(line)
        if "reason" in answer:
            raise NotRenderedError(Obstacle(answer["reason"]))
        encoding = answer.get("encoding")
        description = Description(
            Way(answer["way"]),
            _number(answer, "parts", _MOST_PARTS),
            width=_number(answer, "width", _MOST_POINTS),
            height=_number(answer, "height", _MOST_POINTS),
            frames=_number(answer, "frames", _MOST_PARTS),
            sound_bytes=_number(answer, "sound_bytes", _MOST_SOUND_BYTES),
            encoding=Encoding(encoding) if encoding else None,
            goes_on=bool(answer.get("goes_on")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise NotRenderedError(Obstacle.BROKEN) from None
    if description.way not in (Way.TEXT, Way.SOUND) and not description.width:
        raise NotRenderedError(Obstacle.BROKEN)
    return description


def _number(answer: dict[str, Any], name: str, most: int) -> int:
    number = int(answer.get(name, 0))
    if not 0 <= number <= most:
        raise ValueError
    return number


def _joined(reader: Process, description: Description) -> AbstractContextManager[Process]:
    """Start the second room at the end of the pipe that the first one writes to."""
    if reader.stdout is None or description.way is Way.TEXT:
        raise NotRenderedError(Obstacle.UNKNOWN)
    points = (str(description.width), str(description.height))
    words = {
        Way.PICTURE: ("picture", *points),
        Way.PAGES: ("picture", *points),
        Way.SOUND: ("sound",),
        Way.VIDEO: ("video", *points, str(description.sound_bytes)),
    }[description.way]
    return _closing(reader.stdout, WRITING.run_module(WRITER, *words))


@contextmanager
def _closing(pipe: IO[bytes], command: list[str]) -> Iterator[Process]:
    with running(command, longest_seconds=_PLAY_SECONDS, source=pipe) as writer:
        # Else the first room would never learn that the second is gone.
        pipe.close()
        yield writer


def _read_text(reader: Process, description: Description) -> str:
    if description.way is not Way.TEXT or reader.stdout is None:
        return ""
    return reader.stdout.read(_MOST_TEXT_BYTES).decode("utf-8", "replace")


def _read_picture(writer: Process) -> bytes:
    content = writer.stdout.read(_MOST_PICTURE_BYTES) if writer.stdout else b""
    if not content.startswith(_JPEG) or len(content) == _MOST_PICTURE_BYTES:
        raise NotRenderedError(Obstacle.BROKEN)
    return content


def _blocks(writer: Process) -> Iterator[bytes]:
    pipe = writer.stdout
    while pipe is not None and (block := os.read(pipe.fileno(), BLOCK_BYTES)):
        yield block
