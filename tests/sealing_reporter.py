"""A reporter whose browser seals: everything made here with `crypto`, as its script makes it."""

import json
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from app.services.envelopes import (
    Answers,
    Attachment,
    Direction,
    Message,
    Report,
    content_mac,
    write_message,
    write_report,
)
from crypto.access_code import AccessCode, case_number, new_access_code
from crypto.age.keys import parse_recipient
from crypto.padding import padded_length
from crypto.sealing import new_file_key, seal, seal_payload, wrap_file_key
from tests.browse import Browser, Page, check_headers
from tests.make import GROUP, STORY

PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class SealedUpload:
    """A file as a browser sends it."""

    attachment: Attachment
    file_key: bytes
    payload: bytes

    def pieces(self, size: int = PIECE_BYTES) -> Iterator[tuple[int, bytes]]:
        """The payload in pieces, each with its offset."""
        for offset in range(0, len(self.payload), size):
            yield offset, self.payload[offset : offset + size]


def seal_upload(name: str, content: bytes, item_id: str = "") -> SealedUpload:
    """Pad a file and seal it under a key of its own."""
    file_key = new_file_key()
    digest = sha256(content).hexdigest()
    attachment = Attachment(
        item_id or secrets.token_hex(16), name, "image/jpeg", len(content), digest
    )
    padded = content.ljust(padded_length(len(content)), b"\0")
    return SealedUpload(attachment, file_key, seal_payload(padded, file_key))


@dataclass(slots=True)
class SealingReporter:
    """Somebody at a page that seals; the code stays here."""

    browser: Browser
    code: AccessCode = field(default_factory=new_access_code)
    token: str = ""
    recipients: Mapping[str, str] = field(default_factory=dict)
    roster: str = ""

    def open_form(self) -> "SealingReporter":
        """Open the form and read what its script reads."""
        page = self.browser.get("/report")
        form = page.one("form", id="report-form")
        self.token = page.form("/report").value("csrf_token")
        self.recipients = json.loads(form["data-recipients"])
        self.roster = form["data-roster"]
        return self

    @property
    def verifier(self) -> str:
        """As it stands in forms."""
        return self.code.verifier().hex()

    @property
    def number(self) -> str:
        """The case number."""
        return case_number(self.code.verifier())

    def send_piece(self, upload_id: str, piece: bytes | None = None, **fields: str) -> TestResponse:
        """Send one request to the upload's address."""
        data: dict[str, Any] = {
            "csrf_token": self.token,
            "verifier": self.verifier,
            "upload_id": upload_id,
            **fields,
        }
        if piece is not None:
            data["piece"] = FileStorage(BytesIO(piece), filename="blob")
        return self.post("/upload", data)

    def upload(self, name: str, content: bytes, *, size: int = PIECE_BYTES) -> SealedUpload:
        """Send a whole file."""
        upload = seal_upload(name, content)
        for offset, piece in upload.pieces(size):
            last = {"last": "1"} if offset + len(piece) == len(upload.payload) else {}
            response = self.send_piece(upload.attachment.item_id, piece, offset=str(offset), **last)
            assert response.status_code == 200, response.json
            assert response.json == {"received": offset + len(piece), "complete": bool(last)}
        return upload

    def report_fields(
        self,
        story: str = STORY,
        uploads: Sequence[SealedUpload] = (),
        *,
        organ_id: str = GROUP,
        answers: Answers | None = None,
    ) -> dict[str, str]:
        """The fields of a sealed report, in their order."""
        answers = answers or {"narrative": story, "category": "drinking_circle"}
        recipient = self.code.identity().recipient.encode()
        report = Report(
            self.number,
            organ_id,
            answers,
            tuple(upload.attachment for upload in uploads),
            self.code.message_key(),
            sha256(recipient.encode()).hexdigest(),
        )
        marks = [[u.attachment.sha256, u.attachment.name] for u in uploads]
        return {
            "csrf_token": self.token,
            "verifier": self.verifier,
            "reporter_recipient": recipient,
            "organ": organ_id,
            "roster": self.roster,
            "content_mac": content_mac(self.code.content_key(), organ_id, answers, marks).hex(),
            "sealed_report": self.seal(write_report(report), organ_id),
            "sealed_attachments": self.headers(uploads, organ_id),
        }

    def message_fields(
        self,
        text: str,
        uploads: Sequence[SealedUpload] = (),
        *,
        counter: int = 1,
        heard: int = 0,
        organ_id: str = GROUP,
        answers: Answers | None = None,
    ) -> dict[str, str]:
        """The fields of a sealed message, in their order."""
        message = Message(
            self.number,
            Direction.FROM_REPORTER,
            counter,
            heard,
            text,
            tuple(upload.attachment for upload in uploads),
            answers,
        )
        body = write_message(message, self.code.message_key())
        return {
            "csrf_token": self.token,
            "verifier": self.verifier,
            "counter": str(counter),
            # As the status page has it: the version, and the organ that it names.
            "roster": f"{self.roster}.{organ_id}",
            "content_mac": content_mac(self.code.content_key(), text, secrets.token_hex(4)).hex(),
            "sealed_message": self.seal(body, organ_id),
            "sealed_attachments": self.headers(uploads, organ_id),
        }

    def seal(self, body: bytes, organ_id: str) -> str:
        """One age file for an organ, in base64."""
        sealed = seal(body, [parse_recipient(self.recipients[organ_id])])
        return b64encode(sealed.headers[0] + sealed.payload).decode()

    def headers(self, uploads: Sequence[SealedUpload], organ_id: str) -> str:
        """The headers of files for an organ."""
        recipient = parse_recipient(self.recipients[organ_id])
        entries = [
            {
                "item_id": upload.attachment.item_id,
                "header": b64encode(wrap_file_key(upload.file_key, recipient)).decode(),
            }
            for upload in uploads
        ]
        return json.dumps(entries)

    def post(self, path: str, fields: Mapping[str, Any]) -> TestResponse:
        """Send fields as a script does."""
        body, _, boundary = stream_encode_multipart(dict(fields), use_tempfile=False)
        kind = f"multipart/form-data; boundary={boundary}"
        response = self.browser.client.post(
            path, data=body.read(), content_type=kind, buffered=True
        )
        check_headers(response.headers)
        return response

    def submit(self, story: str = STORY, *uploads: SealedUpload, **more: Any) -> Page:  # noqa: ANN401
        """Send a sealed report and read its receipt."""
        response = self.post("/report", self.report_fields(story, uploads, **more))
        assert response.status_code == 200, response.json
        return Page(response)

    def status(self) -> Page:
        """Ask how it stands."""
        fields = {"csrf_token": self.token, "verifier": self.verifier}
        return Page(self.post("/status", fields))
