"""A key-holder inside the test's own process: its page, its socket, its ring, all to look into."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.key_holder.factory import create_key_holder_app
from app.key_holder.holder import KeyHolder, start_sweep
from app.key_holder.operations import answer
from app.key_holder.socket_server import SocketServer
from app.key_holder.unlocking.key_ring import KeyTimes
from app.services.officer.key_holder_client import KeyHolderClient, UnlockedKey
from app.services.operator.create_installation import Installation
from app.services.roster import load_roster
from app.settings import Settings
from app.storage.audit import entry_hash
from app.storage.case_records import SealedHeader, add_record
from app.storage.casework import AuditEntry
from crypto.sealing import wrap_file_key
from tests.browse import check_headers


@dataclass(slots=True)
class Page:
    """The unlock page in a browser."""

    client: FlaskClient

    def get(self, ticket: str, **query: str) -> TestResponse:
        response = self.client.get("/unlock", query_string={"ticket": ticket, **query})
        check_headers(response.headers)
        return response

    def post(self, ticket: str, phrase: str, **query: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(ticket).text)
        form = {"csrf_token": token[1] if token else "", "phrase": phrase}
        where = {"ticket": ticket, **query}
        response = self.client.post("/unlock", query_string=where, data=form)
        check_headers(response.headers)
        return response


@dataclass(slots=True)
class Office:
    """A running key-holder, its page, the console's way to it, and the officers."""

    installation: Installation
    holder: KeyHolder
    client: KeyHolderClient
    page: Page
    holder_folder: Path

    def phrase(self, account: str, *, characters: bool = False) -> str:
        [officer] = [o for o in self.installation.officers if o.account == account]
        phrase = officer.unlock_phrase
        return "".join(phrase.characters) if characters else " ".join(phrase.words)

    def unlock(self, account: str) -> UnlockedKey:
        begun = self.client.begin_unlock(account)
        proof = proof_in(self.page.post(begun.ticket, self.phrase(account)))
        return self.client.claim_unlock(begun.ticket, begun.claim, proof)

    def log(self) -> list[tuple[str, str, str, str]]:
        """What was done since the installation was made."""
        with self.holder.casework.read() as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        for before, entry in pairwise(entries):
            assert entry.previous_hash == before.entry_hash == entry_hash(before)
        return [(e.account, e.act, e.case_number, e.detail) for e in entries[1:]]

    def header(self, organ_id: str, file_key: bytes) -> bytes:
        with self.holder.intake.read() as session:
            roster = load_roster(session, self.holder.roster_pin)
        return wrap_file_key(file_key, roster.organ(organ_id).recipient)

    def record(self, case_number: str, organ_id: str, header: bytes) -> None:
        """Put a case record into the database, with a header for one organ."""
        with self.holder.casework.begin() as session:
            row = SealedHeader(organ_id, 1, header)
            add_record(session, case_number, organ_id, b"sealed", [row])


def proof_in(answered: TestResponse) -> str:
    """What the page gives to the browser in which the phrase was typed."""
    assert answered.status_code == 303
    [proof] = parse_qs(urlsplit(answered.location).query)["proof"]
    return proof


@contextmanager
def running(
    installation: Installation, settings: Settings, times: KeyTimes | None = None
) -> Iterator[Office]:
    app = create_key_holder_app(settings, times)
    holder: KeyHolder = app.extensions["key_holder"]
    # Not `start_key_holder`, whose sweep only ends with the process.
    server = SocketServer(settings.key_holder_socket(), lambda request: answer(holder, request))
    server.start()
    sweep_ended = start_sweep(holder)
    client = KeyHolderClient(settings.key_holder_socket(), timeout_seconds=20)
    page = Page(app.test_client())
    try:
        yield Office(installation, holder, client, page, settings.zone("casework"))
    finally:
        sweep_ended.set()
        server.close()
        holder.casework.engine.dispose()
        holder.intake.engine.dispose()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait some seconds for what another thread does."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
