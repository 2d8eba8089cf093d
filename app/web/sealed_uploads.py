"""Forms with files: each file is sealed while it arrives, never written in clear.

Werkzeug's own parser writes what is over 500 KiB to a temporary file. This one uses the same
decoder, but hands the bytes of a file to a sealing writer, and only after the form's first fields
were judged: `csrf_token` and `access_code` come first in every form.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

from flask import current_app
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData
from werkzeug.wsgi import LimitedStream

from app.services.reporter.clean_file import clean_file
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_file import IncomingFile
from app.web.form_request import FormRequest

_BLOCK_BYTES = 256 * 1024
MAX_FIELDS_BYTES = 512 * 1024
"""For all that is typed in; files are counted apart."""
MAX_PARTS = 200
CLEAN_FIELD, AS_IS = "clean", "as_is"
"""The choice not to have files cleaned; it stands before the files, to be known when they come."""

Judge = Callable[[MultiDict[str, str]], bool]
JUDGE = "judge_upload"
"""The key in `app.extensions` of the function that says whether a form's files may be stored."""


class SealedUploadRequest(FormRequest):
    """A request whose files are sealed. What nobody kept is gone when the request ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Werkzeug's own
        super().__init__(*args, **kwargs)
        self.incoming: list[IncomingFile] = []
        self.refuse_files = False
        """Read the form, but store none of its files: set where the limit is used up."""
        self.files_dropped = False
        """A file came and was not stored: nobody may take the form for whole."""

    def make_form_data_parser(self) -> FormDataParser:
        """The parser of this request's body."""
        return _SealingParser(self)

    def close(self) -> None:
        """Discard whatever no service kept."""
        for file in self.incoming:
            file.discard()
        super().close()


class _SealingParser(FormDataParser):
    def __init__(self, request: SealedUploadRequest) -> None:
        super().__init__(max_form_memory_size=MAX_FIELDS_BYTES, max_form_parts=MAX_PARTS)
        self._request = request

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
        part: _TypedField | IncomingFile | None = None
        judged: bool | None = None
        budget = MAX_FIELDS_BYTES
        for event in events:
            if isinstance(event, Field):
                part = _TypedField(event.name or "")
            elif isinstance(event, File):
                judged = self._may_store(fields) if judged is None else judged
                part = self._open(event) if judged and event.filename else None
                self._request.files_dropped |= bool(event.filename) and part is None
            elif isinstance(event, Data) and part is not None:
                part.write(event.data)
                budget -= len(event.data) if isinstance(part, _TypedField) else 0
                if budget < 0:
                    raise RequestEntityTooLarge
                if not event.more_data:
                    self._end(part, fields)

    def _end(self, part: "_TypedField | IncomingFile", fields: MultiDict[str, str]) -> None:
        if isinstance(part, _TypedField):
            fields.add(part.name, part.text())
        elif fields.get(CLEAN_FIELD) != AS_IS:
            # Anything but the clear wish not to: a form without the field is cleaned too.
            incoming = self._request.incoming
            incoming[-1] = clean_file(current_app.extensions["desk"], part)

    def _may_store(self, fields: MultiDict[str, str]) -> bool:
        judge: Judge | None = current_app.extensions.get(JUDGE)
        return not self._request.refuse_files and judge is not None and judge(fields)

    def _open(self, event: File) -> IncomingFile | None:
        desk: IntakeDesk = current_app.extensions["desk"]
        if len(self._request.incoming) > desk.max_files:
            # One over the limit is told to the reporter; the rest is not worth its disk.
            return None
        media_type = event.headers.get("content-type", "application/octet-stream")
        file = IncomingFile(desk, event.filename or "", media_type)
        self._request.incoming.append(file)
        return file


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
