"""Recusals as the key-holder knows them: who is kept away from which case of an organ.

Opened once each, with a key that an officer of the organ unlocked, and known from then on: a row
that somebody deletes while this process runs is held to all the same, and put on record.
"""

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock

from app.key_holder.key_log import KeyLog
from app.key_holder.unlocking.key_ring import KeyLockedError, OpenKey
from app.key_holder.unwrapping.sealed_recusal import (
    KeptAway,
    NotARecusalError,
    open_recusal,
    seal_recusal,
)
from app.services.roster import Organ
from app.storage.audit import append_entry
from app.storage.casework import Recusal
from app.storage.database import Database
from app.storage.organ_keys import is_live
from app.storage.recusals import list_recusal_ids, list_recusals, replace_recusal


class Recusals:
    """All recusals of the organs whose keys were unlocked. Any thread may use it."""

    def __init__(self, casework: Database, log: KeyLog) -> None:
        self._casework = casework
        self._log = log
        self._lock = Lock()
        self._known: dict[str, dict[str, KeptAway]] = {}
        self._lost: set[str] = set()
        self._ignored: set[tuple[str, frozenset[int]]] = set()

    def of(self, key: OpenKey) -> frozenset[KeptAway]:
        """All recusals of the key's organ, as the table has them at this moment.

        A row that is no recusal of this organ is ignored; that, and a row that is gone, is told in
        the audit log, once.
        """
        with self._lock:
            known = self._known.setdefault(key.organ_id, {})
            with self._casework.read() as session:
                # The ids themselves, not their number: one row may go as another one comes.
                there = list_recusal_ids(session, key.organ_id)
                wanted = there - set(known) - self._ignored_with(key)
                new = list_recusals(session, wanted) if wanted else []
            self._tell_lost(key, set(known) - there)
            for row in new:
                self._learn(key, row)
            return frozenset(known.values())

    def cases_of(self, key: OpenKey) -> frozenset[str]:
        """The cases from which the key's own officer is kept away."""
        return frozenset(a.case_number for a in self.of(key) if a.account == key.account)

    def add(self, key: OpenKey, organ: Organ, away: KeptAway) -> None:
        """Keep an officer away from a case, from now on.

        Args:
            key: of the officer who says so.
            organ: the key's, as the signed roster has it now.
            away: who, from what.

        Raises:
            KeyLockedError: the organ's key has just been exchanged: unlock the new one first.
        """
        if away in self.of(key):
            return
        if organ.generation not in key.keys:
            raise KeyLockedError
        recusal_id = secrets.token_hex(16)
        row = seal_recusal(away, recusal_id, organ, key.keys[organ.generation])
        with self._casework.begin() as session:
            # Who acted and the row's id, no case and no name: the log lies open to who reads the
            # database, and to the auditor, who sees no leads. With the id, whoever has the organ's
            # key finds the rest, and a row that was deleted is missed.
            append_entry(
                session,
                at=datetime.now(UTC),
                account=key.account,
                act="recused",
                detail=f"organ={key.organ_id} recusal={recusal_id}",
            )
            session.add(row)
            session.flush()
            # After it was written: a key is deleted only once all who had written have committed.
            if not is_live(session, key.organ_id, organ.generation):
                raise KeyLockedError

    def renew(self, key: OpenKey, organ: Organ) -> None:
        """Sign and seal to the organ's newest key what an older one signed.

        To be called while both lie open, before a header is re-wrapped or the older key is deleted:
        nobody could check its signature afterwards. What is no recusal is left as it is.

        Args:
            key: all the organ's keys.
            organ: as the signed roster has it now.
        """
        with self._casework.begin() as session:
            for row in list_recusals(session, list_recusal_ids(session, organ.organ_id)):
                if row.key_generation == organ.generation:
                    continue
                with suppress(NotARecusalError):
                    away = open_recusal(row, key)
                    new = seal_recusal(away, row.recusal_id, organ, key.keys[organ.generation])
                    replace_recusal(session, row.header, new)

    def _ignored_with(self, key: OpenKey) -> set[str]:
        # With another key of the organ, a row may yet open.
        return {name for name, keys in self._ignored if keys == frozenset(key.keys)}

    def _learn(self, key: OpenKey, row: Recusal) -> None:
        try:
            self._known[key.organ_id][row.recusal_id] = open_recusal(row, key)
        except NotARecusalError:
            self._ignored.add((row.recusal_id, frozenset(key.keys)))
            self._log.write(key.account, "recusal_ignored", detail=f"recusal={row.recusal_id}")

    def _tell_lost(self, key: OpenKey, gone: set[str]) -> None:
        for recusal_id in sorted(gone - self._lost):
            self._lost.add(recusal_id)
            self._log.write(key.account, "recusal_lost", detail=f"recusal={recusal_id}")
