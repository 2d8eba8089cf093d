"""The keys of an organ's index: one secret an organ, and from it a key for each case.

The console keeps of each case what the list needs, sealed under that case's own key. So the index
opens an officer no case from which they are kept away: the key-holder leaves its key out. And
nobody who writes to the database can put an entry in: the secret is the key-holder's own.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.key_holder.unlocking.key_ring import KeyLockedError, OpenKey
from app.key_holder.unwrapping.signed_file import NotSignedError, open_signed, seal_signed
from app.services.roster import Organ
from app.storage.audit import append_entry
from app.storage.casework import IndexKey
from app.storage.database import Database
from app.storage.index_rows import drop_index
from app.storage.organ_keys import is_live
from crypto.derived_key import SECRET_BYTES, derive_file_key

INDEX_KEY_LABEL: Final = "qingfeng/v1/index key"
VERSION: Final = 1
KINDS: Final = frozenset({"leads", "text"})
"""What of a case an index may hold: what the list shows; what a search looks through."""
_ENTRY, _SEGMENT, _OFFICER = (f"qingfeng/v1/index {what}" for what in ("entry", "segment", "own"))


@dataclass(frozen=True, slots=True)
class IndexKeys:
    """File keys for one officer."""

    segments: bytes = field(repr=False)
    """Of all segments of the kind: they say which entries there are."""
    cases: dict[str, bytes] = field(repr=False)
    """Of the entries of each case asked for, but for those from which the officer is kept away."""
    own: bytes = field(repr=False)
    """Of what the officer keeps for themself."""


class IndexSecrets:
    """The secret of each organ's index, opened anew at each use. Any thread may use it."""

    def __init__(self, casework: Database) -> None:
        self._casework = casework
        self._lock = Lock()

    def derive(
        self, key: OpenKey, organ: Organ, kind: str, case_numbers: Iterable[str]
    ) -> IndexKeys:
        """Return the keys of entries; a secret that was lost is made anew, and the index with it.

        Args:
            key: the officer's.
            organ: the key's, as the signed roster has it now.
            kind: one of `KINDS`.
            case_numbers: those from which the officer is not kept away.

        Raises:
            ValueError: no such kind.
            KeyLockedError: the organ's key has just been exchanged: unlock the new one first.
        """
        if kind not in KINDS:
            raise ValueError
        secret = self._secret(key, organ)
        return IndexKeys(
            derive_file_key(secret, _SEGMENT, kind),
            {number: derive_file_key(secret, _ENTRY, kind, number) for number in case_numbers},
            derive_file_key(secret, _OFFICER, key.account),
        )

    def renew(self, key: OpenKey, organ: Organ, *, reseals: bool) -> None:
        """Sign and seal to the organ's newest key what an older one signed.

        After a compromise, and where it opens with no key, it is dropped with the index instead,
        which is built anew from the records.

        Args:
            key: all the organ's keys.
            organ: as the signed roster has it now.
            reseals: whether who had the older key may know the secret.
        """
        with self._lock, self._casework.begin() as session:
            row = session.get(IndexKey, organ.organ_id)
            if row is None or row.key_generation == organ.generation:
                return
            secret = None if reseals else _open(row, key)
            if secret is None:
                drop_index(session, organ.organ_id)
                return
            new = _seal(secret, organ, key)
            session.execute(
                update(IndexKey).where(IndexKey.organ_id == organ.organ_id).values(**new)
            )

    def _secret(self, key: OpenKey, organ: Organ) -> bytes:
        with self._lock:
            with self._casework.read() as session:
                row = session.get(IndexKey, organ.organ_id)
            secret = _open(row, key) if row else None
            return secret if secret is not None else self._make(key, organ)

    def _make(self, key: OpenKey, organ: Organ) -> bytes:
        if organ.generation not in key.keys:
            raise KeyLockedError
        secret = secrets.token_bytes(SECRET_BYTES)
        with self._casework.begin() as session:
            # What lay under another secret opens no more.
            drop_index(session, organ.organ_id)
            session.add(IndexKey(organ_id=organ.organ_id, **_seal(secret, organ, key)))
            session.flush()
            _note(session, key)
            # After it was written: see `Recusals.add`.
            if not is_live(session, organ.organ_id, organ.generation):
                raise KeyLockedError
        return secret


def without(case_numbers: Iterable[str], withheld: Collection[str]) -> list[str]:
    """The cases whose keys may go out."""
    return [number for number in case_numbers if number not in withheld]


def _note(session: Session, key: OpenKey) -> None:
    append_entry(
        session,
        at=datetime.now(UTC),
        account=key.account,
        act="index_key_made",
        detail=f"organ={key.organ_id}",
    )


def _seal(secret: bytes, organ: Organ, key: OpenKey) -> dict[str, Any]:
    content = {
        "qingfeng": VERSION,
        "kind": "index_key",
        "organ_id": organ.organ_id,
        "secret": secret.hex(),
    }
    signing = key.keys[organ.generation]
    header, payload = seal_signed(content, INDEX_KEY_LABEL, organ, signing)
    return {"key_generation": organ.generation, "header": header, "payload": payload}


def _open(row: IndexKey, key: OpenKey) -> bytes | None:
    try:
        content = open_signed(row.header, row.payload, INDEX_KEY_LABEL, key)
        named = [content[name] for name in ("qingfeng", "kind", "organ_id")]
        secret = bytes.fromhex(content["secret"])
    except (NotSignedError, KeyError, TypeError, ValueError):
        return None
    right = named == [VERSION, "index_key", row.organ_id] and len(secret) == SECRET_BYTES
    return secret if right else None
