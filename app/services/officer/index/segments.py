"""An organ's index at rest: entries by case, in sealed segments that a sealed manifest names.

1. An entry is sealed under a key of its case, which the key-holder withholds from who is kept away
   from it; whoever rewrites a segment passes on entries that they cannot open.
2. A segment is sealed under a key of the kind: the database does not tell which cases are in it.
3. A segment is never changed. Written are new ones and a manifest that names them, and the older
   ones go, in one transaction.
4. The index is no archive: what is lost or broken is built anew from the records.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import msgspec

from app.storage.database import Database
from app.storage.index_rows import NewIndex, find_manifest, read_segments, write_index
from crypto.age.errors import AgeError
from crypto.sealing import open_payload, seal_payload

SEGMENT_ENTRIES: Final = 500
"""At most, in a segment: a change to one entry writes some 200 KB."""
_SMALL: Final = SEGMENT_ENTRIES // 2
"""A segment that has no more takes in what is new, so that few stay small."""

_FILL_TO: Final = 16 * 1024
"""Bytes of entries, of which a segment has a multiple."""

Content = TypeVar("Content")
Entry = tuple[int, bytes]
"""The version of what was indexed, and the sealed entry."""


class BrokenIndexError(Exception):
    """Something of the index is lost, or not as it was written."""


class _Place(msgspec.Struct, frozen=True):
    segment_id: str
    part: str
    count: int


class _Manifest(msgspec.Struct, frozen=True, tag_field="qingfeng", tag="index/1"):
    layout: int
    complete_to: int
    places: list[_Place]


class _Segment(msgspec.Struct, frozen=True, tag_field="qingfeng", tag="index segment/1"):
    segment_id: str
    entries: dict[str, Entry]
    filling: bytes = b""
    """Fills it up: how long entries are together says something of texts."""


@dataclass(slots=True)
class Edit:
    """What becomes of the entries of one part."""

    put: dict[str, Entry] = field(default_factory=dict)
    remove: set[str] = field(default_factory=set)


class StoredIndex:
    """One kind of an organ's index, as it lies at rest; parts are read when they are asked for."""

    def __init__(self, casework: Database, organ_id: str, kind: str, layout: int) -> None:
        self._casework = casework
        self._organ_id = organ_id
        self._kind = kind
        self._layout = layout
        self._version = 0
        self._places: dict[str, _Place] = {}
        self._read: dict[str, dict[str, Entry]] = {}
        """The entries of the segments that were read, by segment."""
        self._numbers: dict[str, frozenset[str]] = {}
        """Of which cases the entries are, by segment; known still when entries were let go."""
        self.complete_to = 0
        """The change of records up to which nothing is missing."""
        self.lost = False
        """A segment was lost or broken: what is missing has to be looked for in all records."""

    def open(self, key: bytes) -> None:
        """Read the manifest; without one that is readable, the index is empty.

        Args:
            key: of the kind's segments.
        """
        with self._casework.read() as session:
            found = find_manifest(session, self._organ_id, self._kind)
        if found is None:
            return
        self._version, sealed = found
        try:
            manifest = _decode(sealed, key, _Manifest)
        except BrokenIndexError:
            return
        if manifest.layout == self._layout:
            self.complete_to = manifest.complete_to
            self._places = {place.segment_id: place for place in manifest.places}

    def entries(self, key: bytes, part: str) -> dict[str, Entry]:
        """All entries of a part; a segment that is lost or broken is passed over, and forgotten."""
        mine = [place.segment_id for place in self._places.values() if place.part == part]
        self._load(key, mine)
        return _newest(self._read.get(segment_id, {}) for segment_id in mine)

    def let_go(self) -> None:
        """Keep no entries in memory; those of a segment are read again where it changes."""
        self._read = {}

    def count(self, part: str) -> int:
        """How many entries a part has."""
        return sum(place.count for place in self._places.values() if place.part == part)

    def write(self, key: bytes, edits: Mapping[str, Edit], complete_to: int) -> None:
        """Keep entries, and forget others.

        Args:
            key: of the kind's segments.
            edits: by part.
            complete_to: the change of records that is indexed by now, with all before it.

        Raises:
            StaleIndexError: somebody else wrote it since it was read; begin anew.
        """
        added: dict[str, _Segment] = {}
        touched_by = {part: self._touched(key, part, edit) for part, edit in edits.items()}
        places = dict(self._places)
        for part, edit in edits.items():
            touched = touched_by[part]
            rows = _newest([*(self._read[one] for one in touched), edit.put])
            for segment in _cut({n: e for n, e in rows.items() if n not in edit.remove}):
                added[segment.segment_id] = segment
                places[segment.segment_id] = _Place(segment.segment_id, part, len(segment.entries))
            for one in touched:
                del places[one]
        complete_to = 0 if self.lost else complete_to
        new = NewIndex(
            _encode(_Manifest(self._layout, complete_to, list(places.values())), key),
            {name: _encode(_filled(segment), key) for name, segment in added.items()},
            places.keys(),
        )
        with self._casework.begin() as session:
            write_index(session, self._organ_id, self._kind, new, seen_version=self._version)
        self._version += 1
        self.complete_to = complete_to
        self._read = {n: rows for n, rows in self._read.items() if n in places}
        self._read |= {name: dict(segment.entries) for name, segment in added.items()}
        self._numbers = {n: known for n, known in self._numbers.items() if n in places}
        self._numbers |= {name: frozenset(one.entries) for name, one in added.items()}
        self._places = places

    def _touched(self, key: bytes, part: str, edit: Edit) -> list[str]:
        """The segments that have to be written anew: read, all of them."""
        mine = [place for place in self._places.values() if place.part == part]
        if edit.remove:
            self._load(key, [p.segment_id for p in mine if p.segment_id not in self._numbers])
        changed = edit.put.keys() | edit.remove
        touched = {
            place.segment_id
            for place in mine
            if not changed.isdisjoint(self._numbers.get(place.segment_id, ()))
        }
        self._load(key, touched)
        if edit.put:
            small = [place.segment_id for place in mine if place.count <= _SMALL]
            self._load(key, small)
            touched.update(small)
        return [one for one in self._places if one in touched and one in self._read]

    def _load(self, key: bytes, segment_ids: Collection[str]) -> None:
        wanted = [one for one in segment_ids if one not in self._read]
        if not wanted:
            return
        with self._casework.read() as session:
            found = read_segments(session, self._organ_id, wanted)
        for one in wanted:
            try:
                segment = _decode(found.get(one, b""), key, _Segment)
            except BrokenIndexError:
                segment = None
            if segment is not None and segment.segment_id == one:
                self._read[one] = segment.entries
                self._numbers[one] = frozenset(segment.entries)
            else:
                self.lost = True
                del self._places[one]


