"""A report that a browser sealed: taken in whole, once, and read by the office as any other."""

import json
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import ArrivingFile, Case, ItemHeader, ItemKind, SealedItem
from crypto.access_code import verifier_hash
from crypto.age.header import encode_header, parse_header
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.padding import pad_json
from crypto.sealing import seal
from tests.browse import Browser, Page
from tests.make import GROUP, PHOTO, STORY, SUPERIOR, UNIT, OpenApp
from tests.officers import Officers, press_open_batch
from tests.sealing_reporter import SealingReporter

Zones = tuple[Database, Database]
AT_ONCE = 64


def kinds(zones: Zones) -> list[ItemKind]:
    with zones[0].read() as session:
        return sorted(session.scalars(select(SealedItem.kind)))


@pytest.mark.rows
def test_sealed_report_with_a_file_is_read_by_the_office(
    sealing: SealingReporter, zones: Zones, officers: Officers
) -> None:
    upload = sealing.upload("照片.jpg", PHOTO * 20)
    receipt = sealing.submit(STORY, upload)
    assert receipt.one("p", id="case-number").text == sealing.number
    assert receipt.one("ol", id="code").text == ""
    assert kinds(zones) == [ItemKind.ATTACHMENT, ItemKind.REPORT]
    with zones[0].read() as session:
        case = session.get_one(Case, sealing.number)
        assert case.verifier_hash == verifier_hash(sealing.code.verifier())
        assert set(session.scalars(select(ItemHeader.holder))) == {GROUP}
        assert session.scalars(select(ArrivingFile)).all() == []
    browser = officers.unlock()
    press_open_batch(browser)
    page = browser.get(f"/cases/{sealing.number}")
    assert STORY in page.text
    [link] = [a for a in page.all("a") if "download" in a.attributes]
    assert browser.get(link["href"]).body == PHOTO * 20


def test_same_report_twice_is_one_case(sealing: SealingReporter, zones: Zones) -> None:
    upload = sealing.upload("照片.jpg", PHOTO)
    first, second = (sealing.submit(STORY, upload) for _ in range(2))
    assert first.one("h1").text != second.one("h1").text
    # Its answer was lost, and a key exchanged before it is sent again: it lies there all the same.
    sealing.roster = "9"
    assert sealing.submit(STORY, upload).one("h1").text == second.one("h1").text
    assert kinds(zones) == [ItemKind.ATTACHMENT, ItemKind.REPORT]


@pytest.mark.parametrize("roster", ["", "9"], ids=["newest", "another"])
def test_other_content_under_the_same_code_is_refused_as_known(
    sealing: SealingReporter, zones: Zones, roster: str
) -> None:
    sealing.submit()
    sealing.roster = roster or sealing.roster
    response = sealing.post("/report", sealing.report_fields("别的"))
    assert response.status_code == 409
    assert response.json == {"error": "known", "counter": 1, "heard": 0}
    assert kinds(zones) == [ItemKind.REPORT]


def test_report_to_the_superior_has_no_header_for_the_group(
    sealing: SealingReporter, zones: Zones
) -> None:
    sealing.submit(organ_id=SUPERIOR)
    with zones[0].read() as session:
        assert set(session.scalars(select(ItemHeader.holder))) == {SUPERIOR}


def test_expired_token_is_told_to_the_script(sealing: SealingReporter, zones: Zones) -> None:
    response = sealing.post("/report", {**sealing.report_fields(), "csrf_token": "x"})
    assert (response.status_code, response.json) == (400, {"error": "token"})
    assert kinds(zones) == []
    response = sealing.send_piece("ab" * 16, PHOTO, csrf_token="x", offset="0")
    assert (response.status_code, response.json) == (400, {"error": "token"})


def test_roster_that_changed_is_told(sealing: SealingReporter, zones: Zones) -> None:
    sealing.roster = "9"
    response = sealing.post("/report", sealing.report_fields())
    assert (response.status_code, response.json) == (409, {"error": "outdated"})
    assert kinds(zones) == []


def test_file_that_is_not_there_is_told(sealing: SealingReporter, zones: Zones) -> None:
    upload = sealing.upload("照片.jpg", PHOTO)
    sealing.send_piece(upload.attachment.item_id, cancel="1")
    response = sealing.post("/report", sealing.report_fields(STORY, [upload]))
    assert (response.status_code, response.json) == (409, {"error": "files_gone"})
    assert kinds(zones) == []


