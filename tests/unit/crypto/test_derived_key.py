"""One secret, many keys: each the same each time, none like another."""

import hmac
from hashlib import sha256

import pytest

from crypto.derived_key import derive_file_key
from crypto.sealing import FILE_KEY_BYTES, open_payload, seal_payload

SECRET = bytes(range(32))


def test_key_is_the_hmac_that_the_docstring_says() -> None:
    expected = hmac.new(SECRET, b"label\0leads\0QF-1", sha256).digest()[:FILE_KEY_BYTES]
    assert derive_file_key(SECRET, "label", "leads", "QF-1") == expected
    assert open_payload(seal_payload(b"x", expected), expected) == b"x"


def test_each_thing_has_its_own() -> None:
    names = [("a",), ("a", ""), ("", "a"), ("ab", "c"), ("a", "bc"), ("a", "b", "c")]
    keys = {derive_file_key(SECRET, "label", *some) for some in names}
    keys |= {derive_file_key(SECRET, "other", "a"), derive_file_key(bytes(32), "label", "a")}
    assert len(keys) == len(names) + 2


@pytest.mark.parametrize(
    ("secret", "label", "name"), [(b"", "l", "n"), (SECRET, "l\0", "n"), (SECRET, "l", "n\0")]
)
def test_what_could_be_taken_for_another_is_refused(secret: bytes, label: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"secret|zero byte"):
        derive_file_key(secret, label, name)
