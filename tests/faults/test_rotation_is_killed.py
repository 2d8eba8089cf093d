"""An organ's key is exchanged by a process that is killed again and again: nothing is lost."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.working_days import office_day
from app.services.operator.check_installation import list_key_problems
from app.services.operator.create_installation import Installation
from app.services.operator.sweep import sweep
from app.settings import load_settings
from app.storage.archive import HEADER_TABLES, count_old_headers
from app.storage.intake import SealedItem
from crypto.group_key import OrganKey
from tests.faults.full_archive import Filled, Reader, fill_archive
from tests.make import (
    APPROVER,
    GROUP,
    INTAKE_OFFICER,
    SUPERIOR_OFFICER,
    UNIT,
    UNIT_OFFICER,
    Clock,
    copy_installation,
    make_installation,
)
from tests.rotation import RotationOffice, opens, rotation_office

_ROOT = Path(__file__).parents[2]
# The command itself, in batches of seven, so that there are as many moments to die at in a small
# archive as there are in a large one.
_COMMAND = """
import sys
from app.services.operator import approved_act, reseal, rewrap_headers
if {batch}:
    approved_act.BATCH = rewrap_headers.BATCH = reseal.CASES = {batch}
from app.cli import main
main(["--instance", sys.argv[1], "key", "rotate", *sys.argv[2:]])
"""


@dataclass(frozen=True)
class Scale:
    """How large, and how often killed."""

    cases: int
    kills: int
    batch: int


SMALL, FULL = Scale(40, 3, 7), Scale(10_000, 12, 0)
SCALES = [SMALL, pytest.param(FULL, marks=[pytest.mark.prove, pytest.mark.timeout(3600)])]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return make_installation(tmp_path_factory.mktemp("whole") / "instance")


@pytest.fixture
def rotating(whole: Installation, tmp_path: Path) -> Iterator[RotationOffice]:
    settings = copy_installation(whole, tmp_path / "instance")
    with rotation_office(settings, whole, Clock()) as office:
        yield office


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: f"{scale.cases} cases")
def test_rotation_that_is_killed_is_finished_by_the_next(
    rotating: RotationOffice, scale: Scale
) -> None:
    filled = fill_archive(rotating, scale.cases)
    [old] = rotating.keys().values()
    output = _rotate_with_kills(rotating, filled, scale)
    assert "Key 1 is deleted" in output
    _check_the_end(rotating, filled, old)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: f"{scale.cases} cases")
def test_resealing_that_is_killed_is_finished_by_the_next(
    rotating: RotationOffice, scale: Scale
) -> None:
    filled = fill_archive(rotating, scale.cases)
    [old] = rotating.keys().values()
    folder = rotating.settings.zone("intake") / "payloads"
    files = {path.name for path in folder.iterdir()}
    file_keys = {old.unwrap(h) for (_, _, who), h in rotating.headers().items() if who == GROUP}
    _rotate_with_kills(rotating, filled, scale, "--reseal")
    _check_the_end(rotating, filled, old)
    assert files.isdisjoint(path.name for path in folder.iterdir())
    [key] = rotating.keys().values()
    now = {key.unwrap(h) for (_, _, who), h in rotating.headers().items() if who == GROUP}
    assert now.isdisjoint(file_keys)
    # A copy that was cut off bears the day of the command, which runs by the real clock.
    sweep(rotating.settings, office_day(datetime.now(UTC)), orphans_of_any_age=True)
    with rotating.intake.read() as session:
        named = {one for one in session.scalars(select(SealedItem.payload_id)) if one}
    assert {path.name for path in folder.iterdir()} == named


def _rotate_with_kills(office: RotationOffice, filled: Filled, scale: Scale, *options: str) -> str:
    total = 0
    for kill in range(scale.kills):
        process, _ = _start(office, scale, *options)
        total = total or _count_left(office)
        # Somewhere in the part of the work that this kill's turn is at.
        share = 0.9 * (kill + secrets.randbelow(1000) / 1000) / scale.kills
        _wait_until_left(office, process, int(total * (1 - share)))
        process.kill()
        told, _ = process.communicate()
        if office.generations() == [2]:
            # It was faster than its killer, at the very end.
            return told
        assert office.generations() == [1, 2]
        assert any("unfinished" in one for one in list_key_problems(office.settings))
        Reader(office, office.keys()).check(filled)
    process, output = _start(office, scale, *options)
    rest, _ = process.communicate(timeout=1800)
    assert process.returncode == 0, output + rest
    return output + rest


def _start(
    office: RotationOffice, scale: Scale, *options: str
) -> tuple["subprocess.Popen[str]", str]:
    """Start the command, and approve what it proposes."""
    command = [sys.executable, "-c", _COMMAND.format(batch=scale.batch)]
    process = subprocess.Popen(
        [*command, str(office.settings.instance), *options],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    output = ""
    while "/approve?act=" not in output:
        line = process.stdout.readline()
        assert line, output
        output += line
    act_id = output.rpartition("/approve?act=")[2].strip()
    office.approve(act_id, INTAKE_OFFICER, APPROVER)
    return process, output


def _count_left(office: RotationOffice) -> int:
    left = 0
    for table in HEADER_TABLES:
        database = office.intake if table.zone == "intake" else office.casework
        with database.read() as session:
            left += count_old_headers(session, table, GROUP, 2)
    return left


def _wait_until_left(office: RotationOffice, process: "subprocess.Popen[str]", left: int) -> None:
    while _count_left(office) > left:
        if process.poll() is not None:
            return
    # Wherever within a batch.
    time.sleep(secrets.randbelow(5) / 1000)


def _check_the_end(office: RotationOffice, filled: Filled, old: OrganKey) -> None:
    assert office.generations() == [2]
    assert list_key_problems(office.settings) == []
    Reader(office, office.keys()).check(filled)
    Reader(office, office.keys(UNIT_OFFICER), UNIT).check(filled)
    headers = office.headers()
    assert not any(opens(old, header) for header in headers.values())
    others = [*office.keys(UNIT_OFFICER).values(), *office.keys(SUPERIOR_OFFICER).values()]
    of_group = [header for (_, _, who), header in headers.items() if who == GROUP]
    for other in others:
        assert not any(opens(other, header) for header in of_group)
    assert load_settings(office.settings.instance, {}).roster_pin.startswith("3:")
