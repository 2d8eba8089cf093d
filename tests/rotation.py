"""An office whose keys are exchanged: its key-holder runs here, and officers approve at once."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from app.console.factory import create_console_app
from app.domain.roles import Role
from app.key_holder.acts.count_approval import approve_act
from app.key_holder.acts.operations import propose_act
from app.key_holder.factory import create_key_holder_app
from app.key_holder.holder import KeyHolder, start_sweep
from app.key_holder.operations import answer
from app.key_holder.socket_server import SocketServer
from app.key_holder.unlocking.opening import find_generations, open_shares
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.operator.create_installation import Installation
from app.services.operator.rotate_key import ArchiveDone, finish_archive
from app.services.reporter.desk import IntakeDesk
from app.services.roster import load_roster
from app.settings import Settings
from app.storage.casework import KeyGeneration, KeyShare, Officer, RecordHeader, Recusal
from app.storage.database import Database, open_database
from app.storage.intake import ItemHeader
from app.storage.officers import find_officer
from crypto.age.errors import AgeError
from crypto.group_key import (
    OrganKey,
    assemble_key,
    open_officer_identity,
    open_share,
)
from tests.make import APPROVER, GROUP, INTAKE_OFFICER, Clock, make_intake_desk, open_app

Headers = dict[tuple[str, str, str], bytes]
"""By table, id and holder."""


@dataclass
class RotationOffice:
    """An installation with its real key-holder, whose socket anybody here may use."""

    settings: Settings
    installation: Installation
    holder: KeyHolder
    desk: OfficeDesk
    intake_desk: IntakeDesk
    clock: Clock
    intake: Database
    casework: Database

    @property
    def client(self) -> KeyHolderClient:
        return KeyHolderClient(self.settings.key_holder_socket())

    def phrase(self, account: str) -> str:
        """What an officer types."""
        [officer] = [o for o in self.installation.officers if o.account == account]
        return officer.unlock_phrase.passphrase

    def approve(self, act_id: str, *accounts: str) -> None:
        """Officers approve, each with their own phrase."""
        for account in accounts:
            approve_act(
                self.holder,
                self.settings.zone("casework"),
                act_id,
                account,
                self.phrase(account),
            )

    def act(self, kind: str, *accounts: str, organ_id: str = GROUP, **values: object) -> str:
        """Propose an act and have it approved; give its id."""
        proposed = propose_act(self.holder, {"kind": kind, "organ_id": organ_id, **values})
        act_id: str = proposed["act"]
        self.approve(act_id, *(accounts or (INTAKE_OFFICER, APPROVER)))
        assert self.holder.acts.look(act_id).state == "approved"
        return act_id

    def finish(self, act_id: str, organ_id: str = GROUP) -> ArchiveDone:
        """Take the archive along."""
        self.progress: list[tuple[int, int]] = []
        return finish_archive(
            self.settings,
            self.client,
            act_id,
            lambda done, total: self.progress.append((done, total)),
            organ_id=organ_id,
        )

    def acting(self, account: str = INTAKE_OFFICER) -> ActingOfficer:
        """An officer who has unlocked."""
        with self.casework.read() as session:
            row = find_officer(session, account)
        assert row
        token = self.holder.ring.enter(
            open_shares(self.holder, account, self.phrase(account)),
            find_generations(self.holder, row.organ_id),
            self.holder.organ(row.organ_id),
        )
        return ActingOfficer(account, row.name, Role(row.role), row.organ_id, token)

    def generation(self, organ_id: str = GROUP) -> int:
        """The key that the signed roster names."""
        with self.intake.read() as session:
            return load_roster(session, self.settings.roster_pin).organ(organ_id).generation

    def keys(self, account: str = APPROVER) -> dict[int, OrganKey]:
        """The keys of their organ that an officer's own phrase opens now, by generation."""
        return keys_in(self.held_by(account), self.phrase(account))

    def held_by(self, account: str) -> "HeldRows":
        """What the tables have for an officer."""
        with self.casework.read() as session:
            officer = session.get_one(Officer, account)
            query = select(KeyGeneration, KeyShare.sealed_share).join(
                KeyShare,
                (KeyShare.organ_id == KeyGeneration.organ_id)
                & (KeyShare.generation == KeyGeneration.generation),
            )
            rows = session.execute(query.where(KeyShare.account == account)).all()
        shares = {row.generation: share for row, share in rows}
        return HeldRows(officer.sealed_identity, shares)

    def headers(self) -> Headers:
        """Every header for an organ or a reporter that is stored."""
        with self.intake.read() as session:
            found: Headers = {
                ("item", h.item_id, h.holder): h.header for h in session.scalars(select(ItemHeader))
            }
        with self.casework.read() as session:
            for h in session.scalars(select(RecordHeader)):
                found["record", h.case_number, h.organ_id] = h.header
            for r in session.scalars(select(Recusal)):
                found["recusal", r.recusal_id, r.organ_id] = r.header
        return found

    def generations(self, organ_id: str = GROUP) -> list[int]:
        """The keys of an organ that are stored."""
        with self.casework.read() as session:
            query = select(KeyGeneration.generation).where(KeyGeneration.organ_id == organ_id)
            return sorted(session.scalars(query))


@dataclass(frozen=True)
class HeldRows:
    """What a copy of the database has for one officer, of keys that one officer opens alone."""

    sealed_identity: bytes
    shares: Mapping[int, bytes]


def keys_in(held: HeldRows, phrase: str) -> dict[int, OrganKey]:
    """The keys that an officer's rows and phrase give, with no help from the key-holder."""
    identity = open_officer_identity(held.sealed_identity, phrase)
    return {
        generation: assemble_key([open_share(share, identity)], 1, b"")
        for generation, share in held.shares.items()
    }


def opens(key: OrganKey, header: bytes) -> bool:
    """Whether a key opens a header."""
    try:
        key.unwrap(header)
    except AgeError:
        return False
    return True


@contextmanager
def rotation_office(
    settings: Settings, installation: Installation, clock: Clock
) -> Iterator[RotationOffice]:
    """Start the key-holder of an installation in this process."""
    app = create_key_holder_app(settings)
    with ExitStack() as opened:
        holder: KeyHolder = app.extensions["key_holder"]
        # Not `start_key_holder`: what it begins only ends with the process.
        server = SocketServer(settings.key_holder_socket(), lambda request: answer(holder, request))
        opened.callback(server.close)
        server.start()
        opened.callback(start_sweep(holder).set)
        console = open_app(create_console_app, settings, clock, opened)
        intake_desk = make_intake_desk(settings, clock)
        zones = [open_database(settings, zone) for zone in ("intake", "casework")]
        for database in (intake_desk.database, *zones, holder.intake, holder.casework):
            opened.callback(database.engine.dispose)
        yield RotationOffice(
            settings, installation, holder, console.extensions["desk"], intake_desk, clock, *zones
        )
