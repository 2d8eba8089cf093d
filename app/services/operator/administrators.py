"""Administrators: accounts that hold no key and see no lead, so that no second person is asked."""

from datetime import UTC, date, datetime

from app.domain.names import is_account, is_name
from app.domain.roles import Role
from app.services.officer.accounts.passwords import hash_password
from app.services.operator.new_organs import new_password
from app.services.roster import OrganKind, load_roster
from app.settings import Settings
from app.storage.audit import append_entry
from app.storage.casework import Officer
from app.storage.database import Database, open_database
from app.storage.officers import find_officer
from app.storage.schema import check_schema
from app.storage.second_factors import shut_out


class AdministratorError(Exception):
    """What was asked for cannot be done; the message says why."""


def add_administrator(settings: Settings, account: str, name: str) -> str:
    """Add an administrator of the group, and give the first sign-in password, kept nowhere.

    Raises:
        AdministratorError: the account or the name cannot be used.
        SchemaError: the database is of another version.
        RosterError: there is no roster, or the right key did not sign it.
    """
    if not is_account(account) or not is_name(name):
        raise AdministratorError(
            "an account is 1 to 32 small letters and digits, a letter first; a name is printable"
        )
    password = new_password()
    row = Officer(
        account=account,
        name=name,
        role=Role.ADMINISTRATOR,
        organ_id=_group_id(settings),
        password_hash=hash_password(password),
        # No key is ever sealed to this account, and no roster names it.
        recipient="",
        sealed_identity=b"",
    )
    database = _open_casework(settings)
    try:
        with database.begin() as session:
            # A removed officer's row stays: nobody else ever gets the account.
            if session.get(Officer, account) is not None:
                raise AdministratorError(f"the account {account} is taken")
            session.add(row)
            append_entry(
                session, at=datetime.now(UTC), account="", act="administrator_added", detail=account
            )
    finally:
        database.engine.dispose()
    return password


def remove_administrator(settings: Settings, account: str, today: date) -> None:
    """Remove an administrator, who is signed out everywhere.

    Raises:
        AdministratorError: there is no such administrator.
        SchemaError: the database is of another version.
    """
    database = _open_casework(settings)
    try:
        with database.begin() as session:
            officer = find_officer(session, account)
            if officer is None or officer.role != Role.ADMINISTRATOR:
                raise AdministratorError(f"{account} is no administrator")
            officer.removed_on = today
            shut_out(session, account)
            append_entry(
                session,
                at=datetime.now(UTC),
                account="",
                act="administrator_removed",
                detail=account,
            )
    finally:
        database.engine.dispose()


def _open_casework(settings: Settings) -> Database:
    database = open_database(settings, "casework")
    check_schema(database, "casework")
    return database


def _group_id(settings: Settings) -> str:
    database = open_database(settings, "intake")
    try:
        with database.read() as session:
            return load_roster(session, settings.roster_pin).of_kind(OrganKind.GROUP)[0].organ_id
    finally:
        database.engine.dispose()
