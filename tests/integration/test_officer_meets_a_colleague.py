"""Two officers at one lead: the later of them is told, and nothing half-done is left behind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.services.officer.desk import ActingOfficer
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.officer.lead.record import open_record
from app.services.officer.lead.triage_case import Triage, triage_case
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings
from app.storage.case_records import StaleCaseError, replace_record
from app.storage.database import Database
from app.storage.intake import ItemKind, SealedItem
from tests.browse import Browser
from tests.make import OpenApp, make_case
from tests.officers import Officers, case_numbers, press_open_batch
from tests.reporters import submit, write

Zones = tuple[Database, Database]


class InterruptedKeyHolder(KeyHolderClient):
    """The real one; between its answer and the officer's next step, a colleague acts once."""

    def __init__(self, socket_path: Path, purpose: str, colleague: Callable[[], None]) -> None:
        super().__init__(socket_path)
        self._purpose = purpose
        self._colleague: Callable[[], None] | None = colleague

    def unwrap(
        self, token: str, purpose: str, headers: Sequence[tuple[str, bytes]]
    ) -> list[bytes | None]:
        keys = super().unwrap(token, purpose, headers)
        if purpose == self._purpose and self._colleague:
            colleague, self._colleague = self._colleague, None
            colleague()
        return keys


def interrupt(officers: Officers, settings: Settings, purpose: str, number: str) -> None:
    """Let a colleague screen the lead while the officer is at it."""
    desk = officers.desk
    found = Triage(None, None, danger=True, evidence_at_risk=False, assigned_to=None)

    def colleague() -> None:
        triage_case(desk, officers.acting(), number, found)

    path = settings.key_holder_socket()
    interrupted = replace(desk, key_holder=InterruptedKeyHolder(path, purpose, colleague))
    officers.app.extensions["desk"] = interrupted


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("/triage", {"note": "我这边的意见"}),
        ("/reply", {"text": "我这边的意见"}),
    ],
)
def test_stale_record_is_refused_and_nothing_is_saved(
    officers: Officers,
    intake_desk: IntakeDesk,
    settings: Settings,
    zones: Zones,
    form: str,
    values: dict[str, str],
) -> None:
    make_case(intake_desk)
    browser = officers.unlock()
    [number] = case_numbers(press_open_batch(browser))
    filled = browser.get(f"/cases/{number}").form(form).fill(**values)
    interrupt(officers, settings, "write", number)
    assert browser.send(filled).status == 409
    lead = browser.get(f"/cases/{number}")
    assert "我这边的意见" not in lead.text
    with zones[0].read() as session:
        replies = select(func.count()).where(SealedItem.kind == ItemKind.REPLY)
        assert session.scalar(replies) == 0, "a reply went out although nothing was saved"


def test_reading_at_the_same_moment_is_no_conflict(
    officers: Officers, settings: Settings, open_public: OpenApp
) -> None:
    reporter = Browser(open_public().test_client())
    noted = submit(reporter)
    browser = officers.unlock()
    press_open_batch(browser)
    write(reporter, noted.code, "新的")
    interrupt(officers, settings, "read", noted.number)
    assert browser.get(f"/cases/{noted.number}").status == 200


def test_replacing_a_record_needs_the_version_that_was_read(
    officers: Officers, intake_desk: IntakeDesk, zones: Zones
) -> None:
    make_case(intake_desk)
    [number] = case_numbers(press_open_batch(officers.unlock()))
    officer: ActingOfficer = officers.acting()
    held, _ = open_record(officers.desk, officer, number)
    with zones[1].begin() as session:
        replace_record(session, held, b"first", [])
    with pytest.raises(StaleCaseError), zones[1].begin() as session:
        replace_record(session, held, b"second", [])


def test_screening_that_a_colleague_changed_meanwhile_is_not_overwritten(
    officers: Officers, intake_desk: IntakeDesk
) -> None:
    """Two officers have the page open; the second to save must see what the first saved."""
    make_case(intake_desk)
    first, second = officers.unlock(), officers.unlock()
    [number] = case_numbers(press_open_batch(first))
    forms = [browser.get(f"/cases/{number}").form("/triage") for browser in (first, second)]
    assert first.send(forms[0].fill(danger="y")).status == 200
    assert second.send(forms[1].fill(note="二")).status == 409
