"""The other implementation of age, npm `age-encryption`: one process answers for a whole run."""

import atexit
import json
import subprocess
from base64 import b64decode, b64encode
from functools import cache
from typing import IO, Any

from tests.node.run_node import node_command


def peer_encrypts(
    plaintext: bytes, *recipients: str, passphrase: str | None = None, armor: bool = False
) -> bytes:
    """What the peer makes of it, for recipients or with a passphrase."""
    given: dict[str, Any] = {"recipients": recipients, "armor": armor}
    if passphrase is not None:
        given["passphrase"] = passphrase
    return _ask("encrypt", plaintext, given)


def peer_decrypts(file: bytes, identity: str) -> bytes:
    """What the peer reads in it."""
    return _ask("decrypt", file, {"identity": identity})


def peer_decrypts_with(file: bytes, passphrase: str) -> bytes:
    """The same, with a passphrase."""
    return _ask("decrypt", file, {"passphrase": passphrase})


def peer_keys() -> tuple[str, str]:
    """A post-quantum identity of the peer's making, and its recipient."""
    identity, recipient = _ask("keygen", b"", {}).decode().split()
    return identity, recipient


def _ask(what: str, data: bytes, given: dict[str, Any]) -> bytes:
    question = {"do": what, "data": b64encode(data).decode(), **given}
    asking, answering = _peer()
    asking.write(json.dumps(question).encode() + b"\n")
    asking.flush()
    answer = answering.readline()
    assert answer, "the peer ended: what it said stands on standard error"
    return b64decode(json.loads(answer))


@cache
def _peer() -> tuple[IO[bytes], IO[bytes]]:
    process = subprocess.Popen(
        node_command("age_peer.mjs"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    atexit.register(process.communicate)
    return process.stdin, process.stdout
