"""The signed roster: a chain that follows the group's key, and in which nothing can be skipped."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from app.services.roster import (
    ROSTER_LABEL,
    Roster,
    RosterError,
    load_roster,
    officer_digest,
    write_roster,
)
from app.settings import Settings
from app.storage.casework import Officer
from app.storage.database import Database
from app.storage.intake import Roster as RosterRow
from crypto.group_key import OrganKey
from tests.make import GROUP, UNIT

pytestmark = pytest.mark.rows

Zones = tuple[Database, Database]
AddRoster = Callable[..., Roster]
OLD, NEW = OrganKey.create(), OrganKey.create()


@pytest.fixture
def pin() -> str:
    """The installation's first version, signed by a key that the test has."""
    return f"1:{OLD.verify_key.hex()}"


@pytest.fixture
def add_roster(settings: Settings, zones: Zones) -> AddRoster:
    """Add a version that names one key for the group, signed by another; the first is there."""
    with zones[0].read() as session:
        installed = load_roster(session, settings.roster_pin)

    def add(version: int, *, names: OrganKey = OLD, signed_by: OrganKey = OLD) -> Roster:
        group, *others = installed.organs
        entry = type(group)(
            group.organ_id,
            group.kind,
            group.name,
            group.recipient,
            group.fingerprint,
            version,
            names.verify_key.hex(),
        )
        document = write_roster(version, [entry, *others], installed.officers)
        signature = signed_by.sign(document, ROSTER_LABEL)
        with zones[0].begin() as session:
            session.execute(delete(RosterRow).where(RosterRow.version == version))
            session.add(RosterRow(version=version, document=document, signature=signature))
        return installed

    add(1)
    return add


def read(zones: Zones, pin: str) -> Roster:
    with zones[0].read() as session:
        return load_roster(session, pin)


def test_newest_version_counts(zones: Zones, pin: str, add_roster: AddRoster) -> None:
    add_roster(2)
    add_roster(3)
    assert read(zones, pin).version == 3


def test_exchanged_key_signs_from_the_next_version_on(
    zones: Zones, pin: str, add_roster: AddRoster
) -> None:
    add_roster(2, names=NEW, signed_by=OLD)
    add_roster(3, names=NEW, signed_by=NEW)
    assert read(zones, pin).group().verify_key == NEW.verify_key.hex()
    assert read(zones, f"3:{NEW.verify_key.hex()}").version == 3


def test_old_key_signs_nothing_after_it_was_exchanged(
    zones: Zones, pin: str, add_roster: AddRoster
) -> None:
    add_roster(2, names=NEW, signed_by=OLD)
    add_roster(3, names=OLD, signed_by=OLD)
    with pytest.raises(RosterError, match="roster 3"):
        read(zones, pin)


def test_fork_by_the_old_key_is_refused_by_who_pinned_the_new_one(
    zones: Zones, add_roster: AddRoster
) -> None:
    add_roster(2, names=OLD, signed_by=OLD)
    add_roster(3, names=OLD, signed_by=OLD)
    with pytest.raises(RosterError):
        read(zones, f"3:{NEW.verify_key.hex()}")


@pytest.mark.parametrize("version", [1, 2])
def test_version_that_was_taken_away_is_missed(
    zones: Zones, pin: str, add_roster: AddRoster, version: int
) -> None:
    add_roster(2)
    add_roster(3)
    with zones[0].begin() as session:
        session.execute(delete(RosterRow).where(RosterRow.version == version))
    with pytest.raises(RosterError):
        read(zones, pin)


def test_database_put_back_before_the_pin_is_refused(zones: Zones, add_roster: AddRoster) -> None:
    add_roster(2)
    with pytest.raises(RosterError, match="pinned"):
        read(zones, f"3:{OLD.verify_key.hex()}")


def test_version_under_another_number_is_refused(
    zones: Zones, pin: str, add_roster: AddRoster
) -> None:
    add_roster(2)
    with zones[0].begin() as session:
        row = session.get_one(RosterRow, 2)
        session.add(RosterRow(version=3, document=row.document, signature=row.signature))
    with pytest.raises(RosterError):
        read(zones, pin)


def test_roster_names_officers_by_digest_of_account_organ_and_key(
    settings: Settings, zones: Zones
) -> None:
    roster = read(zones, settings.roster_pin)
    with zones[1].read() as session:
        officers = session.scalars(select(Officer)).all()
    with zones[0].read() as session:
        document = session.scalars(select(RosterRow.document)).one()
    assert len(roster.officers) == len(officers)
    for officer in officers:
        assert roster.names_officer(officer.account, officer.organ_id, officer.recipient)
        assert officer.account.encode() not in document
    one, two = (o for o in officers if o.organ_id == GROUP and o.account < "intake")
    assert not roster.names_officer(one.account, one.organ_id, two.recipient)
    assert not roster.names_officer(one.account, UNIT, one.recipient)
    assert officer_digest("a", "b", "c") != officer_digest("a", "bc", "")
