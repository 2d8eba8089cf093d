"""An organ's key: sealed to officers, backed up, never shown."""

import re

import pytest

from crypto.age.errors import AgeError, KeyFormatError, NoMatchError
from crypto.age.keys import parse_identity_file, parse_recipient
from crypto.age.x25519 import X25519Identity
from crypto.group_key import (
    OrganKey,
    WrongPhraseError,
    new_officer_identity,
    open_backup,
    open_organ_key,
    seal_backup,
    seal_organ_key,
)
from crypto.sealing import open_payload, seal
from crypto.signing import SignatureError, labelled, verify

KEY = OrganKey.create()
RECIPIENT, SEALED_IDENTITY = new_officer_identity("phrase", log_n=2)


def test_an_officer_opens_the_organs_key_with_the_phrase() -> None:
    sealed_key = seal_organ_key(KEY, RECIPIENT)
    opened = open_organ_key(sealed_key, SEALED_IDENTITY, "phrase")
    assert opened.encode() == KEY.encode()
    sealed = seal(b"report", [parse_recipient(KEY.recipient)])
    assert open_payload(sealed.payload, opened.unwrap(sealed.headers[0])) == b"report"


def test_a_wrong_phrase_and_a_wrong_officer_are_told_apart() -> None:
    other_recipient, _ = new_officer_identity("other", log_n=2)
    with pytest.raises(WrongPhraseError):
        open_organ_key(seal_organ_key(KEY, RECIPIENT), SEALED_IDENTITY, "wrong")
    with pytest.raises(NoMatchError):
        open_organ_key(seal_organ_key(KEY, other_recipient), SEALED_IDENTITY, "phrase")
    with pytest.raises(AgeError):
        open_organ_key(b"broken", SEALED_IDENTITY, "phrase")


def test_a_backup_opens_with_its_phrase_alone() -> None:
    backup = seal_backup(KEY, "paper", log_n=2)
    assert backup.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert open_backup(backup, "paper").encode() == KEY.encode()
    with pytest.raises(WrongPhraseError):
        open_backup(backup, "phrase")


def test_the_encoded_key_is_an_age_identity_file() -> None:
    (identity,) = parse_identity_file(KEY.encode())
    assert identity.recipient.encode() == KEY.recipient
    assert OrganKey.decode(KEY.encode()).verify_key == KEY.verify_key


def test_a_signature_holds_for_its_message_key_and_label() -> None:
    signature = KEY.sign(b"roster", "qingfeng/v1/roster")
    verify(KEY.verify_key, b"roster", signature, "qingfeng/v1/roster")
    for key, message, tried, label in (
        (OrganKey.create().verify_key, b"roster", signature, "qingfeng/v1/roster"),
        (KEY.verify_key, b"Roster", signature, "qingfeng/v1/roster"),
        (KEY.verify_key, b"roster", bytes(64), "qingfeng/v1/roster"),
        (KEY.verify_key, b"roster", signature[:-1], "qingfeng/v1/roster"),
        (KEY.verify_key, b"roster", signature, "qingfeng/v1/audit"),
        (b"short", b"roster", signature, "qingfeng/v1/roster"),
    ):
        with pytest.raises(SignatureError):
            verify(key, message, tried, label)


@pytest.mark.parametrize("label", ["", "a\0b"])
def test_a_label_cannot_run_into_the_message(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        labelled(b"message", label)


def test_the_key_does_not_show_itself() -> None:
    shown = repr(KEY) + str(KEY) + repr(KEY.identity)
    for secret in re.findall(r"AGE-SECRET-KEY-\S+|signing-key: (\S+)", KEY.encode().decode()):
        assert not secret or secret not in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        KEY.identity.encode().encode(),
        b"# signing-key: " + b"A" * 43 + b"=\n",
        b"# signing-key: " + b"A" * 43 + b"=\n" + X25519Identity.generate().encode().encode(),
        KEY.encode() + KEY.identity.encode().encode(),
    ],
    # Named, since a key is another in each worker that collects the tests.
    ids=["empty", "no signing key", "no identity", "classic identity", "two identities"],
)
def test_files_that_hold_no_organs_key_are_refused(data: bytes) -> None:
    with pytest.raises(KeyFormatError):
        OrganKey.decode(data)
