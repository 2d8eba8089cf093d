"""`python -m crypto`: the flags of age, passphrases from standard input, nothing half-written."""

import io
import stat
import sys
from pathlib import Path
from typing import Protocol

import pytest

from crypto.__main__ import main
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.group_key import new_officer_identity


class Run(Protocol):
    """Run the command; return its standard output."""

    def __call__(self, *arguments: str | Path, given: bytes = b"", code: int = 0) -> bytes: ...


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run_command(*arguments: str | Path, given: bytes = b"", code: int = 0) -> bytes:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        capfdbinary.readouterr()
        try:
            ended: object = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            ended = stopped.code
        sys.stdout.flush()
        out, errors = capfdbinary.readouterr()
        assert ended == code, errors.decode()
        return out

    return run_command


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    identity = HybridIdentity.generate()
    (tmp_path / "key").write_text(f"{identity.encode()}\n")
    (tmp_path / "recipient").write_text(f"# ours\n{identity.recipient.encode()}\n")
    return tmp_path


def test_keygen_writes_a_private_file_once(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "key"
    run("keygen", "-o", key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert run("keygen", "-y", key).startswith(b"age1pq1")
    written = key.read_bytes()
    run("keygen", "-o", key, code=1)
    assert key.read_bytes() == written
    assert b"AGE-SECRET-KEY-1" in run("keygen", "--x25519")


def test_every_way_to_name_a_recipient(run: Run, keys: Path) -> None:
    recipient = (keys / "recipient").read_text().split()[-1]
    for flags in (("-r", recipient), ("-R", keys / "recipient"), ("-i", keys / "key")):
        for armor in ((), ("-a",)):
            sealed = run("encrypt", *flags, *armor, given=b"hello")
            assert sealed.startswith(b"-----BEGIN" if armor else b"age-encryption.org/v1\n")
            assert run("decrypt", "-i", keys / "key", given=sealed) == b"hello"


def test_a_passphrase_is_the_first_line_of_standard_input(run: Run, keys: Path) -> None:
    (keys / "plain").write_bytes(b"hello")
    run("encrypt", "-p", "-o", keys / "sealed", keys / "plain", given=b"horse\n")
    assert run("decrypt", keys / "sealed", given=b"horse\r\n") == b"hello"
    sealed = (keys / "sealed").read_bytes()
    assert run("decrypt", "-p", given=b"horse\n" + sealed) == b"hello"
    run("decrypt", "-p", keys / "sealed", given=b"cow\n", code=1)
    run("decrypt", "-p", keys / "sealed", given=b"", code=1)


def test_an_identity_file_may_be_sealed_itself(run: Run, keys: Path) -> None:
    recipient, sealed_identity = new_officer_identity("horse", log_n=2)
    (keys / "officer").write_bytes(sealed_identity)
    (keys / "sealed").write_bytes(run("encrypt", "-r", recipient, given=b"hello"))
    assert run("decrypt", "-i", keys / "officer", keys / "sealed", given=b"horse\n") == b"hello"


def test_an_error_leaves_neither_a_part_nor_a_changed_file(run: Run, keys: Path) -> None:
    plain, sealed, out = keys / "plain", keys / "sealed", keys / "out"
    plain.write_bytes(bytes(200_000))
    run("encrypt", "-R", keys / "recipient", "-o", sealed, plain)
    sealed.write_bytes(sealed.read_bytes()[:-1])
    run("decrypt", "-i", keys / "key", "-o", out, sealed, code=1)
    assert not out.exists()
    out.write_bytes(b"mine")
    sealed.write_bytes(b"no age file")
    run("decrypt", "-i", keys / "key", "-o", out, sealed, code=1)
    assert out.read_bytes() == b"mine"


def test_a_file_is_not_written_over_itself(run: Run, keys: Path) -> None:
    plain = keys / "plain"
    plain.write_bytes(b"hello")
    (keys / "link").symlink_to(plain)
    run("encrypt", "-R", keys / "recipient", "-o", keys / "link", plain, code=1)
    run("decrypt", "-i", keys / "key", "-o", plain, plain, code=1)
    assert plain.read_bytes() == b"hello"


def test_an_empty_file_round_trips(run: Run, keys: Path) -> None:
    sealed = run("encrypt", "-R", keys / "recipient")
    run("decrypt", "-i", keys / "key", "-o", keys / "out", "-", given=sealed)
    assert (keys / "out").read_bytes() == b""


def test_what_cannot_be_done_is_said(run: Run, keys: Path) -> None:
    classic = X25519Identity.generate().recipient.encode()
    run("encrypt", given=b"x", code=1)
    run("encrypt", "-R", keys / "recipient", "-r", classic, given=b"x", code=1)
    run("encrypt", "-r", "age1nobody", given=b"x", code=1)
    run("decrypt", "-i", keys / "missing", given=b"x", code=1)
    run("frobnicate", code=2)


def test_at_a_terminal_a_passphrase_is_asked_for_and_asked_again(
    run: Run, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["horse", "cow", "horse", "horse", "horse"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    monkeypatch.setattr(sys, "stdin", Terminal())
    plain, sealed, opened = keys / "plain", keys / "sealed", keys / "opened"
    plain.write_bytes(b"hello")
    command = ["encrypt", "-p", "-o", str(sealed), str(plain)]
    assert main(command) == 1
    assert not sealed.exists()
    assert main(command) == 0
    assert main(["decrypt", "-o", str(opened), str(sealed)]) == 0
    assert opened.read_bytes() == b"hello"
    assert run("decrypt", sealed, given=b"horse\n") == b"hello"


def test_no_binary_data_goes_to_a_terminal(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(terminal.buffer, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"hello")))
    assert main(["encrypt", "-R", str(keys / "recipient")]) == 1
