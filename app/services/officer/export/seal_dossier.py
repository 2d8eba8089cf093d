"""A lead for another office: the dossier and the original files, in one age file sealed to it.

What is packed is sealed while it is packed: nothing of it is anywhere in clear, and no more of the
originals is in memory than a block.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import BinaryIO, cast

from app.domain.decisions import DecisionError
from app.rendering.printer import print_page
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.export.agreed_exports import ExportKind, read_recipient
from app.services.officer.export.make_dossier import Dossier, LayOut, gather_dossier
from app.services.officer.files.open_file import OpenedFile, open_listed_files
from crypto.age.payload import PayloadWriter
from crypto.sealing import new_file_key, wrap_file_key


@dataclass(frozen=True, slots=True)
class SealedDossier:
    """An age file while it is made; `close` lets go of what it is made from."""

    number: str
    blocks: Iterator[bytes] = field(repr=False)
    _opened: ExitStack = field(repr=False)

    def close(self) -> None:
        """Let go of all files."""
        self._opened.close()


def seal_dossier(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, place: int, lay_out: LayOut
) -> SealedDossier:
    """Make the file that was agreed to; every original was read through and compared before.

    Raises:
        CaseNotHeldError: not this officer's lead, or no export that this officer may make now.
        DecisionError: `export_kind`: it was agreed to as a dossier only.
        PayloadChangedError: an original is lost or was changed.
        NotPrintedError: no PDF came of it.
    """
    dossier = gather_dossier(desk, officer, case_number, place)
    export = dossier.export
    if export.kind is not ExportKind.SEALED:
        raise DecisionError("export_kind")
    recipient = read_recipient(export.recipient)
    with ExitStack() as stack:
        files = open_listed_files(desk, officer, case_number, dossier.files, stack)
        for file in files:
            file.check()
        page = print_page(lay_out(dossier))
        file_key = new_file_key()
        header = wrap_file_key(file_key, recipient)
        return SealedDossier(
            export.number, _sealed(header, file_key, dossier, page, files), stack.pop_all()
        )


def _sealed(
    header: bytes, file_key: bytes, dossier: Dossier, page: bytes, files: list[OpenedFile]
) -> Iterator[bytes]:
    pieces = _Pieces()
    yield header
    with PayloadWriter(cast("BinaryIO", pieces), file_key) as writer:
        for _ in _pack(cast("BinaryIO", writer), dossier, page, files):
            yield pieces.take()
    yield pieces.take()


def _pack(out: BinaryIO, dossier: Dossier, page: bytes, files: list[OpenedFile]) -> Iterator[None]:
    folder, made_on = dossier.export.number, dossier.made_on
    sums = [f"{sha256(page).hexdigest()}  dossier.pdf"]
    sums += [f"{file.attachment.sha256}  files/{file.neutral_name}" for file in files]
    with zipfile.ZipFile(out, "w") as package:
        parts: list[tuple[str, Iterable[bytes]]] = [("dossier.pdf", [page])]
        parts.append(("SHA256SUMS", ["\n".join([*sums, ""]).encode()]))
        parts += [(f"files/{file.neutral_name}", file.blocks()) for file in files]
        for name, blocks in parts:
            member = zipfile.ZipInfo(f"{folder}/{name}", _midnight(made_on))
            with package.open(member, "w", force_zip64=True) as opened:
                for block in blocks:
                    opened.write(block)
                    yield
    yield


def _midnight(day: date) -> tuple[int, int, int, int, int, int]:
    return day.year, day.month, day.day, 0, 0, 0


class _Pieces(io.RawIOBase):
    """A file that can only be written to, and hands on what was."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = bytes(cast("bytes", data))
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        """What was written since."""
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return whole
