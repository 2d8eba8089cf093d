"""A sealed transfer is killed at every step: the next look goes through with it, and nothing stays.

The child is ended with SIGKILL right before its n-th step on disk: a commit, a deletion, a cut.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Connection, event, select

from app.domain.lifecycle import Status
from app.domain.routing import Concern
from app.services.officer.deciding.approve import approve
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.desk import OfficeDesk
from app.services.officer.files.download_file import download_file
from app.services.officer.files.list_files import list_files
from app.services.officer.files.open_file import FilePlace
from app.services.officer.lead.join_leads import join_leads
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.routing.transfer import propose_transfer
from app.services.officer.routing.write_extract import write_extract
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from app.storage.casework import CaseRecord, RecordHeader
from app.storage.database import Database, open_database
from app.storage.intake import ItemHeader, SealedItem
from app.storage.payloads import PayloadStore
from crypto.access_code import case_number, new_access_code
from tests.faults.marks import find_marks
from tests.make import (
    APPROVER,
    PHOTO,
    SUPERIOR,
    SUPERIOR_OFFICER,
    make_case,
    make_content,
)
from tests.officers import Officers
from tests.rotation import opens
from tests.routes import EXTRACT, agree, concern, headers_of, open_all, read

MOST_STEPS = 12
STORY = "第{}号：处长与承包商在望江农家乐聚餐，费用由对方承担。"
Zones = tuple[Database, Database]


@pytest.fixture
def database() -> str:
    """Only SQLite's files can be searched."""
    return "sqlite"


@dataclass(frozen=True)
class Left:
    """What the two zones hold of the cases, before it is to be gone."""

    pieces: dict[str, str | bytes]

    @classmethod
    def of(cls, zones: Zones) -> "Left":
        with zones[0].read() as session:
            pieces = [
                *session.scalars(select(ItemHeader.header).where(ItemHeader.holder == "group"))
            ]
            pieces += [p[:200] for p in session.scalars(select(SealedItem.payload)) if p]
        with zones[1].read() as session:
            pieces += session.scalars(select(RecordHeader.header))
            pieces += [p[:200] for p in session.scalars(select(CaseRecord.payload))]
        return cls({f"piece {place}": piece for place, piece in enumerate(pieces)})


def make_cases(officers: Officers, desk: IntakeDesk) -> list[str]:
    """Cases with a file and a reply, each proposed for transfer."""
    numbers = []
    for place in range(MOST_STEPS):
        code = new_access_code()
        submit_report(desk, code, make_content(desk, STORY.format(place), files={"a.jpg": PHOTO}))
        numbers.append(case_number(code.verifier()))
    open_all(officers)
    reply_to_reporter(officers.desk, officers.acting(), numbers[0], "请放心")
    for number in numbers:
        write_extract(officers.desk, officers.acting(APPROVER), number, EXTRACT, sign=True)
        concern(officers, number, Concern.OWN_OFFICE)
        propose_transfer(officers.desk, officers.acting(), number, reason="涉及本组人员")
    return numbers


@contextmanager
def killed_at(step: int, desk: OfficeDesk) -> Iterator[None]:
    """End this process right before a step on disk."""
    left = [step]

    def committing(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            count()

    def count() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def counting(*values: object) -> object:
            count()
            return act(*values)

        return counting

    for zone in (desk.intake, desk.casework):
        event.listen(zone.engine, "commit", committing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PayloadStore, "delete", counted(PayloadStore.delete))
        patch.setattr(Database, "rewrite", counted(Database.rewrite))
        yield


def approve_and_die(officers: Officers, settings: Settings, number: str, step: int) -> bool:
    """Approve in a process that is killed before a step; whether it was."""
    seen = decision_mark(read(officers, number, APPROVER))
    acting = officers.acting(APPROVER)
    child = os.fork()
    if child == 0:
        # Connections of its own: those of before the fork are the parent's.
        zones = open_database(settings, "intake"), open_database(settings, "casework")
        desk = replace(officers.desk, intake=zones[0], casework=zones[1])
        with killed_at(step, desk):
            approve(desk, acting, number, seen=seen)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_at_every_step_it_is_not_begun_or_gone_through_with(
    officers: Officers, intake_desk: IntakeDesk, settings: Settings, zones: Zones
) -> None:
    numbers = make_cases(officers, intake_desk)
    payloads = settings.zone("intake") / "payloads"
    old_files = {path.name for path in payloads.iterdir()}
    left = Left.of(zones)
    begun = done = 0
    for step, number in enumerate(numbers):
        done += not approve_and_die(officers, settings, number, step)
        read_queue(officers.desk, officers.acting())
        if read(officers, number).transfer is None:
            assert read(officers, number).proposal is not None
            agree(officers, number)
        else:
            begun += 1
        record = read(officers, number)
        assert record.transfer is not None
        assert (record.status, record.transfer.is_done) == (Status.SEALED_TRANSFER, True), step
    assert begun > done > 0, "there are more steps than were tried"

    [group], [superior] = officers.keys(APPROVER), officers.keys(SUPERIOR_OFFICER)
    open_all(officers, SUPERIOR, SUPERIOR_OFFICER)
    officer = officers.acting(SUPERIOR_OFFICER)
    for place, number in enumerate(numbers):
        headers = headers_of(zones, number)
        assert sum(opens(group, header) for header in headers) == 1
        assert sum(opens(superior, header) for header in headers) >= 3
        record = read(officers, number, SUPERIOR_OFFICER)
        content = read_case_content(officers.desk, officer, record)
        assert content.report is not None
        assert content.report.answers["narrative"] == STORY.format(place)
        [file] = list_files(number, content)
        opened = download_file(officers.desk, officer, FilePlace(number, file.attachment.item_id))
        assert b"".join(opened.blocks()) == PHOTO
        opened.close()
    assert old_files.isdisjoint(path.name for path in payloads.iterdir())
    assert not find_marks(left.pieces, folders=[settings.instance])


def test_killed_beside_a_duplicate_both_are_gone_through_with(
    officers: Officers, intake_desk: IntakeDesk, settings: Settings, zones: Zones
) -> None:
    """Its steps come before the lead's own: begun, exchanged, wiped, done."""
    [group] = officers.keys(APPROVER)
    for step in (1, 4, 7):
        main, duplicate = (
            case_number(make_case(intake_desk, STORY.format(one)).verifier()) for one in (1, 2)
        )
        open_all(officers)
        join_leads(officers.desk, officers.acting(), duplicate, main, "同一件事")
        concern(officers, main, Concern.OWN_OFFICE)
        propose_transfer(officers.desk, officers.acting(), main, reason="涉及本组人员")
        assert approve_and_die(officers, settings, main, step)
        read_queue(officers.desk, officers.acting())
        for number in (main, duplicate):
            record = read(officers, number)
            assert record.transfer is not None
            assert (record.status, record.transfer.is_done) == (Status.SEALED_TRANSFER, True), step
            assert sum(opens(group, header) for header in headers_of(zones, number)) == 1
