"""An organ's sealed index as rows: a manifest, and the segments that it names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.storage.casework import (
    IndexKey,
    IndexManifest,
    IndexSegment,
    Officer,
    OfficerPreferences,
)

_AT_ONCE = 500


class StaleIndexError(Exception):
    """Somebody else wrote the index since it was read: read it again."""


def find_manifest(session: Session, organ_id: str, kind: str) -> tuple[int, bytes] | None:
    """The version and the sealed content of an organ's manifest."""
    row = session.get(IndexManifest, (organ_id, kind))
    return (row.version, row.payload) if row else None


def read_segments(
    session: Session, organ_id: str, segment_ids: Collection[str]
) -> dict[str, bytes]:
    """The sealed content of segments by id; without those that are not there."""
    found: dict[str, bytes] = {}
    wanted = list(segment_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(IndexSegment.segment_id, IndexSegment.payload).where(
            IndexSegment.organ_id == organ_id,
            IndexSegment.segment_id.in_(wanted[start : start + _AT_ONCE]),
        )
        found.update(session.execute(query).all())
    return found


@dataclass(frozen=True, slots=True)
class NewIndex:
    """What is written of an index: a manifest, and the segments that it names."""

    manifest: bytes
    added: Mapping[str, bytes]
    """Those that are new, sealed, by id."""
    named: Collection[str]
    """The ids of all; the others go."""


def write_index(
    session: Session, organ_id: str, kind: str, new: NewIndex, *, seen_version: int
) -> None:
    """Put new segments and a new manifest in the place of older ones.

    Args:
        session: a transaction of the casework zone.
        organ_id: whose index.
        kind: of which kind.
        new: what takes its place.
        seen_version: of the manifest that was read; 0 where there was none.

    Raises:
        StaleIndexError: another one came between.
    """
    _replace_manifest(session, organ_id, kind, new.manifest, seen_version)
    session.execute(
        delete(IndexSegment)
        .where(
            IndexSegment.organ_id == organ_id,
            IndexSegment.kind == kind,
            IndexSegment.segment_id.not_in(new.named),
        )
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"segment_id": segment_id, "organ_id": organ_id, "kind": kind, "payload": payload}
        for segment_id, payload in new.added.items()
    ]
    if rows:
        session.execute(insert(IndexSegment), rows)


def _replace_manifest(
    session: Session, organ_id: str, kind: str, manifest: bytes, seen_version: int
) -> None:
    if seen_version == 0:
        if find_manifest(session, organ_id, kind) is not None:
            raise StaleIndexError
        session.add(IndexManifest(organ_id=organ_id, kind=kind, version=1, payload=manifest))
        try:
            session.flush()
        except IntegrityError:
            # Another console writes its first one at this moment.
            raise StaleIndexError from None
        return
    changed = session.execute(
        update(IndexManifest)
        .where(
            IndexManifest.organ_id == organ_id,
            IndexManifest.kind == kind,
            IndexManifest.version == seen_version,
        )
        .values(version=seen_version + 1, payload=manifest)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise StaleIndexError


def drop_index(session: Session, organ_id: str) -> None:
    """Delete an organ's index of every kind, its key, and what its officers keep under that key."""
    for table in (IndexSegment, IndexManifest, IndexKey):
        session.execute(delete(table).where(table.organ_id == organ_id))
    own = select(Officer.account).where(Officer.organ_id == organ_id)
    session.execute(
        delete(OfficerPreferences)
        .where(OfficerPreferences.account.in_(own))
        .execution_options(synchronize_session=False)
    )
