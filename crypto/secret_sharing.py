"""A secret in k-of-n shares: SLIP-39, words that a person can write down and any wallet tool joins.

Fewer than k shares say nothing about the secret. The arithmetic is the library's; what is here
gives it one group, no passphrase, and errors that never repeat a word of a share.

The library works with tables and so not in constant time, and says of itself that it is for tests
and offline use. It is called in the key-holder and in offline commands only, where nobody who could
measure it is let in: an outsider cannot make either join a share (docs/threat-model.md).

Source: SLIP-0039, "Shamir's Secret-Sharing for Mnemonic Codes"; package `shamir_mnemonic`.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

from shamir_mnemonic import MnemonicError, Share, generate_mnemonics
from shamir_mnemonic.recovery import RecoveryState
from shamir_mnemonic.wordlist import WORDLIST

MIN_THRESHOLD: Final = 2
# Four bits of a share number it.
MAX_SHARES: Final = 16
# The longest share of a 16-byte secret in letters and spaces: 20 words of at most 8 letters.
MAX_SHARE_CHARACTERS: Final = 20 * 9 - 1

# 10,000 rounds of PBKDF2, the least that SLIP-39 knows. They slow down who guesses a passphrase;
# there is none, and the secret is uniformly random, so nothing here could be guessed.
_ITERATION_EXPONENT: Final = 0
# Shares that others made can stand in several groups; ours are one.
_GROUP_THRESHOLD: Final = 1

_MIN_SECRET_BYTES: Final = 16
_MIN_WORDS: Final = 20
# Longer than any share; more is not looked at.
_MAX_TEXT_CHARACTERS: Final = 1000
# The first four letters tell every word of the list apart.
_SHORT_LETTERS: Final = 4
_WORDS: Final = {word[:_SHORT_LETTERS]: word for word in WORDLIST} | {
    word: word for word in WORDLIST
}

Reason = Literal["words", "length", "checksum", "mixed", "repeated", "too_few", "other_file"]


class SharesError(ValueError):
    """Shares do not give their secret; no text of a share is in here.

    Attributes:
        reason: "words": some are in no list; "length": a share is too short or too long;
            "checksum": the words of a share were not written down like this; "mixed": the shares
            are not of one split; "repeated": one share was given twice; "too_few": more of them
            are needed; "other_file": they fit together, but not this file.
        share: which of the shares given is meant, counted from 1; None where it is all of them.
        unknown_positions: which words of that share are in no list, counted from 1.
    """

    def __init__(
        self,
        reason: Reason,
        share: int | None = None,
        unknown_positions: tuple[int, ...] = (),
    ) -> None:
        super().__init__(f"not the shares of a secret: {reason}")
        self.reason = reason
        self.share = share
        self.unknown_positions = unknown_positions


def split_secret(secret: bytes, threshold: int, count: int) -> tuple[str, ...]:
    """Return `count` shares, each a line of English words, any `threshold` of which give `secret`.

    Args:
        secret: uniformly random bytes, 16 or more, an even number.
        threshold: 2 to `count`.
        count: 2 to 16.

    Raises:
        ValueError: one of these is out of its range.
    """
    if not MIN_THRESHOLD <= threshold <= count <= MAX_SHARES:
        raise ValueError("2 <= threshold <= count <= 16")
    if len(secret) < _MIN_SECRET_BYTES or len(secret) % 2:
        raise ValueError("the secret has 16 bytes or more, an even number")
    (shares,) = generate_mnemonics(
        _GROUP_THRESHOLD,
        [(threshold, count)],
        secret,
        iteration_exponent=_ITERATION_EXPONENT,
    )
    return tuple(shares)


def join_secret(shares: Sequence[str], *, passphrase: bytes = b"") -> bytes:
    """Return the secret of these shares; those above the threshold are not needed.

    Args:
        shares: as typed: capitals, full width, extra spaces and first four letters will do.
        passphrase: what others' shares may have, and the format's own test vectors have.

    Raises:
        SharesError: it says what is wrong.
    """
    state = RecoveryState()
    for place, text in enumerate(shares, start=1):
        _add(state, _parse_share(text, place), place)
    if not state.is_complete():
        raise SharesError("too_few")
    try:
        secret: bytes = state.recover(passphrase)
    except MnemonicError:
        # Each share is whole, and there are enough: their digest says that they do not belong
        # together, or two different ones have one number.
        raise SharesError("mixed") from None
    return secret


def parse_share(text: str) -> str:
    """Return one share as `split_secret` spelled it.

    Raises:
        SharesError: it is none: "words", "length" or "checksum".
    """
    mnemonic: str = _parse_share(text, 1).mnemonic()
    return mnemonic


def _parse_share(text: str, place: int) -> Share:
    typed = unicodedata.normalize("NFKC", text[:_MAX_TEXT_CHARACTERS]).lower().split()
    words = [_WORDS.get(word) for word in typed]
    unknown = tuple(number for number, word in enumerate(words, start=1) if word is None)
    if unknown:
        raise SharesError("words", place, unknown)
    if not _is_length(len(words)):
        raise SharesError("length", place)
    try:
        return Share.from_mnemonic(" ".join(word for word in words if word))
    except MnemonicError:
        raise SharesError("checksum", place) from None


def _is_length(words: int) -> bool:
    # Ten bits a word, seven words beside the value, and the value is a multiple of 16 bits with at
    # most 8 bits before it.
    padding_bits = 10 * (words - 7) % 16
    return words >= _MIN_WORDS and padding_bits <= 8  # noqa: PLR2004  as the comment says


def _add(state: RecoveryState, share: Share, place: int) -> None:
    if share in state:
        raise SharesError("repeated", place)
    try:
        state.add_share(share)
    except MnemonicError:
        raise SharesError("mixed", place) from None
