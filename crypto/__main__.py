"""`python -m crypto`: age files from the command line, with the flags of `age`.

It reads and writes what any age does, and is how outside tests drive the format. Passphrases are
asked for at a terminal; without one, the first line of standard input is the passphrase.
"""

import argparse
import getpass
import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os.path import samestat
from pathlib import Path
from typing import BinaryIO, cast

from crypto.age.armor import is_armored
from crypto.age.errors import AgeError
from crypto.age.file import decrypt_bytes, decrypt_file, encrypt_file
from crypto.age.keys import (
    Identity,
    Recipient,
    parse_identity_file,
    parse_recipient,
    parse_recipient_file,
)
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.age.x25519 import X25519Identity

_BINARY_START = b"age-encryption.org/"


class CommandError(Exception):
    """The command cannot be done as it was given; the text is for people."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 with a line on standard error. Wrong usage exits with 2."""
    options = _build_parser().parse_args(arguments)
    try:
        options.run(options)
    except (AgeError, CommandError, OSError) as error:
        sys.stderr.write(f"crypto: error: {error}\n")
        return 1
    return 0


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crypto", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    keygen = commands.add_parser("keygen", help="make an identity, post-quantum as a rule")
    keygen.set_defaults(run=_keygen)
    keygen.add_argument("-pq", action="store_true", help="post-quantum, the default")
    keygen.add_argument("--x25519", action="store_true", help="classic, for an older age")
    keygen.add_argument("-y", action="store_true", help="write the recipients of INPUT instead")
    _add_files(keygen)

    encrypt = commands.add_parser("encrypt", help="encrypt to recipients or with a passphrase")
    encrypt.set_defaults(run=_encrypt)
    encrypt.add_argument("-r", "--recipient", action="append", default=[])
    encrypt.add_argument("-R", "--recipients-file", action="append", default=[], metavar="PATH")
    encrypt.add_argument("-i", "--identity", action="append", default=[], metavar="PATH")
    encrypt.add_argument("-p", "--passphrase", action="store_true")
    encrypt.add_argument("-a", "--armor", action="store_true", help="write text")
    _add_files(encrypt)

    decrypt = commands.add_parser("decrypt", help="decrypt with identities or a passphrase")
    decrypt.set_defaults(run=_decrypt)
    decrypt.add_argument("-i", "--identity", action="append", default=[], metavar="PATH")
    decrypt.add_argument("-p", "--passphrase", action="store_true", help="also without -i")
    _add_files(decrypt)
    return parser


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="PATH", help="standard output by default")
    parser.add_argument("input", nargs="?", metavar="INPUT", help="standard input by default")


def _keygen(options: argparse.Namespace) -> None:
    if options.y:
        with _open_input(options.input) as source, _open_output(options.output, source) as out:
            for known in _parse_identities(source.read()):
                out.write(f"{known.recipient.encode()}\n".encode())
        return
    identity = X25519Identity.generate() if options.x25519 else HybridIdentity.generate()
    recipient = identity.recipient.encode()
    text = f"# public key: {recipient}\n{identity.encode()}\n".encode()
    if options.output is None:
        sys.stdout.buffer.write(text)
        return
    # Neither over another identity nor readable for anybody else, not even for a moment.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(options.output, flags, 0o600), "wb") as out:
        out.write(text)
    sys.stderr.write(f"Public key: {recipient}\n")


def _encrypt(options: argparse.Namespace) -> None:
    recipients = _read_recipients(options)
    with _open_input(options.input) as source, _open_output(options.output, source) as out:
        if not options.armor and out.isatty():
            raise CommandError("no binary data to a terminal: use -a, or -o PATH")
        encrypt_file(source, cast("BinaryIO", out), recipients, armor=options.armor)


def _decrypt(options: argparse.Namespace) -> None:
    identities: list[Identity] = []
    for path in options.identity:
        identities += _parse_identities(Path(path).read_bytes())
    if options.passphrase or not identities:
        identities.append(ScryptIdentity(_ask_passphrase()))
    with _open_input(options.input) as source, _open_output(options.output, source) as out:
        decrypt_file(source, cast("BinaryIO", out), identities)


def _read_recipients(options: argparse.Namespace) -> list[Recipient]:
    recipients: list[Recipient] = [parse_recipient(text) for text in options.recipient]
    for path in options.recipients_file:
        recipients += parse_recipient_file(Path(path).read_bytes())
    for path in options.identity:
        identities = _parse_identities(Path(path).read_bytes())
        recipients += [identity.recipient for identity in identities]
    if options.passphrase:
        recipients.append(ScryptRecipient(_ask_passphrase(confirm=True)))
    if not recipients:
        raise CommandError("nobody to encrypt to: use -r, -R, -i or -p")
    return recipients


def _parse_identities(data: bytes) -> tuple[X25519Identity | HybridIdentity, ...]:
    """Read an identity file, which may itself be an age file under a passphrase."""
    if is_armored(data) or data.startswith(_BINARY_START):
        data = decrypt_bytes(data, [ScryptIdentity(_ask_passphrase())])
    return parse_identity_file(data)


def _ask_passphrase(*, confirm: bool = False) -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.buffer.readline().decode(errors="replace")
        passphrase = line.removesuffix("\n").removesuffix("\r")
    else:
        passphrase = getpass.getpass("Passphrase: ")
        if confirm and getpass.getpass("Once more: ") != passphrase:
            raise CommandError("the two passphrases differ")
    if not passphrase:
        raise CommandError("an empty passphrase")
    return passphrase


@contextmanager
def _open_input(path: str | None) -> Iterator[BinaryIO]:
    if path is None or path == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as source:
        yield source


@contextmanager
def _open_output(path: str | None, source: BinaryIO) -> Iterator["_Output"]:
    path = None if path == "-" else path
    if path is not None and _is_same_file(source, Path(path)):
        raise CommandError("the output would be written over the input while it is read")
    out = _Output(path)
    try:
        yield out
        out.finish()
    except BaseException:
        out.discard()
        raise


def _is_same_file(source: BinaryIO, path: Path) -> bool:
    try:
        found = path.stat()
        return stat.S_ISREG(found.st_mode) and samestat(found, os.fstat(source.fileno()))
    except OSError:
        return False  # nothing there yet, or an input that is no file of the system


class _Output(io.RawIOBase):
    """Standard output, or a file that is not touched before there is something to write.

    A file that an error left unfinished is removed: a part must not pass for the whole.
    """

    def __init__(self, path: str | None) -> None:
        super().__init__()
        self._path = path
        self._file: BinaryIO | None = sys.stdout.buffer if path is None else None

    def isatty(self) -> bool:
        return self._file is not None and self._file.isatty()

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self._open().write(data)

    def finish(self) -> None:
        self._open().flush()
        if self._path is not None:
            self._open().close()

    def discard(self) -> None:
        if self._path is not None and self._file is not None:
            self._file.close()
            if Path(self._path).is_file():
                Path(self._path).unlink()

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = Path(cast("str", self._path)).open("wb", buffering=1 << 20)  # noqa: SIM115
        return self._file


if __name__ == "__main__":
    sys.exit(main())
