"""The guide for reading the archive without us: its own commands, run as they stand there."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.lifecycle import Status
from app.services.envelopes import Direction, Message, write_message
from app.services.officer.lead.record import Step, write_record
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.send_message import send_message
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from app.storage.case_records import add_record
from app.storage.database import Database
from crypto.access_code import new_access_code
from crypto.group_key import open_backup, seal_backup_to_shares
from tests.integration.test_age_peers import at_terminal
from tests.make import GROUP, PHOTO, STORY, SUPERIOR, TODAY, make_content, make_file, make_record
from tests.rules.code_base import ROOT

_GUIDES = tuple(
    ROOT / "docs" / f"archive-without-qingfeng{ending}" for ending in (".md", ".zh-CN.md")
)
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
_WORDS = "补充：上周五的发票也是他开的。"
_NOTE = "已请公路局核对账目。"
_FILES = {"现场照片.jpg": PHOTO, "账本 第一页.pdf": b"%PDF-1.7 " + bytes(range(256)) * 300}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a guide: `sh` is run, `js` is saved under its name, `text` is shown."""

    kind: str
    name: str
    content: str


def blocks_of(guide: Path) -> list[Block]:
    """All that stands in a guide to be run, saved or looked at."""
    return [Block(*found) for found in _BLOCK.findall(guide.read_text(encoding="utf-8"))]


