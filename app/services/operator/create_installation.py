"""Create an installation: folders, keys, databases, organs, officers, roster, settings.

Everything is made in a folder of the instance, `.new`, and moved up when it is whole, the settings
last: an instance either has its settings and all the rest, or has nothing.
"""

import json
import secrets
import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from app.services.operator.installation_plan import InstallationError, InstallationPlan
from app.services.operator.new_organs import (
    NewOfficer,
    NewStaff,
    OfficerCredentials,
    first_roster,
    new_organs,
    new_staff,
)
from app.services.private_files import sync_folder, write_private
from app.services.roster import ROSTER_LABEL, load_roster
from app.settings import ZONES, Settings
from app.storage.audit import append_entry
from app.storage.database import Database, open_database
from app.storage.intake import Roster
from app.storage.migrate import upgrade_schema
from app.storage.rosters import find_newest_roster
from crypto.fingerprint import Fingerprint, fingerprint
from crypto.group_key import OrganKey, seal_backup
from crypto.unlock_phrase import UnlockPhrase, generate_unlock_phrase

BACKUP_NAME: Final = "group-key-backup.age"
_BACKUP: Final = f"casework/{BACKUP_NAME}"
_SECRET_KEY_BYTES: Final = 48
_CHILDREN: Final = ("intake", "casework", "settings.toml")
"""In the order in which they are moved in; the settings, which make the instance one, last."""

_CHANNELS: Final = (
    ("全国纪检监察举报电话", "12388"),
    ("全国纪检监察举报网站", "https://www.12388.gov.cn"),
)


@dataclass(frozen=True, slots=True)
class Backup:
    """The backup of a group's key that was made here."""

    path: Path
    phrase: UnlockPhrase = field(repr=False)


@dataclass(frozen=True, slots=True)
class Installation:
    """What was created, for the terminal of the person who asked for it."""

    instance: Path
    fingerprints: tuple[tuple[str, Fingerprint], ...]
    """Each organ's name, and the fingerprint that its people compare."""
    officers: tuple[OfficerCredentials, ...]
    backup: Backup | None
    """None where the group's key was made at a ceremony, which has its own."""

    @property
    def backup_path(self) -> Path:
        """Where the backup of a key lies that was made here.

        Raises:
            LookupError: it was not.
        """
        return self._made_backup().path

    @property
    def backup_phrase(self) -> UnlockPhrase:
        """What opens that backup.

        Raises:
            LookupError: there is none.
        """
        return self._made_backup().phrase

    def _made_backup(self) -> Backup:
        if self.backup is None:
            raise LookupError(BACKUP_NAME)
        return self.backup


def create_installation(instance: Path, plan: InstallationPlan) -> Installation:
    """Create an installation, whole or not at all.

    Args:
        instance: its folder; may exist, but holds no installation.
        plan: what it is to be.

    Raises:
        InstallationError: nothing was created, and why.
    """
    instance = instance.resolve()
    problems = [*_occupied(instance), *plan.problems()]
    if problems:
        raise InstallationError(problems)
    was_there = instance.is_dir()
    # Inside, since a rename must not cross from one file system to another.
    building = instance / ".new"
    try:
        # What an interrupted start left: its credentials were never shown.
        shutil.rmtree(building, ignore_errors=True)
        installation = _build(building, instance, plan)
        _move_up(building)
    except (OSError, SQLAlchemyError) as error:
        raise InstallationError([f"{_place(error, instance)}: {_reason(error)}"]) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
        if not was_there:
            with suppress(OSError):
                instance.rmdir()
    return installation


def _place(error: OSError | SQLAlchemyError, instance: Path) -> str:
    return str(instance) if isinstance(error, OSError) else "the database"


def _reason(error: OSError | SQLAlchemyError) -> str:
    # A database's own message may repeat its address, and with it a password.
    return error.strerror or "?" if isinstance(error, OSError) else type(error).__name__


def _occupied(instance: Path) -> list[str]:
    if (instance / "settings.toml").exists():
        return [f"{instance} is an installation already: `make reset` begins anew"]
    return [
        f"{instance / name} is there without its settings.toml: put that back, or move it away"
        for name in _CHILDREN
        if (instance / name).exists()
    ]


