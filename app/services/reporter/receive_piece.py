"""Receive a file that a browser sealed, piece by piece: each piece counts whole or not at all.

What comes is ciphertext and goes to the payload as it is. Once a piece is acknowledged it survives
a power cut; what was not acknowledged is sent again, from the number that this answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.domain.hexadecimal import ITEM_ID
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import TooManyFilesError
from app.services.reporter.read_sealed import MalformedError
from app.services.reporter.waiting_room import has_waiting_room
from app.storage.arriving_files import (
    advance_arriving_file,
    count_arriving_files,
    find_arriving_file,
    forget_arriving_files,
    is_id_taken,
)
from app.storage.growing_payload import (
    GrowingPayload,
    NoRoomError,
    PayloadBusyError,
    PayloadShortError,
)
from app.storage.intake import ArrivingFile
from crypto.access_code import verifier_hash
from crypto.age.errors import AgeError
from crypto.age.payload import sealed_length
from crypto.padding import padded_length
from crypto.sealed_elsewhere import is_padded

_OFFSET = re.compile("[0-9]{1,15}")
MAX_PIECE_BYTES = 8 * 1024 * 1024
"""What is not acknowledged yet is not counted among what waits: so much of a file at once."""
ON_ITS_WAY_BYTES = 2 * MAX_PIECE_BYTES
"""What a thread can put on a disk that had room: a piece, and again while it is appended."""
TRIES_A_FILE = 4
"""Tries that failed or were given up wait until the sweep: so many for each file of a report. How
many files it has is held where it is sent; this is only against rows without end."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How far a file is."""

    received: int
    """Bytes of its payload that count; the next piece begins here."""
    complete: bool = False


class WrongOffsetError(Exception):
    """A piece that does not begin where the file ends; `arrival` says where that is."""

    def __init__(self, arrival: Arrival) -> None:
        self.arrival = arrival
        super().__init__("a piece that does not begin where its file ends")


class PieceTooLargeError(Exception):
    """The piece, or the file with it, would be longer than is accepted."""


@dataclass(frozen=True, slots=True)
class PiecePlace:
    """Which file a piece belongs to, and where."""

    owner: bytes
    """The hash of the verifier."""
    item_id: str
    offset: int = 0


def read_place(verifier: bytes, upload_id: str, offset: str) -> PiecePlace:
    """Read where a piece belongs, from the fields that came before it.

    Raises:
        MalformedError: an id or a number in another form.
    """
    if not ITEM_ID.fullmatch(upload_id) or not _OFFSET.fullmatch(offset):
        raise MalformedError
    return PiecePlace(verifier_hash(verifier), upload_id, int(offset))


def how_far(desk: IntakeDesk, place: PiecePlace) -> Arrival:
    """How far a file is; a file that is not there, or not its owner's, has not begun."""
    with desk.database.read() as session:
        row = find_arriving_file(session, place.item_id)
    return _arrival(row if row is not None and row.verifier_hash == place.owner else None)


def let_piece_go(desk: IntakeDesk, place: PiecePlace) -> None:
    """Delete a file that its reporter no longer wants; one that a report has claimed stays.

    A first piece that is still on its way begins it anew, and the sweep takes what nobody claims.

    Raises:
        PayloadBusyError: a piece of it is just being received.
    """
    with desk.database.read() as session:
        row = find_arriving_file(session, place.item_id)
    if row is None or row.verifier_hash != place.owner:
        return
    payload = desk.payloads.lock_growing(place.item_id, desk.today())
    try:
        with desk.database.begin() as session:
            dropped = forget_arriving_files(session, [place.item_id])
        if dropped:
            payload.delete()
    finally:
        payload.close()


def begin_piece(desk: IntakeDesk, place: PiecePlace) -> "IncomingPiece":
    """Get ready for the bytes of a piece.

    Another may send the same one meanwhile, as where a line died and its end was not heard here:
    the first that is whole counts.

    Raises:
        MalformedError: the id belongs to something else.
        WrongOffsetError: it does not begin where the file ends.
        NoRoomError: too much waits already, or the disk is nearly full.
        TooManyFilesError: far more files of this reporter wait than one report may have.
    """
    _judge(desk, place)
    return IncomingPiece(desk, place)


