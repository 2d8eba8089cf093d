"""The organs and officers of a new installation, with keys and passwords made on the spot."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.roles import Role
from app.services.officer.passwords import hash_password
from app.services.operator.installation_plan import InstallationPlan
from app.services.roster import Organ, OrganKind, officer_digest, read_organ, write_roster
from app.storage.casework import KeyGeneration, KeyShare, Officer
from crypto.group_key import OrganKey, new_officer_identity, seal_organ_key
from crypto.unlock_phrase import UnlockPhrase, generate_unlock_phrase

# No letter or digit that looks like another: it is copied by hand. 73 bits.
_LETTERS: Final = "abcdefghjkmnpqrstvwxyz23456789"
_GROUPS: Final = 3
_GROUP_LETTERS: Final = 5


@dataclass(frozen=True, slots=True)
class OfficerCredentials:
    """What one officer needs to sign in and to unlock; shown once, kept nowhere."""

    account: str
    name: str
    role: Role
    organ_name: str
    password: str = field(repr=False)
    unlock_phrase: UnlockPhrase = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewOrgan:
    """An organ that will stand in the first roster."""

    organ_id: str
    kind: OrganKind
    name: str
    recipient: str
    key: OrganKey | None
    """None where the organ made its key elsewhere."""

    def organ(self) -> Organ:
        """The organ as the first roster has it."""
        return read_organ(
            {
                "organ_id": self.organ_id,
                "kind": self.kind,
                "name": self.name,
                "recipient": self.recipient,
                "generation": 1,
                "verify_key": self.key.verify_key.hex() if self.key else "",
            }
        )

    def generation(self) -> KeyGeneration:
        """Its first key, which each of its officers can unlock."""
        return KeyGeneration(
            organ_id=self.organ_id, generation=1, threshold=1, sealed_key=b"", reseals=False
        )


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer's rows, and what the officer needs to know."""

    row: Officer
    share: KeyShare
    credentials: OfficerCredentials


def new_organs(plan: InstallationPlan) -> list[NewOrgan]:
    """The group first, then the superior, then the units, each with a fresh key of its own."""
    units = [
        _new_organ(f"unit-{number}", OrganKind.UNIT, name)
        for number, name in enumerate(plan.unit_names, start=1)
    ]
    superior = (
        NewOrgan("superior", OrganKind.SUPERIOR, plan.superior_name, plan.superior_recipient, None)
        if plan.superior_recipient
        else _new_organ("superior", OrganKind.SUPERIOR, plan.superior_name)
    )
    return [_new_organ("group", OrganKind.GROUP, plan.group_name), superior, *units]


def _new_organ(organ_id: str, kind: OrganKind, name: str) -> NewOrgan:
    key = OrganKey.create()
    return NewOrgan(organ_id, kind, name, key.recipient, key)


def new_staff(organ: NewOrgan) -> list[NewOfficer]:
    """The first officers of an organ: none where its key is not ours to give."""
    if organ.key is None:
        return []
    return [_new_officer(organ, organ.key, *who) for who in _first_accounts(organ)]


def _first_accounts(organ: NewOrgan) -> list[tuple[str, str, Role]]:
    if organ.kind is OrganKind.GROUP:
        return [
            ("intake01", "受理员", Role.INTAKE_OFFICER),
            ("case01", "承办员", Role.CASE_OFFICER),
            ("approve01", "审批人", Role.APPROVER),
        ]
    return [(f"{organ.organ_id.replace('-', '')}01", "受理员", Role.INTAKE_OFFICER)]


def _new_officer(organ: NewOrgan, key: OrganKey, account: str, name: str, role: Role) -> NewOfficer:
    password, phrase = _new_password(), generate_unlock_phrase()
    recipient, sealed_identity = new_officer_identity(phrase.passphrase)
    row = Officer(
        account=account,
        name=name,
        role=role,
        organ_id=organ.organ_id,
        password_hash=hash_password(password),
        recipient=recipient,
        sealed_identity=sealed_identity,
    )
    share = KeyShare(
        organ_id=organ.organ_id,
        generation=1,
        account=account,
        sealed_share=seal_organ_key(key, recipient),
    )
    credentials = OfficerCredentials(account, name, role, organ.name, password, phrase)
    return NewOfficer(row, share, credentials)


def _new_password() -> str:
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def first_roster(organs: Sequence[NewOrgan], officers: Sequence[NewOfficer]) -> bytes:
    """The first roster as it is signed."""
    digests = (officer_digest(o.row.account, o.row.organ_id, o.row.recipient) for o in officers)
    return write_roster(1, [organ.organ() for organ in organs], frozenset(digests))
