"""Armor: an age file as text, so that it can be mailed, printed and pasted.

Rules, each of which a vector checks (c2sp.org/age, "ASCII armor"; strict RFC 7468):

1. The first and the last line are exact; lines end with LF or CRLF, the last may end without.
2. Between them: lines of exactly 64 base64 characters, the last of 1 to 64, a multiple of 4,
   with padding, canonical; no blank line, no headers.
3. Whitespace may stand before and after, up to 1,024 bytes (as in Go's age), and nothing else.
"""

from __future__ import annotations

import io
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from typing import TYPE_CHECKING, BinaryIO, Final

from crypto.age.errors import ArmorError
from crypto.age.raw_io import read_up_to, write_all

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from _typeshed import ReadableBuffer, WriteableBuffer

BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
END: Final = b"-----END AGE ENCRYPTED FILE-----"
MAX_WHITESPACE_BYTES: Final = 1024

_WHITESPACE: Final = b" \t\r\n"
_LINE_BYTES: Final = 48
_LINE_CHARACTERS: Final = 64
# Longer than any line that is right, so that a wrong one is seen without reading all of it.
_LINE_LIMIT: Final = MAX_WHITESPACE_BYTES + 1
# Lines that are decoded before any byte is handed on.
_BLOCK_LINES: Final = 1024


def encode_armor(data: bytes) -> bytes:
    """Return the bytes of a binary age file as armored text with a final LF."""
    out = io.BytesIO()
    writer = ArmorWriter(out)
    writer.write(data)
    writer.finish()
    return out.getvalue()


def decode_armor(text: bytes) -> bytes:
    """Return the bytes of the binary age file in an armored text.

    Raises:
        ArmorError: the text breaks one of this module's rules.
    """
    return ArmorReader(io.BytesIO(text)).read()


def is_armored(start: bytes) -> bool:
    """Return whether a file that starts so is read as armor.

    One byte decides, since a pipe may give no more at first: a binary file begins with "a".
    """
    return start[:1] in (b"-", b" ", b"\t", b"\r", b"\n")


class ArmorWriter(io.BufferedIOBase):
    """A binary file that passes on what is written as armored text, in constant memory.

    `finish()`, or leaving a `with` block without an error, writes the last line; without it no
    reader accepts the text. The file written to stays open.
    """

    def __init__(self, out: BinaryIO) -> None:
        """Write the first line.

        Raises:
            OSError: what the file behind raised.
        """
        super().__init__()
        self._out = out
        self._rest = b""
        self._ended = False  # finished, or in the middle of a line when the file behind failed
        write_all(out, BEGIN + b"\n")

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and not self._ended:
            self.finish()
        self.close()

    def writable(self) -> bool:
        """Return whether more may be written."""
        return not self._ended and not self.closed

    def write(self, data: ReadableBuffer, /) -> int:
        """Take bytes of any number, and return that number.

        Raises:
            ValueError: the armor is finished or closed, or failed before.
            OSError: what the file behind raised.
        """
        given = bytes(data)
        whole = self._rest + given
        end = len(whole) - len(whole) % _LINE_BYTES
        self._rest = whole[end:]
        self._pass_on(whole[:end])
        return len(given)

    def finish(self) -> None:
        """Write the last lines; the file behind stays open.

        Raises:
            ValueError: the armor is finished or closed, or failed before.
            OSError: what the file behind raised.
        """
        self._pass_on(self._rest, END + b"\n")
        self._ended = True

    def _pass_on(self, data: bytes, end: bytes = b"") -> None:
        if not self.writable():
            raise ValueError("the armor is finished already")
        lines = (
            b2a_base64(data[start : start + _LINE_BYTES])
            for start in range(0, len(data), _LINE_BYTES)
        )
        # A part of it may be written when the file behind raises: nothing can follow then.
        self._ended = True
        write_all(self._out, b"".join((*lines, end)))
        self._ended = False


class ArmorReader(io.RawIOBase):
    """A read-only binary file over an armored text, in constant memory."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._started = False
        self._ended = False
        self._broken = False
        self._ready = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer as far as there are bytes at hand; 0 is the end.

        Raises:
            ArmorError: the text breaks one of this module's rules; it does so again if asked again.
            ValueError: the reader was closed.
        """
        if self.closed:
            raise ValueError("read of a closed armor")
        if self._broken:
            raise ArmorError("the armor failed before")
        if not self._ready and not self._ended:
            self._broken = True
            self._ready = self._next_block()
            self._broken = False
        view = memoryview(buffer).cast("B")
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _next_block(self) -> bytes:
        if not self._started:
            self._read_begin()
        parts: list[bytes] = []
        for _ in range(_BLOCK_LINES):
            parts.append(self._read_line())
            if self._ended:
                break
        return b"".join(parts)

    def _read_begin(self) -> None:
        whitespace = 0
        while not (line := self._line()).strip(_WHITESPACE):
            whitespace += len(line) + 1
            if whitespace > MAX_WHITESPACE_BYTES:
                raise ArmorError("too much whitespace before the armor")
        if line != BEGIN:
            raise ArmorError("the armor's first line is wrong")
        self._started = True

    def _read_line(self) -> bytes:
        line = self._line()
        if line == END:
            self._read_end()
            return b""
        data = _decode_line(line)
        if len(data) < _LINE_BYTES:
            if self._line() != END:
                raise ArmorError("a short line that is not the last")
            self._read_end()
        return data

    def _read_end(self) -> None:
        tail = read_up_to(self._source, MAX_WHITESPACE_BYTES + 1)
        if tail.strip(_WHITESPACE):
            raise ArmorError("something after the armor")
        if len(tail) > MAX_WHITESPACE_BYTES:
            raise ArmorError("too much whitespace after the armor")
        self._ended = True

    def _line(self) -> bytes:
        """Return the next line without its LF or CRLF."""
        line = self._source.readline(_LINE_LIMIT)
        if not line:
            raise ArmorError("the armor ends early")
        return line.removesuffix(b"\n").removesuffix(b"\r")


def _decode_line(line: bytes) -> bytes:
    if not 0 < len(line) <= _LINE_CHARACTERS:
        raise ArmorError("a line of the wrong length")
    try:
        data = a2b_base64(line)
    except Base64Error:
        raise ArmorError("a line that is not base64") from None
    # The one check that catches foreign characters, missing padding and unused bits at once.
    if b2a_base64(data, newline=False) != line:
        raise ArmorError("a line that is not canonical base64")
    return data