class IncomingPiece:
    """A piece that is arriving. Ends in `finish`; without it nothing of it stays."""

    def __init__(self, desk: IntakeDesk, place: PiecePlace) -> None:
        self._desk = desk
        self._place = place
        self._piece = desk.payloads.begin_piece(place.item_id)
        largest = sealed_length(padded_length(desk.max_file_bytes))
        self._room_bytes = min(largest - place.offset, MAX_PIECE_BYTES)
        self._refused: type[Exception] | None = None

    @property
    def offset(self) -> int:
        """Where it begins in its file."""
        return self._place.offset

    def is_small(self) -> bool:
        """Whether so few bytes came that sending them, unless they are the last, is a try."""
        return self._piece.length_bytes < self._desk.small_piece_bytes

    def write(self, data: bytes | bytearray) -> None:
        """Append what has arrived; after the first byte too many the rest is read and dropped."""
        if self._refused:
            return
        if self._piece.length_bytes + len(data) > self._room_bytes:
            self._refused = PieceTooLargeError
        else:
            try:
                self._piece.write(data)
            except (NoRoomError, PayloadBusyError) as error:
                self._refused = type(error)
        if self._refused:
            self.discard()

    def end(self, _fields: Mapping[str, str]) -> "IncomingPiece":
        """Itself: what a browser sealed is kept as it is."""
        return self

    def finish(self, *, last: bool) -> Arrival:
        """Put the piece on disk, then say so in the file's row. After this it survives anything.

        Args:
            last: the file is whole with it.

        Raises:
            PieceTooLargeError: it would be longer than is accepted.
            NoRoomError: the disk is full.
            MalformedError: the last piece, and no padded file has this length; or one without a
                byte that is not the last.
            WrongOffsetError: the same piece came by another request, or the file was swept or let
                go meanwhile.
            PayloadBusyError: another piece of the file takes long to be appended, or this one gave
                way to younger ones.
        """
        if self._refused:
            raise self._refused
        arrival = Arrival(self._place.offset + self._piece.length_bytes, last)
        if last:
            _require_padded(arrival.received)
        elif not self._piece.length_bytes:
            raise MalformedError
        payload = self._desk.payloads.lock_growing(self._place.item_id, self._desk.today())
        try:
            self._append(payload, arrival)
        finally:
            payload.close()
            self.discard()
        return arrival

    def discard(self) -> None:
        """Leave nothing of what was not acknowledged."""
        self._piece.close()

    def _append(self, payload: GrowingPayload, arrival: Arrival) -> None:
        # Again, now that nobody else can change the answer.
        before = _judge(self._desk, self._place)
        try:
            payload.start_at(self._place.offset)
        except PayloadShortError:
            _forget(self._desk, self._place, payload)
            raise WrongOffsetError(Arrival(0)) from None
        payload.append(self._piece)
        payload.sync()
        if self._place.offset == 0:
            self._desk.payloads.sync()
        row = {
            "received_on": self._desk.today(),
            "payload_bytes": arrival.received,
            "payload_digest": payload.digest() if arrival.complete else None,
        }
        # Before the commit: whatever becomes of it, the row never says more than is there.
        payload.count()
        self._store(before, row)

    def _store(self, before: ArrivingFile | None, row: dict[str, object]) -> None:
        place = self._place
        try:
            with self._desk.database.begin() as session:
                if before is None:
                    new = {"item_id": place.item_id, "verifier_hash": place.owner, **row}
                    session.execute(insert(ArrivingFile), new)
                    return
                there = advance_arriving_file(session, before, row)
        except IntegrityError:
            there = False
        if not there:
            raise WrongOffsetError(how_far(self._desk, place))


def _judge(desk: IntakeDesk, place: PiecePlace) -> ArrivingFile | None:
    with desk.database.read() as session:
        row = find_arriving_file(session, place.item_id)
        foreign = row is not None and row.verifier_hash != place.owner
        # A payload that belongs to a case must never be begun anew.
        if foreign or (row is None and is_id_taken(session, place.item_id)):
            raise MalformedError
        arrival = _arrival(row)
        if arrival.complete or arrival.received != place.offset:
            raise WrongOffsetError(arrival)
        most = desk.max_files * TRIES_A_FILE
        if row is None and count_arriving_files(session, place.owner) >= most:
            raise TooManyFilesError
        if not has_waiting_room(desk, session):
            raise NoRoomError
    return row


def _forget(desk: IntakeDesk, place: PiecePlace, payload: GrowingPayload) -> None:
    # What was acknowledged is gone (a disk that lies, a restored backup): it has to come again.
    with desk.database.begin() as session:
        forget_arriving_files(session, [place.item_id])
    payload.delete()


def _arrival(row: ArrivingFile | None) -> Arrival:
    return Arrival(row.payload_bytes, row.payload_digest is not None) if row else Arrival(0)


def _require_padded(payload_bytes: int) -> None:
    try:
        if is_padded(payload_bytes):
            return
    except AgeError:
        pass
    raise MalformedError
