"""Files go both ways between ours and the other implementations of age.

Peers: npm `age-encryption` (post-quantum, X25519, scrypt) and Debian's `age` (X25519, scrypt; its
1.1 knows nothing post-quantum). Ours: the library, and `python -m crypto`.
"""

import os
import pty
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from crypto.age.file import decrypt_bytes, encrypt_bytes
from crypto.age.keys import parse_identity, parse_identity_file, parse_recipient
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.age.x25519 import X25519Identity
from crypto.group_key import OrganKey, hand_out, new_officer_identity, seal_backup
from crypto.sealing import reseal_header, seal
from crypto.unlock_phrase import generate_unlock_phrase
from tests.node.age_peer import peer_decrypts, peer_decrypts_with, peer_encrypts, peer_keys

ROOT = Path(__file__).parents[2]
PHRASE = "correct-horse"
PLAINTEXTS = [b"", "酒局线索".encode(), os.urandom(65_536), os.urandom(65_537)]

# writer(plaintext, recipient, armor) and reader(file, identity); a passphrase is both.
Writer = Callable[[bytes, str, bool], bytes]
Reader = Callable[[bytes, str], bytes]


def run(*command: str | Path, given: bytes) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def crypto(*arguments: str | Path, given: bytes) -> bytes:
    return run(sys.executable, "-m", "crypto", *arguments, given=given)


@pytest.fixture(scope="module")
def age() -> str:
    found = shutil.which("age")
    assert found, "age is missing: the tests need it (apt install age), running does not"
    return found


