"""Nothing of a lead is left in the console once the key is locked: its memory is searched.

The same search finds the lead there while the key lies open.
"""

import re
import secrets
import time
from pathlib import Path

from app.settings import load_settings
from tests.faults.process_memory import find_in_memory, processes_of
from tests.faults.test_console_memory import Office
from tests.make import (
    INTAKE_OFFICER,
    Clock,
    dispose,
    make_case,
    make_installation,
    make_intake_desk,
)
from tests.second_factors import plant_recovery_codes
from tests.servers import running_installation

_RENEWED_WITHIN_SECONDS = 120


def test_locked_console_has_forgotten_every_lead(tmp_path: Path) -> None:
    installation = make_installation(tmp_path / "instance")
    desk = make_intake_desk(load_settings(installation.instance, {}), Clock())
    story = f"老地方聚餐 {secrets.token_hex(12)}"
    make_case(desk, story)
    dispose(desk.database.engine)
    plant_recovery_codes(load_settings(installation.instance, {}), [INTAKE_OFFICER])
    with running_installation(installation.instance) as running:
        officer = Office(installation, running, "").unlock(INTAKE_OFFICER)
        officer.send("/queue/open")
        [number, *_] = re.findall(r"/cases/(QF-[-0-9A-Z]+)", officer.page)
        officer.open(f"{running.console_url}/cases/{number}")
        assert story in officer.page
        marks: dict[str, str | bytes] = {"story": story}
        master, worker = processes_of(running.pid, "console")
        assert find_in_memory(worker, marks) == {"story"}

        officer.open(f"{running.console_url}/search")
        officer.open(f"{running.console_url}/queue")
        officer.send("/lock")
        assert "/unlock" in officer.page
        end = time.monotonic() + _RENEWED_WITHIN_SECONDS
        while worker in (there := processes_of(running.pid, "console")) or len(there) < 2:
            assert time.monotonic() < end, "the worker was not renewed"
            time.sleep(0.1)
        for process in processes_of(running.pid, "console"):
            assert find_in_memory(process, marks) == set()
        assert master in there
        officer.open(f"{running.console_url}/queue")
        assert "/unlock" in officer.page, "the officer is signed in still, and unlocks again"
