"""Whole age files over binary streams: header, payload, and armor around both.

`encrypt_file` and `decrypt_file` are what most callers outside Qingfeng need; both use constant
memory for files of any size.
"""

import io
import secrets
from collections.abc import Iterable, Sequence
from typing import BinaryIO, cast

from crypto.age.armor import ArmorReader, ArmorWriter, is_armored
from crypto.age.header import FILE_KEY_BYTES, encode_header, read_header
from crypto.age.keys import Identity, Recipient, check_mix, find_file_key
from crypto.age.payload import CHUNK_BYTES, PayloadReader, PayloadWriter
from crypto.age.raw_io import read_pieces, write_all


def encrypt_file(
    source: BinaryIO, out: BinaryIO, recipients: Sequence[Recipient], *, armor: bool = False
) -> None:
    """Write all of `source` to `out` as an age file.

    Raises:
        RecipientMixError: no recipient, or some that must not stand together.
        KeyFormatError: a recipient is of low order.
        OSError: what the files raised.
    """
    check_mix(recipients)
    file_key = secrets.token_bytes(FILE_KEY_BYTES)
    header = encode_header([recipient.wrap(file_key) for recipient in recipients], file_key)
    armored = ArmorWriter(out) if armor else None
    target = out if armored is None else cast("BinaryIO", armored)
    write_all(target, header)
    writer = PayloadWriter(target, file_key)
    for piece in read_pieces(source, CHUNK_BYTES):
        writer.write(piece)
    writer.finish()
    if armored is not None:
        armored.finish()


def decrypt_file(
    source: BinaryIO,
    out: BinaryIO,
    identities: Iterable[Identity],
    *,
    armor: bool | None = None,
) -> None:
    """Write the plaintext of an age file to `out`, chunk by verified chunk.

    Args:
        source: the age file; it stays open.
        out: where the plaintext goes; it stays open.
        identities: tried one after the other.
        armor: whether the file is armored; None looks at its first byte.

    After an error `out` holds the chunks before it, which are genuine but not the whole file:
    the caller must not take them for it.

    Raises:
        ArmorError, HeaderError, NoMatchError, HeaderMacError: nothing was written.
        ArmorError, PayloadError: the rest is not as it was written.
        OSError: what the files raised.
    """
    # A buffered reader closes what it reads from when it is thrown away; detaching keeps the
    # caller's file the caller's.
    buffered = io.BufferedReader(cast("io.RawIOBase", source))
    try:
        if is_armored(buffered.peek(1)) if armor is None else armor:
            binary = io.BufferedReader(ArmorReader(cast("BinaryIO", buffered)))
            _decrypt_binary(cast("BinaryIO", binary), out, identities)
        else:
            _decrypt_binary(cast("BinaryIO", buffered), out, identities)
    finally:
        buffered.detach()


def _decrypt_binary(source: BinaryIO, out: BinaryIO, identities: Iterable[Identity]) -> None:
    file_key = find_file_key(read_header(source), identities)
    reader = PayloadReader(source, file_key)
    while chunk := reader.read1():
        write_all(out, chunk)


def decrypt_bytes(data: bytes, identities: Iterable[Identity]) -> bytes:
    """Return the whole plaintext of an age file in memory, or nothing of it.

    Raises:
        ArmorError, HeaderError, NoMatchError, HeaderMacError, PayloadError: as `decrypt_file`.
    """
    out = io.BytesIO()
    decrypt_file(io.BytesIO(data), out, identities)
    return out.getvalue()


def encrypt_bytes(data: bytes, recipients: Sequence[Recipient], *, armor: bool = False) -> bytes:
    """Return an age file in memory.

    Raises:
        RecipientMixError, KeyFormatError: as `encrypt_file`.
    """
    out = io.BytesIO()
    encrypt_file(io.BytesIO(data), out, recipients, armor=armor)
    return out.getvalue()
