"""Many keys from one secret: each for one thing, and none of them tells of another.

Source: HMAC (RFC 2104) as a pseudorandom function, which HKDF-Expand (RFC 5869) is built of too.
"""

import hmac
from typing import Final

from crypto.age.header import FILE_KEY_BYTES

SECRET_BYTES: Final = 32


def derive_file_key(secret: bytes, label: str, *names: str) -> bytes:
    """Return the file key of one thing: 16 bytes, the same each time.

    Unlike a new file key it may seal more than one payload: each has 16 random bytes of its own.

    Args:
        secret: 32 random bytes.
        label: what kind of thing it is, such as "qingfeng/v1/index".
        names: which one; told apart by their borders, so that ("ab", "c") is not ("a", "bc").

    Raises:
        ValueError: the secret is of another length, or a text holds a zero byte.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("a secret of another length")
    if any("\0" in text for text in (label, *names)):
        raise ValueError("a name holds a zero byte")
    message = "\0".join((label, *names)).encode()
    return hmac.digest(secret, message, "sha256")[:FILE_KEY_BYTES]
