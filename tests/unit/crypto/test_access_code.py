"""The access code: forgiving to read, hard to get wrong unnoticed, silent about itself."""

import secrets

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from crypto import bip39
from crypto.access_code import (
    VERSIONS,
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


@given(codes, st.sampled_from(["\ufeff", "\u200d", "\u2060", "\u00ad", "\u0301", "\ufe00"]))
def test_reading_forgives_what_no_eye_sees(code: AccessCode, unseen: str) -> None:
    for spelling in (" ".join(code.words()), "".join(code.characters())):
        assert parse_access_code(unseen.join(spelling)) == code


@given(codes, st.sampled_from(["\n", " ", ""]))
def test_the_case_number_may_be_copied_along(code: AccessCode, between: str) -> None:
    number = case_number(code.verifier())
    for spelling in (" ".join(code.words()), "".join(code.characters())):
        assert parse_access_code(f"{number}{between}{spelling}") == code
        assert parse_access_code(f"{spelling} {number.lower()}\n") == code


@given(codes, st.integers(4, 7))
def test_a_word_may_end_early_from_four_letters_on(code: AccessCode, letters: int) -> None:
    assert parse_access_code(" ".join(word[:letters] for word in code.words())) == code


def test_no_beginning_of_a_word_means_two() -> None:
    for index, word in enumerate(bip39.ENGLISH):
        assert all(bip39.read_indexes(word[:end]) == [index] for end in range(4, len(word)))


def test_traditional_characters_mean_the_simplified_ones() -> None:
    assert bip39.read_indexes("電話") == bip39.read_indexes("电话")
    traditional = Mnemonic("chinese_traditional").wordlist
    assert [bip39.read_indexes(token) for token in traditional] == [[n] for n in range(2048)]


def test_other_traditional_forms_shadow_nothing_that_a_list_has() -> None:
    listed = {*bip39.CHINESE, *Mnemonic("chinese_traditional").wordlist}
    pairs = [(pair[0], pair[1:]) for pair in bip39.OTHER_FORMS.split()]
    assert {form for form, _ in pairs} & listed == set()
    assert len({form for form, _ in pairs}) == len(pairs)
    for form, character in pairs:
        assert bip39.read_indexes(form) == bip39.read_indexes(character)


def test_words_of_any_script_count_as_one() -> None:
    assert bip39.read_indexes("слово abandon ひらがな 한글 的é") == [None, 0, None, None, 0, None]


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
        ("QF-7K2M-9RTD-4X", "length", ()),
        ("QF-7K2M " + "abandon " * 11 + "about", "words", (1, 2, 3)),
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


def derived(code: AccessCode) -> list[bytes | str]:
    return [
        code.verifier(),
        code.identity().encode(),
        code.message_key(),
        code.content_key(),
        case_number(CODE.verifier(), version=code.version),
    ]


def test_another_version_derives_all_anew_from_the_same_words() -> None:
    """How a second version comes beside the first: the same note, other values."""
    second = CODE.at_version(2)
    assert (second.words(), second.characters()) == (CODE.words(), CODE.characters())
    assert not set(derived(second)) & set(derived(CODE))
    assert second.at_version(1) == CODE != second
    hkdf = HKDF(SHA256(), 32, salt=b"", info=b"qingfeng/v2/verifier")
    assert second.verifier() == hkdf.derive(CODE.value)


def test_a_code_is_read_by_the_newest_version() -> None:
    assert sorted(VERSIONS, reverse=True) == list(VERSIONS)
    assert parse_access_code(" ".join(CODE.words())).version == VERSIONS[0]
    assert new_access_code().version == VERSIONS[0]
    assert case_number(CODE.verifier()) == case_number(CODE.verifier(), version=VERSIONS[0])


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
