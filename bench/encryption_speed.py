"""Encrypting a large file in memory: beside the bare cipher of the same library, and `age`."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bench.figure import Figure, middle
from crypto.age.file import encrypt_file
from crypto.age.x25519 import X25519Identity

CHUNK_BYTES = 64 * 1024
_MEBIBYTE = 1024 * 1024


def measure_encryption(folder: Path, *, mebibytes: int, rounds: int) -> list[Figure]:
    """Encrypt one file there in turn with each of the floors.

    Args:
        folder: on a file system in memory, with room for twice the file.
        mebibytes: the file's length.
        rounds: how often they take turns.
    """
    source, out = folder / "plain", folder / "sealed"
    _write_random(source, mebibytes)
    recipient = X25519Identity.generate().recipient

    def ours() -> None:
        with source.open("rb", buffering=0) as plain, out.open("wb", buffering=0) as sealed:
            encrypt_file(plain, sealed, [recipient])

    def age() -> None:
        program = shutil.which("age")
        assert program, "age is missing: `make test` installs it"  # noqa: S101  says what to do
        command = [program, "-r", recipient.encode(), "-o", str(out), str(source)]
        subprocess.run(command, check=True)

    rates: dict[str, list[float]] = {"ours": [], "bare": [], "age": []}
    works = {"ours": ours, "bare": lambda: _encrypt_bare(source, out), "age": age}
    # Memory that was never used is dearer at first; nobody's turn is to pay for that.
    works["bare"]()
    pair = ["ours", "bare"]
    for _ in range(rounds):
        for name in (*pair, "age"):
            rates[name].append(mebibytes / _seconds(works[name], out))
        # Whoever follows `age` finds the memory as it left it: they take turns at that.
        pair.reverse()
    size = f"{mebibytes} MiB"
    name = f"Encrypting {size} in memory"
    floor = "ChaCha20-Poly1305 of the same library, 64 KiB a chunk"
    found = {key: middle(values) for key, values in rates.items()}
    return [
        Figure(name, found["ours"], found["bare"], "MiB/s", floor, "at least", 0.7),
        Figure(name, found["ours"], found["age"], "MiB/s", "Debian's `age -r`", "at least", 1.0),
    ]


def _encrypt_bare(source: Path, out: Path) -> None:
    cipher = ChaCha20Poly1305(secrets.token_bytes(32))
    with source.open("rb", buffering=0) as plain, out.open("wb", buffering=0) as sealed:
        index = 0
        while chunk := plain.read(CHUNK_BYTES):
            sealed.write(cipher.encrypt(index.to_bytes(12, "big"), chunk, None))
            index += 1


def _seconds(work: Callable[[], object], out: Path) -> float:
    out.unlink(missing_ok=True)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _write_random(path: Path, mebibytes: int) -> None:
    block = os.urandom(_MEBIBYTE)
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(block)
