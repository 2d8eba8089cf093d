"""The folder that a key ceremony leaves: an organ's key in sealed pieces, and its public face.

organ.json                       public: name, recipient, verify key, fingerprint, threshold,
                                 officers; signed by the organ's key
officers/<account>.identity.age  the officer's own identity, sealed with their unlock phrase
officers/<account>.share.age     the officer's share of the key, sealed to that identity
organ-key.age                    the key under the shared secret; only where it takes several
backup.age                       the key for the paper backup
README.txt                       what each is, who keeps it, what to do on loss

The signature tells whoever unlocks the key that nobody put an officer of their own into the list on
the way. To whoever does not, only the fingerprint says whose folder it is: compare it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.names import is_account, is_name
from app.domain.roles import Role
from app.services.private_files import sync_folder, write_private
from crypto.age.errors import AgeError
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient
from crypto.fingerprint import Fingerprint, fingerprint
from crypto.group_key import KeyInHands, OrganKey
from crypto.signing import SignatureError, verify

ORGAN_FILE: Final = "organ.json"
KEY_FILE: Final = "organ-key.age"
BACKUP_FILE: Final = "backup.age"
README_FILE: Final = "README.txt"
MAX_OFFICERS: Final = 16

_LABEL: Final = "qingfeng/v1/key-folder"
_FORMAT: Final = "qingfeng/v1/organ"
# Far above what any of these files needs.
_MAX_FILE_BYTES: Final = 1024 * 1024


class KeyFolderError(Exception):
    """The folder cannot be made or used; the message says why, for an operator."""


@dataclass(frozen=True, slots=True)
class KeyOfficer:
    """An officer who holds a part of the key, as everybody may know."""

    account: str
    name: str
    role: Role
    recipient: str


@dataclass(frozen=True, slots=True)
class PublicOrgan:
    """An organ as everybody may know it."""

    name: str
    recipient: str
    verify_key: bytes
    threshold: int
    officers: tuple[KeyOfficer, ...]

    @property
    def fingerprint(self) -> Fingerprint:
        """What people compare with the printed notice."""
        return fingerprint(self.recipient)


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """What an installation takes over."""

    organ: PublicOrgan
    sealed_identities: tuple[bytes, ...]
    """The officers' own, in their order."""
    in_hands: KeyInHands
    backup: bytes


def identity_file(account: str) -> str:
    """Where the officer's own identity lies, within the folder."""
    return f"officers/{account}.identity.age"


def share_file(account: str) -> str:
    """Where the officer's share lies, within the folder."""
    return f"officers/{account}.share.age"


def write_organ_file(organ: PublicOrgan, key: OrganKey) -> bytes:
    """An organ's public face as JSON text, signed by its key."""
    document = _document(organ)
    signature = key.sign(_canonical(document), _LABEL).hex()
    return (
        json.dumps(document | {"signature": signature}, ensure_ascii=False, indent=2) + "\n"
    ).encode()


def read_organ_file(path: Path) -> PublicOrgan:
    """Read an organ's public face.

    Args:
        path: the file, or the folder that it lies in.

    Raises:
        KeyFolderError: it is not there, or not as the ceremony wrote it.
    """
    file = path / ORGAN_FILE if path.is_dir() else path
    content = _read(file)
    try:
        return _parse_organ(json.loads(content))
    except (AgeError, SignatureError, ValueError, KeyError, TypeError, AttributeError):
        raise KeyFolderError(f"{file} is not as the ceremony wrote it") from None


def read_key_folder(folder: Path) -> KeyFolder:
    """Read all that an installation takes over; nothing of it is opened.

    Raises:
        KeyFolderError: something is not there, or not as the ceremony wrote it.
    """
    organ = read_organ_file(folder / ORGAN_FILE)
    accounts = [officer.account for officer in organ.officers]
    sealed_key = _read(folder / KEY_FILE) if organ.threshold > 1 else b""
    sealed_shares = tuple(_read(folder / share_file(account)) for account in accounts)
    return KeyFolder(
        organ,
        tuple(_read(folder / identity_file(account)) for account in accounts),
        KeyInHands(organ.threshold, sealed_key, sealed_shares),
        _read(folder / BACKUP_FILE),
    )


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder` that takes its place at the end.

    It is made at once, so that what stands in the way is known before anybody writes a phrase down,
    and is gone again where anything was raised.

    Raises:
        KeyFolderError: `folder` is there already, or nothing can be written beside it.
    """
    folder = folder.absolute()
    building = folder.with_name(f".{folder.name}.new")
    try:
        _check_free(folder)
        # What a killed ceremony left.
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        yield building
        sync_folder(building)
        _check_free(folder)
        building.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise KeyFolderError(f"{folder}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(building)


def fill_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the pieces into an empty folder, readable for this user only.

    Raises:
        OSError: one cannot be written.
    """
    (folder / "officers").mkdir(mode=0o700)
    for name, content in files.items():
        write_private(folder / name, content)
    sync_folder(folder / "officers")


def _check_free(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise KeyFolderError(f"{folder} is there already: a new key needs a new folder")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise KeyFolderError(f"{path}: {error.strerror}") from None
    if len(content) > _MAX_FILE_BYTES:
        raise KeyFolderError(f"{path} is larger than any file of a ceremony")
    return content


def _document(organ: PublicOrgan) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "name": organ.name,
        "fingerprint": {
            "characters": "".join(organ.fingerprint.characters),
            "words": " ".join(organ.fingerprint.words),
        },
        "threshold": organ.threshold,
        "officers": [
            {
                "account": officer.account,
                "name": officer.name,
                "role": officer.role,
                "recipient": officer.recipient,
            }
            for officer in organ.officers
        ],
        "verify_key": organ.verify_key.hex(),
        "recipient": organ.recipient,
    }


def _canonical(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _parse_organ(content: dict[str, Any]) -> PublicOrgan:
    signature = content.pop("signature")
    organ = PublicOrgan(
        content["name"],
        content["recipient"],
        bytes.fromhex(content["verify_key"]),
        content["threshold"],
        tuple(
            KeyOfficer(entry["account"], entry["name"], Role(entry["role"]), entry["recipient"])
            for entry in content["officers"]
        ),
    )
    # The very same document again: no field is of a wrong type, missing, or there beside these.
    if _document(organ) != content or not _is_sound(organ):
        raise ValueError(ORGAN_FILE)
    verify(organ.verify_key, _canonical(content), bytes.fromhex(signature), _LABEL)
    return organ


def _is_sound(organ: PublicOrgan) -> bool:
    recipients = [organ.recipient, *(officer.recipient for officer in organ.officers)]
    accounts = {officer.account for officer in organ.officers}
    return (
        type(organ.threshold) is int
        and 1 <= organ.threshold <= len(organ.officers) <= MAX_OFFICERS
        and len(accounts) == len(organ.officers)
        and len(set(recipients)) == len(recipients)
        and all(is_account(account) for account in accounts)
        and all(is_name(name) for name in (organ.name, *(o.name for o in organ.officers)))
        and all(isinstance(parse_recipient(text), HybridRecipient) for text in recipients)
    )
