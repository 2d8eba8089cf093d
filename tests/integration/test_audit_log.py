"""The audit log: takes no change, is signed as it grows, and says where it was tampered with."""

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from app.cli import main
from app.key_holder.checkpoints.daily import DailyCheckpoints
from app.key_holder.checkpoints.sign import CheckpointRefusedError, sign_checkpoint
from app.key_holder.unlocking.key_ring import KeyLockedError
from app.services.audit.checkpoint import SignedCheckpoint, read_checkpoint
from app.services.officer.key_holder_client import CheckpointRefusedError as RefusedAtConsoleError
from app.services.operator.audit_work import verify_audit_log
from app.services.operator.create_installation import Installation
from app.settings import Settings
from app.storage.audit import Entry, entry_hash, list_entries_after
from tests.key_holders import Office, running
from tests.make import append_only_lifted

pytestmark = pytest.mark.rows

DAY = date(2026, 11, 12)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(unheld_settings: Settings) -> Settings:
    return unheld_settings


@pytest.fixture
def office(installation: Installation, settings: Settings) -> Iterator[Office]:
    """A key-holder whose group's key lies open."""
    with running(installation, settings) as office:
        office.unlock("intake01")
        yield office


def write(office: Office, count: int) -> None:
    for number in range(count):
        office.holder.log.write("intake01", "opened", detail=f"count={number}")


def tamper(office: Office, *statements: str) -> None:
    """Do what the triggers refuse, as whoever owns the database can."""
    with office.holder.casework.engine.begin() as connection, append_only_lifted(connection):
        for statement in statements:
            connection.execute(text(statement))


def cut_off(office: Office, sequence: int) -> None:
    tamper(office, f"DELETE FROM audit_entries WHERE sequence >= {sequence:d}")  # noqa: S608


def make_anew(office: Office, sequence: int) -> None:
    """Change an entry, and compute the chain anew from there to its end: the cleverest forgery."""
    with office.holder.casework.begin() as session:
        entries = list_entries_after(session, sequence - 1)
        before = list_entries_after(session, sequence - 2, 1)[0].entry_hash
        with append_only_lifted(session.connection()):
            _write_anew(session.connection(), entries, before)


def _write_anew(connection: Connection, entries: list[Entry], before: bytes) -> None:
    statement = text(
        "UPDATE audit_entries SET account = 'case01', previous_hash = :before, entry_hash = :hash "
        "WHERE sequence = :sequence"
    )
    for entry in entries:
        new = entry._replace(account="case01", previous_hash=before)
        values = {"before": before, "hash": entry_hash(new), "sequence": entry.sequence}
        connection.execute(statement, values)
        before = entry_hash(new)


def verify(settings: Settings, *kept: SignedCheckpoint) -> list[tuple[str, int, int]]:
    verified = verify_audit_log(settings, kept, lambda _count: None)
    return [(f.fault, f.first, f.last) for f in verified.findings]


def run(settings: Settings, *arguments: str, given: str = "") -> Result:
    environment = {"QINGFENG_DATABASE_URL": settings.database_url}
    command = ["--instance", str(settings.instance), "audit", *arguments]
    return CliRunner().invoke(main, command, input=given, env=environment)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET account = account",
        "DELETE FROM audit_entries WHERE sequence = 1",
        "UPDATE checkpoints SET entries = 1",
        "DELETE FROM checkpoints",
    ],
)
def test_database_refuses_to_change_the_log(office: Office, statement: str) -> None:
    sign_checkpoint(office.holder, "group")
    before = office.log()
    with pytest.raises(DatabaseError, match="append-only"), office.holder.casework.begin() as s:
        s.execute(text(statement))
    assert office.log() == before


@pytest.mark.parametrize("database", ["sqlite"])
def test_sqlite_replaces_no_entry_either(office: Office) -> None:
    replace = "INSERT OR REPLACE INTO {} SELECT * FROM {} LIMIT 1"
    sign_checkpoint(office.holder, "group")
    for table in ("audit_entries", "checkpoints"):
        with pytest.raises(DatabaseError), office.holder.casework.begin() as session:
            session.execute(text(replace.format(table, table)))


@pytest.mark.parametrize("database", ["postgresql"])
def test_postgresql_empties_no_log_either(office: Office) -> None:
    for table in ("audit_entries", "checkpoints"):
        with pytest.raises(DatabaseError, match="append-only"):  # noqa: SIM117  one a table
            with office.holder.casework.begin() as session:
                session.execute(text(f"TRUNCATE {table}"))


def test_tampering_is_located_though_the_triggers_were_dropped(
    office: Office, settings: Settings
) -> None:
    write(office, 8)
    first = sign_checkpoint(office.holder, "group")
    write(office, 3)
    assert verify(settings) == []
    tamper(office, "UPDATE audit_entries SET detail = 'count=99' WHERE sequence = 4")
    assert verify(settings) == [("changed", 4, 4)]
    tamper(office, "DELETE FROM audit_entries WHERE sequence IN (6, 7)")
    assert verify(settings) == [("changed", 4, 4), ("missing", 6, 7)]
    last = first.statement.entries
    cut_off(office, last)
    told = verify(settings)
    assert told[-1] == ("cut_off", last, last)
    result = run(settings, "verify")
    assert result.exit_code == 3
    for words in ("entry 4 changed", "entries 6 to 7 taken out", f"entry {last} cut off"):
        assert words in result.output


