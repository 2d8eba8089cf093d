"""Re-wrapping the archive to a new key, beside the bare HPKE operations that it cannot do without.

Ours asks the key-holder over its socket, which opens each header, wraps its key anew, opens the new
header to see that it is right, and writes to the log; then the rows are exchanged and committed.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey as BarePrivateKey
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.key_holder.acts.count_approval import approve_act
from app.key_holder.acts.operations import propose_act
from app.key_holder.factory import create_key_holder_app, start_key_holder
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.operator.approved_act import ApprovedAct
from app.services.operator.archive_work import Archive
from app.services.operator.create_installation import Installation, create_installation
from app.services.operator.installation_plan import InstallationPlan
from app.services.operator.rewrap_headers import rewrap_headers
from app.services.roster import load_roster
from app.settings import Settings, load_settings
from app.storage.database import open_database
from app.storage.intake import Case, ItemHeader, ItemKind, SealedItem
from app.storage.payloads import PayloadStore
from bench.figure import Figure
from crypto.age.mlkem768x25519 import HybridRecipient
from crypto.sealing import new_file_key, wrap_file_key

_GROUP = "group"
_APPROVERS = ("intake01", "approve01")
_DAY = date(2026, 11, 12)
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = b"bench"


def measure_rotation(folder: Path, *, rounds: int, count: int) -> Figure:
    """Re-wrap `count` headers some rounds, in turn with as many bare operations.

    Args:
        folder: for an installation; must be on a real disk.
        rounds: how often the two take turns; the quickest of each counts.
        count: how many headers.
    """
    plan = InstallationPlan(
        department_name="甲", group_name="乙", superior_name="丙", unit_names=()
    )
    installation = create_installation(folder / "rotation", plan)
    settings = load_settings(installation.instance, {})
    with _rotated(settings, installation) as rotated:
        floor = _Floor(count)
        ours = bare = float("inf")
        for _ in range(rounds):
            rotated.put_old_headers(count)
            ours = min(ours, _seconds(rotated.rewrap))
            bare = min(bare, _seconds(floor))
    return Figure(
        f"Re-wrapping {count:,} headers",
        count / ours,
        count / bare,
        "a second",
        "one HPKE decryption and one encryption each",
        "at least",
        0.3,
    )


class _Floor:
    def __init__(self, count: int) -> None:
        mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        self._key = BarePrivateKey(mlkem, x25519)
        self._public = MLKEM768X25519PublicKey(mlkem.public_key(), x25519.public_key())
        key = new_file_key()
        self._sealed = [_SUITE.encrypt(key, self._public, _INFO) for _ in range(count)]

    def __call__(self) -> None:
        for sealed in self._sealed:
            _SUITE.encrypt(_SUITE.decrypt(sealed, self._key, _INFO), self._public, _INFO)


@dataclass(frozen=True)
class _Rotated:
    """An archive whose organ has a new key, and the approved act that lends both."""

    archive: Archive
    old: HybridRecipient

    def rewrap(self) -> None:
        done = rewrap_headers(self.archive)
        assert not done.problems  # noqa: S101  else there is nothing to measure

    def put_old_headers(self, count: int) -> None:
        """Make every header one of the old key, off the clock."""
        ids = [f"{number:032x}" for number in range(count)]
        key = new_file_key()
        rows = [_header(item_id, wrap_file_key(key, self.old)) for item_id in ids]
        with self.archive.intake.begin() as session:
            if session.get(SealedItem, ids[0]) is None:
                _insert_items(session, ids)
                session.execute(insert(ItemHeader), rows)
            else:
                session.execute(update(ItemHeader), rows)


def _insert_items(session: Session, ids: list[str]) -> None:
    payload = b"-"
    case = {
        "case_number": "QF-0000-0000-00",
        "verifier_hash": secrets.token_bytes(32),
        "reporter_recipient": "-",
        "organ_id": _GROUP,
        "received_on": _DAY,
        "code_confirmed": True,
    }
    items = [
        {
            "item_id": item_id,
            "case_number": case["case_number"],
            "kind": ItemKind.MESSAGE,
            "day": _DAY,
            "payload": payload,
            "payload_digest": bytes(32),
            "payload_bytes": len(payload),
        }
        for item_id in ids
    ]
    session.execute(insert(Case), case)
    session.execute(insert(SealedItem), items)


def _header(item_id: str, header: bytes) -> dict[str, object]:
    return {"item_id": item_id, "holder": _GROUP, "key_generation": 1, "header": header}


@contextmanager
def _rotated(settings: Settings, installation: Installation) -> Iterator[_Rotated]:
    app = create_key_holder_app(settings)
    holder = app.extensions["key_holder"]
    server = start_key_holder(app)
    intake, casework = (open_database(settings, zone) for zone in ("intake", "casework"))
    try:
        with intake.read() as session:
            before = load_roster(session, settings.roster_pin)
        act = propose_act(holder, {"kind": "rotate_key", "organ_id": _GROUP})["act"]
        for officer in installation.officers:
            if officer.account in _APPROVERS:
                phrase = officer.unlock_phrase.passphrase
                approve_act(holder, settings.zone("casework"), act, officer.account, phrase)
        client = KeyHolderClient(settings.key_holder_socket())
        archive = Archive(
            intake,
            casework,
            PayloadStore(settings.zone("intake") / "payloads"),
            settings.roster_pin,
            before,
            _GROUP,
            ApprovedAct(client, act),
            lambda _count: None,
            _DAY,
        ).read_anew()
        yield _Rotated(archive, before.organ(_GROUP).recipient)
    finally:
        server.close()
        for database in (intake, casework, holder.intake, holder.casework):
            database.engine.dispose()


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
