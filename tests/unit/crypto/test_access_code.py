"""The access code: forgiving to read, hard to get wrong unnoticed, silent about itself."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import bip39
from crypto.access_code import (
    AccessCode,
    AccessCodeError,
    CaseNumberError,
    authenticate,
    case_number,
    is_authentic,
    new_access_code,
    parse_access_code,
    parse_case_number,
    verifier_hash,
)

codes = st.binary(min_size=16, max_size=16).map(AccessCode)
CODE = AccessCode(bytes(range(16)))


@given(codes)
def test_both_spellings_are_the_same_code(code: AccessCode) -> None:
    assert len(code.characters()) == len(code.words()) == 12
    assert parse_access_code("".join(code.characters())) == code
    assert parse_access_code(" ".join(code.words())) == code


@given(
    codes, st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u3000", ", ", "，", "、", "。", "-"])
)
def test_reading_forgives_what_stands_between(code: AccessCode, between: str) -> None:
    for spelling in (code.characters(), code.words()):
        assert parse_access_code(between.join(("", *spelling, ""))) == code
        numbered = between.join(f"{place}. {word}" for place, word in enumerate(spelling, 1))
        assert parse_access_code(numbered) == code


@given(codes)
def test_reading_forgives_capitals_full_width_and_short_words(code: AccessCode) -> None:
    words = " ".join(code.words())
    full_width = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in words)
    assert parse_access_code(words.upper()) == code
    assert parse_access_code(full_width) == code
    assert parse_access_code(" ".join(word[:4] for word in code.words())) == code
    assert (
        parse_access_code(
            "".join((*code.characters()[:6], *code.words()[6:7], " "))
            + " ".join((*code.characters()[7:],))
        )
        == code
    )


def test_traditional_characters_mean_the_simplified_ones() -> None:
    assert bip39.read_indexes("電話") == bip39.read_indexes("电话")


def test_no_spelling_means_two_numbers() -> None:
    for spelling in (bip39.ENGLISH, bip39.CHINESE):
        assert len(set(spelling)) == 2048
        assert [bip39.read_indexes(token) for token in spelling] == [[n] for n in range(2048)]


@given(codes, st.integers(0, 11), st.integers(0, 2047))
def test_fifteen_of_sixteen_slips_are_noticed(code: AccessCode, place: int, other: int) -> None:
    characters = list(code.characters())
    characters[place] = bip39.CHINESE[other]
    try:
        parsed = parse_access_code("".join(characters))
    except AccessCodeError as error:
        assert error.reason == "checksum"  # noqa: PT017 either way is right, by chance
    else:
        assert parsed.characters() == tuple(characters)


def test_the_share_of_slips_that_pass_is_a_sixteenth() -> None:
    passed = 0
    for _ in range(2000):
        indexes = [secrets.randbelow(2048) for _ in range(12)]
        try:
            parse_access_code("".join(bip39.to_characters(indexes)))
        except AccessCodeError:
            continue
        passed += 1
    assert 60 < passed < 200  # 125 expected, six standard deviations


@pytest.mark.parametrize(
    ("text", "reason", "positions"),
    [
        ("", "length", ()),
        ("abandon", "length", ()),
        ("abandon " * 11, "length", ()),
        ("abandon " * 13, "length", ()),
        ("abandon " * 12, "checksum", ()),
        ("abandon " * 10 + "abandom about", "words", (11,)),
        ("龘" + "的" * 10 + "é", "words", (1, 12)),
        ("abandon " * 100_000, "length", ()),
    ],
)
def test_what_is_wrong_is_said_and_where(
    text: str, reason: str, positions: tuple[int, ...]
) -> None:
    with pytest.raises(AccessCodeError) as refused:
        parse_access_code(text)
    assert refused.value.reason == reason
    assert refused.value.unknown_positions == positions


@given(st.text(max_size=200))
def test_any_text_raises_nothing_but_our_error(text: str) -> None:
    with pytest.raises(AccessCodeError):
        parse_access_code(text)


def test_neither_representation_nor_error_shows_the_code() -> None:
    # A fixed one: a random one may hold "error" or "access", which the messages do say.
    code = CODE
    shown = repr(code) + str(code) + repr(code.identity())
    with pytest.raises(AccessCodeError) as refused:
        parse_access_code(" ".join(code.words()[:11]))
    shown += repr(refused.value) + str(refused.value)
    for secret in (*code.words(), *code.characters(), repr(code.value), code.value.hex()):
        assert secret not in shown.replace("not an access code", "")


def test_a_code_has_sixteen_bytes() -> None:
    with pytest.raises(AccessCodeError):
        AccessCode(bytes(15))
    assert new_access_code() != new_access_code()


def test_what_is_derived_differs_by_label() -> None:
    derived = {
        CODE.verifier(),
        CODE.message_key(),
        CODE.content_key(),
        verifier_hash(CODE.verifier()),
    }
    assert len(derived) == 4
    assert {len(value) for value in derived} == {32}


@given(st.binary(min_size=32, max_size=32))
def test_a_case_number_reads_back_as_people_write_it(verifier: bytes) -> None:
    number = case_number(verifier)
    digits = number.replace("-", "")[2:]
    for text in (
        number,
        number.lower(),
        f" {number} ",
        number.replace("-", " "),
        digits,
        digits.replace("0", "O").replace("1", "l"),
        digits.replace("0", "o").replace("1", "I"),
        number.replace("-", "－"),
    ):
        assert parse_case_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "QF-", "QF-0000-0000-0", "QF-0000-0000-0U", "零" * 10, "0" * 99]
)
def test_texts_that_are_no_case_number_are_refused(text: str) -> None:
    with pytest.raises(CaseNumberError):
        parse_case_number(text)


def test_authentication() -> None:
    tag = authenticate(CODE.message_key(), b"message")
    assert is_authentic(CODE.message_key(), b"message", tag)
    assert not is_authentic(CODE.message_key(), b"other", tag)
    assert not is_authentic(CODE.content_key(), b"message", tag)
    assert not is_authentic(CODE.message_key(), b"message", tag[:-1])
