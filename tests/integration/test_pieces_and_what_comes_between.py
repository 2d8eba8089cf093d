"""Files in pieces when something comes between: other bytes, a full disk, the sweep, a kill."""

import os
from hashlib import sha256

import pytest
from sqlalchemy import select

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.store_rows import NewCase, open_case
from app.services.roster import Roster
from app.settings import Settings
from app.storage.intake import Case, SealedItem
from tests.browse import Browser
from tests.pieces import Zones, payload_of, rows, send
from tests.sealing_reporter import SealedUpload, SealingReporter, seal_upload

CONTENT = os.urandom(100_000)


@pytest.fixture
def sealing(reporter: Browser) -> SealingReporter:
    """A reporter whose browser seals, at the open form."""
    return SealingReporter(reporter).open_form()


@pytest.fixture
def upload() -> SealedUpload:
    return seal_upload("照片.jpg", CONTENT)


@pytest.mark.rows
@pytest.mark.parametrize("same", [False, True], ids=["other bytes", "the same bytes"])
def test_report_never_names_a_digest_that_its_payload_does_not_have(
    sealing: SealingReporter,
    settings: Settings,
    zones: Zones,
    monkeypatch: pytest.MonkeyPatch,
    same: bool,
) -> None:
    upload = sealing.upload("a", CONTENT)
    item_id = upload.attachment.item_id
    other = upload if same else seal_upload("a", CONTENT[::-1], item_id)

    def open_late(desk: IntakeDesk, new: NewCase, roster: Roster) -> Case | None:
        # Between the look at what has arrived and the transaction that claims it.
        sealing.send_piece(item_id, cancel="1")
        assert send(sealing, other, 0, len(other.payload))[0] == 200
        return open_case(desk, new, roster)

    monkeypatch.setattr("app.services.reporter.submit_sealed_report.open_case", open_late)
    response = sealing.post("/report", sealing.report_fields("经过", [upload]))
    with zones[0].read() as session:
        named = session.scalars(
            select(SealedItem.payload_digest).where(SealedItem.payload_id == item_id)
        ).all()
    if same:
        assert response.status_code == 200
        assert named == [sha256(payload_of(settings, upload).read_bytes()).digest()]
    else:
        assert (response.status_code, response.json) == (409, {"error": "files_gone"})
        assert named == []
        assert len(rows(zones)) == 1, "what was claimed in vain waits on"
