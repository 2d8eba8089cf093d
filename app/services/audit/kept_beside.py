"""Each organ's newest checkpoint, in a file beside the database: what the key-holder remembers.

Who can write to the database alone does not reach it. It is the same text that people keep
elsewhere.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.services.audit.checkpoint import (
    CheckpointFormatError,
    SignedCheckpoint,
    read_checkpoint,
)
from app.services.private_files import sync_folder, write_private

_NAME = "checkpoint-{}.txt"


def read_kept(folder: Path, organ_id: str) -> SignedCheckpoint | None:
    """What is remembered of an organ; None where nothing is.

    Raises:
        CheckpointFormatError: the file is damaged.
    """
    try:
        return read_checkpoint((folder / _NAME.format(organ_id)).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise CheckpointFormatError from None


def list_kept(folder: Path) -> Iterator[SignedCheckpoint]:
    """What is remembered of all organs; a damaged file is left out."""
    for path in sorted(folder.glob(_NAME.format("*"))):
        with suppress(CheckpointFormatError, OSError, UnicodeDecodeError):
            yield read_checkpoint(path.read_text(encoding="ascii"))


def keep(folder: Path, checkpoint: SignedCheckpoint) -> None:
    """Remember one in the place of the one before, whole or not at all.

    Raises:
        OSError: it could not be written.
    """
    path = folder / _NAME.format(checkpoint.statement.organ_id)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    write_private(new, checkpoint.text().encode())
    new.replace(path)
    sync_folder(folder)
