"""A report that a browser sealed: taken in whole, once, and read by the office as any other."""

import pytest
from sqlalchemy import select

from app.storage.database import Database
from app.storage.intake import ArrivingFile, Case, ItemHeader, ItemKind, SealedItem
from crypto.access_code import verifier_hash
from tests.browse import Browser
from tests.make import GROUP, PHOTO, STORY, SUPERIOR
from tests.officers import Officers, press_open_batch
from tests.sealing_reporter import SealingReporter

Zones = tuple[Database, Database]


@pytest.fixture
def sealing(reporter: Browser) -> SealingReporter:
    """A reporter whose browser seals, at the open form."""
    return SealingReporter(reporter).open_form()


def kinds(zones: Zones) -> list[ItemKind]:
    with zones[0].read() as session:
        return sorted(session.scalars(select(SealedItem.kind)))


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
    [link] = [a for a in page.all("a") if upload.attachment.item_id in a["href"]]
    assert browser.get(link["href"]).body == PHOTO * 20


def test_same_report_twice_is_one_case(sealing: SealingReporter, zones: Zones) -> None:
    upload = sealing.upload("照片.jpg", PHOTO)
    first, second = (sealing.submit(STORY, upload) for _ in range(2))
    assert first.one("h1").text != second.one("h1").text
    assert kinds(zones) == [ItemKind.ATTACHMENT, ItemKind.REPORT]


def test_other_content_under_the_same_code_is_refused_as_known(
    sealing: SealingReporter, zones: Zones
) -> None:
    sealing.submit()
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