def seal_entry(content: bytes, key: bytes) -> bytes:
    """Seal the entry of a case under its key."""
    return seal_payload(content, key)


def open_entry(sealed: bytes, key: bytes) -> bytes:
    """Open the entry of a case.

    Raises:
        BrokenIndexError: it is not as it was written, or another case's.
    """
    try:
        return open_payload(sealed, key)
    except AgeError:
        raise BrokenIndexError from None


def _newest(segments: Iterable[Mapping[str, Entry]]) -> dict[str, Entry]:
    # A case that was closed twice has left an older entry behind: looking for it costs more.
    rows: dict[str, Entry] = {}
    for segment in segments:
        for number, entry in segment.items():
            if number not in rows or rows[number][0] <= entry[0]:
                rows[number] = entry
    return rows


def _cut(rows: Mapping[str, Entry]) -> Iterable[_Segment]:
    items = list(rows.items())
    for start in range(0, len(items), SEGMENT_ENTRIES):
        yield _Segment(secrets.token_hex(16), dict(items[start : start + SEGMENT_ENTRIES]))


def _encode(content: _Manifest | _Segment, key: bytes) -> bytes:
    return seal_payload(msgspec.msgpack.encode(content), key)


def _filled(segment: _Segment) -> _Segment:
    length = sum(len(entry) for _version, entry in segment.entries.values())
    return msgspec.structs.replace(segment, filling=bytes(-length % _FILL_TO))


def _decode(sealed: bytes, key: bytes, kind: type[Content]) -> Content:
    try:
        return msgspec.msgpack.decode(open_payload(sealed, key), type=kind)
    except (AgeError, msgspec.MsgspecError):
        raise BrokenIndexError from None
