"""`qingfeng key rotate` and `qingfeng check`, as an operator runs them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from app.services.operator.check_installation import list_key_problems
from app.services.operator.create_installation import Installation
from app.storage.casework import KeyGeneration
from app.storage.intake import ItemHeader
from tests.make import (
    APPROVER,
    GROUP,
    INTAKE_OFFICER,
    Clock,
    copy_installation,
    make_case,
)
from tests.rotation import RotationOffice, rotation_office

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def office(installation: Installation, tmp_path: Path, clock: Clock) -> Iterator[RotationOffice]:
    settings = copy_installation(installation, tmp_path / "instance")
    with rotation_office(settings, installation, clock) as office:
        yield office


def command(office: RotationOffice, *arguments: str) -> "subprocess.Popen[str]":
    program = [sys.executable, "-m", "app.cli", "--instance", str(office.settings.instance)]
    address = {"QINGFENG_KEY_HOLDER_URL": office.settings.key_holder_url}
    return subprocess.Popen(
        [*program, *arguments],
        env=os.environ | address,
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(office: RotationOffice, *arguments: str) -> tuple[int, str]:
    process = command(office, *arguments)
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


def rotate(office: RotationOffice, *options: str) -> tuple[int, str]:
    """Run it, and let two officers approve what it proposes."""
    process = command(office, "key", "rotate", *options)
    assert process.stdout
    output = ""
    while "/approve?act=" not in output:
        line = process.stdout.readline()
        assert line, output
        output += line
    office.approve(output.rpartition("=")[2].strip(), INTAKE_OFFICER, APPROVER)
    rest, _ = process.communicate(timeout=120)
    return process.returncode, output + rest


def test_rotation_says_where_to_approve_what_was_done_and_what_it_cannot_undo(
    office: RotationOffice,
) -> None:
    make_case(office.intake_desk)
    code, output = rotate(office)
    assert code == 0, output
    assert f"{office.settings.key_holder_url}/approve?act=" in output
    assert "Archive" in output
    assert "1 headers are of key 2 now." in output
    assert "Key 1 is deleted" in output
    assert "can open, for good" in output
    code, said = run(office, "check")
    # From November on it notes that next year's holidays are not known: that line, and no other.
    rest = re.sub(r"\ANote: the holidays of [^\n]*\n", "", said)
    assert (code, rest) == (0, "All is well.\n")


def test_threshold_and_backup_are_the_new_keys(office: RotationOffice) -> None:
    code, output = rotate(office, "--threshold", "2", "--backup", "shares", "--shares", "2", "3")
    assert code == 0, output
    with office.casework.read() as session:
        assert session.get_one(KeyGeneration, (GROUP, 2)).threshold == 2
    assert (office.settings.zone("casework") / "group-key-backup-2.age").exists()


def test_unfinished_rotation_is_listed_and_finished(office: RotationOffice) -> None:
    make_case(office.intake_desk)
    office.act("rotate_key")
    code, output = run(office, "check")
    assert code == 1
    assert "unfinished" in output
    code, output = rotate(office)
    assert code == 0, output
    assert "unfinished" in output
    assert office.generations() == [2]
    assert run(office, "check")[0] == 0


def test_damaged_header_ends_with_exit_code_1_and_says_that_the_key_was_kept(
    office: RotationOffice,
) -> None:
    make_case(office.intake_desk)
    with office.intake.begin() as session:
        session.execute(update(ItemHeader).values(header=b"damaged"))
    code, output = rotate(office)
    assert code == 1
    assert "opens with none of the organ's keys" in output
    assert "NOT deleted" in output
    assert office.generations() == [1, 2]


def test_command_that_is_refused_says_why(office: RotationOffice) -> None:
    assert "no such organ" in run(office, "key", "rotate", "--organ", "nobody")[1]
    code, output = run(office, "key", "rotate", "--threshold", "9")
    assert (code, "as the threshold says" in output) == (1, True)


def test_help_says_what_it_cannot_undo(office: RotationOffice) -> None:
    code, output = run(office, "key", "rotate", "--help")
    assert (code, "cannot undo" in output) == (0, True)


def test_check_lists_keys_that_no_roster_names_and_headers_without_a_key(
    office: RotationOffice,
) -> None:
    make_case(office.intake_desk)
    assert list_key_problems(office.settings) == []
    with office.casework.begin() as session:
        row = {"organ_id": GROUP, "threshold": 1, "sealed_key": b"", "reseals": False}
        session.execute(insert(KeyGeneration), row | {"generation": 7})
    [problem] = list_key_problems(office.settings)
    assert "key 7 of group is named by no roster" in problem
    with office.casework.begin() as session:
        session.execute(delete(KeyGeneration).where(KeyGeneration.generation == 7))
    with office.intake.begin() as session:
        session.execute(update(ItemHeader).values(key_generation=9))
    [problem] = list_key_problems(office.settings)
    assert "1 headers are for key 9 of group" in problem
