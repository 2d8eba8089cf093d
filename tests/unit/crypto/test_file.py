"""Whole age files: any recipients and armor round-trip, the caller's files stay open."""

import io
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.age.errors import AgeError, ArmorError, HeaderError, RecipientMixError
from crypto.age.file import decrypt_bytes, decrypt_file, encrypt_bytes, encrypt_file
from crypto.age.keys import Identity, Recipient
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.age.x25519 import X25519Identity

Key = HybridIdentity | X25519Identity
HYBRID: list[Key] = [HybridIdentity.generate() for _ in range(3)]
CLASSIC: list[Key] = [X25519Identity.generate() for _ in range(3)]

People = tuple[list[Recipient], list[Identity]]


def holders(chosen: list[Key]) -> People:
    return [key.recipient for key in chosen], list(chosen)


def knowers(passphrase: str) -> People:
    return [ScryptRecipient(passphrase, 1)], [ScryptIdentity(passphrase)]


people = st.one_of(
    st.lists(st.sampled_from(HYBRID), min_size=1, max_size=3).map(holders),
    st.lists(st.sampled_from(CLASSIC), min_size=1, max_size=3).map(holders),
    st.text(min_size=1).map(knowers),
)


@given(people, st.binary(max_size=300) | st.integers(65_530, 131_080).map(bytes), st.booleans())
@settings(max_examples=60)
def test_any_file_round_trips_for_each_recipient(
    who: People,
    plaintext: bytes,
    armor: bool,
) -> None:
    recipients, identities = who
    data = encrypt_bytes(plaintext, recipients, armor=armor)
    for identity in identities:
        assert decrypt_bytes(data, [identity]) == plaintext


@given(st.data(), st.booleans())
@settings(max_examples=100)
def test_any_flipped_bit_in_a_file_is_refused(
    data: st.DataObject,
    armor: bool,
) -> None:
    file = bytearray(encrypt_bytes(b"plaintext", [HYBRID[0].recipient], armor=armor))
    place = data.draw(st.integers(0, len(file) * 8 - 1))
    file[place // 8] ^= 1 << place % 8
    with pytest.raises(AgeError):
        decrypt_bytes(bytes(file), [HYBRID[0]])


def test_every_truncation_of_a_file_is_refused() -> None:
    file = encrypt_bytes(b"plaintext", [CLASSIC[0].recipient])
    for length in range(len(file)):
        with pytest.raises(AgeError):
            decrypt_bytes(file[:length], [CLASSIC[0]])


def test_the_callers_files_stay_open() -> None:
    sealed, opened = io.BytesIO(), io.BytesIO()
    encrypt_file(io.BytesIO(b"x"), sealed, [HYBRID[0].recipient], armor=True)
    sealed.seek(0)
    decrypt_file(sealed, opened, [HYBRID[0]])
    assert opened.getvalue() == b"x"
    assert not sealed.closed
    assert not opened.closed
    with pytest.raises(AgeError):
        decrypt_file(sealed, opened, [HYBRID[0]])
    assert not sealed.closed


def test_armor_is_told_by_the_first_byte_or_by_the_caller() -> None:
    source: BinaryIO = io.BytesIO(b"garbage")
    with pytest.raises(HeaderError):
        decrypt_file(source, io.BytesIO(), [HYBRID[0]])
    with pytest.raises(ArmorError):
        decrypt_file(io.BytesIO(b"garbage"), io.BytesIO(), [HYBRID[0]], armor=True)
    with pytest.raises(ArmorError):
        decrypt_file(io.BytesIO(b"\n-----BEGIN"), io.BytesIO(), [HYBRID[0]])


def test_recipients_that_must_not_mix_leave_no_byte() -> None:
    out = io.BytesIO()
    with pytest.raises(RecipientMixError):
        encrypt_file(io.BytesIO(b"x"), out, [HYBRID[0].recipient, CLASSIC[0].recipient])
    assert out.getvalue() == b""
