"""Sealed content: what goes in comes out, and what is not ours is refused by name."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.envelopes import (
    MAX_COUNTER,
    Attachment,
    Direction,
    EnvelopeError,
    Message,
    Report,
    content_mac,
    read_message,
    read_report,
    write_message,
    write_report,
)
from crypto.padding import BUCKETS_BYTES, ReportTooLongError

KEY = bytes(range(32))
NUMBER = "QF-0000-0000-00"
FILE = Attachment("0" * 32, "照片.jpg", "image/jpeg", 3, "ab" * 32)
REPORT = Report(NUMBER, "group", {"narrative": "经过"}, (FILE,), KEY, "cd" * 32)
MESSAGE = Message(NUMBER, Direction.FROM_REPORTER, 1, 0, "补充", (FILE,), {"narrative": "二"})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_report_comes_out_as_it_went_in(story: str, how_known: list[str]) -> None:
    report = replace(REPORT, answers={"narrative": story, "how_known": how_known})
    assert read_report(write_report(report), case_number=NUMBER, organ_ids=["group"]) == report


@given(TEXT, st.integers(1, MAX_COUNTER), st.integers(0, MAX_COUNTER))
def test_message_comes_out_as_it_went_in(text: str, counter: int, heard: int) -> None:
    message = replace(MESSAGE, text=text, counter=counter, heard=heard)
    body = write_message(message, KEY)
    assert read_message(body, message_key=KEY, case_number=NUMBER) == (message, True)


@given(st.text(max_size=3000))
def test_length_is_one_of_a_few(story: str) -> None:
    story = story.encode("utf-8", "replace").decode()
    assert len(write_report(replace(REPORT, answers={"narrative": story}))) in BUCKETS_BYTES


def test_what_fits_no_bucket_is_refused() -> None:
    with pytest.raises(ReportTooLongError):
        write_report(replace(REPORT, answers={"narrative": "长" * 100_000}))


def test_report_of_another_case_or_organ_is_refused() -> None:
    body = write_report(REPORT)
    for number, organs, reason in (
        ("QF-1111-1111-11", ["group"], "other_case"),
        (NUMBER, ["superior"], "other_organ"),
    ):
        with pytest.raises(EnvelopeError, match=reason):
            read_report(body, case_number=number, organ_ids=organs)


def test_message_under_another_key_or_in_another_case_is_unverified() -> None:
    body = write_message(MESSAGE, KEY)
    assert read_message(body, message_key=bytes(32), case_number=NUMBER) == (MESSAGE, False)
    assert read_message(body, message_key=KEY, case_number="QF-1111-1111-11") == (MESSAGE, False)


@pytest.mark.parametrize("name", ["text", "counter", "heard", "direction", "answers"])
def test_changed_message_is_unverified(name: str) -> None:
    content = json.loads(write_message(MESSAGE, KEY))
    changes = {"text": "别的", "counter": 2, "heard": 5, "direction": "from_team", "answers": None}
    content[name] = changes[name]
    _, verified = read_message(json.dumps(content).encode(), message_key=KEY, case_number=NUMBER)
    assert not verified


@pytest.mark.parametrize(
    "change",
    [
        {"counter": "1"},
        {"counter": True},
        {"counter": None},
        {"heard": 1.5},
        {"text": None},
        {"text": ["a"]},
        {"attachments": None},
        {"attachments": [{"item_id": "x"}]},
        {"attachments": [{**FILE.__class__.__annotations__}]},
        {"answers": "x"},
        {"direction": "sideways"},
        {"mac": "zz"},
        {"mac": None},
        {"kind": "report"},
        {"qingfeng": 2},
    ],
)
def test_message_of_another_shape_is_refused(change: dict[str, object]) -> None:
    content = {**json.loads(write_message(MESSAGE, KEY)), **change}
    body = json.dumps(content, default=str).encode()
    with pytest.raises(EnvelopeError, match="not_a_message"):
        read_message(body, message_key=KEY, case_number=NUMBER)


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"\xff", b'"x"', b"1", b"[" * 100_000]
)
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read_message(body, message_key=KEY, case_number=NUMBER)
    with pytest.raises(EnvelopeError):
        read_report(body, case_number=NUMBER, organ_ids=["group"])


def test_words_and_keys_are_not_printed() -> None:
    for value in (REPORT, MESSAGE, FILE):
        assert "照片" not in repr(value)
    assert "经过" not in repr(REPORT)
    assert KEY.hex() not in repr(REPORT)
    assert "补充" not in repr(MESSAGE)


def test_mark_tells_a_change_from_a_repeat() -> None:
    same = content_mac(KEY, "group", {"a": "1", "b": "2"})
    assert same == content_mac(KEY, "group", {"b": "2", "a": "1"})
    assert same != content_mac(KEY, "group", {"a": "1", "b": "3"})
    assert same != content_mac(bytes(32), "group", {"a": "1", "b": "2"})
