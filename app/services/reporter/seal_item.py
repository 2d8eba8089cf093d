"""Turn content and received files into rows: one item each, one header an organ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from app.services.reporter.receive_file import ReceivedFile, new_item_id
from app.services.roster import Organ
from app.storage.intake import ItemKind
from crypto.sealing import Sealed, seal, wrap_file_key


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where a sealed body belongs."""

    case_number: str
    kind: ItemKind
    content_mac: bytes
    day: date


@dataclass(frozen=True, slots=True)
class SealedRows:
    """The rows of a body and of its files, sealed before any transaction begins."""

    body: dict[str, Any]
    files: list[dict[str, Any]]
    headers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file whose payload is on disk, and a header for each organ that it goes to."""

    item_id: str
    payload_digest: bytes
    payload_bytes: int
    headers: tuple[bytes, ...]


def seal_rows(
    body: bytes, files: Sequence[ReceivedFile], organs: Sequence[Organ], *, place: ItemPlace
) -> SealedRows:
    """Seal a small body for each organ, and wrap for each the keys of files sealed already."""
    sealed_files = [
        SealedFile(
            file.attachment.item_id,
            file.payload_digest,
            file.payload_bytes,
            tuple(wrap_file_key(file.file_key, organ.recipient) for organ in organs),
        )
        for file in files
    ]
    sealed = seal(body, [organ.recipient for organ in organs])
    return lay_out(sealed, sealed_files, organs, place=place)


def lay_out(
    sealed: Sealed, files: Sequence[SealedFile], organs: Sequence[Organ], *, place: ItemPlace
) -> SealedRows:
    """Turn what is sealed, here or in a browser, into rows; nothing in them tells which."""
    row: dict[str, Any] = {
        "item_id": new_item_id(),
        "case_number": place.case_number,
        "kind": place.kind,
        "content_mac": place.content_mac,
        "day": place.day,
        "payload": sealed.payload,
        "payload_digest": sha256(sealed.payload).digest(),
        "payload_bytes": len(sealed.payload),
    }
    headers = [
        _header_row(item_id, organ, header)
        for item_id, of_item in (
            (row["item_id"], sealed.headers),
            *((file.item_id, file.headers) for file in files),
        )
        for organ, header in zip(organs, of_item, strict=True)
    ]
    return SealedRows(row, [_file_row(file, row) for file in files], headers)


def _header_row(item_id: str, organ: Organ, header: bytes) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "holder": organ.organ_id,
        "key_generation": organ.generation,
        "header": header,
    }


def _file_row(file: SealedFile, parent: dict[str, Any]) -> dict[str, Any]:
    return {
        "item_id": file.item_id,
        "case_number": parent["case_number"],
        "parent_id": parent["item_id"],
        "kind": ItemKind.ATTACHMENT,
        "day": parent["day"],
        "payload_id": file.item_id,
        "payload_digest": file.payload_digest,
        "payload_bytes": file.payload_bytes,
    }
