"""A browser that seals, over real HTTP: its pieces are made as they are sent, never whole."""

import http.client
import json
import re
import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from io import BytesIO
from typing import Any

from app.services.envelopes import Attachment, Report, content_mac, write_report
from crypto.access_code import AccessCode, case_number, new_access_code
from crypto.age.keys import parse_recipient
from crypto.age.payload import PayloadWriter
from crypto.padding import padded_length
from crypto.sealing import new_file_key, seal, wrap_file_key

_GROUP = "group"


@dataclass(slots=True)
class SealedStream:
    """A file of one pattern over and over, sealed a piece at a time."""

    pattern: bytes
    length_bytes: int
    item_id: str = field(default_factory=lambda: secrets.token_hex(16))
    file_key: bytes = field(default_factory=new_file_key)
    _digest: Any = field(default_factory=sha256)

    def pieces(self, piece_bytes: int) -> Iterator[bytes]:
        """The payload; every piece but the last is as long."""
        out = BytesIO()
        writer = PayloadWriter(out, self.file_key)
        block = (self.pattern * (65_536 // len(self.pattern) + 1))[:65_536]
        for start in range(0, padded_length(self.length_bytes), len(block)):
            plain = block[: max(0, min(len(block), self.length_bytes - start))]
            self._digest.update(plain)
            end = min(len(block), padded_length(self.length_bytes) - start)
            writer.write(plain.ljust(end, b"\0"))
            while out.tell() > piece_bytes:
                whole = out.getvalue()
                out.seek(0)
                out.truncate()
                out.write(whole[piece_bytes:])
                yield whole[:piece_bytes]
        writer.finish()
        yield out.getvalue()

    def attachment(self) -> Attachment:
        """As the report names it, after all pieces were made."""
        digest = self._digest.hexdigest()
        return Attachment(self.item_id, "影.mp4", "video/mp4", self.length_bytes, digest)


@dataclass(slots=True)
class SealingClient:
    """One reporter and one connection at a time."""

    port: int
    code: AccessCode = field(default_factory=new_access_code)
    token: str = ""
    cookie: str = ""
    roster: str = ""
    recipient: str = ""

    def open_form(self) -> "SealingClient":
        """Open the form and read what its script reads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/report")
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        [self.token] = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
        [recipients] = re.findall(r'data-recipients="([^"]+)"', page)
        self.recipient = json.loads(unescape(recipients))[_GROUP]
        [self.roster] = re.findall(r'data-roster="(\d+)"', page)
        return self

    @property
    def number(self) -> str:
        """The case number."""
        return case_number(self.code.verifier())

    def send_piece(self, item_id: str, offset: int, piece: bytes, *, last: bool) -> dict[str, Any]:
        """Send a piece and read what counts now; empty where nothing came back.

        Raises:
            OSError: the server is gone.
        """
        fields = {"upload_id": item_id, "offset": str(offset), **({"last": "1"} if last else {})}
        status, body = self._post("/upload", fields, piece)
        assert status in (200, 409), body
        found: dict[str, Any] = json.loads(body)
        return found

    def how_far(self, item_id: str) -> dict[str, Any]:
        """How much of a file counts."""
        found: dict[str, Any] = json.loads(self._post("/upload", {"upload_id": item_id})[1])
        return found

    def submit(self, narrative: str, *streams: SealedStream) -> int:
        """Send the sealed report; give the status."""
        recipient = parse_recipient(self.recipient)
        reporter = self.code.identity().recipient.encode()
        attachments = tuple(stream.attachment() for stream in streams)
        report = Report(
            self.number,
            _GROUP,
            {"narrative": narrative},
            attachments,
            self.code.message_key(),
            sha256(reporter.encode()).hexdigest(),
        )
        sealed = seal(write_report(report), [recipient])
        headers = [
            {
                "item_id": stream.item_id,
                "header": b64encode(wrap_file_key(stream.file_key, recipient)).decode(),
            }
            for stream in streams
        ]
        fields = {
            "reporter_recipient": reporter,
            "organ": _GROUP,
            "roster": self.roster,
            "content_mac": content_mac(self.code.content_key(), narrative).hex(),
            "sealed_report": b64encode(sealed.headers[0] + sealed.payload).decode(),
            "sealed_attachments": json.dumps(headers),
        }
        return self._post("/report", fields)[0]

    def _post(
        self, path: str, fields: dict[str, str], piece: bytes | None = None
    ) -> tuple[int, str]:
        boundary = secrets.token_hex(16)
        given = {"csrf_token": self.token, "verifier": self.code.verifier().hex(), **fields}
        begin = f"--{boundary}\r\nContent-Disposition: form-data; name="
        parts = [f'{begin}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in given.items()]
        if piece is not None:
            kind = "Content-Type: application/octet-stream"
            head = f'{begin}"piece"; filename="blob"\r\n{kind}\r\n\r\n'
            parts += [head.encode(), piece, b"\r\n"]
        parts.append(f"--{boundary}--\r\n".encode())
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(sum(map(len, parts))),
            "Cookie": self.cookie,
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("POST", path, iter(parts), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError from error
        finally:
            connection.close()
