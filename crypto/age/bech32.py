"""Bech32 without a length limit: how age writes recipients and identities as text.

Source: BIP 173 (checksum constant 1), minus its limit of 90 characters, as c2sp.org/age asks.
"""

import re
from typing import Final

from crypto.age.errors import KeyFormatError

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SYMBOLS: Final = 6
_SHAPE: Final = re.compile(r"([!-~]+)1([qpzry9x8gf2tvdw0s3jn54khce6mua7l]{6,})")

# int(text, 32) regroups 5-bit symbols in C; its digits are 0-9a-v.
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuv"
_TO_DIGITS: Final = str.maketrans(_ALPHABET, _DIGITS)
_VALUES: Final = bytes.maketrans(_ALPHABET.encode(), bytes(range(32)))
# Two symbols at a time: the pairs of letters, and below the checksum's step for ten bits.
_PAIRS: Final = tuple(first + second for first in _ALPHABET for second in _ALPHABET)


def _step(checksum: int, symbol: int) -> int:
    top = checksum >> 25
    checksum = (checksum & 0x1FFFFFF) << 5 ^ symbol
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            checksum ^= generator
    return checksum


# The checksum is linear, so what the ten top bits turn into can be looked up: a post-quantum
# recipient has 1,959 characters, and this is what makes reading one cost 0.1 ms.
_FOLDED: Final = tuple(_step(_step(top << 20, 0), 0) for top in range(1024))


def _polymod(symbols: bytes) -> int:
    checksum = 1
    if len(symbols) % 2:
        checksum, symbols = _step(checksum, symbols[0]), symbols[1:]
    folded = _FOLDED
    for first, second in zip(symbols[::2], symbols[1::2], strict=True):
        checksum = (checksum & 0xFFFFF) << 10 ^ first << 5 ^ second ^ folded[checksum >> 20]
    return checksum


def _expand_prefix(prefix: str) -> bytes:
    data = prefix.encode("ascii")
    return bytes(byte >> 5 for byte in data) + b"\0" + bytes(byte & 31 for byte in data)


def _to_letters(data: bytes) -> str:
    """Regroup whole bytes into 5-bit letters, the last one filled up with zero bits."""
    letters: list[str] = []
    for start in range(0, len(data), 5):
        quantum = int.from_bytes(data[start : start + 5].ljust(5, b"\0"), "big")
        letters += (
            _PAIRS[quantum >> 30],
            _PAIRS[quantum >> 20 & 1023],
            _PAIRS[quantum >> 10 & 1023],
            _PAIRS[quantum & 1023],
        )
    return "".join(letters)[: (len(data) * 8 + 4) // 5]


def encode(prefix: str, data: bytes) -> str:
    """Write bytes as lower-case Bech32.

    Args:
        prefix: the human-readable part, lower-case ASCII.
        data: any number of bytes.
    """
    letters = _to_letters(data)
    symbols = letters.encode().translate(_VALUES)
    checksum = _polymod(_expand_prefix(prefix) + symbols + bytes(_CHECKSUM_SYMBOLS)) ^ 1
    tail = "".join(_ALPHABET[checksum >> shift & 31] for shift in (25, 20, 15, 10, 5, 0))
    return f"{prefix}1{letters}{tail}"


def decode(text: str) -> tuple[str, bytes]:
    """Read Bech32 of one case and of any length.

    Returns:
        The human-readable part in lower case, and the bytes.

    Raises:
        KeyFormatError: mixed case, a foreign character, a wrong checksum or wrong padding bits.
    """
    # Non-ASCII letters must not reach lower(): some of them turn into ASCII.
    if not text.isascii() or (text != text.lower() and text != text.upper()):
        raise KeyFormatError("not Bech32: mixed case or characters outside ASCII")
    match = _SHAPE.fullmatch(text.lower())
    if match is None:
        raise KeyFormatError("not Bech32: no separator or a character outside its alphabet")
    prefix, letters = match.groups()
    if _polymod(_expand_prefix(prefix) + letters.encode().translate(_VALUES)) != 1:
        raise KeyFormatError("wrong Bech32 checksum: a character is mistyped or missing")
    return prefix, _regroup(letters[:-_CHECKSUM_SYMBOLS])


def _regroup(letters: str) -> bytes:
    bits = len(letters) * 5
    value = int(letters.translate(_TO_DIGITS) or "0", 32)
    spare = bits % 8
    if spare >= 5 or value & ((1 << spare) - 1):  # noqa: PLR2004 a whole letter too many
        raise KeyFormatError("wrong Bech32 padding")
    return (value >> spare).to_bytes(bits // 8, "big")
