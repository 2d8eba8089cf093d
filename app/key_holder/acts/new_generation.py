"""Hand an organ's key out: a new one with its paper backup, or one that is there, to others."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.key_holder.acts.proposal import Paper
from app.storage.casework import KeyGeneration, KeyShare
from crypto.group_key import (
    KeyInHands,
    OrganKey,
    hand_out,
    seal_backup,
    seal_backup_to_shares,
)
from crypto.unlock_phrase import UnlockPhrase, generate_unlock_phrase


@dataclass(frozen=True, slots=True)
class Holder:
    """An officer that a key is sealed to; whoever makes one has held it against the roster."""

    account: str
    recipient: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A generation of a key in its officers' hands, to be stored."""

    organ_id: str
    generation: int
    reseals: bool
    accounts: tuple[str, ...]
    in_hands: KeyInHands = field(repr=False)

    def row(self) -> KeyGeneration:
        """The generation as it is stored."""
        return KeyGeneration(
            organ_id=self.organ_id,
            generation=self.generation,
            threshold=self.in_hands.threshold,
            sealed_key=self.in_hands.sealed_key,
            reseals=self.reseals,
        )

    def shares(self) -> list[KeyShare]:
        """Each officer's share as it is stored."""
        return [
            KeyShare(
                organ_id=self.organ_id,
                generation=self.generation,
                account=account,
                sealed_share=sealed_share,
            )
            for account, sealed_share in zip(
                self.accounts, self.in_hands.sealed_shares, strict=True
            )
        ]


@dataclass(frozen=True, slots=True)
class PaperBackup:
    """A new key sealed for paper, and what opens it: shown once, kept nowhere."""

    file_name: str
    content: bytes = field(repr=False)
    phrase: UnlockPhrase | None = field(repr=False)
    shares: tuple[str, ...] = field(repr=False)
    threshold: int


def hand_out_key(
    key: OrganKey, stored: KeyGeneration, holders: Sequence[Holder], threshold: int
) -> HandedOut:
    """Seal a key to officers; shares of before fit these no more.

    Args:
        key: the organ's.
        stored: which generation; its row, or what will be.
        holders: who are to hold it, each in the roster.
        threshold: how many of them it takes.
    """
    in_hands = hand_out(key, [holder.recipient for holder in holders], threshold)
    accounts = tuple(holder.account for holder in holders)
    return HandedOut(stored.organ_id, stored.generation, stored.reseals, accounts, in_hands)


def back_up(key: OrganKey, organ_id: str, generation: int, paper: Paper) -> PaperBackup:
    """Seal a new key for paper: with a phrase, or so that printed shares open it."""
    file_name = f"{organ_id}-key-backup-{generation}.age"
    if paper.count == 1:
        phrase = generate_unlock_phrase()
        return PaperBackup(file_name, seal_backup(key, phrase.passphrase), phrase, (), 1)
    content, shares = seal_backup_to_shares(key, paper.threshold, paper.count)
    return PaperBackup(file_name, content, None, shares, paper.threshold)
