"""Files that a browser sealed arrive in pieces; what is answered is for its script."""

from collections.abc import Callable
from typing import cast

from flask import g, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.public.blueprint import pages
from app.public.desk import desk
from app.public.incoming import count_try, has_token, receiver_of_files
from app.public.sealed_answers import answer, refuse, refuse_limit
from app.services.reporter.parcel import TooManyFilesError
from app.services.reporter.read_sealed import MalformedError, read_verifier
from app.services.reporter.receive_piece import (
    Arrival,
    IncomingPiece,
    PiecePlace,
    PieceTooLargeError,
    WrongOffsetError,
    begin_piece,
    how_far,
    let_piece_go,
    read_place,
)
from app.storage.growing_payload import NoRoomError, PayloadBusyError
from app.web.sealed_uploads import OpenFile, SealedUploadRequest

_UPLOAD = "public.upload"


def choose_receiver(fields: MultiDict[str, str]) -> OpenFile | None:
    """What receives the files of this request, judged by the fields before the first."""
    if request.endpoint != _UPLOAD:
        return receiver_of_files(fields)
    return _receive_piece(fields) if has_token(fields) else None


@pages.post("/upload")
def upload() -> ResponseReturnValue:
    """Take a piece in, say how far a file is, or let it go."""
    try:
        return _answer(_arrival())
    except tuple(_REFUSALS) as error:
        return _REFUSALS[type(error)](error)


def _arrival() -> Arrival:
    place = _place(request.form)
    if "refused" in g:
        raise g.refused
    if request.form.get("cancel") == "1":
        let_piece_go(desk(), place)
        return how_far(desk(), place)
    received = cast("SealedUploadRequest", request).received
    if received:
        return _finish(cast("IncomingPiece", received[0]))
    return how_far(desk(), place)


def _receive_piece(fields: MultiDict[str, str]) -> OpenFile | None:
    # Only here, with the fields that say which file it is, can it be judged; and what is refused
    # is still read to its end, so that the answer is heard.
    try:
        place = _place(fields)
        if place.offset == 0 and not count_try():
            raise _UploadLimitError
        piece = begin_piece(desk(), place)
    except tuple(_REFUSALS) as error:
        g.refused = error
        return None
    pieces = iter([piece])
    return lambda _name, _type: next(pieces, None)


def _finish(piece: IncomingPiece) -> Arrival:
    last = request.form.get("last") == "1"
    begins = piece.offset == 0
    # Each costs a sync of the disk and a commit: tiny ones without end must not be free. A piece
    # that begins a file has been counted already.
    if not (last or begins) and piece.is_small() and not count_try():
        raise _UploadLimitError
    return piece.finish(last=last)


def _place(fields: MultiDict[str, str]) -> PiecePlace:
    verifier = read_verifier(fields.get("verifier", ""))
    return read_place(verifier, fields.get("upload_id", ""), fields.get("offset", "0"))


class _UploadLimitError(Exception):
    """Too many files begun, or small pieces sent, by this network."""


def _answer(arrival: Arrival, status: int = 200) -> ResponseReturnValue:
    return answer(status, received=arrival.received, complete=arrival.complete)


def _wrong_offset(error: Exception) -> ResponseReturnValue:
    return _answer(cast("WrongOffsetError", error).arrival, 409)


def _busy(_error: Exception) -> ResponseReturnValue:
    return _answer(how_far(desk(), _place(request.form)), 409)


_REFUSALS: dict[type[Exception], Callable[[Exception], ResponseReturnValue]] = {
    MalformedError: lambda _error: refuse(400, "malformed"),
    WrongOffsetError: _wrong_offset,
    PayloadBusyError: _busy,
    PieceTooLargeError: lambda _error: refuse(413, "too_large"),
    TooManyFilesError: lambda _error: refuse(413, "too_many"),
    NoRoomError: lambda _error: refuse(507, "no_room"),
    _UploadLimitError: lambda _error: refuse_limit(),
}
