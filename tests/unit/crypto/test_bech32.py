"""Bech32 of any length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age import bech32
from crypto.age.errors import KeyFormatError

PREFIXES = st.text("abcdefghijklmnopqrstuvwxyz-1", min_size=1, max_size=20)

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)

# BIP 173, "Test vectors"; those that break its limit of 90 characters only are left out, since
# age has no such limit.
VALID = ["A12UEL5L", "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "?1ezyfcl"]
INVALID = [
    "\x201nwldj5",
    "\x7f1axkwrx",
    "\x801eym55h",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
    "A12uEL5L",
    "a12uel5k",
    "",
    "age1",
    "\u212a12uel5l",
]


@given(PREFIXES, st.binary(max_size=1300))
def test_any_bytes_round_trip(prefix: str, data: bytes) -> None:
    text = bech32.encode(prefix, data)
    assert bech32.decode(text) == (prefix, data)
    assert bech32.decode(text.upper()) == (prefix, data)


@given(st.binary(max_size=60), st.data())
def test_up_to_four_wrong_letters_are_noticed(value: bytes, data: st.DataObject) -> None:
    text = list(bech32.encode("age", value))
    places = data.draw(st.sets(st.integers(4, len(text) - 1), min_size=1, max_size=4))
    for place in places:
        others = sorted(set(ALPHABET) - {text[place]})
        text[place] = data.draw(st.sampled_from(others))
    with pytest.raises(KeyFormatError):
        bech32.decode("".join(text))


@pytest.mark.parametrize("text", VALID)
def test_valid_texts_of_the_standard(text: str) -> None:
    bech32.decode(text)


@pytest.mark.parametrize("text", INVALID)
def test_invalid_texts_of_the_standard(text: str) -> None:
    with pytest.raises(KeyFormatError):
        bech32.decode(text)


def reference_text(prefix: str, letters: str) -> str:
    """Add the checksum as BIP 173 words it, one symbol after the other."""
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = 1
    for value in [*values, *map(ALPHABET.index, letters), *bytes(6)]:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            checksum ^= generator if top >> bit & 1 else 0
    tail = [ALPHABET[(checksum ^ 1) >> 5 * (5 - place) & 31] for place in range(6)]
    return f"{prefix}1{letters}{''.join(tail)}"


@given(PREFIXES, st.text(ALPHABET, max_size=60))
def test_the_quick_checksum_is_the_standards_and_padding_is_exact(
    prefix: str, letters: str
) -> None:
    text = reference_text(prefix, letters)
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters)
    whole = len(bits) // 8 * 8
    if len(bits) - whole < 5 and "1" not in bits[whole:]:
        data = bytes(int(bits[i : i + 8], 2) for i in range(0, whole, 8))
        assert bech32.decode(text) == (prefix, data)
        assert bech32.encode(prefix, data) == text
    else:
        with pytest.raises(KeyFormatError):
            bech32.decode(text)


@given(st.text(max_size=50))
def test_any_text_raises_nothing_but_our_error(text: str) -> None:
    for candidate in (text, "age1" + text):
        with pytest.raises(KeyFormatError):
            bech32.decode(candidate)
