"""What stands inside a sealed report and a sealed message: padded JSON that any reader opens.

age has no sender and binds nothing, so these do: the report names its case, its organ and each
attachment's digest, and carries the message key; every later message names its case, direction and
number, and carries an HMAC under that key.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from crypto.access_code import authenticate, is_authentic
from crypto.padding import pad_json

VERSION = 1
Kind = TypeVar("Kind")

Answers = Mapping[str, str | list[str]]
"""What the form asked and the reporter answered, by field name; empty answers are left out."""


class EnvelopeError(Exception):
    """Sealed content that is not what its row says; `reason` is one of the program's words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Direction(StrEnum):
    """Who wrote a message."""

    FROM_REPORTER = "from_reporter"
    FROM_TEAM = "from_team"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it was before sealing."""

    item_id: str
    name: str = field(repr=False)
    media_type: str
    length_bytes: int
    sha256: str
    """Of the plaintext without its padding, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Report:
    """An opened report."""

    case_number: str
    organ_id: str
    answers: Answers = field(repr=False)
    attachments: tuple[Attachment, ...]
    message_key: bytes = field(repr=False)
    recipient_digest: str
    """SHA-256, in hexadecimal, of the reporter's recipient: a reply goes to no other."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message, before sealing or after opening."""

    case_number: str
    direction: Direction
    counter: int
    """From 1 upward in each direction: a gap is a message lost."""
    heard: int
    """How many messages of the other side were there: with `counter`, the order, without a time."""
    text: str = field(repr=False)
    attachments: tuple[Attachment, ...] = ()
    answers: Answers | None = field(default=None, repr=False)
    """A further form sent under a used code."""


def write_report(report: Report) -> bytes:
    """A report as padded JSON.

    Raises:
        crypto.padding.ReportTooLongError: it fits no bucket.
    """
    return pad_json(
        _encode(
            {
                "qingfeng": VERSION,
                "kind": "report",
                "case_number": report.case_number,
                "organ_id": report.organ_id,
                "answers": dict(report.answers),
                "attachments": [asdict(attachment) for attachment in report.attachments],
                "message_key": report.message_key.hex(),
                "recipient_digest": report.recipient_digest,
            }
        )
    )


def read_report(body: bytes, *, case_number: str, organ_ids: Sequence[str]) -> Report:
    """Read an opened report and check that it is the one its row names.

    Raises:
        EnvelopeError: `not_a_report`, `other_case` or `other_organ`.
    """
    content = _decode(body, "report")
    try:
        report = Report(
            content["case_number"],
            content["organ_id"],
            _as(dict, content["answers"]),
            _attachments(content["attachments"]),
            bytes.fromhex(content["message_key"]),
            content["recipient_digest"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EnvelopeError("not_a_report") from error
    if report.case_number != case_number:
        raise EnvelopeError("other_case")
    if report.organ_id not in organ_ids:
        raise EnvelopeError("other_organ")
    return report


def write_message(message: Message, message_key: bytes) -> bytes:
    """A message as padded JSON, with its HMAC.

    Raises:
        crypto.padding.ReportTooLongError: it fits no bucket.
    """
    content = _message_content(message)
    content["mac"] = authenticate(message_key, _encode(content)).hex()
    return pad_json(_encode(content))


def read_message(body: bytes, *, message_key: bytes, case_number: str) -> tuple[Message, bool]:
    """Read an opened message.

    Returns:
        The message, and whether its HMAC proves who wrote it and to which case.

    Raises:
        EnvelopeError: `not_a_message`.
    """
    content = _decode(body, "message")
    try:
        mac = bytes.fromhex(content.pop("mac"))
        message = Message(
            content["case_number"],
            Direction(content["direction"]),
            _as(int, content["counter"]),
            _as(int, content["heard"]),
            _as(str, content["text"]),
            _attachments(content["attachments"]),
            None if content["answers"] is None else _as(dict, content["answers"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EnvelopeError("not_a_message") from error
    genuine = is_authentic(message_key, _encode(content), mac)
    return message, genuine and message.case_number == case_number


def content_mac(content_key: bytes, *parts: object) -> bytes:
    """What tells a repeat from a change: an HMAC over all that the reporter sent."""
    return authenticate(content_key, _encode(parts))


def _message_content(message: Message) -> dict[str, Any]:
    return {
        "qingfeng": VERSION,
        "kind": "message",
        "case_number": message.case_number,
        "direction": message.direction,
        "counter": message.counter,
        "heard": message.heard,
        "text": message.text,
        "attachments": [asdict(attachment) for attachment in message.attachments],
        "answers": dict(message.answers) if message.answers is not None else None,
    }


def _attachments(entries: Any) -> tuple[Attachment, ...]:  # noqa: ANN401  JSON's
    attachments = tuple(Attachment(**entry) for entry in entries)
    for attachment in attachments:
        _as(int, attachment.length_bytes)
        for text in (attachment.item_id, attachment.name, attachment.media_type, attachment.sha256):
            _as(str, text)
    return attachments


def _as(kind: type[Kind], value: Any) -> Kind:  # noqa: ANN401  JSON's
    # What was sealed elsewhere may hold anything; true is no number here.
    if type(value) is not kind:
        raise TypeError
    return value


def _encode(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _decode(body: bytes, kind: str) -> dict[str, Any]:
    reason = f"not_a_{kind}"
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise EnvelopeError(reason) from error
    if not isinstance(content, dict) or content.get("kind") != kind:
        raise EnvelopeError(reason)
    if content.get("qingfeng") != VERSION:
        raise EnvelopeError(reason)
    return content
