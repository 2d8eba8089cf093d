"""A sample: drawn by chance, let go by an approver, read by the auditor who drew it; no more."""

import base64

import pytest
from sqlalchemy import select, text, update

from app.domain.roles import Role
from app.domain.sampling import draw
from app.services.audit.checkpoint import read_checkpoint
from app.services.officer.key_holder_client import (
    KeyHolderError,
    KeyUseRefusedError,
    SampleNotReleasedError,
)
from app.services.officer.recusal.recuse import recuse
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import AuditEntry, RecordHeader
from app.storage.database import Database
from app.storage.intake import PublicWordChange
from tests.browse import Browser, Page
from tests.make import APPROVER, INTAKE_OFFICER, STORY, append_only_lifted, make_case
from tests.officers import Officers, case_numbers, press_open_batch

Zones = tuple[Database, Database]
AUDITOR = "audit01"
CLOSED, OPEN = 6, 2


@pytest.fixture
def auditor(officers: Officers) -> Browser:
    officers.add(AUDITOR, Role.AUDITOR)
    return officers.enter(AUDITOR)


@pytest.fixture
def closed(officers: Officers, intake_desk: IntakeDesk, zones: Zones) -> list[str]:
    """Leads that their reporters read as concluded, among others; and a checkpoint."""
    for _ in range(CLOSED + OPEN):
        make_case(intake_desk)
    browser = officers.unlock()
    press_open_batch(browser)
    numbers = sorted(case_numbers(browser.get("/queue")))[:CLOSED]
    with zones[0].begin() as session:
        session.execute(
            update(PublicWordChange)
            .where(PublicWordChange.case_number.in_(numbers))
            # Released long ago, whatever the machine's clock says.
            .values(word="concluded", shown_from=1)
        )
    return numbers


def drawn(auditor: Browser, count: int = 3) -> Page:
    form = auditor.get("/samples").form("/samples").fill(count=str(count), reason="spot_check")
    return auditor.send(form)


def leads_of(page: Page) -> list[str]:
    """The sampled leads that stand on a page."""
    return [e.text for e in page.all("li") if e.text.startswith("QF-")]


def sign(auditor: Browser) -> bytes:
    """Have the log signed; give the statement's digest."""
    page = auditor.send(auditor.get("/audit/chain").form("/audit/checkpoint"))
    [download] = [a["href"] for a in page.all("a") if a["href"].endswith("/download")]
    return read_checkpoint(auditor.get(download).body.decode()).statement.digest()


def test_sample_is_drawn_by_chance_that_anybody_can_repeat(
    auditor: Browser, closed: list[str]
) -> None:
    assert drawn(auditor).all("div", role="alert"), "without a checkpoint there is no seed"
    checkpoint = sign(auditor)
    page = drawn(auditor, 3)
    assert leads_of(page) == draw(checkpoint, 1, closed, 3)
    assert set(leads_of(drawn(auditor, 50))) >= set(closed)
    wrong = auditor.send(auditor.get("/samples").form("/samples").fill(count="0"))
    assert wrong.status == 422
    assert wrong.form("/samples").value("count") == "0"


def test_auditor_reads_what_an_approver_lets_go_until_the_key_is_locked(
    auditor: Browser, closed: list[str], officers: Officers, zones: Zones
) -> None:
    sign(auditor)
    number = leads_of(drawn(auditor, 2))[0]
    address = f"/samples/1/{number}"
    assert auditor.get(address).url == "/samples"
    approver = officers.unlock(APPROVER)
    page = approver.send(approver.get("/samples", lang="en").form("/samples/1/release"))
    assert page.all("div", class_="success")
    lead = auditor.get(address)
    assert STORY in lead.text
    assert lead.all("form", action="/samples") == []
    with zones[1].read() as session:
        query = select(AuditEntry).where(AuditEntry.account == AUDITOR, AuditEntry.act == "unwrap")
        assert [(e.case_number, e.detail) for e in session.scalars(query)] == [
            (number, "purpose=sample count=2")
        ]
    # A lead that was not drawn, and another organ's or auditor's eyes.
    [other] = [n for n in closed if n not in leads_of(auditor.get("/samples"))][:1]
    assert auditor.get(f"/samples/1/{other}").status == 404
    officers.add("audit02", Role.AUDITOR)
    assert officers.enter("audit02").get(address).status == 404
    for path in ("/queue", f"/cases/{number}"):
        assert auditor.get(path).status == 403
    approver.send(approver.get("/queue").form("/lock"))
    officers.forget_token(APPROVER)
    assert auditor.get(address).url == "/samples"


@pytest.mark.rows
def test_key_holder_gives_nothing_beside_the_sample(
    auditor: Browser, closed: list[str], officers: Officers, zones: Zones
) -> None:
    """A console that was taken over asks by itself."""
    ask = officers.desk.key_holder.ask
    sign(auditor)
    sampled = leads_of(drawn(auditor, 2))
    other = next(n for n in closed if n not in sampled)
    with pytest.raises(KeyUseRefusedError):
        ask("release_sample", token=officers.token(INTAKE_OFFICER), number=1)
    with pytest.raises(SampleNotReleasedError):
        ask("unwrap_sample", **asked(zones, sampled[0]))
    ask("release_sample", token=officers.token(APPROVER), number=1)
    ask("unwrap_sample", **asked(zones, sampled[0]))
    for values in (
        asked(zones, other),
        asked(zones, other) | {"items": asked(zones, sampled[0], named=other)["items"]},
        asked(zones, sampled[0]) | {"account": INTAKE_OFFICER},
        asked(zones, sampled[0]) | {"number": 2},
    ):
        with pytest.raises(KeyHolderError):
            ask("unwrap_sample", **values)
    recuse(officers.desk, officers.acting(), sampled[1], AUDITOR)
    with pytest.raises(KeyHolderError, match="recused"):
        ask("unwrap_sample", **asked(zones, sampled[1]))
    # A lead put into the sample afterwards is not what was drawn.
    with zones[1].engine.begin() as connection, append_only_lifted(connection):
        row = {"case": other}
        connection.execute(text("INSERT INTO sample_leads VALUES ('group', 1, :case)"), row)
    with pytest.raises(KeyUseRefusedError):
        ask("unwrap_sample", **asked(zones, sampled[0]))


def asked(zones: Zones, number: str, named: str = "") -> dict[str, object]:
    """What the console asks to read a lead's record."""
    with zones[1].read() as session:
        header = session.get_one(RecordHeader, (number, "group")).header
    item = {"case_number": named or number, "header": base64.b64encode(header).decode()}
    return {"organ_id": "group", "number": 1, "account": AUDITOR, "items": [item]}
