"""A lead leaves the console: by two people, with the second factor, and for a week only."""

import re
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.decisions import Basis, Decision, DecisionError, Outcome, Person
from app.domain.roles import Role
from app.services.officer.export.agreed_exports import ExportKind, export_details, key_digest
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import open_record
from app.services.officer.routing.acknowledge import acknowledge
from app.settings import Settings
from app.storage.casework import AuditEntry
from app.storage.database import Database
from crypto.age.file import decrypt_bytes
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.x25519 import X25519Identity
from tests.browse import Browser, Page
from tests.deciding import Team, approve, open_one, take
from tests.make import APPROVER, INTAKE_OFFICER, STORY, UNIT, UNIT_OFFICER, Clock
from tests.officers import Officers
from tests.reporters import Noted, submit, write
from tests.routes import EXTRACT, forward, open_all

GUIDE = Path(__file__).parents[2] / "docs" / "opening-an-export.md"
DOCUMENT = "账单（扫描件）.pdf"
CONTENT = b"%PDF-1.7 scanned" * 9000
REPLY = "请补充聚餐的时间。"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    noted = submit(reporter, (DOCUMENT, CONTENT), category="other", subjects="李\u202e某")
    write(reporter, noted.code, "补充：上周五也有。", ("后来.exe", b"MZ"))
    return noted


@pytest.fixture
def team(officers: Officers, noted: Noted) -> Team:  # noqa: ARG001  what it opens
    return Team(officers, open_one(officers))


def propose(team: Team, **values: str) -> Page:
    wanted = {"kind": "dossier", "copies": "2", "reason": "报送分管领导"} | values
    return take(team.case, team.number, "export", **wanted)


def agree(team: Team) -> None:
    page = approve(team.approver, team.number, "approve-again")
    assert page.url == f"/cases/{team.number}", page.text


def make(browser: Browser, team: Team, place: int = 1) -> Page:
    """Press the button where there is one, else send what it would."""
    page = browser.get(f"/cases/{team.number}")
    form = page.all("form")[-1].form
    assert form
    form.action = f"/cases/{team.number}/exports/{place}"
    return browser.send(form)


def printed(page: Page, path: Path) -> str:
    """The words of a PDF."""
    path.write_bytes(page.body)
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_a_dossier_takes_two_and_says_on_each_page_who_took_it(
    team: Team, noted: Noted, tmp_path: Path, zones: tuple[Database, Database]
) -> None:
    assert make(team.case, team).status == 404
    page = propose(team)
    assert page.url == f"/cases/{noted.number}", page.text
    assert make(team.case, team).status == 404, "nobody agreed yet"
    waiting = team.approver.get(f"/cases/{noted.number}").text
    assert "报送分管领导" in waiting
    agree(team)
    assert make(team.intake, team).status == 404, "neither proposed nor approved"

    page = make(team.case, team)
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/pdf"
    name = f"{noted.number}-E1"
    assert page.headers["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
    path = tmp_path / "dossier.pdf"
    text = printed(page, path)
    for words in (STORY[:12], "报送分管领导", "补充：上周五也有", "李U+202E某", DOCUMENT, name):
        assert "".join(words.split()) in "".join(text.split()), words
    pages = text.split("\f")[:-1]
    assert len(pages) >= 3
    for number, one in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in one.replace(" ", "")
        assert "case01" in one
        assert name in one
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True)
    rows = [line.split() for line in fonts.stdout.decode().splitlines()[2:]]
    assert {tuple(row[-5:-2]) for row in rows} == {("yes", "yes", "yes")}, "embedded, cut, readable"
    assert any("Noto-Sans-CJK-SC" in row[0] for row in rows)
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    assert STORY[:4] not in info
    with zones[1].read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "exported")).all()
    assert [(e.account, e.case_number, e.detail) for e in entries] == [
        ("case01", noted.number, "1 dossier")
    ]


def test_an_export_waits_a_week_and_asks_for_the_second_factor_again(
    team: Team, clock: Clock
) -> None:
    propose(team)
    agree(team)
    clock.pass_by(minutes=6)
    page = make(team.case, team)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "application/pdf" not in page.headers["Content-Type"]
    assert page.all("input", name="second_factor_code")
    clock.pass_by(days=8)
    later = Team(team.officers, team.number)
    assert make(later.case, later).status == 404


