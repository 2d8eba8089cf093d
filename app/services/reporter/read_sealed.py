"""Read what a browser sealed: everything about it that can be seen without a key is checked.

What is inside, the server cannot see and the office's key only opens later. So the outside is held
to the letter, and nothing that a program of ours would not have made is stored.
"""

import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.hexadecimal import DIGEST, ITEM_ID
from crypto.age.errors import AgeError
from crypto.sealed_elsewhere import check_header, is_hybrid_recipient, split_sealed
from crypto.sealing import Sealed

_NUMBER = re.compile("[0-9]{1,9}")


class MalformedError(Exception):
    """A field that no browser of ours sends; nothing is stored."""


@dataclass(frozen=True, slots=True)
class SealedAttachment:
    """A file that has arrived, and the header that the organ addressed opens it by."""

    item_id: str
    header: bytes


@dataclass(frozen=True, slots=True)
class SealedSubmission:
    """What a report and a message sealed in a browser have in common."""

    verifier: bytes
    roster_version: int
    """Of the roster whose recipients it was sealed to; 0, which no roster has, where the browser
    did not say."""
    content_mac: bytes
    body: Sealed
    attachments: tuple[SealedAttachment, ...]

    def item_ids(self) -> frozenset[str]:
        """The ids of its files."""
        return frozenset(attachment.item_id for attachment in self.attachments)


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report sealed in a browser."""

    submission: SealedSubmission
    reporter_recipient: str
    organ_id: str


@dataclass(frozen=True, slots=True)
class SealedMessage:
    """A message sealed in a browser."""

    submission: SealedSubmission
    counter: int
    """Which message of the reporter's it is, by its own count."""
    organ_id: str
    """The organ that it was sealed to, as the page named it; a header does not say."""


def read_sealed_report(fields: Mapping[str, str]) -> SealedReport:
    """Read the fields of a sealed report.

    Raises:
        MalformedError: one is not what it must be.
    """
    version = _number(fields.get("roster", "0"))
    submission = _submission(fields, "sealed_report", version)
    return SealedReport(submission, _recipient(fields), fields.get("organ", ""))


def read_sealed_message(fields: Mapping[str, str]) -> SealedMessage:
    """Read the fields of a sealed message.

    Raises:
        MalformedError: one is not what it must be.
    """
    version, organ_id = _roster_and_organ(fields)
    submission = _submission(fields, "sealed_message", version)
    return SealedMessage(submission, _number(fields.get("counter", "")), organ_id)


@dataclass(frozen=True, slots=True)
class SealedNewCode:
    """A new code in a one-time code's place, as a browser that keeps both sends it."""

    verifier: bytes
    """Of the one-time code."""
    new_verifier: bytes
    reporter_recipient: str
    roster_version: int
    organ_id: str
    """The organ that the exchange was sealed to."""
    body: Sealed
    reporter_header: bytes
    """By which the reporter opens the same payload."""
    reply_headers: Mapping[str, bytes]
    """For the replies so far, by item id, to the new recipient; some are of no item."""


def read_sealed_new_code(fields: Mapping[str, str]) -> SealedNewCode:
    """Read the fields of a new code.

    Raises:
        MalformedError: one is not what it must be.
    """
    version, organ_id = _roster_and_organ(fields)
    try:
        body = split_sealed(_decode(fields.get("sealed_exchange", "")))
        header = _decode(fields.get("reporter_header", ""))
        check_header(header)
    except AgeError:
        raise MalformedError from None
    replies = _attachments(fields.get("reply_headers", "[]"))
    return SealedNewCode(
        read_verifier(fields.get("verifier", "")),
        read_verifier(fields.get("new_verifier", "")),
        _recipient(fields),
        version,
        organ_id,
        body,
        header,
        {reply.item_id: reply.header for reply in replies},
    )


def _recipient(fields: Mapping[str, str]) -> str:
    recipient = fields.get("reporter_recipient", "")
    try:
        if not is_hybrid_recipient(recipient):
            raise MalformedError
    except (AgeError, ValueError):
        raise MalformedError from None
    return recipient


def read_verifier(text: str) -> bytes:
    """Read a verifier: 64 small hexadecimal digits.

    Raises:
        MalformedError: it is none.
    """
    if not DIGEST.fullmatch(text):
        raise MalformedError
    return bytes.fromhex(text)


def _roster_and_organ(fields: Mapping[str, str]) -> tuple[int, str]:
    # As the page named them: the organ behind a point, where it could change meanwhile.
    version, _, organ_id = fields.get("roster", "0").partition(".")
    return _number(version), organ_id


def _submission(fields: Mapping[str, str], body_name: str, roster_version: int) -> SealedSubmission:
    mac = fields.get("content_mac", "")
    if not DIGEST.fullmatch(mac):
        raise MalformedError
    try:
        body = split_sealed(_decode(fields.get(body_name, "")))
    except AgeError:
        raise MalformedError from None
    return SealedSubmission(
        read_verifier(fields.get("verifier", "")),
        roster_version,
        bytes.fromhex(mac),
        body,
        _attachments(fields.get("sealed_attachments", "[]")),
    )


def _attachments(text: str) -> tuple[SealedAttachment, ...]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedError from None
    if not isinstance(entries, list):
        raise MalformedError
    attachments = tuple(_attachment(entry) for entry in entries)
    if len({attachment.item_id for attachment in attachments}) != len(attachments):
        raise MalformedError
    return attachments


def _attachment(entry: Any) -> SealedAttachment:  # noqa: ANN401  JSON's
    match entry:
        case {"item_id": str(item_id), "header": str(text), **rest} if not rest:
            header = _decode(text)
        case _:
            raise MalformedError
    if not ITEM_ID.fullmatch(item_id):
        raise MalformedError
    try:
        check_header(header)
    except AgeError:
        raise MalformedError from None
    return SealedAttachment(item_id, header)


def _decode(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (ValueError, UnicodeEncodeError):
        raise MalformedError from None
    # Unused bits at the end: one spelling for each content.
    if binascii.b2a_base64(data, newline=False) != text.encode():
        raise MalformedError
    return data


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise MalformedError
    return int(text)
