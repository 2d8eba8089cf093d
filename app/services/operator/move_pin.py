"""Move the roster's pin in settings.toml on to a version that the group's new key signed."""

import json
import os
import re
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.services.private_files import sync_folder
from app.services.roster import ROSTER_LABEL, load_roster
from app.settings import Settings, is_overridden
from app.storage.database import Database
from app.storage.rosters import find_newest_roster
from crypto.signing import SignatureError, verify

_PIN_LINE: Final = re.compile(r'^roster_pin[ \t]*=[ \t]*"[^"\n]*"', re.MULTILINE)


class PinNotMovedError(Exception):
    """settings.toml has no one line for the pin, or cannot be written; `pin` belongs there."""

    def __init__(self, pin: str) -> None:
        self.pin = pin
        super().__init__(pin)


def newest_pin(session: Session, roster_pin: str) -> str:
    """The pin that stands for the newest roster; the same as now where its key signed no version.

    Args:
        session: a transaction of the intake zone.
        roster_pin: the pin so far, from which the signatures are followed.

    Raises:
        RosterError: they lead nowhere.
    """
    roster = load_roster(session, roster_pin)
    row = find_newest_roster(session)
    key = roster.group().verify_key
    if row is None or row.version != roster.version or key == roster_pin.partition(":")[2]:
        return roster_pin
    try:
        verify(bytes.fromhex(key), row.document, row.signature, label=ROSTER_LABEL)
    except SignatureError:
        # The version that only names the new key: what the new key itself signed is still to come.
        return roster_pin
    return f"{row.version}:{key}"


def bring_pin_up(settings: Settings, intake: Database) -> tuple[str, str]:
    """Move the pin on to the newest version that it can stand for.

    Returns:
        The pin as it has to be, and what is wrong with settings.toml; empty where all is well.

    Raises:
        RosterError: the signatures lead nowhere.
    """
    with intake.read() as session:
        pin = newest_pin(session, settings.roster_pin)
    if pin == settings.roster_pin:
        return pin, ""
    if is_overridden("roster_pin"):
        return pin, "QINGFENG_ROSTER_PIN overrides settings.toml: set it to the pin yourself"
    try:
        move_pin(settings.instance, pin)
    except PinNotMovedError:
        return pin, "settings.toml could not be rewritten: put the pin there yourself"
    return pin, ""


def move_pin(instance: Path, pin: str) -> None:
    """Write the pin into the one line of settings.toml that holds it; all others stay.

    Cut off at any moment, the file is the old one or the new one, whole.

    Raises:
        PinNotMovedError: there is no such line, or the file cannot be written.
    """
    path = instance / "settings.toml"
    new = path.with_name(".settings.toml.new")
    try:
        text = path.read_bytes().decode()
        moved, count = _PIN_LINE.subn(f"roster_pin = {json.dumps(pin)}", text)
        if count != 1:
            raise PinNotMovedError(pin)
        if moved == text:
            return
        _write_like(path, new, moved.encode())
        new.rename(path)
        sync_folder(instance)
    except (OSError, UnicodeDecodeError):
        raise PinNotMovedError(pin) from None


def _write_like(path: Path, new: Path, content: bytes) -> None:
    status = path.stat()
    # What a killed run left is of no use.
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        if (status.st_uid, status.st_gid) != (os.getuid(), os.getgid()):
            os.fchown(file.fileno(), status.st_uid, status.st_gid)
        os.fchmod(file.fileno(), status.st_mode & 0o7777)
        file.flush()
        os.fsync(file.fileno())
