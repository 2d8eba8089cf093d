"""Anybody can seal anything to a public key: what opens is still held to a report's shape."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.console.lead.case_answers import answer_lines
from app.services.code_exchange import (
    CodeExchange,
    continue_report,
    read_case_message,
    write_code_exchange,
)
from app.services.envelopes import (
    Answers,
    Attachment,
    Direction,
    EnvelopeError,
    Message,
    Report,
    read_message,
    read_report,
    write_message,
    write_report,
)
from app.web.languages import file_size

KEY = bytes(range(32))
NUMBER = "QF-0000-0000-00"
FILE = Attachment("0" * 32, "照片.jpg", "image/jpeg", 3, "ab" * 32)
REPORT = Report(
    NUMBER, "group", {"narrative": "经过", "how_known": ["saw"]}, (FILE,), KEY, "cd" * 32
)
EXCHANGE = CodeExchange(NUMBER, KEY, bytes(range(1, 33)), "ef" * 32, ("cd" * 16,))
MESSAGE = Message(NUMBER, Direction.FROM_REPORTER, 1, 0, "补充", (FILE,), {"narrative": "二"})

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**15, 10**400)
    | st.floats()
    | st.text(max_size=40)
    | st.text(st.characters(categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
REPORT_NAMES = st.sampled_from(sorted(json.loads(write_report(REPORT))))
MESSAGE_NAMES = st.sampled_from(sorted(json.loads(write_message(MESSAGE, KEY))))
EXCHANGE_NAMES = st.sampled_from(sorted(json.loads(write_code_exchange(EXCHANGE))))
FILE_NAMES = st.sampled_from(sorted(asdict(FILE)))


def encode(content: object) -> bytes:
    """As JSON.stringify writes it: what UTF-8 cannot hold as an escape."""
    return json.dumps(content).encode()


def as_read(content: dict[str, object]) -> Report | None:
    try:
        return read_report(encode(content), case_number=NUMBER, organ_ids=["group"])
    except EnvelopeError:
        return None


def as_message(content: dict[str, object]) -> Message | None:
    try:
        message, _ = read_message(encode(content), message_key=KEY, case_number=NUMBER)
    except EnvelopeError:
        return None
    return message


def show(attachments: tuple[Attachment, ...], answers: Answers | None, *texts: str) -> None:
    """What the console does with it."""
    for file in attachments:
        assert len(file.name) <= 200
        assert file.name.isprintable()
        file_size(file.length_bytes)
    lines = answer_lines(answers or {})
    for text in (*texts, *strings(lines), *(file.name for file in attachments)):
        text.encode()


def strings(lines: list[tuple[str, str]]) -> Iterator[str]:
    for label, value in lines:
        yield from (label, value)


@given(REPORT_NAMES, JSON)
def test_report_with_anything_in_a_place_is_refused_or_can_be_shown(
    name: str, value: object
) -> None:
    report = as_read({**json.loads(write_report(REPORT)), name: value})
    if report is not None:
        show(report.attachments, report.answers)


@given(FILE_NAMES, JSON)
def test_file_with_anything_in_a_place_is_refused_or_can_be_shown(name: str, value: object) -> None:
    content = json.loads(write_report(REPORT))
    content["attachments"][0][name] = value
    report = as_read(content)
    if report is not None:
        show(report.attachments, report.answers)


@given(MESSAGE_NAMES, JSON)
def test_message_with_anything_in_a_place_is_refused_or_can_be_shown(
    name: str, value: object
) -> None:
    message = as_message({**json.loads(write_message(MESSAGE, KEY)), name: value})
    if message is not None:
        assert 1 <= message.counter <= 100_000
        assert 0 <= message.heard <= 100_000
        show(message.attachments, message.answers, message.text)


@given(EXCHANGE_NAMES, JSON)
def test_exchange_with_anything_in_a_place_changes_nothing(name: str, value: object) -> None:
    changed = {**json.loads(write_code_exchange(EXCHANGE)), name: value}
    assume(changed != json.loads(write_code_exchange(EXCHANGE)))
    assert continue_report(REPORT, [encode(changed), None, b""], expected="") == REPORT


def test_exchange_of_another_code_is_nobody_s() -> None:
    strange = replace(EXCHANGE, earlier_key=bytes(32))
    second = replace(EXCHANGE, message_key=bytes(32), recipient_digest="ab" * 32)
    bodies = [write_code_exchange(one) for one in (EXCHANGE, strange, second)]
    assert continue_report(REPORT, bodies[1:2], expected="") == REPORT
    for both in (bodies, bodies[1:2]):
        doubtful = continue_report(REPORT, both, expected="" if both is bodies else "ef" * 32)
        assert doubtful.recipient_digest == ""
        assert doubtful.message_key not in (KEY, EXCHANGE.message_key, second.message_key)
    continued = continue_report(REPORT, bodies, expected=EXCHANGE.recipient_digest)
    assert continued.message_key == EXCHANGE.message_key


def test_earlier_key_vouches_for_the_office_s_replies_of_its_time_alone() -> None:
    keys = continue_report(REPORT, [write_code_exchange(EXCHANGE)], expected="").keys()
    reply = replace(MESSAGE, direction=Direction.FROM_TEAM)
    for message, item_id, is_genuine in [
        (reply, EXCHANGE.replies[0], True),
        (reply, "12" * 16, False),
        (MESSAGE, EXCHANGE.replies[0], False),
    ]:
        assert read_case_message(keys, item_id, write_message(message, KEY))[1] is is_genuine


@pytest.mark.parametrize(
    "change",
    [
        {"answers": {"narrative": 1}},
        {"answers": {"narrative": {"a": "b"}}},
        {"answers": {"how_known": ["a", 1]}},
        {"answers": {"narrative": "\ud800"}},
        {"answers": {"\udfff": "a"}},
        {"answers": {"Not a name of ours": "a"}},
        {"answers": {f"a{n}": "a" for n in range(1000)}},
        {"message_key": "ab"},
        {"message_key": None},
        {"recipient_digest": 1},
        {"recipient_digest": "\ud800"},
        {"more": "x"},
        {"attachments": [{**asdict(FILE), "item_id": "../../etc"}]},
        {"attachments": [{**asdict(FILE), "item_id": "0" * 31 + "A"}]},
        {"attachments": [{**asdict(FILE), "length_bytes": -1}]},
        {"attachments": [{**asdict(FILE), "length_bytes": 10**4000}]},
        {"attachments": [{**asdict(FILE), "sha256": "short"}]},
        {"attachments": [{**asdict(FILE), "name": "\udc80.jpg"}]},
    ],
    ids=str,
)
def test_report_of_another_shape_is_refused(change: dict[str, object]) -> None:
    content = {**json.loads(write_report(REPORT)), **change}
    with pytest.raises(EnvelopeError, match="not_a_report"):
        read_report(encode(content), case_number=NUMBER, organ_ids=["group"])


@pytest.mark.parametrize(
    "change",
    [
        {"counter": 0},
        {"counter": 10**18},
        {"heard": -1},
        {"heard": 10**18},
        {"text": "\ud800"},
        {"more": "\ud800"},
        {"more": 1},
        {"answers": {"narrative": [["a"]]}},
    ],
    ids=str,
)
def test_message_of_another_shape_is_refused(change: dict[str, object]) -> None:
    content = {**json.loads(write_message(MESSAGE, KEY)), **change}
    with pytest.raises(EnvelopeError, match="not_a_message"):
        read_message(encode(content), message_key=KEY, case_number=NUMBER)


@pytest.mark.parametrize("depth", [100, 900, 990, 1500, 50_000])
def test_what_is_nested_deeply_is_refused(depth: int) -> None:
    nested = "[" * depth + "]" * depth
    body = json.dumps({**json.loads(write_message(MESSAGE, KEY)), "more": 1})
    body = body.replace('"more": 1', f'"more": {nested}')
    with pytest.raises(EnvelopeError):
        read_message(body.encode(), message_key=KEY, case_number=NUMBER)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202egpj.exe", "agpj.exe"),
        ("../../x.jpg", "x.jpg"),
        ("C:\\Users\\x.jpg", "x.jpg"),
        ("a\r\nb\x00.jpg", "ab.jpg"),
        ("", "file"),
        ("长" * 100_000 + ".jpg", "长" * 196 + ".jpg"),
    ],
)
def test_odd_name_of_a_file_is_made_harmless(name: str, shown: str) -> None:
    content = json.loads(write_report(REPORT))
    content["attachments"][0]["name"] = name
    report = as_read(content)
    assert report
    assert report.attachments[0].name == shown


def test_file_that_is_named_twice_is_there_once() -> None:
    content = json.loads(write_report(REPORT))
    content["attachments"].append({**content["attachments"][0], "name": "别的.jpg"})
    report = as_read(content)
    assert report
    assert report.attachments == (FILE,)
