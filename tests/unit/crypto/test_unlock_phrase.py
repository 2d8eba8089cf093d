"""Unlock phrases: eight words or characters, one passphrase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.unlock_phrase import (
    UnlockPhraseError,
    generate_unlock_phrase,
    normalise_unlock_phrase,
    parse_unlock_phrase,
)


def test_every_spelling_means_the_same_passphrase() -> None:
    phrase = generate_unlock_phrase()
    assert len(phrase.words) == len(phrase.characters) == 8
    for text in (
        phrase.passphrase,
        phrase.passphrase.upper(),
        " ".join(phrase.words),
        " ".join(word[:4] for word in phrase.words),
        "".join(phrase.characters),
        "、".join(phrase.characters),
    ):
        assert normalise_unlock_phrase(text) == phrase.passphrase
        assert parse_unlock_phrase(text) == phrase


def test_phrases_differ_and_do_not_show_themselves() -> None:
    phrase = generate_unlock_phrase()
    assert phrase != generate_unlock_phrase()
    assert repr(phrase) == "UnlockPhrase()"


@pytest.mark.parametrize(
    ("text", "reason", "positions"),
    [("", "length", ()), ("的" * 7, "length", ()), ("的" * 7 + "龘", "words", (8,))],
)
def test_what_is_wrong_is_said_and_where(
    text: str, reason: str, positions: tuple[int, ...]
) -> None:
    with pytest.raises(UnlockPhraseError) as refused:
        normalise_unlock_phrase(text)
    assert (refused.value.reason, refused.value.unknown_positions) == (reason, positions)


@given(st.text(max_size=100))
def test_any_text_raises_nothing_but_our_error(text: str) -> None:
    with pytest.raises(UnlockPhraseError):
        normalise_unlock_phrase(text)
