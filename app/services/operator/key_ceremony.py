"""The key ceremony: an organ's key is made and handed out before any installation exists.

Offline, one officer at a time: `new_holder` for each, then `make_key` once. Nothing secret is in
what it gives back but the phrases and shares, which their keepers write down; the pieces go into a
folder (`key_folder.py`). Who talks with the officers is the caller's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.roles import Role
from app.services.operator.key_folder import (
    BACKUP_FILE,
    KEY_FILE,
    ORGAN_FILE,
    KeyOfficer,
    PublicOrgan,
    identity_file,
    share_file,
    write_organ_file,
)
from app.services.written_secrets import Spellings, spell_phrase
from crypto.group_key import (
    KeyInHands,
    OrganKey,
    hand_out,
    new_officer_identity,
    seal_backup,
    seal_backup_to_shares,
)
from crypto.secret_sharing import MAX_SHARES
from crypto.unlock_phrase import UnlockPhrase, generate_unlock_phrase

MAX_PAPER_SHARES: Final = MAX_SHARES

_THREE: Final = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """An officer whose own identity is made and sealed."""

    officer: KeyOfficer
    sealed_identity: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """How the paper backup is kept: any `threshold` of `count` shares open it.

    With 1 of 1 it is no share but a passphrase.
    """

    threshold: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key in its pieces."""

    organ: PublicOrgan
    files: Mapping[str, bytes]
    """Each file of the folder but its README: sealed, or public."""
    paper: tuple[tuple[Spellings, ...], ...] = field(repr=False)
    """What is written down for the backup: one passphrase, or one text for each share."""


def usual_threshold(officers: int) -> int:
    """How many officers a key should take: two, where one of them can be away."""
    return 2 if officers >= _THREE else 1


def new_holder(account: str, name: str, role: Role) -> tuple[Holder, UnlockPhrase]:
    """Make an officer's own identity; the phrase is shown to that officer and kept nowhere."""
    phrase = generate_unlock_phrase()
    recipient, sealed_identity = new_officer_identity(phrase.passphrase)
    return Holder(KeyOfficer(account, name, role, recipient), sealed_identity), phrase


def make_key(
    organ_name: str, holders: Sequence[Holder], threshold: int, paper: Paper = Paper()
) -> MadeKey:
    """Make an organ's key, seal it to its officers and for paper, and forget it.

    Args:
        organ_name: as everybody will read it.
        holders: 1 to 16, each account once.
        threshold: how many of them it takes, 1 to all.
        paper: how the backup is kept.

    Raises:
        ValueError: these numbers are out of their range.
    """
    key = OrganKey.create()
    officers = tuple(holder.officer for holder in holders)
    in_hands = hand_out(key, [officer.recipient for officer in officers], threshold)
    organ = PublicOrgan(organ_name, key.recipient, key.verify_key, threshold, officers)
    backup, written = _seal_for_paper(key, paper)
    files = _sealed_files(holders, in_hands) | {
        ORGAN_FILE: write_organ_file(organ, key),
        BACKUP_FILE: backup,
    }
    return MadeKey(organ, files, written)


def _seal_for_paper(key: OrganKey, paper: Paper) -> tuple[bytes, tuple[tuple[Spellings, ...], ...]]:
    if paper.count == 1:
        phrase = generate_unlock_phrase()
        return seal_backup(key, phrase.passphrase), (spell_phrase(phrase),)
    backup, shares = seal_backup_to_shares(key, paper.threshold, paper.count)
    return backup, tuple(tuple((word,) for word in share.split()) for share in shares)


def _sealed_files(holders: Sequence[Holder], in_hands: KeyInHands) -> dict[str, bytes]:
    files = {KEY_FILE: in_hands.sealed_key} if in_hands.sealed_key else {}
    for holder, share in zip(holders, in_hands.sealed_shares, strict=True):
        account = holder.officer.account
        files |= {identity_file(account): holder.sealed_identity, share_file(account): share}
    return files
