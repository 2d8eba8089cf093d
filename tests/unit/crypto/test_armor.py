"""Armor: text around an age file."""

import io
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age.armor import (
    BEGIN,
    END,
    MAX_WHITESPACE_BYTES,
    ArmorReader,
    ArmorWriter,
    decode_armor,
    encode_armor,
)
from crypto.age.errors import ArmorError


@given(st.binary(max_size=400))
def test_any_bytes_round_trip(data: bytes) -> None:
    text = encode_armor(data)
    assert decode_armor(text) == data
    assert decode_armor(text.replace(b"\n", b"\r\n")) == data
    assert max(map(len, text.splitlines())) <= 64


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_chunking_writes_the_same_text(parts: list[bytes]) -> None:
    out = io.BytesIO()
    writer = ArmorWriter(cast("BinaryIO", out))
    assert writer.writable()
    for part in parts:
        writer.write(part)
    writer.finish()
    assert out.getvalue() == encode_armor(b"".join(parts))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_our_error(data: bytes) -> None:
    for text in (data, BEGIN + b"\n" + data, BEGIN + b"\n" + data + b"\n" + END):
        try:
            decoded = decode_armor(text)
        except ArmorError:
            continue
        assert encode_armor(decoded).strip() == text.replace(b"\r\n", b"\n").strip()


def test_whitespace_around_has_a_limit() -> None:
    text, most = encode_armor(b"data"), MAX_WHITESPACE_BYTES
    assert decode_armor(b"\n" * most + text + b" " * most) == b"data"
    for wrong in (b"\n" * (most + 1) + text, text + b" " * (most + 1), b" " * 9999 + text):
        with pytest.raises(ArmorError):
            decode_armor(wrong)


def test_a_truncated_text_is_refused_at_every_length() -> None:
    text = encode_armor(bytes(100))
    for length in range(len(text) - 1):  # the last LF may be missing
        with pytest.raises(ArmorError):
            decode_armor(text[:length])


def test_an_error_stays() -> None:
    reader = ArmorReader(io.BytesIO(encode_armor(bytes(100))[:-9]))
    assert reader.readable()
    for _ in range(2):
        with pytest.raises(ArmorError):
            reader.read(1)
