"""Whose phrase is still needed, while an officer who has unlocked waits for others."""

from dataclasses import dataclass

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyStatus
from app.storage.officers import list_officers
from app.storage.organ_keys import list_share_holders


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far an unlocking by several officers is."""

    missing: int
    """How many more officers it takes, at least 1."""
    present: tuple[str, ...]
    """Who has unlocked, by name and account; the officer who looks among them."""
    could_help: tuple[str, ...]
    """Who holds a share and has not unlocked, the same way."""


def read_waiting(desk: OfficeDesk, officer: ActingOfficer, status: KeyStatus) -> Waiting:
    """Say who of the officer's organ has unlocked, and who could."""
    generation = desk.roster().organ(officer.organ_id).generation
    with desk.casework.read() as session:
        holders = set(list_share_holders(session, officer.organ_id, generation))
        colleagues = list_officers(session, officer.organ_id)
    named = {one.account: f"{one.name} ({one.account})" for one in colleagues}
    return Waiting(
        status.missing,
        tuple(name for account, name in named.items() if account in status.present),
        tuple(named[a] for a in named if a in holders and a not in status.present),
    )
