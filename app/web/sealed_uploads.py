"""Forms with files: each file is sealed while it arrives, never written in clear.

Werkzeug's own parser writes what is over 500 KiB to a temporary file. This one uses the same
decoder, but hands the bytes of a file to whatever the app says receives it: a writer that seals
them, or for what a browser has sealed already, its payload. It asks only when the form's first
fields are there to be judged: `csrf_token`, and `access_code` or `verifier`.
"""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO, Protocol

from flask import current_app
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData
from werkzeug.wsgi import LimitedStream

from app.services.reporter.receive_file import IncomingFile
from app.storage.growing_payload import NoRoomError
from app.web.form_request import FormRequest

_BLOCK_BYTES = 256 * 1024
MAX_FIELDS_BYTES = 512 * 1024
"""For all that is typed in; files are counted apart."""
MAX_PARTS = 200


class FileReceiver(Protocol):
    """What the bytes of one file go to."""

    def write(self, data: bytes | bytearray, /) -> object:
        """Take the next bytes.

        Raises:
            NoRoomError: the disk is full.
        """

    def end(self, fields: Mapping[str, str], /) -> "FileReceiver":
        """Say what is kept of it, now that it is whole; `fields` are those that came before it.

        Raises:
            NoRoomError: the disk is full.
        """

    def discard(self) -> None:
        """Leave nothing that was not kept; said of each at the request's end."""


OpenFile = Callable[[str, str], FileReceiver | None]
"""Gives what receives a file, by its name and media type; None where this one is not taken in."""
Judge = Callable[[MultiDict[str, str]], OpenFile | None]
JUDGE = "judge_upload"
"""The key in `app.extensions` of the function that says, by the fields before a form's first file,
what receives its files; None where they may not be stored."""


class SealedUploadRequest(FormRequest):
    """A request whose files rest sealed. What nobody kept is gone when the request ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Werkzeug's own
        super().__init__(*args, **kwargs)
        self.received: list[FileReceiver] = []
        self.refuse_files = False
        """Read the form, but store none of its files: set where the limit is used up."""
        self.files_dropped = False
        """A file came and was not stored: nobody may take the form for whole."""

    @property
    def incoming(self) -> list[IncomingFile]:
        """The files that were sealed here."""
        return [file for file in self.received if isinstance(file, IncomingFile)]

    def make_form_data_parser(self) -> FormDataParser:
        """The parser of this request's body."""
        return _SealingParser(self)

    def close(self) -> None:
        """Discard whatever no service kept."""
        for file in self.received:
            file.discard()
        super().close()


class _SealingParser(FormDataParser):
    def __init__(self, request: SealedUploadRequest) -> None:
        super().__init__(max_form_memory_size=MAX_FIELDS_BYTES, max_form_parts=MAX_PARTS)
        self._request = request
        self._judged = False
        self._open_file: OpenFile | None = None

    def parse(
        self,
        stream: Any,  # noqa: ANN401  Werkzeug's own
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:  # noqa: ANN401  the same
        if mimetype != "multipart/form-data":
            # Werkzeug reads it whole, however long: it must be no longer than what people type.
            typed = LimitedStream(stream, MAX_FIELDS_BYTES + 1, is_max=True).read()
            if len(typed) > MAX_FIELDS_BYTES:
                raise RequestEntityTooLarge
            return super().parse(BytesIO(typed), mimetype, content_length, options)
        boundary = (options or {}).get("boundary", "").encode("ascii", "replace")
        if not boundary:
            raise BadRequest
        fields: MultiDict[str, str] = MultiDict()
        files: MultiDict[str, FileStorage] = MultiDict()
        try:
            self._read(_events(stream, boundary), fields)
        except ValueError as error:
            raise BadRequest from error
        return stream, fields, files

    def _read(self, events: Iterator[Event], fields: MultiDict[str, str]) -> None:
        part: _TypedField | FileReceiver | None = None
        budget = MAX_FIELDS_BYTES
        for event in events:
            if isinstance(event, Field):
                part = _TypedField(event.name or "")
            elif isinstance(event, File):
                part = self._open(event, fields) if event.filename else None
            elif not isinstance(event, Data) or part is None:
                continue
            elif isinstance(part, _TypedField):
                part.write(event.data)
                budget -= len(event.data)
                if budget < 0:
                    raise RequestEntityTooLarge
                if not event.more_data:
                    fields.add(part.name, part.text())
            else:
                part = self._receive(part, event, fields)

    def _receive(
        self, file: FileReceiver, event: Data, fields: MultiDict[str, str]
    ) -> FileReceiver | None:
        try:
            file.write(event.data)
            if not event.more_data:
                self._request.received[-1] = file.end(fields)
        except NoRoomError:
            # What was typed must not be lost with it: the rest is read and dropped.
            file.discard()
            self._request.received.pop()
            self._request.files_dropped = True
            return None
        return file

    def _open(self, event: File, fields: MultiDict[str, str]) -> FileReceiver | None:
        if not self._judged:
            # Once a form: what follows its first file changes nothing.
            self._judged, self._open_file = True, self._judge(fields)
        media_type = event.headers.get("content-type", "application/octet-stream")
        try:
            file = self._open_file(event.filename or "", media_type) if self._open_file else None
        except NoRoomError:
            file = None
        if file is None:
            self._request.files_dropped = True
        else:
            self._request.received.append(file)
        return file

    def _judge(self, fields: MultiDict[str, str]) -> OpenFile | None:
        judge: Judge | None = current_app.extensions.get(JUDGE)
        return judge(fields) if judge and not self._request.refuse_files else None


class _TypedField:
    def __init__(self, name: str) -> None:
        self.name = name
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._pieces.append(data)

    def text(self) -> str:
        return b"".join(self._pieces).decode("utf-8", "replace")


def _events(stream: BinaryIO, boundary: bytes) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary, max_form_memory_size=MAX_FIELDS_BYTES, max_parts=MAX_PARTS)
    ended = False
    while not ended:
        block = stream.read(_BLOCK_BYTES)
        decoder.receive_data(block or None)
        while not isinstance(event := decoder.next_event(), NeedData):
            if isinstance(event, Epilogue):
                ended = True
                break
            yield event
        ended = ended or not block
