"""An organ's key in many hands opens without Qingfeng: with `shamir`, `age` and npm's age alone.

`shamir` is the command of the package shamir_mnemonic, the reference implementation of SLIP-39.
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from crypto.group_key import (
    KeyInHands,
    OrganKey,
    hand_out,
    new_officer_identity,
    seal_backup_to_shares,
)
from crypto.secret_sharing import join_secret, split_secret
from crypto.unlock_phrase import generate_unlock_phrase
from tests.node.age_peer import peer_decrypts, peer_decrypts_with

KEY = OrganKey.create()
SHAMIR = Path(sys.executable).with_name("shamir")


def recover(shares: Sequence[str]) -> str:
    """Type shares into `shamir recover`, and return what it shows: the secret in hexadecimal."""
    done = subprocess.run(
        [SHAMIR, "recover"],
        input="".join(f"{share}\n" for share in shares),
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Your master secret is: ([0-9a-f]+)", done.stdout)
    assert found, done.stdout
    return found[1]


def open_at_terminal(sealed: bytes, passphrase: str, folder: Path) -> bytes:
    """Open a file with Debian's `age -d`, which asks for the passphrase at its terminal."""
    age = shutil.which("age")
    assert age, "age is missing: the tests need it (apt install age), running does not"
    (folder / "sealed").write_bytes(sealed)
    master, slave = pty.openpty()
    # The shell leads a new session, so the terminal that it opens becomes its own.
    start = ["sh", "-c", 'exec "$@" <"$0"', os.ttyname(slave), age, "-d", str(folder / "sealed")]
    with subprocess.Popen(
        start, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None:
            ready, _, _ = select.select([master], [], [], 0.05)
            if ready and os.read(master, 1024).rstrip().endswith(b":"):
                os.write(master, f"{passphrase}\n".encode())
        assert process.stdout
        assert process.stderr
        assert process.returncode == 0, process.stderr.read().decode()
        opened = process.stdout.read()
    os.close(slave)
    os.close(master)
    return opened


def open_share_with_npm(sealed_share: bytes, sealed_identity: bytes, phrase: str) -> str:
    identity = peer_decrypts_with(sealed_identity, phrase)
    secret = identity.decode().split()[-1]
    return peer_decrypts(sealed_share, secret).decode()


@pytest.fixture(scope="module")
def officers() -> list[tuple[str, str, bytes]]:
    """Three officers: phrase, recipient, sealed identity."""
    phrases = [generate_unlock_phrase().passphrase for _ in range(3)]
    return [(phrase, *new_officer_identity(phrase, log_n=10)) for phrase in phrases]


@pytest.fixture(scope="module")
def in_hands(officers: list[tuple[str, str, bytes]]) -> KeyInHands:
    return hand_out(KEY, [recipient for _, recipient, _ in officers], 2)


def test_two_of_three_officers_get_the_key_back_without_us(
    officers: list[tuple[str, str, bytes]], in_hands: KeyInHands, tmp_path: Path
) -> None:
    shares = [
        open_share_with_npm(in_hands.sealed_shares[place], officers[place][2], officers[place][0])
        for place in (2, 0)
    ]
    passphrase = recover([share.strip() for share in shares])
    assert open_at_terminal(in_hands.sealed_key, passphrase, tmp_path) == KEY.encode()
    given = in_hands.sealed_key
    assert peer_decrypts_with(given, passphrase) == KEY.encode()


def test_one_officer_of_a_group_where_one_is_enough_needs_age_alone(
    officers: list[tuple[str, str, bytes]],
) -> None:
    phrase, recipient, sealed_identity = officers[0]
    [sealed_share] = hand_out(KEY, [recipient], 1).sealed_shares
    opened = open_share_with_npm(sealed_share, sealed_identity, phrase)
    assert opened.encode() == KEY.encode()


def test_the_paper_backup_opens_with_printed_shares_alone(tmp_path: Path) -> None:
    backup, shares = seal_backup_to_shares(KEY, 3, 5)
    assert open_at_terminal(backup, recover(shares[1:4]), tmp_path) == KEY.encode()


def test_shares_of_the_peer_are_ours_and_the_reverse() -> None:
    secret = os.urandom(16)
    made = subprocess.run(
        [SHAMIR, "create", "3of5", "-S", secret.hex()], capture_output=True, text=True, check=True
    )
    shares = made.stdout.splitlines()[-5:]
    assert join_secret(shares[:3]) == secret
    assert recover(split_secret(secret, 2, 3)[1:]) == secret.hex()
