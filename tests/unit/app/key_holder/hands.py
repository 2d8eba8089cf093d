"""An organ's key in the hands of officers who have no database: real shares, opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.key_holder.unlocking.key_ring import Contribution
from app.services.roster import Organ, OrganKind
from app.storage.casework import KeyGeneration
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.fingerprint import fingerprint
from crypto.group_key import KeyShare, OrganKey, hand_out, open_share


@dataclass(slots=True)
class Hands:
    """One organ's keys, each handed out to the same officers."""

    organ_id: str
    accounts: Sequence[str]
    keys: dict[int, OrganKey] = field(default_factory=dict)
    rows: dict[int, KeyGeneration] = field(default_factory=dict)
    shares: dict[int, dict[str, KeyShare]] = field(default_factory=dict)

    def hand_out(self, threshold: int, *, generation: int = 1, key: OrganKey | None = None) -> None:
        """Make a key, or take a given one, and hand it out, anew where it was already."""
        key = key or self.keys.get(generation) or OrganKey.create()
        own = {account: HybridIdentity.generate() for account in self.accounts}
        recipients = [identity.recipient.encode() for identity in own.values()]
        in_hands = hand_out(key, recipients, threshold)
        self.keys[generation] = key
        self.rows[generation] = KeyGeneration(
            organ_id=self.organ_id,
            generation=generation,
            threshold=threshold,
            sealed_key=in_hands.sealed_key,
            reseals=False,
        )
        self.shares[generation] = {
            account: open_share(sealed, own[account])
            for account, sealed in zip(self.accounts, in_hands.sealed_shares, strict=True)
        }

    def stored(self) -> list[KeyGeneration]:
        """The keys as the database has them, newest first."""
        return [self.rows[number] for number in sorted(self.rows, reverse=True)]

    def organ(self, *, names: OrganKey | None = None, generation: int = 0) -> Organ:
        """The organ as a roster has it: it names the newest key, or another one."""
        newest = generation or max(self.keys)
        key = names or self.keys[newest]
        return Organ(
            self.organ_id,
            OrganKind.GROUP,
            "驻厅纪检组",
            key.identity.recipient,
            fingerprint(key.recipient),
            newest,
            key.verify_key.hex(),
        )

    def opened_by(self, account: str, *generations: int) -> Contribution:
        """What an officer's phrase opens: all generations, or these."""
        numbers = generations or tuple(self.shares)
        return Contribution(account, self.organ_id, {n: self.shares[n][account] for n in numbers})


def in_hands(threshold: int, *accounts: str, organ_id: str = "group") -> Hands:
    """A key of one organ that any `threshold` of these accounts open together."""
    hands = Hands(organ_id, accounts or ("ann", "bo", "cy"))
    hands.hand_out(threshold)
    return hands
