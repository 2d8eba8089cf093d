"""Organs' keys as officers hold them: generations, and each officer's share of each."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.casework import KeyGeneration, KeyShare


@dataclass(frozen=True, slots=True)
class HeldShare:
    """One officer's share of one generation, and what it takes to make the key of it."""

    generation: KeyGeneration
    sealed_share: bytes


def list_generations(session: Session, organ_id: str) -> list[KeyGeneration]:
    """An organ's keys that still open something, newest first."""
    return list(
        session.scalars(
            select(KeyGeneration)
            .where(KeyGeneration.organ_id == organ_id)
            .order_by(KeyGeneration.generation.desc())
        )
    )


def find_live_generations(session: Session, organ_ids: Collection[str]) -> dict[str, set[int]]:
    """The generations of some organs that are not deleted; an organ without a key here is left out.

    Where a header of another generation was just written, the key that opens it is gone.
    """
    query = select(KeyGeneration.organ_id, KeyGeneration.generation)
    live: dict[str, set[int]] = {}
    for organ_id, generation in session.execute(query.where(KeyGeneration.organ_id.in_(organ_ids))):
        live.setdefault(organ_id, set()).add(generation)
    return live


def is_live(session: Session, organ_id: str, generation: int) -> bool:
    """Whether a key of an organ is not deleted."""
    return session.get(KeyGeneration, (organ_id, generation)) is not None


def list_shares_of(session: Session, organ_id: str, account: str) -> list[HeldShare]:
    """What one officer holds of an organ's keys, newest first."""
    query = (
        select(KeyGeneration, KeyShare.sealed_share)
        .join(
            KeyShare,
            (KeyShare.organ_id == KeyGeneration.organ_id)
            & (KeyShare.generation == KeyGeneration.generation),
        )
        .where(KeyShare.organ_id == organ_id, KeyShare.account == account)
        .order_by(KeyGeneration.generation.desc())
    )
    return [HeldShare(generation, share) for generation, share in session.execute(query)]


def list_share_holders(session: Session, organ_id: str, generation: int) -> list[str]:
    """The accounts that hold a share of one generation."""
    query = select(KeyShare.account).where(
        KeyShare.organ_id == organ_id, KeyShare.generation == generation
    )
    return list(session.scalars(query.order_by(KeyShare.account)))


def forget_shares_of(session: Session, account: str) -> None:
    """Take every share of every key from an officer."""
    session.execute(delete(KeyShare).where(KeyShare.account == account))


def forget_shares(session: Session, organ_id: str, generation: int) -> None:
    """Take a generation's shares from everybody, to hand out others."""
    session.execute(
        delete(KeyShare).where(KeyShare.organ_id == organ_id, KeyShare.generation == generation)
    )


def forget_generation(session: Session, organ_id: str, generation: int) -> None:
    """Delete a key that opens nothing any more, with all its shares."""
    forget_shares(session, organ_id, generation)
    session.execute(
        delete(KeyGeneration).where(
            KeyGeneration.organ_id == organ_id, KeyGeneration.generation == generation
        )
    )