def test_chain_made_anew_is_told_by_checkpoints_inside_and_elsewhere(
    office: Office, settings: Settings
) -> None:
    write(office, 4)
    first = sign_checkpoint(office.holder, "group")
    write(office, 4)
    second = sign_checkpoint(office.holder, "group")
    assert second.statement.previous == first.statement.digest()
    make_anew(office, first.statement.entries + 2)
    between = ("rewritten", first.statement.entries + 1, second.statement.entries)
    assert verify(settings) == [between]
    # What was signed last is deleted too, and what lies beside the database.
    tamper(office, "DELETE FROM checkpoints WHERE number = 2")
    assert verify(settings) == [("checkpoint_missing", 2, 2), between]
    (settings.zone("casework") / "checkpoint-group.txt").unlink()
    tamper(office, "UPDATE audit_entries SET act = 'opened' WHERE act = 'checkpoint_signed'")
    make_anew(office, 2)
    tamper(office, "DELETE FROM checkpoints")
    assert verify(settings) == []
    # Only paper and files elsewhere know better.
    result = run(settings, "verify", "--checkpoint", "-", given=second.text())
    assert result.exit_code == 3
    assert f"entries 1 to {second.statement.entries} the log was made anew" in result.output


def test_key_holder_signs_nothing_that_an_earlier_checkpoint_contradicts(office: Office) -> None:
    write(office, 3)
    first = sign_checkpoint(office.holder, "group")
    # Nothing was done since but to sign it.
    assert sign_checkpoint(office.holder, "group") == first
    write(office, 1)
    make_anew(office, first.statement.entries)
    with pytest.raises(CheckpointRefusedError, match="rewritten"):
        sign_checkpoint(office.holder, "group")
    with pytest.raises(RefusedAtConsoleError):
        office.client.checkpoint("group")
    assert office.log()[-1][1:] == ("checkpoint_refused", "", "organ=group reason=rewritten")
    tamper(office, "DELETE FROM checkpoints")
    # The file beside the database remembers it, also after a restart.
    with pytest.raises(CheckpointRefusedError, match="checkpoint_missing"):
        sign_checkpoint(office.holder, "group")
    cut_off(office, first.statement.entries)
    with office.holder.casework.begin() as session:
        session.add(first.row())
    with pytest.raises(CheckpointRefusedError, match="cut_off"):
        sign_checkpoint(office.holder, "group")


def test_checkpoint_that_somebody_else_signed_is_named(office: Office, settings: Settings) -> None:
    genuine = sign_checkpoint(office.holder, "group")
    forged = SignedCheckpoint(genuine.statement, bytes(64))
    tamper(office, "DELETE FROM checkpoints")
    with office.holder.casework.begin() as session:
        session.add(forged.row())
    assert ("checkpoint_false", 1, 1) in verify(settings)
    with pytest.raises(CheckpointRefusedError, match="checkpoint_false"):
        sign_checkpoint(office.holder, "group")
    result = run(settings, "verify", "--checkpoint", "-", given=forged.text())
    assert result.exit_code == 3
    assert run(settings, "verify", "--checkpoint", "-", given="no checkpoint").exit_code == 1


def test_one_a_day_for_each_organ_that_lies_open(office: Office) -> None:
    daily = DailyCheckpoints(office.holder)
    daily.sign_due(DAY)
    daily.sign_due(DAY)
    write(office, 1)
    daily.sign_due(date(2026, 11, 13))
    signed = [detail for _, act, _, detail in office.log() if act == "checkpoint_signed"]
    assert [detail.split()[:2] for detail in signed] == [
        ["organ=group", "number=1"],
        ["organ=group", "number=2"],
    ]
    with pytest.raises(KeyLockedError):
        sign_checkpoint(office.holder, "superior")


def test_command_signs_and_verifies(office: Office, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.txt"
    result = run(settings, "checkpoint", "--output", str(file))
    assert result.exit_code == 0, result.output
    kept = read_checkpoint(file.read_text(encoding="ascii"))
    assert kept.is_signed()
    result = run(settings, "verify", "--checkpoint", str(file))
    assert result.exit_code == 0, result.output
    assert "as it was written" in result.output
    assert run(settings, "checkpoint", "--organ", "superior").exit_code == 1
    assert office.log()[-1][1] == "checkpoint_signed"


@pytest.mark.parametrize("database", ["sqlite"])
def test_openssl_checks_a_checkpoint(office: Office, tmp_path: Path) -> None:
    """By the commands of docs/audit-log.md, to the letter."""
    signed = sign_checkpoint(office.holder, "group")
    (tmp_path / "checkpoint.txt").write_text(signed.text(), encoding="ascii")
    page = (ROOT / "docs" / "audit-log.md").read_text(encoding="utf-8")
    [commands] = re.findall(r"```sh\n(head .*?)```", page, re.DOTALL)
    done = subprocess.run(
        ["sh", "-e", "-c", commands], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "Verified Successfully" in done.stdout
