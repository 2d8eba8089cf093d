"""Whole reads and writes over binary files that give or take only a part at a time.

Pipes, sockets and unbuffered files do so. What they leave must neither be lost nor pass for the
end of the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_Answer = TypeVar("_Answer", int, bytes)


def write_all(out: BinaryIO, data: bytes | memoryview) -> None:
    """Write all of `data`, in as many turns as the file needs.

    Raises:
        BlockingIOError: the file takes no bytes now.
        OSError: what the file raised.
    """
    taken = out.write(data)
    # An unbuffered file may take a part only, or say None when it would block.
    while taken != len(data):
        if not taken:
            raise BlockingIOError("the file behind takes no bytes")
        data = data[taken:]
        taken = out.write(data)


def read_into(source: BinaryIO, frame: memoryview) -> int:
    """Fill the frame, less only at the end of the file, and return how many bytes there were.

    Raises:
        BlockingIOError: the file has no bytes now, though it has not ended.
        OSError: what the file raised.
    """
    read_once = getattr(source, "readinto", None) or _by_read(source)
    count = 0
    while count < len(frame):
        got = _at_hand(read_once(frame[count:]))
        if not got:
            break
        count += got
    return count


def read_up_to(source: BinaryIO, size: int) -> bytes:
    """Return the next `size` bytes, fewer only at the end of the file.

    Raises:
        BlockingIOError, OSError: as `read_into`.
    """
    frame = memoryview(bytearray(size))
    return bytes(frame[: read_into(source, frame)])


def read_pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield what the file gives, at most `size` bytes at a time, to its end.

    Raises:
        BlockingIOError, OSError: as `read_into`.
    """
    while piece := _at_hand(source.read(size)):
        yield piece


def _at_hand(answer: _Answer | None) -> _Answer:
    """Tell "nothing now" from "nothing more": to take None for the end would cut a file short."""
    if answer is None:
        raise BlockingIOError("the file behind has no bytes now")
    return answer


def _by_read(source: BinaryIO) -> Callable[[memoryview], int | None]:
    """Return `readinto` for a file that only has `read`, such as a stream from an object store."""

    def read_once(frame: memoryview) -> int:
        data = _at_hand(source.read(len(frame)))
        frame[: len(data)] = data
        return len(data)

    return read_once
