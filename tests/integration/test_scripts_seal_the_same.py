"""What browsers seal and read is what the server would: the scripts beside the Python."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.code_exchange import CodeExchange, read_code_exchange, write_code_exchange
from app.services.envelopes import (
    Attachment,
    Direction,
    Message,
    content_mac,
    read_message,
    read_report,
    write_message,
)
from crypto.access_code import AccessCode, AccessCodeError, case_number, parse_access_code
from crypto.age.file import decrypt_bytes
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.bip39 import CHINESE, ENGLISH, OTHER_FORMS, read_indexes
from crypto.padding import padded_length
from crypto.sealing import open_sealed, seal
from tests.node.scripts import Scripts
from tests.vectors.make_access_code import FILE, word_lists

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
FILE_ITEM = Attachment("0f" * 16, "会议照片.jpg", "image/jpeg", 3, "ab" * 32)

# What both sides' tables of letters know: Python's are older than node's.
LETTERS = st.characters(exclude_categories=("Cn", "Cs", "Co"))
TEXT = st.text(LETTERS)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)
PARTS = st.one_of(
    st.sampled_from(ENGLISH),
    st.sampled_from(CHINESE),
    st.sampled_from(OTHER_FORMS.split()),
    st.sampled_from(
        ["ﬁne", "Ⅳ", "㈠", "ａbandon", "zoö", "zoo\u00ad", "\u200b", "１", "QF-Z1FB-VS7N-6D"]
    ),
    TEXT,
)


@pytest.fixture(scope="module")
def scripts() -> Iterator[Scripts]:
    scripts = Scripts()
    yield scripts
    scripts.end()


def test_the_word_lists_are_the_server_s(scripts: Scripts) -> None:
    found = scripts.ask("lists", None)
    lists = word_lists()
    assert found["english"] == list(lists["english"])
    assert found["chinese"] == list(lists["chinese_simplified"])
    assert found["other"] == OTHER_FORMS.split()
    traditional = {pair[1]: pair[0] for pair in found["traditional"]}
    assert [traditional.get(own, own) for own in found["chinese"]] == list(
        lists["chinese_traditional"]
    )


@pytest.mark.parametrize("answer", VECTORS["known_answers"])
def test_known_answers(scripts: Scripts, answer: dict[str, Any]) -> None:
    found = scripts.ask("derive", answer["code"])
    recipient = found.pop("recipient")
    assert sha256(recipient.encode()).hexdigest() == answer["recipient_sha256"]
    assert found == {name: answer[name] for name in found}


@pytest.mark.parametrize("reading", VECTORS["readings"], ids=lambda reading: reading["about"])
def test_readings(scripts: Scripts, reading: dict[str, str]) -> None:
    assert scripts.ask("parse", reading["text"]) == {"code": reading["code"]}


@pytest.mark.parametrize("refusal", VECTORS["refusals"])
def test_refusals(scripts: Scripts, refusal: dict[str, Any]) -> None:
    expected = {name: refusal[name] for name in ("reason", "unknown_positions")}
    assert scripts.ask("parse", refusal["text"]) == expected


@settings(deadline=None)
@given(parts=st.lists(PARTS, max_size=14), between=st.sampled_from([" ", "", "、", "\n", "-"]))
def test_any_text_reads_the_same(scripts: Scripts, parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert scripts.ask("read", text) == read_indexes(text)
    try:
        expected: dict[str, Any] = {"code": parse_access_code(text).value.hex()}
    except AccessCodeError as error:
        places = list(error.unknown_positions)
        expected = {"reason": error.reason, "unknown_positions": places}
    assert scripts.ask("parse", text) == expected


@settings(deadline=None)
@given(value=JSON_VALUES)
def test_json_is_the_same_byte_for_byte(scripts: Scripts, value: object) -> None:
    expected = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert scripts.ask("canonical", value) == expected


@pytest.mark.parametrize("number", [1.5, 2**53])
def test_numbers_that_are_not_whole_are_refused(scripts: Scripts, number: float) -> None:
    with pytest.raises(ValueError, match="whole"):
        scripts.ask("canonical", number)


def test_half_a_pair_becomes_a_mark_that_utf_8_can_hold(scripts: Scripts) -> None:
    halves = ["\ud83d", "a\ude00b", "\ude00\ud83d", "😀"]
    assert scripts.ask("canonical", halves) == '["�","a�b","��","😀"]'


def test_lengths_are_padded_the_same(scripts: Scripts) -> None:
    lengths = [*range(70), 4095, 4096, 4097, 65535, 65536, 65537]
    lengths += [2**bits + off for bits in range(12, 45) for off in (-1, 0, 1, 777)]
    assert scripts.ask("padded", lengths) == [padded_length(length) for length in lengths]


@settings(deadline=None)
@given(length=st.integers(0, 2**50))
def test_any_length_is_padded_the_same(scripts: Scripts, length: int) -> None:
    assert scripts.ask("padded", [length]) == [padded_length(length)]


@settings(deadline=None)
@given(text=TEXT, counter=st.integers(1, 99), answers=st.none() | st.dictionaries(TEXT, TEXT))
def test_a_message_is_the_same_byte_for_byte(
    scripts: Scripts, text: str, counter: int, answers: dict[str, str] | None
) -> None:
    message = Message(
        "QF-Z1FB-VS7N-6D", Direction.FROM_REPORTER, counter, 2, text, (FILE_ITEM,), answers
    )
    given_message = {
        "caseNumber": message.case_number,
        "direction": "from_reporter",
        "counter": counter,
        "heard": 2,
        "text": text,
        "attachments": [_plain(FILE_ITEM)],
        "answers": answers,
    }
    written = scripts.ask("message", {"message": given_message, "key": "07" * 32})
    assert written.encode() == write_message(message, b"\x07" * 32)
    parts = ["group", text, answers, [], [[FILE_ITEM.sha256, "a", 1]]]
    mac = scripts.ask("mac", {"key": "07" * 32, "parts": parts})
    assert bytes.fromhex(mac) == content_mac(b"\x07" * 32, *parts)


def test_a_report_sealed_by_the_scripts_is_read_here(scripts: Scripts) -> None:
    code, organ = AccessCode(b"\x05" * 16), HybridIdentity(b"\x01" * 32)
    number = case_number(code.verifier())
    recipient = code.identity().recipient.encode()
    sealed = scripts.ask(
        "seal_report",
        {
            "code": code.value.hex(),
            "organ": organ.recipient.encode(),
            "caseNumber": number,
            "organId": "group",
            "answers": {"narrative": "每周五\r\n“聚会” \ud800", "how_known": ["saw", "told"]},
            "attachments": [_plain(FILE_ITEM)],
            "recipient": recipient,
        },
    )
    body = decrypt_bytes(b64decode(sealed), [organ])
    assert len(body) == 4096
    report = read_report(body, case_number=number, organ_ids=["group"])
    assert report.answers == {"narrative": "每周五\r\n“聚会” �", "how_known": ["saw", "told"]}
    assert report.attachments == (FILE_ITEM,)
    assert report.message_key == code.message_key()
    assert report.recipient_digest == sha256(recipient.encode()).hexdigest()


@pytest.mark.parametrize("length", [0, 1, 4096, 65536, 70_000, 600_000])
def test_a_file_sealed_by_the_scripts_is_opened_here(scripts: Scripts, length: int) -> None:
    organ = HybridIdentity(b"\x01" * 32)
    content = bytes(place % 251 for place in range(length))
    given_file = {"bytes": b64encode(content).decode(), "recipient": organ.recipient.encode()}
    sealed = scripts.ask("seal_file", given_file)
    payload = b64decode(sealed["payload"])
    opened = open_sealed(b64decode(sealed["header"]), payload, organ)
    assert opened == content + bytes(padded_length(length) - length)
    assert sealed["digest"] == sha256(content).hexdigest()
    assert sealed["expected_bytes"] == len(payload)


def test_a_reply_sealed_here_is_read_by_the_scripts(scripts: Scripts) -> None:
    code = AccessCode(b"\x05" * 16)
    number = case_number(code.verifier())
    message = Message(number, Direction.FROM_TEAM, 1, 0, "请问几点？")
    body = write_message(message, code.message_key())
    sealed = seal(body, [code.identity().recipient])
    file = b64encode(sealed.headers[0] + sealed.payload).decode()
    reply = {"code": code.value.hex(), "file": file, "case_number": number}
    found = scripts.ask("open_reply", reply)
    assert (found["text"], found["direction"], found["genuine"]) == (
        message.text,
        "from_team",
        True,
    )
    assert not scripts.ask("open_reply", {**reply, "case_number": "QF-0000-0000-00"})["genuine"]
    with pytest.raises(ValueError, match="identity"):
        scripts.ask("open_reply", {**reply, "code": "06" * 16})
    # The other way round: what Python says of it.
    assert read_message(body, message_key=code.message_key(), case_number=number)[1]


def _plain(attachment: Attachment) -> dict[str, Any]:
    return {
        "item_id": attachment.item_id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "length_bytes": attachment.length_bytes,
        "sha256": attachment.sha256,
    }


def test_exchange_of_a_code_is_the_same_bytes(scripts: Scripts) -> None:
    exchange = CodeExchange("QF-0000-0000-00", bytes(32), b"\x01" * 32, "ab" * 32, ("cd" * 16,))
    body = write_code_exchange(exchange).decode()
    asked = {
        "caseNumber": exchange.case_number,
        "earlier": exchange.earlier_key.hex(),
        "own": exchange.message_key.hex(),
        "recipientDigest": exchange.recipient_digest,
        "replies": list(exchange.replies),
    }
    assert scripts.ask("write_exchange", asked) == body
    reading = {"body": body, "caseNumber": exchange.case_number}
    assert scripts.ask("read_exchange", reading) == list(exchange.replies)
    assert read_code_exchange(body.encode(), case_number=exchange.case_number) == exchange
