"""`make fuzz`: look for bytes that break the reader of headers, armor and files.

What was found new is kept under build/fuzz/corpus for the next run; an input that breaks something
is left beside it, and its path printed. Exit code 0 where nothing was found.
"""

import argparse
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from crypto.age.armor import encode_armor
from crypto.age.file import encrypt_bytes
from crypto.age.header import Stanza, encode_header
from crypto.age.keys import Recipient
from crypto.age.scrypt import ScryptRecipient
from tests.fuzz.properties import CLASSIC, HYBRID, MAX_LOG_N, PASSPHRASE
from tests.node.run_node import run_node

ROOT = Path(__file__).parents[2]
LONGEST_BYTES = 8192
# For one input; the slowest takes some milliseconds.
TIME_LIMIT_SECONDS = 10
MEMORY_LIMIT_MIB = 1024
WORDS = (
    *("age-encryption.org/v1\\x0a", "-> ", "--- ", "X25519 ", "scrypt ", " 1\\x0a", " 22\\x0a"),
    *("mlkem768x25519 ", "-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"),
    *("\\x0d\\x0a", "\\x0a\\x0a", "==", "="),
)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz for as long as was asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="how long; default: 600")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz")
    options = parser.parse_args(arguments)
    write_seeds(options.folder)
    return fuzz(options.folder, f"-max_total_time={options.seconds}").returncode


def fuzz(
    folder: Path, *flags: str, bug: str = "", output: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer in a process of its own, over the seeds in a folder.

    Args:
        folder: what `write_seeds` filled; an input that breaks something is left there.
        flags: for libFuzzer, such as how long.
        bug: one of `PLANTED`, to see that it is found.
        output: where what it prints goes, as in `subprocess.run`.
    """
    target = [sys.executable, "-m", "tests.fuzz.target", *(["--plant", bug] if bug else [])]
    limits = [
        f"-max_len={LONGEST_BYTES}",
        f"-timeout={TIME_LIMIT_SECONDS}",
        f"-rss_limit_mb={MEMORY_LIMIT_MIB}",
        f"-dict={folder / 'words'}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    ]
    command = [*target, str(folder / "corpus"), *limits, *flags]
    return subprocess.run(
        command, cwd=ROOT, check=False, text=True, stdout=output, stderr=subprocess.STDOUT
    )


def write_seeds(folder: Path) -> None:
    """Write what the fuzzer begins with: files of ours, and the vectors of age that are short."""
    write_own_seeds(folder)
    vectors = folder / "vectors"
    vectors.mkdir(exist_ok=True)
    run_node("export_vectors.mjs", vectors)
    for path in vectors.iterdir():
        head, data = path.read_bytes().split(b"\n\n", 1)
        data = zlib.decompress(data) if b"\ncompressed: " in head else data
        if len(data) <= LONGEST_BYTES:
            (folder / "corpus" / path.name).write_bytes(data)


def write_own_seeds(folder: Path) -> None:
    """Write only files that are right in all: what is wrong must be found by changing them."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(own_seeds()):
        (folder / "corpus" / f"ours-{number}").write_bytes(data)
    (folder / "words").write_text("".join(f'"{word}"\n' for word in WORDS))


def own_seeds() -> Iterator[bytes]:
    """Files for the identities that the properties try, so that mutations reach their insides."""
    passphrase = ScryptRecipient(PASSPHRASE, MAX_LOG_N)
    everyone: list[Recipient] = [HYBRID.recipient, CLASSIC.recipient, passphrase]
    for recipient in everyone:
        yield encrypt_bytes(b"plaintext", [recipient])
        yield encrypt_bytes(b"", [recipient], armor=True)
    yield encode_armor(bytes(100)).replace(b"\n", b"\r\n")
    yield encode_header([Stanza("x", ("y", "z"), bytes(size)) for size in (0, 47, 48)], bytes(16))


if __name__ == "__main__":
    sys.exit(main())