def test_number_that_a_stranger_has_is_told(sealing: SealingReporter, zones: Zones) -> None:
    sealing.submit()
    with zones[0].begin() as session:
        # The stranger's case keeps its number and gets another verifier.
        session.get_one(Case, sealing.number).verifier_hash = bytes(32)
    response = sealing.post("/report", sealing.report_fields("别的"))
    assert (response.status_code, response.json) == (409, {"error": "code_taken"})
    assert kinds(zones) == [ItemKind.REPORT]


@pytest.mark.rows
def test_many_sealed_reports_at_once_are_as_many_cases(open_public: OpenApp, zones: Zones) -> None:
    app = open_public(limit_submit="1000 per hour")
    barrier = Barrier(AT_ONCE)

    def send(number: int) -> str:
        own = SealingReporter(Browser(app.test_client())).open_form()
        barrier.wait()
        own.submit(f"{STORY}{number}", own.upload(f"{number}.jpg", PHOTO))
        return own.number

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = list(pool.map(send, range(AT_ONCE)))
    assert len(set(numbers)) == AT_ONCE
    assert kinds(zones) == [ItemKind.ATTACHMENT] * AT_ONCE + [ItemKind.REPORT] * AT_ONCE


def test_one_report_many_times_at_once_is_one_case(open_public: OpenApp, zones: Zones) -> None:
    app = open_public(limit_submit="1000 per hour")
    first = SealingReporter(Browser(app.test_client())).open_form()
    upload = first.upload("照片.jpg", PHOTO)
    barrier = Barrier(8)

    def send(_: int) -> str:
        own = SealingReporter(Browser(app.test_client()), first.code).open_form()
        fields = own.report_fields(STORY, [upload])
        barrier.wait()
        return Page(own.post("/report", fields)).one("p", id="case-number").text

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {first.number}
    assert kinds(zones) == [ItemKind.ATTACHMENT, ItemKind.REPORT]


def test_limit_is_told_with_its_time(open_public: OpenApp, zones: Zones) -> None:
    app = open_public(limit_submit="1 per hour")
    sealing = SealingReporter(Browser(app.test_client(), "203.0.113.9")).open_form()
    fields = sealing.report_fields()
    assert sealing.post("/report", fields).status_code == 200
    response = sealing.post("/report", fields)
    assert response.status_code == 429
    answer = response.json or {}
    assert re.fullmatch(r"\d\d:\d\d", answer.pop("try_again_at"))
    assert answer == {"error": "limit"}
    assert kinds(zones) == [ItemKind.REPORT]


def two_stanzas(header: bytes) -> bytes:
    parsed = parse_header(header)
    return encode_header((*parsed.stanzas, *parsed.stanzas), bytes(16))


def age_file(plaintext: bytes, identity: X25519Identity | HybridIdentity) -> str:
    sealed = seal(plaintext, [identity.recipient])
    return b64encode(sealed.headers[0] + sealed.payload).decode()


