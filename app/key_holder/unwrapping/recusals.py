"""Recusals as the key-holder knows them: who is kept away from which case of an organ.

Notes are opened once each, with a key that an officer of the organ unlocked, and known from then
on: a row that somebody deletes while this process runs is held to all the same, and put on record.
A recusal holds until a note of a lift names it by its id: an older lift, put back, names no other.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock

from app.domain.working_days import office_day
from app.key_holder.key_log import KeyLog
from app.key_holder.unlocking.key_ring import KeyLockedError, OpenKey
from app.key_holder.unwrapping.sealed_recusal import (
    KeptAway,
    NotARecusalError,
    NoteKind,
    RecusalNote,
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
        self._known: dict[str, dict[str, RecusalNote]] = {}
        self._lost: set[str] = set()
        self._ignored: set[tuple[str, frozenset[int]]] = set()

    def of(self, key: OpenKey) -> frozenset[KeptAway]:
        """Who is kept away from what, for the key's organ at this moment."""
        return frozenset(note.away for note in in_force(self.notes(key)).values())

    def notes(self, key: OpenKey) -> Mapping[str, RecusalNote]:
        """All notes of the key's organ by their ids, as the table has them at this moment.

        A row that is no note of this organ is ignored; that, and a row that is gone, is told in
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
            return dict(known)

    def cases_of(self, key: OpenKey) -> frozenset[str]:
        """The cases from which the key's own officer is kept away."""
        return frozenset(a.case_number for a in self.of(key) if a.account == key.account)

    def add(self, key: OpenKey, organ: Organ, away: KeptAway, why: str = "") -> None:
        """Keep an officer away from a case, from now on; twice for the same cause is once.

        Args:
            key: of the officer who says so.
            organ: the key's, as the signed roster has it now.
            away: who, from what.
            why: the cause.

        Raises:
            KeyLockedError: the organ's key has just been exchanged: unlock the new one first.
        """
        there = in_force(self.notes(key)).values()
        if all((one.away, one.why) != (away, why) for one in there):
            self.keep(key, organ, RecusalNote(NoteKind.RECUSAL, away, why=why))

    def keep(self, key: OpenKey, organ: Organ, note: RecusalNote) -> None:
        """Write a note, in the officer's name and with today's date.

        Raises:
            KeyLockedError: as for `add`.
        """
        if organ.generation not in key.keys:
            raise KeyLockedError
        recusal_id, now = secrets.token_hex(16), datetime.now(UTC)
        note = replace(note, by=key.account, on=office_day(now).isoformat())
        row = seal_recusal(note, recusal_id, organ, key.keys[organ.generation])
        with self._casework.begin() as session:
            # Who acted and the row's id, no case and no name: the log lies open to who reads the
            # database, and to the auditor, who sees no leads. With the id, whoever has the organ's
            # key finds the rest, and a row that was deleted is missed.
            append_entry(
                session,
                at=now,
                account=key.account,
                act="recused" if note.kind is NoteKind.RECUSAL else str(note.kind),
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
                    note = open_recusal(row, key)
                    new = seal_recusal(note, row.recusal_id, organ, key.keys[organ.generation])
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


def waits_to_be_compared(notes: Mapping[str, RecusalNote], account: str) -> bool:
    """Whether an officer declared something that was neither compared with all leads nor ended."""
    answers = (NoteKind.INTEREST_COMPARED, NoteKind.INTEREST_WITHDRAWN)
    own = {name: note for name, note in notes.items() if note.away.account == account}
    answered = {name for note in own.values() if note.kind in answers for name in note.about}
    return any(n not in answered for n, note in own.items() if note.kind is NoteKind.INTEREST)


def in_force(notes: Mapping[str, RecusalNote]) -> dict[str, RecusalNote]:
    """The recusals that hold, by their ids: no lift of the same officer and case ended them."""
    lifts = [note for note in notes.values() if note.kind is NoteKind.LIFTED]
    lifted = {(name, lift.away) for lift in lifts for name in lift.about}
    return {
        name: note
        for name, note in notes.items()
        if note.kind is NoteKind.RECUSAL and (name, note.away) not in lifted
    }
