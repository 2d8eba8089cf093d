"""A large file in memory, both ways: beside the bare cipher of the same library, and `age`.

All of them read and write files on the same file system, and alternate. Beside the bare cipher the
quickest turn of each counts: whatever else the machine does, and memory that the system must find
first, can only make a turn longer. Beside `age` it is the middle one: it works with several threads
and now and then is twice as fast as it mostly is.
"""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bench.figure import Figure, middle
from crypto.age.file import decrypt_file, encrypt_file
from crypto.age.x25519 import X25519Identity

CHUNK_BYTES = 64 * 1024
SEALED_CHUNK_BYTES = CHUNK_BYTES + 16
_MEBIBYTE = 1024 * 1024
_BARE = "ChaCha20-Poly1305 of the same library, 64 KiB a chunk"

# Takes the file to read and the file to write.
Work = Callable[[Path, Path], None]
Transform = Callable[[bytes, memoryview, None, memoryview], int]


def measure_encryption(folder: Path, *, mebibytes: int, rounds: int) -> list[Figure]:
    """Encrypt and decrypt one file there in turn with each of the floors.

    Args:
        folder: on a file system in memory, with room for three times the file.
        mebibytes: the file's length.
        rounds: how often they take turns.
    """
    identity = X25519Identity.generate()
    key, plain, sealed, bare = (folder / name for name in ("key", "plain", "sealed", "bare"))
    key.write_text(identity.encode())
    _write_random(plain, mebibytes)
    cipher = ChaCha20Poly1305(secrets.token_bytes(32))

    def encrypt(source: Path, out: Path) -> None:
        with source.open("rb", buffering=0) as file, out.open("wb", buffering=0) as target:
            encrypt_file(file, target, [identity.recipient])

    def decrypt(source: Path, out: Path) -> None:
        with source.open("rb", buffering=0) as file, out.open("wb", buffering=0) as target:
            decrypt_file(file, target, [identity])

    def encrypt_bare(source: Path, out: Path) -> None:
        _transform(source, out, cipher.encrypt_into, CHUNK_BYTES, SEALED_CHUNK_BYTES)

    def decrypt_bare(source: Path, out: Path) -> None:
        _transform(source, out, cipher.decrypt_into, SEALED_CHUNK_BYTES, CHUNK_BYTES)

    out = folder / "out"
    to_age, from_age = ["-r", identity.recipient.encode()], ["-d", "-i", str(key)]
    ways: list[tuple[str, str, Sequence[tuple[Work, Path]]]] = [
        ("Encrypting", "-r", ((encrypt, plain), (encrypt_bare, plain), (_age(to_age), plain))),
        ("Decrypting", "-d", ((decrypt, sealed), (decrypt_bare, bare), (_age(from_age), sealed))),
    ]
    encrypt(plain, sealed)
    encrypt_bare(plain, bare)
    figures: list[Figure] = []
    for verb, flag, works in ways:
        ours, floor, age = _rates(works, out, mebibytes=mebibytes, rounds=rounds)
        name, peer = f"{verb} {mebibytes} MiB in memory", f"Debian's `age {flag}`"
        figures += [
            Figure(name, max(ours), max(floor), "MiB/s", _BARE, "at least", 0.8),
            Figure(name, middle(ours), middle(age), "MiB/s", peer, "at least", 1.5),
        ]
        plain.unlink(missing_ok=True)
    return figures


def _rates(
    works: Sequence[tuple[Work, Path]], out: Path, *, mebibytes: int, rounds: int
) -> list[list[float]]:
    """The MiB/s of each one's turns."""
    rates: list[list[float]] = [[] for _ in works]
    order = list(range(len(works)))
    for _ in range(rounds):
        for index in order:
            work, source = works[index]
            out.unlink(missing_ok=True)
            start = time.perf_counter()
            work(source, out)
            rates[index].append(mebibytes / (time.perf_counter() - start))
        # Each finds the memory as the one before left it: nobody always follows the same one.
        order.append(order.pop(0))
    return rates


def _transform(source: Path, out: Path, into: Transform, size: int, out_size: int) -> None:
    """Put one chunk after the other through the cipher, with nothing else around it."""
    taken, given = memoryview(bytearray(size)), memoryview(bytearray(out_size))
    difference = out_size - size
    with source.open("rb", buffering=0) as file, out.open("wb", buffering=0) as target:
        index = 0
        while count := file.readinto(taken):
            result = given[: count + difference]
            into(index.to_bytes(12, "big"), taken[:count], None, result)
            target.write(result)
            index += 1


def _age(flags: Sequence[str]) -> Work:
    program = shutil.which("age")
    assert program, "age is missing: `make test` installs it"  # noqa: S101  says what to do

    def work(source: Path, out: Path) -> None:
        subprocess.run([program, *flags, "-o", str(out), str(source)], check=True)

    return work


def _write_random(path: Path, mebibytes: int) -> None:
    block = os.urandom(_MEBIBYTE)
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(block)
