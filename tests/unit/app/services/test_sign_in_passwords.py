"""Sign-in passwords: right, wrong, odd, and never told apart from a missing account."""

import pytest

from app.services.officer.accounts.passwords import (
    WrongPasswordError,
    check_password,
    hash_password,
)


@pytest.fixture(scope="module")
def password_hash() -> str:
    return hash_password("ｐassword－密码")


def test_right_password_passes_however_its_letters_are_spelled(password_hash: str) -> None:
    check_password("password-密码", password_hash)


@pytest.mark.parametrize(
    "typed", ["", "Password-密码", "password-密码 ", "\x00", "\ud800", "x" * 10**6]
)
def test_wrong_password_does_not(password_hash: str, typed: str) -> None:
    with pytest.raises(WrongPasswordError):
        check_password(typed, password_hash)


def test_missing_account_has_no_right_password() -> None:
    with pytest.raises(WrongPasswordError):
        check_password("password", None)


def test_same_password_is_kept_differently_each_time(password_hash: str) -> None:
    assert hash_password("ｐassword－密码") != password_hash
    assert password_hash.startswith("$argon2id$")
