"""Codes that count once: recovery codes, and the codes of invitations. 80 random bits each.

So many bits need no slow hash: whoever has the database cannot try them all.
"""

import secrets
import unicodedata
from hashlib import sha256
from typing import Final, Literal

RECOVERY_CODES: Final = 10
"""How many an officer gets at once."""

# Crockford's base 32: without I, L, O and U, which are misread or spell words.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans("ILO", "110")
_GROUPS, _GROUP_CHARACTERS = 4, 4
_CHARACTERS: Final = _GROUPS * _GROUP_CHARACTERS

Purpose = Literal["recovery", "invitation"]


def new_code() -> str:
    """A new code, to be copied by hand: four groups of four."""
    characters = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))
    starts = range(0, _CHARACTERS, _GROUP_CHARACTERS)
    return "-".join(characters[start : start + _GROUP_CHARACTERS] for start in starts)


def hash_code(purpose: Purpose, typed: str) -> bytes:
    """What is kept of a code, however it was typed: small letters, spaces, O for 0."""
    folded = unicodedata.normalize("NFKC", typed[: 4 * _CHARACTERS]).upper()
    code = "".join(character for character in folded if character.isalnum()).translate(_MISREAD)
    return sha256(f"qingfeng {purpose} code {code}".encode("utf-8", "surrogatepass")).digest()
