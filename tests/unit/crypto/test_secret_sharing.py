"""SLIP-39: any k of n shares give the secret, fewer give nothing, and no error repeats a word."""

import dataclasses
import secrets
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import Share

from crypto.secret_sharing import (
    MAX_SHARE_CHARACTERS,
    SharesError,
    join_secret,
    parse_share,
    split_secret,
)

SECRET = secrets.token_bytes(16)
SHARES = split_secret(SECRET, 3, 5)


@pytest.mark.parametrize(("threshold", "count"), [(2, 2), (2, 3), (3, 5), (16, 16)])
def test_any_k_of_n_give_the_secret(threshold: int, count: int) -> None:
    shares = split_secret(SECRET, threshold, count)
    assert len(set(shares)) == count
    for chosen in list(combinations(shares, threshold))[:30]:
        assert join_secret(chosen) == SECRET
        assert join_secret(chosen[::-1]) == SECRET
    assert join_secret(shares) == SECRET


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_are_too_few(count: int) -> None:
    for chosen in combinations(SHARES, count):
        with pytest.raises(SharesError) as refused:
            join_secret(chosen)
        assert (refused.value.reason, refused.value.share) == ("too_few", None)


def test_a_changed_share_gives_no_other_secret() -> None:
    third = Share.from_mnemonic(SHARES[2])
    value = third.value[:-1] + bytes([third.value[-1] ^ 1])
    # Its checksum is right: somebody wrote it who knows the format.
    with pytest.raises(SharesError) as refused:
        join_secret([*SHARES[:2], dataclasses.replace(third, value=value).mnemonic()])
    assert refused.value.reason == "mixed"


@pytest.mark.parametrize(
    ("threshold", "count"), [(1, 3), (0, 3), (3, 2), (2, 17), (17, 17), (-1, 2), (1, 1)]
)
def test_numbers_out_of_range_are_refused(threshold: int, count: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        split_secret(SECRET, threshold, count)


@pytest.mark.parametrize("secret", [b"", bytes(15), bytes(17)])
def test_secrets_of_odd_lengths_are_refused(secret: bytes) -> None:
    with pytest.raises(ValueError, match="secret"):
        split_secret(secret, 2, 3)


def test_reading_is_forgiving() -> None:
    first, second, third = SHARES[:3]
    shouted = "\n".join(first.upper().split())
    short = "  ".join(word[:4] for word in second.split())
    wide = third.translate({code: code + 0xFEE0 for code in range(ord("a"), ord("z") + 1)})
    assert join_secret([shouted, short, wide]) == SECRET
    assert parse_share(short) == second


@pytest.mark.parametrize(
    ("change", "reason", "positions"),
    [
        (lambda words: ["zzzz", *words[1:-1], "线索"], "words", (1, 20)),
        (lambda words: words[:-1], "length", ()),
        (lambda _: [], "length", ()),
        (lambda words: words + words, "length", ()),
        (lambda words: [*words[:5], "academic", "zero", *words[7:]], "checksum", ()),
    ],
)
def test_what_is_wrong_with_a_share_is_said_and_where(
    change: Callable[[list[str]], list[str]], reason: str, positions: tuple[int, ...]
) -> None:
    changed = " ".join(change(SHARES[1].split()))
    with pytest.raises(SharesError) as refused:
        join_secret([SHARES[0], changed])
    error = refused.value
    assert (error.reason, error.share, error.unknown_positions) == (reason, 2, positions)
    with pytest.raises(SharesError) as refused:
        parse_share(changed)
    assert refused.value.reason == reason


def test_shares_of_two_splits_do_not_mix() -> None:
    others = split_secret(SECRET, 3, 5)
    for chosen in ([*SHARES[:2], others[2]], [SHARES[0], *others[1:3]], [*SHARES[:3], others[3]]):
        with pytest.raises(SharesError) as refused:
            join_secret(chosen)
        assert refused.value.reason == "mixed"


def test_shares_of_two_splits_with_one_name_do_not_mix() -> None:
    """The library names splits by 15 random bits, so names can meet: the digest tells."""
    ours = [Share.from_mnemonic(share) for share in split_secret(SECRET, 2, 2)]
    other = Share.from_mnemonic(split_secret(secrets.token_bytes(16), 2, 2)[1])
    for index in (0, 1):
        renamed = dataclasses.replace(other, identifier=ours[0].identifier, index=index)
        with pytest.raises(SharesError) as refused:
            join_secret([ours[0].mnemonic(), renamed.mnemonic()])
        assert refused.value.reason == "mixed"


def test_a_share_given_twice_is_named() -> None:
    with pytest.raises(SharesError) as refused:
        join_secret([SHARES[0], SHARES[1], SHARES[0].upper()])
    assert (refused.value.reason, refused.value.share) == ("repeated", 3)


def test_no_error_repeats_a_word() -> None:
    words = SHARES[0].split()
    for given_shares in ([SHARES[0]], [" ".join(words[:-1])], [" ".join([*words[:-1], "zzzz"])]):
        with pytest.raises(SharesError) as refused:
            join_secret(given_shares)
        told = f"{refused.value!r} {refused.value} {vars(refused.value)}"
        assert not [word for word in [*words, "zzzz"] if f"{word} " in told]
        assert refused.value.__cause__ is None


def test_a_share_of_sixteen_bytes_has_a_longest_spelling() -> None:
    assert max(map(len, SHARES)) <= MAX_SHARE_CHARACTERS == 179


@given(st.lists(st.text(max_size=200), max_size=3))
def test_any_text_raises_nothing_but_our_error(shares: list[str]) -> None:
    with pytest.raises(SharesError):
        join_secret(shares)
