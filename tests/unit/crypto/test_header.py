"""Headers: what is read, what is refused, and what comes back out."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age.errors import AgeError, HeaderError, HeaderMacError
from crypto.age.header import (
    MAX_HEADER_BYTES,
    Stanza,
    decode_base64,
    encode_base64,
    encode_header,
    parse_header,
    read_header,
)

FILE_KEY = b"YELLOW SUBMARINE"
VISIBLE = "".join(map(chr, range(0x21, 0x7F)))

arguments = st.text(VISIBLE, min_size=1, max_size=12)
stanzas = st.builds(
    Stanza, arguments, st.lists(arguments, max_size=3).map(tuple), st.binary(max_size=150)
)


@given(st.lists(stanzas, min_size=1, max_size=4))
def test_any_header_round_trips(parts: list[Stanza]) -> None:
    data = encode_header(parts, FILE_KEY)
    header = parse_header(data)
    header.check_mac(FILE_KEY)
    assert header.stanzas == tuple(parts)
    assert header.encode() == data


@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing_but_our_errors(data: bytes) -> None:
    for candidate in (
        data,
        b"age-encryption.org/v1\n" + data,
        b"age-encryption.org/v1\n-> " + data,
    ):
        with pytest.raises(AgeError):
            parse_header(candidate)


PIECES = [
    *(b"age-encryption.org/v1\n", b"-> ", b"X25519 ", b"a", b"\n", b"\r\n", b" ", b"--- "),
    *(b"A" * 43, b"A" * 64, b"=", b"\xff", b"-"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=16).map(b"".join))
def test_pieces_of_headers_in_any_order_parse_exactly_or_raise_our_error(data: bytes) -> None:
    candidate = b"age-encryption.org/v1\n-> a\n" + data
    try:
        header = parse_header(candidate)
    except HeaderError:
        return
    assert header.encode() == candidate


@given(st.lists(stanzas, min_size=1, max_size=2), st.data())
def test_a_flipped_bit_is_refused(parts: list[Stanza], data: st.DataObject) -> None:
    header = bytearray(encode_header(parts, FILE_KEY))
    place = data.draw(st.integers(0, len(header) * 8 - 1))
    header[place // 8] ^= 1 << place % 8
    with pytest.raises((HeaderError, HeaderMacError)):
        parse_header(bytes(header)).check_mac(FILE_KEY)


def test_a_truncated_header_is_refused_at_every_length() -> None:
    data = encode_header([Stanza("X", ("y",), bytes(48))], FILE_KEY)
    for length in range(len(data)):
        with pytest.raises(HeaderError):
            parse_header(data[:length])


def test_bytes_after_a_header_are_refused_but_left_for_a_stream() -> None:
    data = encode_header([Stanza("X", (), b"")], FILE_KEY)
    with pytest.raises(HeaderError):
        parse_header(data + b"x")
    source = io.BytesIO(data + b"payload")
    read_header(source)
    assert source.read() == b"payload"


def test_an_endless_header_is_refused() -> None:
    stanza = Stanza("X", (), bytes(MAX_HEADER_BYTES))
    with pytest.raises(HeaderError):
        parse_header(encode_header([stanza], FILE_KEY))
    with pytest.raises(HeaderError):
        parse_header(b"age-encryption.org/v1\n-> " + b"A" * MAX_HEADER_BYTES + b"\n")


@given(st.binary(max_size=100))
def test_base64_round_trips(data: bytes) -> None:
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize(
    "text", [b"AB", b"AAB", b"A", b"AA==", b"AA A", b"AA\nA", b"A-_A", b"\xff"]
)
def test_base64_that_is_not_canonical_is_refused(text: bytes) -> None:
    with pytest.raises(HeaderError):
        decode_base64(text)
