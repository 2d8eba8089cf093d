"""An auditor reads the log, verifies it, has it signed, and sees nothing else."""

import re

import pytest
from sqlalchemy import text

from app.domain.roles import Role
from app.services.audit.checkpoint import read_checkpoint
from app.storage.audit import append_entry
from app.storage.database import Database
from tests.browse import Browser, Page
from tests.make import INTAKE_OFFICER, SUPERIOR_OFFICER, Clock, append_only_lifted
from tests.officers import Officers

pytestmark = pytest.mark.rows

Zones = tuple[Database, Database]
AUDITOR = "audit01"


@pytest.fixture
def auditor(officers: Officers) -> Browser:
    """A browser of an auditor of the group."""
    officers.add(AUDITOR, Role.AUDITOR)
    browser = officers.enter(AUDITOR)
    assert browser.get("/").url == "/audit"
    return browser


@pytest.fixture
def many(zones: Zones, clock: Clock) -> None:
    """More entries than a page has."""
    with zones[1].begin() as session:
        for number in range(120):
            clock.pass_by(hours=1)
            append_entry(
                session,
                at=clock(),
                account=INTAKE_OFFICER if number % 2 else SUPERIOR_OFFICER,
                act="downloaded" if number % 10 == 1 else "unwrap",
                case_number="QF-0000-0000-00" if number == 31 else "",
                detail=f"purpose=read count={number}",
            )
    clock.pass_by(hours=-120)


def rows(page: Page) -> list[list[str]]:
    """What stands in the table, a list a row."""
    found: list[list[str]] = []
    for element in page.elements:
        if element.tag == "tr":
            found.append([])
        elif element.tag in ("th", "td") and found:
            found[-1].append(element.text)
    return found[1:]


@pytest.mark.usefixtures("many")
def test_auditor_sees_own_organs_acts_and_no_lead(auditor: Browser) -> None:
    page = auditor.get("/audit")
    assert len(rows(page)) == 50
    assert {row[2] for row in rows(page)} == {f"受理员 ({INTAKE_OFFICER})"}
    assert SUPERIOR_OFFICER not in page.text
    for address in ("/queue", "/cases/QF-0000-0000-00", "/admin/notice"):
        assert auditor.get(address).status == 403
    english = auditor.get("/audit", lang="en")
    assert "opened sealed content" in english.text
    assert "purpose: to read; how many: 119" in english.text


@pytest.mark.usefixtures("many")
def test_pages_of_the_log_lead_there_and_back(auditor: Browser) -> None:
    first = auditor.get("/audit")
    [older] = [a["href"] for a in first.all("a") if "before=" in a["href"]]
    second = auditor.get(older)
    assert int(rows(second)[0][0]) < int(rows(first)[-1][0])
    [newer] = [a["href"] for a in second.all("a") if "after=" in a["href"]]
    assert rows(auditor.get(newer)) == rows(first)
    assert not [a for a in first.all("a") if "after=" in a["href"]]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"act": "downloaded"}, 12),
        ({"account": AUDITOR}, 0),
        ({"case_number": " qf-0000-0000-00 "}, 1),
        ({"first_day": "2026-11-14", "last_day": "2026-11-14", "account": INTAKE_OFFICER}, 12),
        ({"act": "routed"}, 0),
    ],
    ids=["act", "account", "case", "days", "nothing"],
)
def test_log_is_filtered(auditor: Browser, asked: dict[str, str], count: int) -> None:
    page = auditor.get("/audit", **asked)
    assert page.status == 200
    assert len(rows(page)) == count
    assert bool(page.all("div", class_="empty")) == (count == 0)


def test_filter_that_cannot_be_comes_back_with_what_to_do(auditor: Browser) -> None:
    page = auditor.get("/audit", first_day="2026-11-14", last_day="2026-11-12", lang="en")
    assert page.status == 422
    assert page.errors == ["The last day is before the first: exchange the two."]
    assert page.form("/audit").value("first_day") == "2026-11-14"
    page = auditor.get("/audit", first_day="morgen", lang="en")
    assert page.errors == ["Please type the day as 2026-11-12."]
    assert auditor.get("/audit", before="x" * 50, account="nobody").status == 422


@pytest.mark.usefixtures("many")
def test_log_is_signed_printed_downloaded_and_verified(
    auditor: Browser, officers: Officers
) -> None:
    officers.token(INTAKE_OFFICER)
    page = auditor.send(auditor.get("/audit/chain").form("/audit/checkpoint"))
    assert re.fullmatch("/audit/checkpoints/group/1", page.url)
    [download] = [a["href"] for a in page.all("a") if a["href"].endswith("/download")]
    file = auditor.get(download)
    assert file.headers["Content-Disposition"] == 'attachment; filename="checkpoint-group-1.txt"'
    kept = read_checkpoint(file.body.decode())
    assert kept.is_signed()
    form = auditor.get("/audit/chain").form("/audit/verify").fill(kept=kept.text())
    verified = auditor.send(form)
    assert verified.all("div", class_="success")
    wrong = auditor.send(auditor.get("/audit/chain").form("/audit/verify").fill(kept="nothing"))
    assert wrong.status == 422
    assert auditor.get("/audit/checkpoints/group/2").status == 404
    assert rows(auditor.get("/audit", act="log_verified"))
    assert "audit01" in rows(auditor.get("/audit", act="checkpoint_signed"))[0][2]


@pytest.mark.usefixtures("many")
def test_tampering_is_shown_where_it_is(auditor: Browser, zones: Zones) -> None:
    with zones[1].engine.begin() as connection, append_only_lifted(connection):
        connection.execute(text("UPDATE audit_entries SET detail = '' WHERE sequence = 40"))
        connection.execute(text("DELETE FROM audit_entries WHERE sequence = 60"))
    page = auditor.send(auditor.get("/audit/chain", lang="en").form("/audit/verify"))
    assert page.all("div", role="alert")
    assert [e.text for e in page.all("li") if "Entry" in e.text] == [
        "Entry 40: changed since written.",
        "Entry 60: taken out.",
    ]


def test_locked_key_is_said_with_what_to_do(
    officers: Officers, auditor: Browser, zones: Zones
) -> None:
    officers.lock_all()
    with zones[1].begin() as session:
        session.execute(text("UPDATE officers SET organ_id = 'superior' WHERE account = 'audit01'"))
    page = auditor.send(auditor.get("/audit/chain", lang="en").form("/audit/checkpoint"))
    assert "Nobody of your organ has unlocked the key" in page.text
