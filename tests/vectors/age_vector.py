"""One CCTV test vector of age: lines of `key: value`, an empty line, then the age file."""

import zlib
from dataclasses import dataclass
from pathlib import Path

from crypto.age.keys import Identity, parse_identity
from crypto.age.scrypt import ScryptIdentity

_KEYS = {
    *("expect", "payload", "identity", "passphrase"),
    *("armored", "compressed", "file key", "comment"),
}


@dataclass(frozen=True)
class AgeVector:
    """One file of the set: what it is, and how it must end."""

    name: str
    expect: str
    keys: tuple[str, ...]  # the identities' texts
    passphrases: tuple[str, ...]
    armored: bool
    file_key: bytes
    payload_digest: str  # hex SHA-256 of all plaintext that a streaming reader releases
    data: bytes

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Whoever the file is to be opened by."""
        keys = (parse_identity(text) for text in self.keys)
        return (*keys, *(ScryptIdentity(text) for text in self.passphrases))


def parse_age_vector(path: Path) -> AgeVector:
    head, data = path.read_bytes().split(b"\n\n", 1)
    lines = [line.split(": ", 1) for line in head.decode().split("\n")]
    # The format says to pass over a file with an unknown key; we would rather hear of it.
    assert {key for key, _ in lines} <= _KEYS, path.name
    fields = dict(lines)
    return AgeVector(
        name=path.name,
        expect=fields["expect"],
        keys=tuple(text for key, text in lines if key == "identity"),
        passphrases=tuple(text for key, text in lines if key == "passphrase"),
        armored=fields.get("armored") == "yes",
        file_key=bytes.fromhex(fields["file key"]),
        payload_digest=fields.get("payload", ""),
        data=zlib.decompress(data) if "compressed" in fields else data,
    )
