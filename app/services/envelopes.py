"""What stands inside a sealed report and a sealed message: padded JSON that any reader opens.

age has no sender and binds nothing, so these do: the report names its case, its organ and each
attachment's digest, and carries the message key; every later message names its case, direction and
number, and carries an HMAC under that key.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.hexadecimal import DIGEST, ITEM_ID
from app.services.file_names import clean_media_type, clean_name
from app.services.strict_json import (
    answers,
    decode_object,
    encode,
    exactly,
    matching,
    whole_number,
)
from crypto.access_code import authenticate, is_authentic
from crypto.padding import pad_json

VERSION = 1
MAX_COUNTER = 100_000
"""Of one case's messages in one direction: ten years of as many a day as are taken."""
_MAX_LENGTH = 2**53
_FILE_NAMES = {"item_id", "name", "media_type", "length_bytes", "sha256"}
_REPORT_NAMES = {
    "qingfeng",
    "kind",
    "case_number",
    "organ_id",
    "answers",
    "attachments",
    "message_key",
    "recipient_digest",
}
_MESSAGE_NAMES = {
    "qingfeng",
    "kind",
    "case_number",
    "direction",
    "counter",
    "heard",
    "text",
    "attachments",
    "answers",
    "mac",
}

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
class EarlierKey:
    """The message key of a one-time code that was replaced."""

    key: bytes = field(repr=False)
    replies: frozenset[str]
    """The ids of the items that it goes on vouching for."""


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """By which keys the messages of a case are known."""

    case_number: str
    message_key: bytes = field(repr=False)
    earlier: EarlierKey | None = None


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
    earlier: EarlierKey | None = None
    """Where the reporter replaced a one-time code (`code_exchange.py`); no report carries it."""

    def keys(self) -> CaseKeys:
        """By which keys the messages of its case are known."""
        return CaseKeys(self.case_number, self.message_key, self.earlier)


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
        encode(
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
    try:
        content = _decode(body, "report", _REPORT_NAMES)
        report = Report(
            exactly(str, content["case_number"]),
            exactly(str, content["organ_id"]),
            answers(content["answers"]),
            _attachments(content["attachments"]),
            bytes.fromhex(matching(DIGEST, content["message_key"])),
            matching(DIGEST, content["recipient_digest"]),
        )
    except ValueError as error:
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
    content["mac"] = authenticate(message_key, encode(content)).hex()
    return pad_json(encode(content))


def read_message(body: bytes, *, message_key: bytes, case_number: str) -> tuple[Message, bool]:
    """Read an opened message.

    Returns:
        The message, and whether its HMAC proves who wrote it and to which case.

    Raises:
        EnvelopeError: `not_a_message`.
    """
    try:
        content = _decode(body, "message", _MESSAGE_NAMES)
        mac = bytes.fromhex(matching(DIGEST, content.pop("mac")))
        message = Message(
            exactly(str, content["case_number"]),
            Direction(exactly(str, content["direction"])),
            whole_number(content["counter"], 1, MAX_COUNTER),
            whole_number(content["heard"], 0, MAX_COUNTER),
            exactly(str, content["text"]),
            _attachments(content["attachments"]),
            None if content["answers"] is None else answers(content["answers"]),
        )
    except ValueError as error:
        raise EnvelopeError("not_a_message") from error
    genuine = is_authentic(message_key, encode(content), mac)
    return message, genuine and message.case_number == case_number


def content_mac(content_key: bytes, *parts: object) -> bytes:
    """What tells a repeat from a change: an HMAC over all that the reporter sent."""
    return authenticate(content_key, encode(parts))


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
    attachments: dict[str, Attachment] = {}
    for entry in exactly(list, entries):
        file = _attachment(exactly(dict, entry))
        # Named twice, it is still one file: as it was named first.
        attachments.setdefault(file.item_id, file)
    return tuple(attachments.values())


def _attachment(entry: dict[str, Any]) -> Attachment:
    if entry.keys() != _FILE_NAMES:
        raise ValueError
    return Attachment(
        matching(ITEM_ID, entry["item_id"]),
        clean_name(exactly(str, entry["name"])),
        clean_media_type(exactly(str, entry["media_type"])),
        whole_number(entry["length_bytes"], 0, _MAX_LENGTH),
        matching(DIGEST, entry["sha256"]),
    )


def _decode(body: bytes, kind: str, names: Collection[str]) -> dict[str, Any]:
    content = decode_object(body, names)
    if content["kind"] != kind or content["qingfeng"] != VERSION:
        raise ValueError
    return content