def _build(building: Path, instance: Path, plan: InstallationPlan) -> Installation:
    organs = new_organs(plan)
    group = organs[0].key
    assert group  # noqa: S101  the group's key is made here, or was opened for this
    staffs = [staff for staff in map(new_staff, organs) if staff]
    officers = [officer for staff in staffs for officer in staff.officers]
    _check_accounts(officers)
    settings = Settings(
        instance=building,
        department_name=plan.department_name,
        roster_pin=f"1:{group.verify_key.hex()}",
        channels=_CHANNELS,
        database_url=plan.database_url,
        release=plan.release,
    )
    _make_folders(settings)
    backup = None if plan.group_key else _back_up(group, building, instance)
    document = first_roster(organs, officers)
    roster = Roster(version=1, document=document, signature=group.sign(document, ROSTER_LABEL))
    _fill_databases(settings, roster, staffs)
    write_private(building / "settings.toml", _settings_text(settings).encode())
    return Installation(
        instance,
        tuple((organ.name, fingerprint(organ.recipient)) for organ in organs),
        tuple(officer.credentials for officer in officers),
        backup,
    )


def _check_accounts(officers: Sequence[NewOfficer]) -> None:
    accounts = Counter(officer.row.account for officer in officers)
    if twice := [account for account, times in accounts.items() if times > 1]:
        raise InstallationError([f"{account}: two officers have this account" for account in twice])


def _back_up(group: OrganKey, building: Path, instance: Path) -> Backup:
    phrase = generate_unlock_phrase()
    write_private(building / _BACKUP, seal_backup(group, phrase.passphrase))
    return Backup(instance / _BACKUP, phrase)


def _make_folders(settings: Settings) -> None:
    settings.instance.mkdir(mode=0o700, parents=True)
    for zone in ZONES:
        (settings.instance / zone).mkdir(mode=0o700)
    (settings.zone("intake") / "payloads").mkdir(mode=0o700)
    for path in (
        settings.zone("intake") / "public.secret-key",
        settings.zone("casework") / "console.secret-key",
        settings.zone("casework") / "key-holder.secret-key",
    ):
        write_private(path, secrets.token_bytes(_SECRET_KEY_BYTES))
    if not settings.database_url:
        for zone in ZONES:
            # SQLite would make its files readable to others; what it makes beside them follows.
            write_private(settings.instance / zone / f"{zone}.sqlite", b"")


def _fill_databases(settings: Settings, roster: Roster, staffs: Sequence[NewStaff]) -> None:
    intake, casework = open_database(settings, "intake"), open_database(settings, "casework")
    try:
        upgrade_schema(intake, "intake")
        upgrade_schema(casework, "casework")
        # The officers commit inside: a failure there rolls the roster back too.
        with intake.begin() as session:
            if find_newest_roster(session) is not None:
                raise InstallationError(["the database holds an installation already: empty it"])
            session.add(roster)
            session.flush()
            load_roster(session, settings.roster_pin)
            _add_staffs(casework, staffs)
    finally:
        # SQLite's write-ahead log is emptied into the file and removed: the files can be moved.
        intake.engine.dispose()
        casework.engine.dispose()


def _add_staffs(casework: Database, staffs: Sequence[NewStaff]) -> None:
    officers = [officer for staff in staffs for officer in staff.officers]
    with casework.begin() as session:
        session.add_all([staff.generation for staff in staffs])
        session.add_all([officer.row for officer in officers])
        session.flush()
        session.add_all([officer.share for officer in officers])
        append_entry(
            session,
            at=datetime.now(UTC),
            account="",
            act="installation_created",
            detail=f"officers={len(officers)}",
        )


def _settings_text(settings: Settings) -> str:
    channels = [list(channel) for channel in settings.channels]
    values: dict[str, object] = {
        "department_name": settings.department_name,
        "roster_pin": settings.roster_pin,
        "release": settings.release,
        "channels": channels,
    }
    if settings.database_url:
        values["database_url"] = settings.database_url
    # JSON's strings and arrays are TOML's too.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(
        ["# What each line means, and what else can be set: docs/settings.md", *lines, ""]
    )


def _move_up(building: Path) -> None:
    instance = building.parent
    instance.chmod(0o700)
    moved: list[Path] = []
    try:
        for name in _CHILDREN:
            (building / name).rename(instance / name)
            moved.append(instance / name)
    except OSError:
        for path in moved:
            shutil.rmtree(path, ignore_errors=True)
        raise
    sync_folder(instance)
