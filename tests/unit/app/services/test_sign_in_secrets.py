"""Codes of authenticator apps, one-time codes, and which passwords may be chosen."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.officer.accounts.authenticator import (
    SeedNotOpenedError,
    app_address,
    code_at,
    derive_seed_key,
    find_step,
    new_seed,
    open_seed,
    seal_seed,
    step_at,
)
from app.services.officer.accounts.one_time_codes import hash_code, new_code
from app.services.officer.accounts.passkeys import (
    PasskeyRefusedError,
    RelyingParty,
    check_signed,
    read_credential_id,
    read_made,
)
from app.services.officer.accounts.password_rules import PasswordFault, find_password_fault

# RFC 6238, appendix B: the last six of its eight digits, at these seconds since 1970.
_RFC_SEED = b"12345678901234567890"
_RFC_CODES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
KEY = derive_seed_key(bytes(48))
NOW = datetime(2026, 11, 12, 2, 0, 30, tzinfo=UTC)
_RIGHT = {code_at(_RFC_SEED, step_at(NOW) + step) for step in (-1, 0, 1)}


@pytest.mark.parametrize(("second", "code"), _RFC_CODES.items())
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    assert code_at(_RFC_SEED, step_at(moment)) == code
    assert find_step(_RFC_SEED, code, moment) == step_at(moment)


@pytest.mark.parametrize(("steps", "found"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(steps: int, found: bool) -> None:
    code = code_at(_RFC_SEED, step_at(NOW + timedelta(seconds=30 * steps)))
    assert (find_step(_RFC_SEED, code, NOW) is not None) is found


@given(st.text())
def test_whatever_is_typed_is_no_code(typed: str) -> None:
    assert (find_step(_RFC_SEED, typed, NOW) is not None) is ("".join(typed.split()) in _RIGHT)


def test_an_app_is_told_everything_in_one_address() -> None:
    address = app_address(_RFC_SEED, "intake01", "清风 Qingfeng")
    assert address.startswith("otpauth://totp/")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert "intake01" in address


@given(st.binary(max_size=80))
def test_nothing_but_what_was_sealed_opens(sealed: bytes) -> None:
    with pytest.raises(SeedNotOpenedError):
        open_seed(KEY, "intake01", sealed)


def test_seed_opens_for_its_account_under_its_key_only() -> None:
    seed = new_seed()
    sealed = seal_seed(KEY, "intake01", seed)
    assert seed not in sealed
    assert open_seed(KEY, "intake01", sealed) == seed
    for key, account in ((KEY, "case01"), (derive_seed_key(bytes(47) + b"x"), "intake01")):
        with pytest.raises(SeedNotOpenedError):
            open_seed(key, account, sealed)


def test_one_time_code_is_read_as_people_type_it() -> None:
    code = new_code()
    assert len({new_code() for _ in range(100)}) == 100
    typed = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert hash_code("recovery", typed) == hash_code("recovery", code)
    assert hash_code("recovery", code) != hash_code("invitation", code)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Xq7!kd2", PasswordFault.SHORT),
        ("password1234", PasswordFault.COMMON),
        ("P@ssw0rd2026", PasswordFault.COMMON),
        ("1qaz2wsx3edc", PasswordFault.COMMON),
        ("Woaini1314520", PasswordFault.COMMON),
        ("admin@123456", PasswordFault.COMMON),
        ("清风清风清风清风清风清风", PasswordFault.COMMON),
        ("gogo-INTAKE01-9281", PasswordFault.HAS_ACCOUNT),
        ("x" * 1001, PasswordFault.LONG),
        ("a" * 500, PasswordFault.COMMON),
        ("tulip-9-harbor-kite", None),
        ("我们的食堂每天供应四种汤", None),
    ],
)
def test_passwords_that_are_tried_first_are_refused(
    password: str, fault: PasswordFault | None
) -> None:
    assert find_password_fault(password, "intake01", "受理员") == fault


_PARTY = RelyingParty("localhost", "http://localhost:8001")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=8,
)
_WEB = st.text(alphabet="AQgwz-_=", max_size=60) | _JSON
_IN_RESPONSE = (
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
)
_RESPONSES = st.fixed_dictionaries({}, optional=dict.fromkeys(_IN_RESPONSE, _WEB))
_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "id": _WEB,
        "rawId": _WEB,
        "type": st.just("public-key") | _JSON,
        "response": _RESPONSES | _JSON,
    },
)


@given(_ANSWERS)
def test_whatever_a_browser_answers_is_refused_in_one_way(answer: dict[str, object]) -> None:
    text = json.dumps(answer)
    with pytest.raises(PasskeyRefusedError):
        read_made(_PARTY, bytes(32), text)
    with pytest.raises(PasskeyRefusedError):
        check_signed(_PARTY, bytes(32), text, public_key=b"", sign_count=0)
    with suppress(PasskeyRefusedError):
        read_credential_id(text)
