"""Check an installation: all that is wrong with it, before anything is served."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.services.roster import OrganKind, RosterError, load_roster
from app.settings import Settings, SettingsError, Zone, load_settings
from app.storage.database import open_database
from app.storage.schema import SchemaError, check_schema

_SECRET_KEYS = ("intake/public", "casework/console", "casework/key-holder")


def list_problems(instance: Path | None = None) -> list[str]:
    """All that is wrong, in words for an operator; empty where all is well.

    Args:
        instance: as `load_settings` takes it.
    """
    try:
        settings = load_settings(instance)
    except SettingsError as error:
        return [*error.problems, *(_missing_files(instance) if instance else ())]
    return [
        *_missing_files(settings.instance),
        *_wrong_database(settings, "intake"),
        *_wrong_database(settings, "casework"),
        *_wrong_roster(settings),
    ]


def _missing_files(instance: Path) -> Iterator[str]:
    if not instance.is_dir():
        return
    for name in _SECRET_KEYS:
        path = instance / f"{name}.secret-key"
        if not os.access(path, os.R_OK):
            yield f"{path} cannot be read: restore it from the backup"
    payloads = instance / "intake" / "payloads"
    if not os.access(payloads, os.R_OK | os.W_OK | os.X_OK):
        yield f"{payloads} must be a folder that this user may write to"


def _wrong_database(settings: Settings, zone: Zone) -> Iterator[str]:
    file = settings.zone(zone) / f"{zone}.sqlite"
    if not settings.database_url and not file.exists():
        # Opening it would make an empty one.
        yield f"{file} is missing: restore it from the backup"
        return
    database = open_database(settings, zone)
    try:
        check_schema(database, zone)
    except SchemaError as error:
        yield str(error)
    except SQLAlchemyError as error:
        yield f"the {zone} database cannot be opened: {type(error).__name__}"
    finally:
        database.engine.dispose()


def _wrong_roster(settings: Settings) -> Iterator[str]:
    if not settings.database_url and not (settings.zone("intake") / "intake.sqlite").exists():
        return
    database = open_database(settings, "intake")
    try:
        with database.read() as session:
            roster = load_roster(session, settings.roster_pin)
        if not roster.of_kind(OrganKind.GROUP):
            yield "the roster names no group that reports could be sealed to"
    except RosterError as error:
        yield str(error)
    except SQLAlchemyError as error:
        yield f"the roster cannot be read: {type(error).__name__}"
    finally:
        database.engine.dispose()
