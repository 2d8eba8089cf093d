"""Sealing: each recipient has a header of its own over one payload."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.age.errors import (
    HeaderError,
    HeaderMacError,
    NoMatchError,
    PayloadError,
    RecipientMixError,
)
from crypto.age.file import decrypt_bytes
from crypto.age.header import parse_header
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.sealing import (
    FILE_KEY_BYTES,
    new_file_key,
    open_payload,
    open_sealed,
    reseal_header,
    seal,
    seal_payload,
    unwrap_file_key,
    wrap_file_key,
)

GROUP, UNIT, STRANGER = (HybridIdentity.generate() for _ in range(3))


@given(st.binary(max_size=100) | st.integers(65_530, 131_080).map(bytes))
@settings(max_examples=30)
def test_each_recipient_opens_with_its_own_header(plaintext: bytes) -> None:
    sealed = seal(plaintext, [GROUP.recipient, UNIT.recipient])
    for header, identity in zip(sealed.headers, (GROUP, UNIT), strict=True):
        assert len(parse_header(header).stanzas) == 1
        assert open_sealed(header, sealed.payload, identity) == plaintext
        assert decrypt_bytes(header + sealed.payload, [identity]) == plaintext
    with pytest.raises(NoMatchError):
        open_sealed(sealed.headers[0], sealed.payload, UNIT)


def test_resealing_leaves_the_payload_alone() -> None:
    sealed = seal(b"report", [GROUP.recipient])
    header = reseal_header(sealed.headers[0], GROUP, UNIT.recipient)
    assert open_sealed(header, sealed.payload, UNIT) == b"report"
    assert open_sealed(sealed.headers[0], sealed.payload, GROUP) == b"report"
    with pytest.raises(NoMatchError):
        reseal_header(sealed.headers[0], STRANGER, UNIT.recipient)


def test_a_payload_can_be_sealed_before_it_is_known_to_whom() -> None:
    file_key = new_file_key()
    assert len(file_key) == FILE_KEY_BYTES
    payload = seal_payload(b"photo", file_key)
    header = wrap_file_key(file_key, GROUP.recipient)
    assert unwrap_file_key(header, GROUP) == file_key
    assert open_payload(payload, file_key) == b"photo"


def test_sealing_twice_shares_nothing() -> None:
    first, second = (seal(b"report", [GROUP.recipient]) for _ in range(2))
    assert first.headers != second.headers
    assert first.payload[:16] != second.payload[:16]


def test_a_header_of_another_payload_does_not_fit() -> None:
    first, second = (seal(b"report", [GROUP.recipient]) for _ in range(2))
    with pytest.raises(PayloadError):
        open_sealed(first.headers[0], second.payload, GROUP)


def test_a_changed_header_is_refused() -> None:
    header = seal(b"report", [GROUP.recipient]).headers[0]
    with pytest.raises(HeaderMacError):
        unwrap_file_key(header.replace(b"\n--- ", b"\n-> grease\n\n--- "), GROUP)
    with pytest.raises(HeaderError):
        unwrap_file_key(header + b"\n", GROUP)


def test_post_quantum_and_classic_are_never_mixed() -> None:
    with pytest.raises(RecipientMixError):
        seal(b"report", [GROUP.recipient, X25519Identity.generate().recipient])
    with pytest.raises(RecipientMixError):
        seal(b"report", [])
