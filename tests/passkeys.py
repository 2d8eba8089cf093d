"""A passkey in software, as a security key behaves; and one that does not behave."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_USER_PRESENT, _HAS_KEY = 0x01, 0x40


@dataclass
class SoftPasskey:
    """One passkey of one device, at one origin."""

    origin: str
    host: str
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, request: str) -> str:
        """What a browser answers to `create`."""
        asked = json.loads(request)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: _bytes(numbers.x), -3: _bytes(numbers.y)}
        length = len(self.credential_id).to_bytes(2, "big")
        held = bytes(16) + length + self.credential_id + cbor2.dumps(public)
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._authenticator_data(_USER_PRESENT | _HAS_KEY) + held,
        }
        return self._answer(
            "webauthn.create",
            asked["challenge"],
            attestationObject=encode(cbor2.dumps(attestation)),
        )

    def sign(self, request: str) -> str:
        """What a browser answers to `get`."""
        asked = json.loads(request)
        self.count += 1
        data = self._authenticator_data(_USER_PRESENT)
        client_data = self._client_data("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            "webauthn.get",
            asked["challenge"],
            authenticatorData=encode(data),
            signature=encode(signature),
            userHandle=None,
        )

    def _authenticator_data(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        values = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(values).encode()

    def _answer(self, kind: str, challenge: str, **response: Any) -> str:  # noqa: ANN401  JSON's
        client_data = encode(self._client_data(kind, challenge))
        name = encode(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {"clientDataJSON": client_data, **response},
            }
        )


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(number: int) -> bytes:
    return number.to_bytes(32, "big")