HYBRID, CLASSIC = HybridIdentity.generate(), X25519Identity.generate()
HEADER = seal(b"", [HYBRID.recipient]).headers[0]
SHORT, BUCKET = bytes(4095), bytes(4096)
MALFORMED = {
    "no body": {"sealed_report": ""},
    "not base64": {"sealed_report": "§"},
    "base64 with a newline": {"sealed_report": "YWJj\n"},
    "not an age file": {"sealed_report": b64encode(bytes(5000)).decode()},
    "no bucket": {"sealed_report": age_file(SHORT, HYBRID)},
    "bucket and a byte": {"sealed_report": age_file(BUCKET + b" ", HYBRID)},
    "half a megabyte": {"sealed_report": age_file(bytes(260 * 1024), HYBRID)},
    "classic recipient": {"sealed_report": age_file(BUCKET, CLASSIC)},
    "two stanzas": {"sealed_report": b64encode(two_stanzas(HEADER) + bytes(4128)).decode()},
    "no payload": {"sealed_report": b64encode(HEADER).decode()},
    "short verifier": {"verifier": "ab"},
    "capital verifier": {"verifier": "AB" * 32},
    "empty verifier": {"verifier": ""},
    "short mac": {"content_mac": "ab" * 31},
    "no mac": {"content_mac": ""},
    "classic reporter": {"reporter_recipient": CLASSIC.recipient.encode()},
    "no reporter": {"reporter_recipient": ""},
    "capital reporter": {"reporter_recipient": HYBRID.recipient.encode().upper()},
    "odd reporter": {"reporter_recipient": "age1pq1ü"},
    "unit": {"organ": UNIT},
    "no organ": {"organ": ""},
    "roster of no number": {"roster": "x"},
    "attachments of no list": {"sealed_attachments": "{}"},
    "attachments of no JSON": {"sealed_attachments": "["},
    "nested attachments": {"sealed_attachments": "[" * 100_000},
    "attachment of no object": {"sealed_attachments": "[1]"},
    "odd id": {"sealed_attachments": json.dumps([{"item_id": "../x", "header": ""}])},
    "no header": {"sealed_attachments": json.dumps([{"item_id": "ab" * 16, "header": ""}])},
    "header with more": {
        "sealed_attachments": json.dumps(
            [{"item_id": "ab" * 16, "header": b64encode(HEADER + b"x").decode()}]
        )
    },
    "one file twice": {
        "sealed_attachments": json.dumps(
            [{"item_id": "ab" * 16, "header": b64encode(HEADER).decode()}] * 2
        )
    },
    "too many files": {
        "sealed_attachments": json.dumps(
            [{"item_id": f"{n:032x}", "header": b64encode(HEADER).decode()} for n in range(6)]
        )
    },
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_no_browser_of_ours_sends_is_malformed_and_stores_nothing(
    sealing: SealingReporter, zones: Zones, change: dict[str, str]
) -> None:
    response = sealing.post("/report", {**sealing.report_fields(), **change})
    assert (response.status_code, response.json) == (400, {"error": "malformed"})
    with zones[0].read() as session:
        assert session.scalars(select(Case)).all() == []


@pytest.mark.parametrize(
    "text",
    ['"\ud800"', '"\\ud800"', "[" * 2000, "9" * 5000, "1e999", "NaN", '{"narrative": [{}]}'],
    ids=ascii,
)
def test_console_says_of_a_hostile_report_that_it_cannot_be_read(
    sealing: SealingReporter, officers: Officers, text: str
) -> None:
    fields = sealing.report_fields()
    body = b'{"qingfeng":1,"kind":"report","answers":' + text.encode("utf-8", "replace") + b"}"
    fields["sealed_report"] = sealing.seal(pad_json(body), GROUP)
    assert sealing.post("/report", fields).status_code == 200
    browser = officers.unlock()
    assert press_open_batch(browser).status == 200
    page = browser.get(f"/cases/{sealing.number}")
    assert page.status == 200
    assert page.all("h2", id="problems")


def test_page_with_plain_buttons_is_there_for_who_asks(reporter: Browser) -> None:
    sealed = reporter.get("/report")
    assert sealed.all("p", class_="no-sealing")
    [button] = [e for e in sealed.all("button") if e.attributes["type"] == "submit"]
    assert any(button.text in one.text for one in sealed.all("noscript"))
    plain = reporter.get("/report", sealing="server")
    assert "data-recipients" not in plain.one("form", id="report-form").attributes
    assert not any(button.text in one.text for one in plain.all("noscript"))
    assert reporter.send(plain.form("/report").fill(narrative=STORY)).status == 200


def test_neither_verifier_nor_code_is_stored(sealing: SealingReporter, settings: Settings) -> None:
    sealing.submit(STORY, sealing.upload("照片.jpg", PHOTO))
    sealing.post("/status/message", sealing.message_fields("补充"))
    sealing.status()
    code, verifier = sealing.code, sealing.code.verifier()
    secrets = [verifier, verifier.hex().encode(), code.value, code.message_key(), STORY.encode()]
    secrets += ["照片.jpg".encode(), " ".join(code.words()).encode()]
    for path in settings.zone("intake").rglob("*"):
        if path.is_file():
            assert [s for s in secrets if s in path.read_bytes()] == [], path.name
