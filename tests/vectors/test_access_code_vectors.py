"""The access code's known answers: made by us, checked against others' code where there is any."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from crypto.access_code import (
    VERSIONS,
    AccessCode,
    AccessCodeError,
    case_number,
    parse_access_code,
)
from crypto.age.keys import parse_identity
from crypto.age.mlkem768x25519 import HybridIdentity
from tests.node.run_node import run_node
from tests.vectors.make_access_code import FILE, build, word_lists

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ANSWERS: list[dict[str, Any]] = VECTORS["known_answers"]

# github.com/trezor/python-mnemonic, vectors.json: what BIP 39 itself refers to.
OFFICIAL = [
    "abandon " * 11 + "about",
    "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
    "zoo " * 11 + "wrong",
]


def hkdf(secret: str, info: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=b"", info=f"qingfeng/v1/{info}".encode())
    return derived.derive(bytes.fromhex(secret))


def test_the_file_is_what_its_script_writes() -> None:
    assert FILE.read_text(encoding="utf-8") == build(), (
        "run python -m tests.vectors.make_access_code"
    )


def test_javascript_works_out_the_same() -> None:
    """Every answer, reading and refusal, from the codes and the texts alone."""
    given = json.dumps({"vectors": VECTORS, "lists": word_lists()}).encode()
    assert json.loads(run_node("access_code.mjs", given=given)) == VECTORS


def test_the_file_covers_every_version() -> None:
    assert {answer["version"] for answer in ANSWERS} == set(VERSIONS)


def test_the_first_answers_are_bip_39s_own() -> None:
    assert [answer["words"] for answer in ANSWERS[:4]] == OFFICIAL


@pytest.mark.parametrize("answer", ANSWERS)
def test_another_implementation_of_bip_39_agrees(answer: dict[str, Any]) -> None:
    code = bytes.fromhex(answer["code"])
    assert Mnemonic("english").to_mnemonic(code) == answer["words"]
    characters = Mnemonic("chinese_simplified").to_mnemonic(code)
    assert characters.replace(" ", "") == answer["characters"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_another_implementation_of_hkdf_agrees(answer: dict[str, Any]) -> None:
    assert hkdf(answer["code"], "verifier").hex() == answer["verifier"]
    assert hkdf(answer["code"], "message-key").hex() == answer["message_key"]
    assert hkdf(answer["code"], "content-key").hex() == answer["content_key"]
    identity = HybridIdentity(hkdf(answer["code"], "identity"))
    assert parse_identity(answer["identity"]).encode() == identity.encode()


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_case_number_is_the_first_fifty_bits(answer: dict[str, Any]) -> None:
    bits = f"{int.from_bytes(hkdf(answer['verifier'], 'case-number'), 'big'):0256b}"
    digits = "".join(
        "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits[place : place + 5], 2)]
        for place in range(0, 50, 5)
    )
    assert answer["case_number"] == f"QF-{digits[:4]}-{digits[4:8]}-{digits[8:]}"
    assert case_number(bytes.fromhex(answer["verifier"])) == answer["case_number"]


@pytest.mark.parametrize("reading", VECTORS["readings"], ids=lambda reading: reading["about"])
def test_readings(reading: dict[str, str]) -> None:
    assert parse_access_code(reading["text"]) == AccessCode(bytes.fromhex(reading["code"]))


@pytest.mark.parametrize("refusal", VECTORS["refusals"])
def test_refusals(refusal: dict[str, Any]) -> None:
    with pytest.raises(AccessCodeError) as refused:
        parse_access_code(refusal["text"])
    assert refused.value.reason == refusal["reason"]
    assert list(refused.value.unknown_positions) == refusal["unknown_positions"]
