"""Turn content and received files into rows: one item each, one header an organ."""

from collections.abc import Sequence
from hashlib import sha256

from app.services.reporter.receive_file import ReceivedFile
from app.services.roster import Organ
from app.storage.intake import ItemHeader, ItemKind, SealedItem
from crypto.sealing import seal, wrap_file_key


def seal_body(
    body: bytes, organs: Sequence[Organ], item: SealedItem
) -> list[SealedItem | ItemHeader]:
    """Seal a small body into `item`, for each organ; give the rows in the order of insertion."""
    sealed = seal(body, [organ.recipient for organ in organs])
    item.payload = sealed.payload
    item.payload_digest = sha256(sealed.payload).digest()
    item.payload_bytes = len(sealed.payload)
    headers = zip(organs, sealed.headers, strict=True)
    return [
        item,
        *(
            ItemHeader(item_id=item.item_id, holder=organ.organ_id, header=header)
            for organ, header in headers
        ),
    ]


def seal_file(
    file: ReceivedFile, organs: Sequence[Organ], *, of: SealedItem
) -> list[SealedItem | ItemHeader]:
    """The rows of a file that was sealed while it arrived: its key, wrapped for each organ."""
    item = SealedItem(
        item_id=file.attachment.item_id,
        case_number=of.case_number,
        parent_id=of.item_id,
        kind=ItemKind.ATTACHMENT,
        day=of.day,
        payload_digest=file.payload_digest,
        payload_bytes=file.payload_bytes,
    )
    return [
        item,
        *(
            ItemHeader(
                item_id=item.item_id,
                holder=organ.organ_id,
                header=wrap_file_key(file.file_key, organ.recipient),
            )
            for organ in organs
        ),
    ]
