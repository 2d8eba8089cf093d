"""Verify the audit log from a terminal, and have it signed."""

from collections.abc import Callable, Sequence

from app.services.audit.checkpoint import SignedCheckpoint, read_checkpoint
from app.services.audit.kept_beside import list_kept
from app.services.audit.verify_log import Verified, verify_log
from app.services.figures.compare import ComparedDay, compare_all
from app.services.officer.key_holder_client import KeyHolderClient
from app.settings import Settings
from app.storage.audit import last_sequence
from app.storage.database import open_database
from app.storage.schema import check_schema


def count_entries(settings: Settings) -> int:
    """How long the log is.

    Raises:
        SchemaError: the database is of another version.
    """
    casework = open_database(settings, "casework")
    try:
        check_schema(casework, "casework")
        with casework.read() as session:
            return last_sequence(session)
    finally:
        casework.engine.dispose()


def verify_audit_log(
    settings: Settings,
    kept: Sequence[SignedCheckpoint],
    report_progress: Callable[[int], None],
) -> Verified:
    """Verify the whole log, also by what the key-holder keeps beside the database.

    Args:
        settings: of an installation that is sound otherwise.
        kept: checkpoints that were kept elsewhere.
        report_progress: called with how many more entries were looked at.

    Raises:
        RosterError: there is no roster to check signatures by.
    """
    zones = open_database(settings, "intake"), open_database(settings, "casework")
    try:
        beside = list(list_kept(settings.zone("casework")))
        return verify_log(zones, settings.roster_pin, [*kept, *beside], report_progress)
    finally:
        for zone in zones:
            zone.engine.dispose()


def compare_figures(settings: Settings) -> tuple[int, list[ComparedDay]]:
    """Hold all daily figures against what is there; give how many there are, and what differs."""
    intake = open_database(settings, "intake")
    try:
        days = list(compare_all(intake))
        return len(days), [day for day in days if day.differs]
    finally:
        intake.engine.dispose()


def make_checkpoint(settings: Settings, organ_id: str) -> SignedCheckpoint:
    """Have the log signed as it is now.

    Raises:
        KeyHolderError: the key-holder does not do it; `code` says why.
    """
    client = KeyHolderClient(settings.key_holder_socket())
    return read_checkpoint(client.checkpoint(organ_id))
