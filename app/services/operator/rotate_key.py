"""Finish the exchange of an organ's key: take the archive along, then forget the older keys.

1. The pin in settings.toml moves on to the version that the group's new key signed.
2. Whatever only older keys open is re-wrapped, or sealed anew, until nothing is left; what is still
   to do stands in the rows themselves, so that a run that was cut off is simply run again.
3. Who is just now writing is waited for, one moment per zone, and it is looked again. Sealed by the
   roster before can only be what was written before that moment: whoever writes a header looks,
   before committing, whether the roster (intake) or the key (casework) is still there, and seals
   anew if not. So no time has to be waited out, and a process that was stopped for an hour between
   sealing and storing does no harm.
4. The older keys and their shares are deleted, and the key-holder forgets them too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.domain.working_days import office_day
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.operator.approved_act import ApprovedAct
from app.services.operator.archive_work import Archive, Pass
from app.services.operator.move_pin import bring_pin_up
from app.services.operator.reseal import reseal
from app.services.operator.rewrap_headers import rewrap_headers
from app.services.operator.sweep import sweep
from app.services.roster import OutdatedRosterError, load_roster
from app.settings import Settings
from app.storage.archive import (
    HEADER_TABLES,
    ITEM_HEADERS,
    count_old_headers,
    hold_off_writers,
)
from app.storage.database import open_database
from app.storage.organ_keys import forget_generation, list_generations
from app.storage.payloads import PayloadStore

Progress = Callable[[int, int], None]
"""Told how many headers are done, and of how many."""


@dataclass(frozen=True, slots=True)
class ArchiveDone:
    """How an exchange ended.

    Attributes:
        generation: the organ's newest key.
        done: headers that were re-wrapped or sealed anew, by this run.
        resealed: whether they have new file keys.
        forgotten: the older keys that are deleted; none where something still needs them.
        problems: what no key opens, or is damaged; it stays as it is, and so do the older keys.
        pin: the roster's pin as settings.toml now has it, or should have.
        pin_problem: why it could not be written there; empty where it was, or was right already.
    """

    generation: int
    done: int
    resealed: bool
    forgotten: tuple[int, ...]
    problems: tuple[str, ...]
    pin: str
    pin_problem: str = ""


def finish_archive(
    settings: Settings,
    client: KeyHolderClient,
    act_id: str,
    report_progress: Progress,
    *,
    organ_id: str,
) -> ArchiveDone:
    """Take the archive along to an organ's newest key, and forget the older ones.

    Args:
        settings: the installation's.
        client: the key-holder that holds the approved act.
        act_id: the act, which lends the organ's keys.
        report_progress: told after each batch.
        organ_id: whose key was exchanged.

    Raises:
        KeyHolderError: the key-holder lends no key for this act (any more): propose one anew.
        WrongKeyError: its key is not the one that the signed roster names.
        RosterError: there is no roster that the pin leads to.
    """
    intake, casework = open_database(settings, "intake"), open_database(settings, "casework")
    try:
        with intake.read() as session:
            roster = load_roster(session, settings.roster_pin)
        archive = Archive(
            intake,
            casework,
            PayloadStore(settings.zone("intake") / "payloads"),
            settings.roster_pin,
            roster,
            organ_id,
            ApprovedAct(client, act_id),
            lambda _count: None,
            office_day(datetime.now(UTC)),
        )
        pin, pin_problem = bring_pin_up(settings, intake)
        done = _finish(archive, report_progress)
        if done.resealed:
            # A payload whose old copy outlived a killed run; such are older than any upload.
            sweep(settings, archive.today)
        return replace(done, pin=pin, pin_problem=pin_problem)
    finally:
        intake.engine.dispose()
        casework.engine.dispose()


def has_unfinished_rotation(settings: Settings, organ_id: str) -> bool:
    """Whether an organ has keys older than the one that the signed roster names."""
    intake, casework = open_database(settings, "intake"), open_database(settings, "casework")
    try:
        with intake.read() as session:
            newest = load_roster(session, settings.roster_pin).organ(organ_id).generation
        with casework.read() as session:
            stored = list_generations(session, organ_id)
    finally:
        intake.engine.dispose()
        casework.engine.dispose()
    return any(row.generation < newest for row in stored)


def _finish(archive: Archive, report_progress: Progress) -> ArchiveDone:
    progress = _Told(report_progress, _count_left(archive))
    archive = replace(archive, report_progress=progress.add)
    reseals = _reseals(archive)
    done = 0
    while True:
        try:
            look = reseal(archive) if reseals else rewrap_headers(archive)
        except OutdatedRosterError:
            archive = archive.read_anew()
            continue
        done += look.done
        forgotten = _forget_older_keys(archive, look)
        if forgotten is not None:
            break
    progress.end()
    if forgotten:
        archive.act.finish()
    return ArchiveDone(
        archive.generation, done, reseals, forgotten, tuple(look.problems), archive.roster_pin
    )


def _forget_older_keys(archive: Archive, look: Pass) -> tuple[int, ...] | None:
    """Delete the older keys, if nothing needs them; None where the archive is to be gone over."""
    organ_id, generation = archive.organ_id, archive.generation
    with archive.intake.begin() as session:
        hold_off_writers(session, ITEM_HEADERS)
        left = count_old_headers(session, ITEM_HEADERS, organ_id, generation)
    # From here on no header of an older key comes into this zone: see the module's third step.
    of_casework = [table for table in HEADER_TABLES if table.zone == "casework"]
    with archive.casework.begin() as session:
        hold_off_writers(session, *of_casework)
        for table in of_casework:
            left += count_old_headers(session, table, organ_id, generation)
        if left > look.left:
            return None
        if left:
            return ()
        older = [
            row.generation
            for row in list_generations(session, organ_id)
            if row.generation < generation
        ]
        for number in older:
            forget_generation(session, organ_id, number)
    return tuple(older)


def _count_left(archive: Archive) -> int:
    left = 0
    for table in HEADER_TABLES:
        with archive.zone(table.zone).read() as session:
            left += count_old_headers(session, table, archive.organ_id, archive.generation)
    return left


def _reseals(archive: Archive) -> bool:
    # Whoever had the oldest key that is left: was any key after it made because it was stolen?
    with archive.casework.read() as session:
        rows = list_generations(session, archive.organ_id)
    return any(row.reseals for row in rows[:-1])


class _Told:
    """Counts up to the number that was left at the beginning, and not beyond."""

    def __init__(self, report: Progress, total: int) -> None:
        self._report = report
        self._total = total
        self._done = 0

    def add(self, count: int) -> None:
        self._done = min(self._total, self._done + count)
        self._report(self._done, self._total)

    def end(self) -> None:
        self.add(self._total)