def commands(step: int, number: str = "") -> str:
    """What the guide for receiving offices has one type, as it stands there."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.DOTALL)
    text: str = blocks[step - 1]
    return text.replace("QF-XXXX-XXXX-XX", number)


def in_shell(script: str, folder: Path) -> str:
    """What a shell says that runs it."""
    done = subprocess.run(["sh", "-e"], input=script.encode(), cwd=folder, capture_output=True)  # noqa: PLW1510  looked at below
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_another_office_opens_its_file_by_its_guide(
    team: Team, noted: Noted, tmp_path: Path
) -> None:
    digits = in_shell(commands(1), tmp_path).split()[0]
    key = (tmp_path / "key.pub").read_text(encoding="ascii")
    for wrong in (digits[:19], "0" * 20):
        page = propose(team, kind="sealed", recipient=key, digits=wrong)
        assert page.status == 422
        assert page.errors
    spoken = f"{digits[:4]} {digits[4:8].upper()} {digits[8:20]}"
    page = propose(team, kind="sealed", recipient=f"{key[:30]}\n{key[30:]}", digits=spoken)
    assert page.url == f"/cases/{noted.number}", page.errors
    shown = team.approver.get(f"/cases/{noted.number}").text
    assert digits in shown
    assert key.strip() not in shown
    agree(team)

    page = make(team.approver, team)
    name = f"{noted.number}-E1"
    assert page.headers["Content-Disposition"] == f'attachment; filename="{name}.zip.age"'
    (tmp_path / f"{name}.zip.age").write_bytes(page.body)
    said = in_shell(commands(2, noted.number), tmp_path)
    assert said.count(": OK\n") == 3
    folder = tmp_path / name
    names = {f"{noted.number}-file-1.pdf", f"{noted.number}-message-1-file-1.bin"}
    assert {path.name for path in (folder / "files").iterdir()} == names
    assert (folder / "files" / f"{noted.number}-file-1.pdf").read_bytes() == CONTENT
    assert (folder / "dossier.pdf").read_bytes().startswith(b"%PDF-")


def test_a_key_that_withstands_quantum_computers_is_taken_too(team: Team, noted: Noted) -> None:
    identity = HybridIdentity.generate()
    key = identity.recipient.encode()
    propose(team, kind="sealed", recipient=key, digits=key_digest(key))
    agree(team)
    opened = decrypt_bytes(make(team.case, team).body, (identity,))
    with zipfile.ZipFile(BytesIO(opened)) as package:
        assert f"{noted.number}-E1/dossier.pdf" in package.namelist()
        assert package.testzip() is None


def test_what_is_no_key_is_proposed_by_nobody() -> None:
    key = X25519Identity.generate().recipient.encode()
    good = export_details(ExportKind.SEALED, 1, key, key_digest(key))
    assert good["export_recipient"] == key
    for recipient, digits, code in (
        ("", "", "recipient"),
        (key[:-1], key_digest(key[:-1]), "recipient"),
        (key.upper(), key_digest(key.upper()), "recipient"),
        (key, "", "digits"),
        (key, key_digest(key)[:10], "digits"),
    ):
        with pytest.raises(DecisionError, match=code):
            export_details(ExportKind.SEALED, 1, recipient, digits)
    for copies in (0, 21):
        with pytest.raises(DecisionError, match="copies"):
            export_details(ExportKind.DOSSIER, copies)


def test_an_original_that_was_exchanged_keeps_the_export_in(team: Team, settings: Settings) -> None:
    key = X25519Identity.generate().recipient.encode()
    propose(team, kind="sealed", recipient=key, digits=key_digest(key))
    agree(team)
    for path in (settings.zone("intake") / "payloads").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert make(team.case, team).status == 502


def test_a_unit_takes_out_the_extract_and_nothing_else(
    officers: Officers, noted: Noted, tmp_path: Path
) -> None:
    number = noted.number
    open_all(officers)
    forward(officers, number)
    acting = officers.acting(UNIT_OFFICER)
    acknowledge(officers.desk, acting, number)
    unit = officers.unlock(UNIT_OFFICER)
    page = take(unit, number, "export", kind="dossier", copies="1", reason="报送分管领导")
    assert page.url == f"/cases/{number}", page.text
    # The units of these tests have one officer: what a second one would say is put there.
    held, record = open_record(officers.desk, acting, number, purpose="write")
    assert record.proposal is not None
    approver = Person("unit102", "乙", Role.APPROVER, UNIT)
    today, basis = officers.desk.today(), Basis.OFFICE_TWO_PEOPLE
    agreed = Decision(record.proposal, Outcome.APPROVED, approver, today, basis)
    change_record(
        officers.desk, acting, held, replace(record, proposal=None, decisions=(agreed,)), act=None
    )
    page = unit.send(unit.get(f"/cases/{number}").form(f"/cases/{number}/exports/1"))
    assert page.headers["Content-Type"] == "application/pdf", page.text
    text = "".join(printed(page, tmp_path / "extract.pdf").split())
    assert EXTRACT in text
    assert "公路管理局纪委" in text
    for words in (STORY[:12], "补充：上周五也有", DOCUMENT, INTAKE_OFFICER, APPROVER):
        assert words not in text, words
