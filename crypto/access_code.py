"""The access code: the one secret that a reporter keeps, and all that follows from it.

128 random bits, written as 12 Chinese characters or 12 English words (BIP 39: 132 bits, four of
them a checksum that refuses 15 of 16 slips). Nothing is stored from which it could be guessed:
with 128 bits no slow hash is needed, so asking for a status is cheap.

What is derived, with HKDF-SHA-256 (RFC 5869, empty salt, 32 bytes) and these labels:

| label | what |
| --- | --- |
| qingfeng/v1/verifier | shown to the server, which keeps its SHA-256 |
| qingfeng/v1/identity | seed of the reporter's age identity: opens what the office replies |
| qingfeng/v1/message-key | authenticates every message of the case, both ways |
| qingfeng/v1/content-key | tells a form sent twice from a changed one |
| qingfeng/v1/case-number | from the verifier, not the code: the case number |

Where a one-time code was replaced (`app/services/reporter/replace_code.py`), its case keeps the
number that was derived from it: a case's number is looked up, never computed anew.

A label carries the version, and a code carries none: the same 12 characters give other values
under each. To change what is derived, or how:

1. put the new version before the old ones in `VERSIONS`; new codes then derive by it;
2. let `AccessCode._derive` and `case_number` do for it what is new, and leave what they do for
   the old ones: the known answers of `tests/vectors/access_code.json` must stay as they are;
3. where a case is looked for by a code, try the verifier of each version, the newest first
   (`AccessCode.at_version`). The one that is found is the version of that case for good: its
   identity, its keys and its number go on to be derived by it;
4. a form that carries a verifier in the code's place has to carry the version beside it.

No case is ever moved to a newer version: that would take the code, which only its reporter has.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Final, Literal, Self

from crypto import bip39
from crypto.age.header import derive_key
from crypto.age.mlkem768x25519 import HybridIdentity

CODE_BYTES: Final = 16
CODE_WORDS: Final = 12
VERIFIER_BYTES: Final = 32
VERSIONS: Final = (1,)
"""The versions of the derivations that cases are kept under, the newest first."""

_CHECKSUM_BITS: Final = 4
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_PREFIX: Final = "QF"
_NUMBER_DIGITS: Final = 10
_NUMBER_BITS: Final = _NUMBER_DIGITS * 5
# Longer than any case number with its separators; more is not looked at.
_NUMBER_TEXT_CHARACTERS: Final = 64
# What people write for a digit (Crockford: base 32, crockford.com/base32.html).
_MISREAD: Final = str.maketrans("OIL", "011")
# Case number and code are saved and copied together, so they come back together too.
_NUMBER_BESIDE: Final = re.compile(r"QF-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", re.IGNORECASE)


class AccessCodeError(ValueError):
    """A text is not an access code.

    Attributes:
        reason: "words": some are in no list; "length": not 12; "checksum": a slip among words
            that are each in a list.
        unknown_positions: which words are in no list, counted from 1.
    """

    def __init__(
        self,
        reason: Literal["words", "length", "checksum"],
        unknown_positions: tuple[int, ...] = (),
    ) -> None:
        super().__init__(f"not an access code: {reason}")
        self.reason = reason
        self.unknown_positions = unknown_positions


class CaseNumberError(ValueError):
    """A text is not a case number."""


@dataclass(frozen=True, slots=True)
class AccessCode:
    """128 secret bits; printing the object does not show them."""

    value: bytes = field(repr=False)
    version: int = VERSIONS[0]
    """By which derivations its verifier, identity and keys are made; its spelling has none."""

    def __post_init__(self) -> None:
        if len(self.value) != CODE_BYTES:
            raise AccessCodeError("length")

    def at_version(self, version: int) -> Self:
        """Return the same 12 characters, read by the derivations of another version."""
        return replace(self, version=version)

    def characters(self) -> tuple[str, ...]:
        """Return the code as 12 Chinese characters."""
        return bip39.to_characters(self._indexes())

    def words(self) -> tuple[str, ...]:
        """Return the code as 12 English words."""
        return bip39.to_words(self._indexes())

    def verifier(self) -> bytes:
        """Return the 32 bytes by which the server knows the case; it keeps only their hash."""
        return self._derive("verifier")

    def identity(self) -> HybridIdentity:
        """Return the reporter's own age identity; keep it, making it costs 0.4 ms."""
        return HybridIdentity(self._derive("identity"))

    def message_key(self) -> bytes:
        """Return the 32-byte key that authenticates the messages of the case."""
        return self._derive("message-key")

    def content_key(self) -> bytes:
        """Return the 32-byte key of the HMAC that tells a form sent twice from a changed one."""
        return self._derive("content-key")

    def _derive(self, name: str) -> bytes:
        return derive_key(self.value, salt=b"", info=_label(self.version, name))

    def _indexes(self) -> tuple[int, ...]:
        number = int.from_bytes(self.value, "big") << _CHECKSUM_BITS | _checksum(self.value)
        return bip39.split_bits(number, CODE_WORDS)


