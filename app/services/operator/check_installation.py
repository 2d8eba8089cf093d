"""Check an installation: all that is wrong with it, before anything is served."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.cleaning.sandbox import CLEANING
from app.domain.working_days import is_year_known
from app.rendering.renderer import list_missing
from app.rendering.sandbox import PRINTING
from app.services.office_time import keep_office_time
from app.services.roster import OrganKind, Roster, RosterError, load_roster
from app.settings import Settings, SettingsError, Zone, load_settings
from app.storage.archive import (
    ITEM_HEADERS,
    RECORD_HEADERS,
    SIGNED,
    list_generations_in_use,
)
from app.storage.cases import REPORTER
from app.storage.database import open_database
from app.storage.organ_keys import list_generations
from app.storage.schema import SchemaError, check_schema

_NOTICE_MONTH = 11
"""The State Council tells the next year's holidays in November, as a rule."""
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


def list_key_problems(settings: Settings) -> list[str]:
    """What is wrong with the organs' keys; nothing of it keeps an installation from being served.

    Args:
        settings: of an installation that is sound otherwise.

    Raises:
        RosterError: it is not.
    """
    intake, casework = open_database(settings, "intake"), open_database(settings, "casework")
    try:
        with intake.read() as session:
            roster = load_roster(session, settings.roster_pin)
            used = [list_generations_in_use(session, ITEM_HEADERS)]
        with casework.read() as session:
            stored = {o.organ_id: _generations(session, o.organ_id) for o in roster.organs}
            used += [list_generations_in_use(session, t) for t in (RECORD_HEADERS, *SIGNED)]
    finally:
        intake.engine.dispose()
        casework.engine.dispose()
    return [*_unfinished(roster, stored), *_without_key(roster, stored, used)]


def list_cleaning_problems(settings: Settings) -> list[str]:
    """Why files cannot be cleaned here; all else goes on, and reporters are told.

    Args:
        settings: of an installation that is sound otherwise.
    """
    return CLEANING.list_missing() if settings.clean_max_mib else []


def list_rendering_problems(settings: Settings) -> list[str]:
    """Why the console shows no file and makes no dossier; all else goes on, and officers are told.

    Args:
        settings: of an installation that is sound otherwise.
    """
    previews = list_missing() if settings.preview_max_mib else []
    return [*previews, *PRINTING.list_missing()]


def list_unknown_years(settings: Settings, today: date) -> list[str]:
    """Whose holidays are missing: this year's at once, the next one's from November on.

    Nothing of it is wrong with the installation, which counts Monday to Friday then.

    Args:
        settings: of an installation that is sound otherwise.
        today: the day at the office.
    """
    keep_office_time(settings)
    wanted = [today.year] + [today.year + 1] * (today.month >= _NOTICE_MONTH)
    return [
        f"the holidays of {year} are not known here, so that clocks in it are estimates: update "
        "the package chinesecalendar, or enter them as `holidays` and `make_up_days` in "
        "settings.toml, from the State Council's notice"
        for year in wanted
        if not is_year_known(year)
    ]


def _generations(session: Session, organ_id: str) -> set[int]:
    return {row.generation for row in list_generations(session, organ_id)}


def _unfinished(roster: Roster, stored: Mapping[str, set[int]]) -> Iterator[str]:
    for organ in roster.organs:
        for generation in sorted(stored[organ.organ_id]):
            if generation < organ.generation:
                yield (
                    f"key {generation} of {organ.organ_id} is not deleted yet: a rotation is "
                    f"unfinished: run `qingfeng key rotate --organ {organ.organ_id}`"
                )
            elif generation > organ.generation:
                yield (
                    f"key {generation} of {organ.organ_id} is named by no roster: an act was cut "
                    "off; nothing was sealed to it, and the next act on this key takes its place"
                )


def _without_key(
    roster: Roster, stored: Mapping[str, set[int]], used: Sequence[Mapping[tuple[str, int], int]]
) -> Iterator[str]:
    newest = {organ.organ_id: organ.generation for organ in roster.organs}
    for table in used:
        for (holder, generation), count in sorted(table.items()):
            if holder == REPORTER:
                continue
            # An organ that made its key elsewhere has none here: its newest is the one it uses.
            keys = stored.get(holder) or {newest.get(holder, 0)}
            if generation not in keys:
                yield (
                    f"{count} headers are for key {generation} of {holder}, which is not there any "
                    "more: restore the database that they belong to"
                )


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
