"""Signatures of organs: who says that this roster, this checkpoint, this export is theirs.

A label stands before what is signed, so that a signature under one kind of thing can never be
shown for another.

Source: Ed25519, RFC 8032.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERIFY_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


class SignatureError(Exception):
    """The signature is not by this key over this message under this label."""


def labelled(message: bytes, label: str) -> bytes:
    """Return the bytes that are really signed: label, a zero byte, message.

    Args:
        message: any bytes.
        label: what the message is, such as "qingfeng/v1/roster"; no zero byte, not empty.

    Raises:
        ValueError: the label is empty or holds a zero byte, so that it could run into the message.
    """
    if not label or "\0" in label:
        raise ValueError("a label is not empty and holds no zero byte")
    return label.encode() + b"\0" + message


def verify(verify_key: bytes, message: bytes, signature: bytes, label: str) -> None:
    """Return only if the signature is right.

    Raises:
        SignatureError: it is not, or the key is none.
    """
    try:
        Ed25519PublicKey.from_public_bytes(verify_key).verify(signature, labelled(message, label))
    except (InvalidSignature, ValueError):
        raise SignatureError("the signature does not belong to this message and key") from None
