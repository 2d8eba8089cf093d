"""A reporter's browser, as far as these tests need one: bytes on a socket, sent as slowly as asked.

The upload is made piece by piece and never whole in memory, and what came back is kept even where
the connection broke: a receipt that was shown is a receipt.
"""

import re
import secrets
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from crypto.access_code import AccessCode, parse_access_code

_BLOCK_BYTES = 64 * 1024
_CASE_NUMBER = re.compile(rb'id="case-number"[^>]*>(QF-[0-9A-Z-]{12})<')
_HIDDEN = re.compile(rb'name="(csrf_token|access_code)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of any length, made of one pattern over and over."""

    name: str
    pattern: bytes
    length_bytes: int

    def blocks(self) -> Iterator[bytes]:
        """The content, a piece at a time."""
        whole = self.pattern * (_BLOCK_BYTES // len(self.pattern))
        left = self.length_bytes
        while left > 0:
            yield whole[:left]
            left -= len(whole)

    def sha256(self) -> str:
        """The content's digest, in hexadecimal."""
        digest = sha256()
        for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole or not."""

    raw: bytes = field(repr=False)

    @property
    def status(self) -> int:
        """The status code, or 0 where not even that arrived."""
        words = self.raw.split(b"\r\n", 1)[0].split()
        return int(words[1]) if len(words) > 1 else 0

    @property
    def case_number(self) -> str | None:
        """The number on a receipt or status page, if it was shown."""
        found = _CASE_NUMBER.search(self.raw)
        return found[1].decode() if found else None

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's first form."""
        return {
            name.decode(): value.decode() for name, value in reversed(_HIDDEN.findall(self.raw))
        }

    def cookie(self) -> str:
        """The cookie that the page set."""
        found = re.search(rb"(?i)\r\nset-cookie: ([^;\r]+)", self.raw)
        return found[1].decode() if found else ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An opened form: its token, its access code, its cookie."""

    csrf_token: str
    code: AccessCode
    cookie: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody who reports over HTTP."""

    port: int
    address: str = "127.0.0.1"
    headers: Mapping[str, str] = field(default_factory=dict)

    def open_form(self) -> Draft:
        """Open the form in English."""
        answer = self._send("GET", "/report?lang=en", [])
        hidden = answer.hidden()
        code = parse_access_code(hidden["access_code"])
        return Draft(hidden["csrf_token"], code, answer.cookie())

    def submit(self, draft: Draft, narrative: str, *uploads: Upload) -> Answer:
        """Send the form with its files, and read whatever comes back."""
        boundary = secrets.token_hex(16)
        parts = _form(boundary, draft, narrative, uploads)
        length = sum(len(p) if isinstance(p, bytes) else p.length_bytes for p in parts)
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._send("POST", "/report?lang=en", parts, draft.cookie, kind, length)

    def submit_cleaned(self, draft: Draft, narrative: str, name: str, content: bytes) -> Answer:
        """Send the form with a file that is to be cleaned."""
        boundary = secrets.token_hex(16)
        parts = _form(boundary, draft, narrative, [Upload(name, content, len(content))], "clean")
        body = [content if isinstance(part, Upload) else part for part in parts]
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        length = sum(len(part) for part in body)
        return self._send("POST", "/report?lang=en", body, draft.cookie, kind, length)

    def check_status(self, draft: Draft) -> Answer:
        """Ask how it stands."""
        fields = {"csrf_token": draft.csrf_token, "access_code": " ".join(draft.code.words())}
        body = urlencode(fields).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", "/status?lang=en", [body], draft.cookie, kind, len(body))

    def leave_in_the_middle(self, draft: Draft, narrative: str, upload: Upload) -> None:
        """Send the form up to half of its file, and go away."""
        boundary = secrets.token_hex(16)
        *first, _ = _form(boundary, draft, narrative, [upload])
        half = Upload(upload.name, upload.pattern, upload.length_bytes // 2)
        parts = [half if isinstance(part, Upload) else part for part in first]
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        head = self._head("POST", "/report?lang=en", draft.cookie, kind, upload.length_bytes * 2)
        with self._connect() as connection:
            for block in (head, *_flatten(parts)):
                connection.sendall(block)

    def _send(
        self,
        method: str,
        path: str,
        parts: Iterable[bytes | Upload],
        cookie: str = "",
        headers: Mapping[str, str] | None = None,
        length_bytes: int = 0,
    ) -> Answer:
        received = bytearray()
        head = self._head(method, path, cookie, headers or {}, length_bytes)
        # What was shown before the connection broke was shown.
        with suppress(OSError), self._connect() as connection:
            with suppress(BrokenPipeError):
                for block in (head, *_flatten(parts)):
                    connection.sendall(block)
            while block := connection.recv(_BLOCK_BYTES):
                received += block
        return Answer(bytes(received))

    def _head(
        self, method: str, path: str, cookie: str, headers: Mapping[str, str], length_bytes: int
    ) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Connection: close",
            f"Content-Length: {length_bytes}",
            *(f"{name}: {value}" for name, value in {**self.headers, **headers}.items()),
            *([f"Cookie: {cookie}"] if cookie else []),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _connect(self) -> socket.socket:
        return socket.create_connection(
            ("127.0.0.1", self.port), timeout=120, source_address=(self.address, 0)
        )


def _flatten(parts: Iterable[bytes | Upload]) -> Iterator[bytes]:
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            yield from part.blocks()


def _form(
    boundary: str, draft: Draft, narrative: str, uploads: Iterable[Upload], clean: str = "as_is"
) -> list[bytes | Upload]:
    fields = {
        "csrf_token": draft.csrf_token,
        "access_code": " ".join(draft.code.words()),
        "organ": "group",
        "narrative": narrative,
        "clean": clean,
        "keep_names": "y",
    }
    parts: list[bytes | Upload] = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for upload in uploads:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="attachments"; '
            f'filename="{upload.name}"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts += [head.encode(), upload, b"\r\n"]
    return [*parts, f"--{boundary}--\r\n".encode()]
