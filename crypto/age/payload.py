"""The payload of an age file: STREAM, chunks of 64 KiB under ChaCha20-Poly1305.

A nonce may be a counter here, since the key is new for each payload: it comes from the file key
and 16 fresh random bytes at the payload's front. The last byte of each nonce marks the last
chunk, so a payload that was cut or extended cannot pass for a whole one.

Source: c2sp.org/age, "Payload"; Hoang, Reyhanitabar, Rogaway, Vizár: Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance (STREAM), 2015.
"""

from __future__ import annotations

import io
import os
import secrets
from typing import TYPE_CHECKING, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.age.errors import HeaderError, PayloadError
from crypto.age.header import derive_key
from crypto.age.raw_io import read_into, read_up_to, write_all

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from _typeshed import ReadableBuffer

NONCE_BYTES: Final = 16
CHUNK_BYTES: Final = 64 * 1024
TAG_BYTES: Final = 16
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES


def encrypt_payload(plaintext: bytes, file_key: bytes) -> bytes:
    """Return a complete payload, nonce first, for plaintext that is in memory anyway."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = _payload_cipher(file_key, nonce)
    if len(plaintext) <= CHUNK_BYTES:
        return nonce + cipher.encrypt(_chunk_nonce(0, is_last=True), plaintext, None)
    view = memoryview(plaintext)
    parts = [nonce]
    for index, start in enumerate(range(0, len(plaintext), CHUNK_BYTES)):
        end = start + CHUNK_BYTES
        chunk_nonce = _chunk_nonce(index, is_last=end >= len(plaintext))
        parts.append(cipher.encrypt(chunk_nonce, view[start:end], None))
    return b"".join(parts)


def decrypt_payload(payload: bytes, file_key: bytes) -> bytes:
    """Return the whole plaintext, or nothing of it.

    Raises:
        HeaderError: the nonce is missing (the vectors count it to the header).
        PayloadError: anything else is not as it was written.
    """
    reader = PayloadReader(io.BytesIO(payload), file_key)
    return reader.read()


def sealed_length(length: int) -> int:
    """Return how many bytes the payload of `length` plaintext bytes has, its nonce included."""
    chunks = max(1, -(-length // CHUNK_BYTES))
    return NONCE_BYTES + length + chunks * TAG_BYTES


def opened_length(sealed: int) -> int:
    """Return how many bytes of plaintext a payload of `sealed` bytes has: `sealed_length` reversed.

    Raises:
        PayloadError: no payload has this length.
    """
    chunks = -(-(sealed - NONCE_BYTES) // SEALED_CHUNK_BYTES)
    length = sealed - NONCE_BYTES - chunks * TAG_BYTES
    if length < 0 or sealed_length(length) != sealed:
        raise PayloadError("no payload has this length")
    return length


class PayloadWriter(io.BufferedIOBase):
    """A binary file that seals what is written and passes it on, in constant memory.

    `finish()`, or leaving a `with` block without an error, writes the last chunk. Whoever stops
    before leaves a payload that no reader accepts; so does `close()` alone, since Python closes
    what is thrown away, and a payload that nobody ended must not pass for a whole one. The file
    written to stays open: who opened it closes it.
    """

    def __init__(self, out: BinaryIO, file_key: bytes) -> None:
        """Write the payload's nonce.

        Raises:
            OSError: what the file behind raised.
        """
        super().__init__()
        nonce = secrets.token_bytes(NONCE_BYTES)
        self._out = out
        self._cipher = _payload_cipher(file_key, nonce)
        self._index = 0
        self._ended = False  # finished, or in the middle of a chunk when the file behind failed
        # Plaintext that may be the last chunk, so that it waits for the next byte or the end.
        self._pending = memoryview(bytearray(CHUNK_BYTES))
        self._pending_bytes = 0
        # A whole chunk of immutable bytes waits by reference instead: a copy costs a fifth of
        # what sealing it does.
        self._lent: bytes | None = None
        self._sealed = memoryview(bytearray(SEALED_CHUNK_BYTES))
        write_all(out, nonce)

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
        """Take plaintext of any length.

        Returns:
            The number of bytes taken, always all of them.

        Raises:
            ValueError: the payload is finished or closed, or failed before.
            OSError: what the file behind raised.
        """
        if not self.writable():
            raise ValueError("write to a finished payload")
        view = memoryview(data).cast("B")
        if isinstance(data, bytes) and len(data) == CHUNK_BYTES and not self._pending_bytes:
            self._flush_lent()
            self._lent = data
        else:
            self._take(view)
        return len(view)

    def finish(self) -> None:
        """Seal what waits as the last chunk.

        Raises:
            ValueError: the payload is finished or closed, or failed before.
            OSError: what the file behind raised.
        """
        if not self.writable():
            raise ValueError("the payload is finished already")
        last = self._pending[: self._pending_bytes] if self._lent is None else self._lent
        self._seal(last, is_last=True)

    def _take(self, view: memoryview) -> None:
        if not len(view):
            return
        self._flush_lent()
        if self._pending_bytes:
            view = self._fill_pending(view)
        start = 0
        # Whole chunks are sealed from the caller's memory; one byte must remain behind each,
        # since only then is it known not to be the last.
        while len(view) - start > CHUNK_BYTES:
            self._seal(view[start : start + CHUNK_BYTES], is_last=False)
            start += CHUNK_BYTES
        if start < len(view):
            self._fill_pending(view[start:])

    def _fill_pending(self, view: memoryview) -> memoryview:
        """Move plaintext to the waiting chunk, seal that if more follows; return what is left."""
        count = min(len(view), CHUNK_BYTES - self._pending_bytes)
        self._pending[self._pending_bytes : self._pending_bytes + count] = view[:count]
        self._pending_bytes += count
        if count < len(view):
            self._seal(self._pending, is_last=False)
            self._pending_bytes = 0
        return view[count:]

    def _flush_lent(self) -> None:
        if self._lent is not None:
            self._seal(self._lent, is_last=False)
            self._lent = None

    def _seal(self, chunk: bytes | memoryview, *, is_last: bool) -> None:
        sealed = self._sealed[: len(chunk) + TAG_BYTES]
        self._cipher.encrypt_into(_chunk_nonce(self._index, is_last=is_last), chunk, None, sealed)
        self._index += 1
        # A part of it may be written when the file behind raises: nothing can follow then.
        self._ended = True
        write_all(self._out, sealed)
        self._ended = is_last


class PayloadReader(io.BufferedIOBase):
    """A read-only binary file over a payload, in constant memory; it seeks where its source does.

    Every byte that it returns was verified, but only reading to the end (or `verified_length`)
    proves that the end is the true one: whoever must not act on a part reads all first. Seeking
    proves the end once, and after that decrypts only the chunks that are read. After an error it
    stays in error. The source stays open: who opened it closes it.
    """

    def __init__(self, source: BinaryIO, file_key: bytes) -> None:
        """Begin at the payload's nonce.

        Raises:
            HeaderError: the nonce is missing.
            OSError: what the source raised.
        """
        super().__init__()
        nonce = read_up_to(source, NONCE_BYTES)
        if len(nonce) != NONCE_BYTES:
            raise HeaderError("the file ends before the payload's nonce")
        self._source = source
        self._cipher = _payload_cipher(file_key, nonce)
        self._origin = source.tell() if source.seekable() else None
        self._length: int | None = None
        self._index = 0  # of the chunk to be read next
        # A sealed chunk and one byte: a chunk is the last one if and only if nothing follows.
        self._frame = memoryview(bytearray(SEALED_CHUNK_BYTES + 1))
        self._ahead = 0  # how many bytes at the frame's front were read already: 0 or 1
        self._plain = b""  # the chunk at hand, verified
        self._plain_start = 0  # its place in the plaintext
        # How much of it was returned; after a seek no chunk is at hand yet, and this is how far
        # into it the reading begins.
        self._offset = 0
        self._ended = False
        self._broken = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return whether the source can seek."""
        return self._origin is not None

    def tell(self) -> int:
        """Return the place in the plaintext, in bytes from its beginning."""
        return self._plain_start + self._offset

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all that is left if negative or None.

        Raises:
            PayloadError: the payload is not as it was written.
        """
        left = -1 if size is None else size
        parts: list[bytes] = []
        while left and (part := self.read1(left)):
            parts.append(part)
            left -= len(part) if left > 0 else 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read1(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes of one chunk, without a copy where that is all of it.

        Raises:
            PayloadError: the payload is not as it was written.
            ValueError: the reader was closed.
        """
        if self.closed:
            raise ValueError("read of a closed payload")
        if self._offset >= len(self._plain) and not self._advance():
            return b""
        end = len(self._plain) if size < 0 else min(len(self._plain), self._offset + size)
        part = self._plain[self._offset : end]
        self._offset = end
        return part

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move within the plaintext; the first time this verifies the payload's last chunk.

        Raises:
            io.UnsupportedOperation: the source cannot seek.
            ValueError: the place lies before the beginning, or the reader was closed.
            PayloadError: the payload was cut or extended.
        """
        here, length = self.tell(), self._prove_length()
        target = offset + {os.SEEK_SET: 0, os.SEEK_CUR: here, os.SEEK_END: length}[whence]
        self._go_to(here if target < 0 else target)
        if target < 0:
            raise ValueError("seek before the beginning")
        return target

    def verified_length(self) -> int:
        """Return the plaintext's length in bytes, proven by the last chunk's tag.

        Raises:
            io.UnsupportedOperation: the source cannot seek.
            ValueError: the reader was closed.
            PayloadError: the payload was cut or extended.
        """
        here, length = self.tell(), self._prove_length()
        self._go_to(here)
        return length

    def _prove_length(self) -> int:
        """Return the plaintext's length; the first time this leaves the last chunk at hand."""
        if self.closed:
            raise ValueError("seek in a closed payload")
        if self._length is None:
            self._length = self._open_last_chunk()
        return self._length

    def _open_last_chunk(self) -> int:
        origin = self._place_of_chunk(0)
        sealed = self._source.seek(0, os.SEEK_END) - origin
        last = max(0, sealed - 1) // SEALED_CHUNK_BYTES
        self._go_to_chunk(last)
        try:
            chunk = read_up_to(self._source, SEALED_CHUNK_BYTES)
            self._plain = self._open(chunk, last, is_last=True)
        except PayloadError:
            self._broken = True
            raise
        self._ended = True
        return self._plain_start + len(self._plain)

    def _place_of_chunk(self, index: int) -> int:
        if self._origin is None:
            raise io.UnsupportedOperation("the source cannot seek")
        return self._origin + index * SEALED_CHUNK_BYTES

    def _go_to(self, target: int) -> None:
        """Make `target` the next place to read from; the chunk there is opened when it is read."""
        at_hand = self._plain_start <= target <= self._plain_start + len(self._plain)
        if not self._plain or not at_hand:
            self._go_to_chunk(target // CHUNK_BYTES)
            # Past the end there is nothing to open, and that this is the end was proven.
            self._ended = self._length is not None and target >= self._length
        self._offset = target - self._plain_start

    def _go_to_chunk(self, index: int) -> None:
        self._source.seek(self._place_of_chunk(index))
        self._index, self._ahead, self._plain, self._offset = index, 0, b"", 0
        self._plain_start = index * CHUNK_BYTES
        self._ended = False

    def _advance(self) -> bool:
        """Verify the next chunk; return False where no byte follows."""
        if self._broken:
            raise PayloadError("the payload failed before")
        if self._ended:
            return False
        count = self._ahead + read_into(self._source, self._frame[self._ahead :])
        is_last = count <= SEALED_CHUNK_BYTES
        chunk = self._frame[: min(count, SEALED_CHUNK_BYTES)]
        try:
            plain = self._open(chunk, self._index, is_last=is_last)
            self._ended = is_last
        except PayloadError:
            self._broken = True
            if len(chunk) < SEALED_CHUNK_BYTES:
                raise
            # A genuine whole chunk where the payload was cut or extended: as in the reference
            # implementation (and the vectors' digests) it is released, and the next read fails.
            plain = self._open(chunk, self._index, is_last=not is_last)
        if not is_last:
            self._frame[0] = self._frame[SEALED_CHUNK_BYTES]
            self._ahead = 1
        place = self.tell()
        self._plain, self._plain_start = plain, self._index * CHUNK_BYTES
        self._offset = place - self._plain_start
        self._index += 1
        return self._offset < len(plain)

    def _open(self, sealed: bytes | memoryview, index: int, *, is_last: bool) -> bytes:
        try:
            # Not decrypt_into(): that leaves unverified plaintext in its buffer on failure.
            plain = self._cipher.decrypt(_chunk_nonce(index, is_last=is_last), sealed, None)
        except InvalidTag:
            raise PayloadError(f"chunk {index} is not as it was written") from None
        if not plain and index:
            raise PayloadError("an empty chunk after others")
        return plain


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive_key(file_key, salt=nonce, info=b"payload"))


def _chunk_nonce(index: int, *, is_last: bool) -> bytes:
    return (index << 8 | is_last).to_bytes(12, "big")