@dataclass(frozen=True, slots=True)
class Archive:
    """A working folder, as the guide asks for it, and the case that lies in its backup."""

    folder: Path
    case_number: str
    environment: dict[str, str]

    def run(self, command: str) -> str:
        """Run a block of the guide, to its end and without an error."""
        done = subprocess.run(
            ["sh", "-euc", command],
            cwd=self.folder,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def opened(self, kind: str) -> dict[str, object]:
        """The one opened document of a kind."""
        [path] = (self.folder / "opened" / self.case_number).glob(f"{kind}*.json")
        content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
        return content


@pytest.fixture
def archive(
    intake_desk: IntakeDesk,
    zones: tuple[Database, Database],
    settings: Settings,
    installation: Installation,
    tmp_path: Path,
) -> Archive:
    """A report and a message with files, and a record, backed up; and a report to the superior."""
    code = new_access_code()
    content = make_content(intake_desk, files={"现场照片.jpg": PHOTO})
    case_number = submit_report(intake_desk, code, content).case_number
    more = [make_file(intake_desk, "账本 第一页.pdf", _FILES["账本 第一页.pdf"])]
    send_message(intake_desk, code, Content(text=_WORDS, files=more))
    other = make_content(intake_desk, "组内的事", organ_id=SUPERIOR)
    submit_report(intake_desk, new_access_code(), other)
    _keep_record(intake_desk, zones[1], case_number)
    shutil.copytree(
        settings.instance, tmp_path / "archive", ignore=shutil.ignore_patterns("*.sock")
    )
    (tmp_path / "passphrase.txt").write_text(f"{installation.backup_phrase.passphrase}\n")
    (tmp_path / "node_modules").symlink_to(ROOT / "tests" / "node" / "node_modules")
    for block in blocks_of(_GUIDES[0]):
        if block.kind == "js":
            (tmp_path / block.name).write_text(block.content, encoding="utf-8")
    address = settings.database_url.replace("postgresql+psycopg:", "postgresql:")
    return Archive(tmp_path, case_number, {"DATABASE": address})


def _keep_record(desk: IntakeDesk, casework: Database, case_number: str) -> None:
    record = make_record(
        case_number=case_number,
        status=Status.ACCEPTED,
        steps=(Step(TODAY, "intake01", "受理员", "accepted", _NOTE),),
    )
    payload, headers = write_record(record, [desk.roster().organ(GROUP)])
    with casework.begin() as session:
        add_record(session, case_number, GROUP, payload, headers)


def follow(archive: Archive, database: str) -> str:
    """Run the guide from its first command to its last; give what it printed."""
    other = "psql" if database == "sqlite" else "sqlite3"
    commands = [b.content for b in blocks_of(_GUIDES[0]) if b.kind == "sh"]
    return "".join(archive.run(command) for command in commands if other not in command)


def test_the_archive_is_read_by_the_guides_own_commands(archive: Archive, database: str) -> None:
    printed = follow(archive, database)
    assert "NOT OPENED" not in printed
    assert archive.opened("report")["answers"] == {
        "narrative": STORY,
        "category": "drinking_circle",
    }
    assert archive.opened("message")["text"] == _WORDS
    record = archive.opened("record")
    assert record["status"] == Status.ACCEPTED
    assert _NOTE in json.dumps(record, ensure_ascii=False)
    folder = archive.folder / "opened" / archive.case_number
    for name, content in _FILES.items():
        [path] = folder.glob(f"????????-{name}")
        assert path.read_bytes() == content
        assert f"as sent  {name}" in printed
    assert printed.count("genuine") == 1
    for document in folder.glob("*.json"):
        assert not re.search(r"  $", document.read_text(encoding="utf-8")), "the padding is gone"
    cases = {path.name for path in (archive.folder / "opened").iterdir()}
    assert cases == {archive.case_number}, "what went to the superior is the superior's"


@_ON_SQLITE
def test_the_guide_names_what_is_not_as_it_was_sent(archive: Archive, database: str) -> None:
    follow(archive, database)
    folder = archive.folder / "opened" / archive.case_number
    [message] = folder.glob("message-*.json")
    message.write_text(message.read_text().replace("上周五", "上周四"))
    report = archive.opened("report")
    photo = folder / f"attachment-{report['attachments'][0]['item_id']}"  # type: ignore[index]
    photo.write_bytes(b"!" + photo.read_bytes()[1:])
    printed = archive.run(f"node readable.mjs {folder}")
    assert f"DOUBTFUL {message.name}" in printed
    assert "CHANGED  现场照片.jpg" in printed
    photo.unlink()
    assert "MISSING  现场照片.jpg" in archive.run(f"node readable.mjs {folder}")


@_ON_SQLITE
def test_replies_are_known_by_the_same_key(archive: Archive, tmp_path: Path) -> None:
    """A reply as the office seals it, in the place where the guide puts it."""
    folder = tmp_path / "opened" / "QF-0000-0000-00"
    folder.mkdir(parents=True)
    key = bytes(range(32))
    report = {"kind": "report", "case_number": folder.name, "message_key": key.hex()}
    (folder / "report-1.json").write_text(json.dumps(report))
    words = '请说明时间。\n"谢谢" \\ \u2028 \x7f \x01 𠮷'
    reply = Message(folder.name, Direction.FROM_TEAM, 1, 0, words)
    (folder / "reply-1.json").write_bytes(write_message(reply, key))
    (folder / "reply-2.json").write_bytes(write_message(reply, bytes(32)))
    printed = archive.run(f"node readable.mjs {folder}")
    assert sorted(printed.split("\n")) == ["", "DOUBTFUL reply-2.json", "genuine  reply-1.json"]


@_ON_SQLITE
def test_the_stock_age_opens_the_groups_key(archive: Archive, installation: Installation) -> None:
    [command] = [
        block.content
        for block in blocks_of(_GUIDES[0])
        if block.kind == "text" and "group-key-backup" in block.content
    ]
    at_terminal(
        installation.backup_phrase.passphrase, "sh", "-c", f"cd {archive.folder}; {command}"
    )
    by_age = (archive.folder / "group.key").read_bytes()
    archive.run(_opening_the_key())
    assert (archive.folder / "group.key").read_bytes() == by_age


@_ON_SQLITE
def test_printed_shares_give_the_passphrase(archive: Archive, installation: Installation) -> None:
    backup = archive.folder / "archive" / "casework" / "group-key-backup.age"
    key = open_backup(backup.read_bytes(), installation.backup_phrase.passphrase)
    sealed, shares = seal_backup_to_shares(key, 2, 3)
    backup.write_bytes(sealed)
    program = Path(sys.executable).with_name("shamir")
    typed = f"{shares[2]}\n{shares[0]}\n"
    done = subprocess.run(
        [program, "recover"], input=typed, capture_output=True, text=True, check=True
    )
    [secret] = re.findall(r"Your master secret is: ([0-9a-f]+)$", done.stdout, re.MULTILINE)
    (archive.folder / "passphrase.txt").write_text(secret)
    archive.run(_opening_the_key())
    assert (archive.folder / "group.key").read_bytes() == key.encode()


def _opening_the_key() -> str:
    return next(block.content for block in blocks_of(_GUIDES[0]) if block.kind == "sh")


def test_both_languages_have_the_same_commands() -> None:
    first, second = (blocks_of(guide) for guide in _GUIDES)
    assert first == second
    titles = [re.findall("^#+ ", g.read_text(encoding="utf-8"), re.MULTILINE) for g in _GUIDES]
    assert titles[0] == titles[1]