def new_access_code() -> AccessCode:
    """Return a code from the system's random numbers."""
    return AccessCode(secrets.token_bytes(CODE_BYTES))


def parse_access_code(text: str) -> AccessCode:
    """Read what a person typed: characters or words, as forgiving as `bip39.read_indexes`.

    A case number that was copied along is passed over.

    Raises:
        AccessCodeError: it says what is wrong without repeating the text.
    """
    indexes = bip39.read_indexes(_NUMBER_BESIDE.sub(" ", text))
    unknown = bip39.unknown_positions(indexes)
    if unknown:
        raise AccessCodeError("words", unknown)
    if len(indexes) != CODE_WORDS:
        raise AccessCodeError("length")
    number = bip39.join_bits(index for index in indexes if index is not None)
    value = (number >> _CHECKSUM_BITS).to_bytes(CODE_BYTES, "big")
    if number & (1 << _CHECKSUM_BITS) - 1 != _checksum(value):
        raise AccessCodeError("checksum")
    return AccessCode(value)


def case_number(verifier: bytes, *, version: int = VERSIONS[0]) -> str:
    """Return the case number that belongs to a verifier of this version, `QF-XXXX-XXXX-XX`.

    50 bits, so two cases share one by chance once in a million times among 50,000 cases; the
    server sees that and makes a new code.
    """
    derived = derive_key(verifier, salt=b"", info=_label(version, "case-number"))
    number = int.from_bytes(derived, "big") >> len(derived) * 8 - _NUMBER_BITS
    places = range(_NUMBER_BITS - 5, -1, -5)
    return _write_case_number("".join(_CROCKFORD[number >> place & 31] for place in places))


def parse_case_number(text: str) -> str:
    """Read a case number as people write it: small letters, O for 0, I or L for 1, no hyphens.

    Raises:
        CaseNumberError: it is none.
    """
    folded = unicodedata.normalize("NFKC", text[:_NUMBER_TEXT_CHARACTERS]).upper()
    letters = "".join(letter for letter in folded if letter.isalnum())
    # Q and F are digits too, so the length decides whether the prefix was left out.
    if len(letters) == len(_NUMBER_PREFIX) + _NUMBER_DIGITS:
        letters = letters.removeprefix(_NUMBER_PREFIX)
    digits = letters.translate(_MISREAD)
    if len(digits) != _NUMBER_DIGITS or not set(digits) <= set(_CROCKFORD):
        raise CaseNumberError("not a case number")
    return _write_case_number(digits)


def verifier_hash(verifier: bytes) -> bytes:
    """Return the SHA-256 that the server keeps of a verifier."""
    return hashlib.sha256(verifier).digest()


def authenticate(key: bytes, message: bytes) -> bytes:
    """Return the HMAC-SHA-256 of a message, 32 bytes."""
    return hmac.digest(key, message, hashlib.sha256)


def is_authentic(key: bytes, message: bytes, tag: bytes) -> bool:
    """Return whether the tag is the message's, in a time that does not depend on the answer."""
    return hmac.compare_digest(authenticate(key, message), tag)


def _label(version: int, name: str) -> bytes:
    return f"qingfeng/v{version}/{name}".encode()


def _checksum(value: bytes) -> int:
    return hashlib.sha256(value).digest()[0] >> 8 - _CHECKSUM_BITS


def _write_case_number(digits: str) -> str:
    return f"{_NUMBER_PREFIX}-{digits[:4]}-{digits[4:8]}-{digits[8:]}"
