"""What a reporter leaves when a one-time code is replaced: by which keys the case goes on.

The code that an officer handed over is known to that officer, and so are the keys derived from it.
At its first use the reporter makes a code of their own. The exchange, sealed to the organs and to
the reporter, names both message keys and is authenticated under both: by the old one, so that the
office knows that it comes from who had the code; by the new one, so that the reporter knows it for
their own. From then on the old key vouches for the replies that were there already, and for
nothing else.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.domain.hexadecimal import DIGEST, ITEM_ID
from app.services.envelopes import (
    VERSION,
    CaseKeys,
    Direction,
    EarlierKey,
    EnvelopeError,
    Message,
    Report,
    read_message,
)
from app.services.strict_json import decode_object, encode, exactly, matching
from crypto.access_code import authenticate, is_authentic
from crypto.padding import pad_json

MAX_REPLIES = 1_000
"""Item ids that one exchange names."""
_KIND = "code_exchange"
_NAMES = {
    "qingfeng",
    "kind",
    "case_number",
    "earlier_key",
    "message_key",
    "recipient_digest",
    "replies",
    "earlier_mac",
    "mac",
}


@dataclass(frozen=True, slots=True)
class CodeExchange:
    """An exchange, before sealing or after opening."""

    case_number: str
    earlier_key: bytes = field(repr=False)
    """The message key of the one-time code."""
    message_key: bytes = field(repr=False)
    recipient_digest: str
    """SHA-256, in hexadecimal, of the new recipient."""
    replies: tuple[str, ...]
    """Item ids that the earlier key goes on vouching for; some of them of no item, so that their
    number alone does not tell of replies that were not released."""


def write_code_exchange(exchange: CodeExchange) -> bytes:
    """An exchange as padded JSON, with its two HMACs.

    Raises:
        crypto.padding.ReportTooLongError: it names more replies than fit a bucket.
    """
    content: dict[str, object] = {
        "qingfeng": VERSION,
        "kind": _KIND,
        "case_number": exchange.case_number,
        "earlier_key": exchange.earlier_key.hex(),
        "message_key": exchange.message_key.hex(),
        "recipient_digest": exchange.recipient_digest,
        "replies": list(exchange.replies),
    }
    signed = encode(content)
    content["earlier_mac"] = authenticate(exchange.earlier_key, signed).hex()
    content["mac"] = authenticate(exchange.message_key, signed).hex()
    return pad_json(encode(content))


def read_code_exchange(body: bytes, *, case_number: str) -> CodeExchange:
    """Read an opened exchange that both of its own keys vouch for.

    Whether they are the case's keys is the caller's to see: who reads knows one of them.

    Raises:
        EnvelopeError: `not_an_exchange` or `other_case`.
    """
    try:
        content = decode_object(body, _NAMES)
        if content["kind"] != _KIND or content["qingfeng"] != VERSION:
            raise ValueError  # noqa: TRY301  as everything else that is not as it must be
        macs = [bytes.fromhex(matching(DIGEST, content.pop(n))) for n in ("earlier_mac", "mac")]
        replies = exactly(list, content["replies"])
        exchange = CodeExchange(
            exactly(str, content["case_number"]),
            bytes.fromhex(matching(DIGEST, content["earlier_key"])),
            bytes.fromhex(matching(DIGEST, content["message_key"])),
            matching(DIGEST, content["recipient_digest"]),
            tuple(matching(ITEM_ID, one) for one in replies[:MAX_REPLIES]),
        )
    except ValueError as error:
        raise EnvelopeError("not_an_exchange") from error
    keys, signed = (exchange.earlier_key, exchange.message_key), encode(content)
    if not all(is_authentic(key, signed, mac) for key, mac in zip(keys, macs, strict=True)):
        raise EnvelopeError("not_an_exchange")
    if exchange.case_number != case_number:
        raise EnvelopeError("other_case")
    return exchange


def continue_report(report: Report, bodies: Iterable[bytes | None], *, expected: str) -> Report:
    """The report, with the keys by which its case goes on where its one-time code was replaced.

    Args:
        report: as it was sealed.
        bodies: what stands in the exchange's place, opened: none, one, or more than one where
            somebody added some.
        expected: the digest of the recipient that the exchange must name; empty where none has to
            be there.

    Returns:
        A report for whose messages nobody vouches, and that names no recipient, where an exchange
        is missing or nobody can say which of several is the reporter's.
    """
    found = [
        exchange
        for body in bodies
        if (exchange := _of_report(report, body)) and expected in ("", exchange.recipient_digest)
    ]
    if not found and expected in ("", report.recipient_digest):
        return report
    if len({exchange.message_key for exchange in found}) != 1:
        return replace(report, message_key=secrets.token_bytes(32), recipient_digest="")
    [exchange] = found[:1]
    return replace(
        report,
        message_key=exchange.message_key,
        recipient_digest=exchange.recipient_digest,
        earlier=EarlierKey(report.message_key, frozenset(exchange.replies)),
    )


def read_case_message(keys: CaseKeys, item_id: str, body: bytes) -> tuple[Message, bool]:
    """Read an opened message of a case.

    Returns:
        The message, and whether one of the case's keys proves who wrote it: the earlier one for a
        reply of its time alone.

    Raises:
        EnvelopeError: `not_a_message`.
    """
    number, earlier = keys.case_number, keys.earlier
    message, is_genuine = read_message(body, message_key=keys.message_key, case_number=number)
    if not is_genuine and earlier is not None and item_id in earlier.replies:
        message, is_genuine = read_message(body, message_key=earlier.key, case_number=number)
        is_genuine = is_genuine and message.direction is Direction.FROM_TEAM
    return message, is_genuine


def _of_report(report: Report, body: bytes | None) -> CodeExchange | None:
    try:
        exchange = read_code_exchange(body or b"", case_number=report.case_number)
    except EnvelopeError:
        return None
    return exchange if exchange.earlier_key == report.message_key else None