def at_terminal(typed: str, *command: str | Path) -> None:
    """Run a command that asks for a passphrase at its terminal, and type it each time."""
    master, slave = pty.openpty()
    # The shell leads a new session, so the terminal that it opens becomes its own.
    start = ["sh", "-c", 'exec "$@" <"$0"', os.ttyname(slave), *map(str, command)]
    with subprocess.Popen(
        start, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None:
            ready, _, _ = select.select([master], [], [], 0.05)
            if ready and os.read(master, 1024).rstrip().endswith(b":"):
                os.write(master, f"{typed}\n".encode())
        assert process.stderr is not None
        assert process.returncode == 0, process.stderr.read().decode()
    os.close(slave)
    os.close(master)


def write_library(plaintext: bytes, recipient: str, armor: bool) -> bytes:
    return encrypt_bytes(plaintext, [parse_recipient(recipient)], armor=armor)


def read_library(file: bytes, identity: str) -> bytes:
    return decrypt_bytes(file, [parse_identity(identity)])


def write_npm(plaintext: bytes, recipient: str, armor: bool) -> bytes:
    return peer_encrypts(plaintext, recipient, armor=armor)


def read_npm(file: bytes, identity: str) -> bytes:
    return peer_decrypts(file, identity)


def write_command(plaintext: bytes, recipient: str, armor: bool) -> bytes:
    return crypto("encrypt", "-r", recipient, *(["-a"] if armor else []), given=plaintext)


@pytest.fixture(scope="module")
def read_command(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    key = tmp_path_factory.mktemp("command") / "key"

    def read(file: bytes, identity: str) -> bytes:
        key.write_text(identity)
        return crypto("decrypt", "-i", key, given=file)

    return read


@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
@pytest.mark.parametrize("armor", [False, True])
def test_post_quantum_files_go_both_ways(plaintext: bytes, armor: bool) -> None:
    identity = HybridIdentity.generate()
    recipient, secret = identity.recipient.encode(), identity.encode()
    assert read_npm(write_library(plaintext, recipient, armor), secret) == plaintext
    assert read_library(write_npm(plaintext, recipient, armor), secret) == plaintext


def test_post_quantum_keys_of_the_peer_are_ours() -> None:
    secret, recipient = peer_keys()
    assert parse_identity(secret).recipient.encode() == recipient
    assert read_npm(write_library(b"hello", recipient, armor=False), secret) == b"hello"


@pytest.mark.parametrize("armor", [False, True])
def test_the_command_speaks_with_the_post_quantum_peer(read_command: Reader, armor: bool) -> None:
    identity, plaintext = HybridIdentity.generate(), PLAINTEXTS[-1]
    recipient, secret = identity.recipient.encode(), identity.encode()
    assert read_npm(write_command(plaintext, recipient, armor), secret) == plaintext
    assert read_command(write_npm(plaintext, recipient, armor), secret) == plaintext


def test_one_post_quantum_file_opens_for_each_of_several(read_command: Reader) -> None:
    holders = [HybridIdentity.generate() for _ in range(3)]
    texts = [holder.recipient.encode() for holder in holders]
    flags = [flag for text in texts for flag in ("-r", text)]
    ours = crypto("encrypt", *flags, given=b"hello")
    theirs = peer_encrypts(b"hello", *texts)
    for holder in holders:
        assert read_npm(ours, holder.encode()) == b"hello"
        assert read_command(theirs, holder.encode()) == b"hello"
        assert read_library(theirs, holder.encode()) == b"hello"


@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
def test_classic_files_go_both_ways(
    plaintext: bytes, age: str, tmp_path: Path, read_command: Reader
) -> None:
    identity = X25519Identity.generate()
    recipient, secret = identity.recipient.encode(), identity.encode()
    key = tmp_path / "key"
    key.write_text(secret)

    def write_age(plaintext: bytes, recipient: str, armor: bool) -> bytes:
        return run(age, "-r", recipient, *(["-a"] if armor else []), given=plaintext)

    def read_age(file: bytes, _: str) -> bytes:
        return run(age, "-d", "-i", key, given=file)

    ours: list[tuple[Writer, Reader]] = [
        (write_library, read_library),
        (write_command, read_command),
    ]
    peers: list[tuple[Writer, Reader]] = [(write_age, read_age), (write_npm, read_npm)]
    for armor, (these, those) in product((False, True), ((ours, peers), (peers, ours))):
        for write, _ in these:
            file = write(plaintext, recipient, armor)
            assert [read(file, secret) for _, read in those] == [plaintext, plaintext]


def test_an_identity_file_of_the_peer_is_a_recipient_and_files_are_named(
    age: str, tmp_path: Path
) -> None:
    key, plain, sealed, opened = (tmp_path / name for name in ("key", "plain", "sealed", "opened"))
    plain.write_bytes(b"hello")
    run("age-keygen", "-o", key, given=b"")
    crypto("encrypt", "-i", key, "-a", "-o", sealed, plain, given=b"")
    assert run(age, "-d", "-i", key, sealed, given=b"") == b"hello"
    run(age, "-e", "-i", key, "-o", sealed, plain, given=b"")
    crypto("decrypt", "-i", key, "-o", opened, sealed, given=b"")
    assert opened.read_bytes() == b"hello"


# Each passphrase file takes a second: armor is held to on all kinds above.
@pytest.mark.parametrize("armor", [False, pytest.param(True, marks=pytest.mark.prove)])
def test_passphrase_files_go_both_ways_with_npm(armor: bool) -> None:
    flags, typed = ["-a"] if armor else [], f"{PHRASE}\n".encode()
    for ours in (
        encrypt_bytes(b"hello", [ScryptRecipient(PHRASE, 10)], armor=armor),
        crypto("encrypt", "-p", *flags, given=typed + b"hello"),
    ):
        assert peer_decrypts_with(ours, PHRASE) == b"hello"
    theirs = peer_encrypts(b"hello", passphrase=PHRASE, armor=armor)
    assert decrypt_bytes(theirs, [ScryptIdentity(PHRASE)]) == b"hello"
    assert crypto("decrypt", "-p", given=typed + theirs) == b"hello"


@pytest.mark.parametrize("armor", [True, pytest.param(False, marks=pytest.mark.prove)])
def test_passphrase_files_go_both_ways_with_age(age: str, tmp_path: Path, armor: bool) -> None:
    plain, sealed, opened = tmp_path / "plain", tmp_path / "sealed", tmp_path / "opened"
    flags, typed = ["-a"] if armor else [], f"{PHRASE}\n".encode()
    plain.write_bytes(b"hello")
    at_terminal(PHRASE, age, "-p", *flags, "-o", sealed, plain)
    assert crypto("decrypt", sealed, given=typed) == b"hello"
    assert decrypt_bytes(sealed.read_bytes(), [ScryptIdentity(PHRASE)]) == b"hello"
    crypto("encrypt", "-p", *flags, "-o", sealed, plain, given=typed)
    at_terminal(PHRASE, age, "-d", "-o", opened, sealed)
    assert opened.read_bytes() == b"hello"
    sealed.write_bytes(encrypt_bytes(b"again", [ScryptRecipient(PHRASE, 10)], armor=armor))
    at_terminal(PHRASE, age, "-d", "-o", opened, sealed)
    assert opened.read_bytes() == b"again"


def test_the_stock_age_opens_an_officers_identity_and_a_backup(age: str, tmp_path: Path) -> None:
    phrase = generate_unlock_phrase().passphrase
    recipient, sealed_identity = new_officer_identity(phrase)
    key = OrganKey.create()
    for sealed, expected in (
        (sealed_identity, recipient),
        (seal_backup(key, phrase, log_n=12), key.recipient),
    ):
        (tmp_path / "sealed").write_bytes(sealed)
        at_terminal(phrase, age, "-d", "-o", tmp_path / "opened", tmp_path / "sealed")
        (identity,) = parse_identity_file((tmp_path / "opened").read_bytes())
        assert identity.recipient.encode() == expected


def test_the_archive_opens_without_us() -> None:
    """Phrase to officer's identity to organ's key to a report, with the peer alone."""
    phrase, key = generate_unlock_phrase().passphrase, OrganKey.create()
    recipient, sealed_identity = new_officer_identity(phrase, log_n=10)
    [sealed_key] = hand_out(key, [recipient], 1).sealed_shares
    unit = HybridIdentity.generate()
    report = seal(b"report", [parse_recipient(key.recipient), unit.recipient])
    again = reseal_header(report.headers[1], unit, parse_recipient(key.recipient))

    officer = peer_decrypts_with(sealed_identity, phrase)
    organ = read_npm(sealed_key, officer.decode().split()[-1])
    for header in (report.headers[0], again):
        assert read_npm(header + report.payload, organ.decode().split()[-1]) == b"report"
