"""The organs and officers of a new installation: keys made here, or brought from a ceremony."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from app.domain.roles import Role
from app.services.officer.accounts.passwords import hash_password
from app.services.operator.installation_plan import InstallationPlan
from app.services.operator.key_folder import KeyFolder, KeyOfficer
from app.services.roster import Organ, OrganKind, officer_digest, read_organ, write_roster
from app.storage.casework import KeyGeneration, KeyShare, Officer
from crypto.group_key import OrganKey, hand_out, new_officer_identity
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
    made_phrase: UnlockPhrase | None = field(repr=False)
    """None for an officer who has had one since the ceremony."""

    @property
    def unlock_phrase(self) -> UnlockPhrase:
        """The phrase that was made here.

        Raises:
            LookupError: none was.
        """
        if self.made_phrase is None:
            raise LookupError(self.account)
        return self.made_phrase


@dataclass(frozen=True, slots=True)
class NewOrgan:
    """An organ that will stand in the first roster."""

    organ_id: str
    kind: OrganKind
    name: str
    recipient: str
    verify_key: str
    """Empty where it is not known."""
    key: OrganKey | None = None
    """None where the organ made its key elsewhere, and keeps it there."""
    threshold: int = 1
    folder: KeyFolder | None = None
    """The pieces of a key that was made at a ceremony, and is unlocked here from now on."""

    def organ(self) -> Organ:
        """The organ as the first roster has it."""
        return read_organ(
            {
                "organ_id": self.organ_id,
                "kind": self.kind,
                "name": self.name,
                "recipient": self.recipient,
                "generation": 1,
                "verify_key": self.verify_key,
            }
        )


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer's rows, and what the officer needs to know."""

    row: Officer
    share: KeyShare
    credentials: OfficerCredentials


@dataclass(frozen=True, slots=True)
class NewStaff:
    """An organ's first key as its officers hold it, and these officers."""

    generation: KeyGeneration
    officers: tuple[NewOfficer, ...]


@dataclass(frozen=True, slots=True)
class _Identity:
    """An officer with an identity of their own."""

    officer: KeyOfficer
    sealed_identity: bytes
    phrase: UnlockPhrase | None = field(repr=False)


def new_organs(plan: InstallationPlan) -> list[NewOrgan]:
    """The group first, then the superior, then the units."""
    group_name, superior_name, *unit_names = plan.organ_names()
    units = [
        _new_organ(f"unit-{number}", OrganKind.UNIT, name)
        for number, name in enumerate(unit_names, start=1)
    ]
    return [_group(plan, group_name), _superior(plan, superior_name), *units]


def _group(plan: InstallationPlan, name: str) -> NewOrgan:
    if plan.group_key is None:
        return _new_organ("group", OrganKind.GROUP, name, plan.threshold)
    folder, key = plan.group_key.folder, plan.group_key.key
    return NewOrgan(
        "group",
        OrganKind.GROUP,
        name,
        key.recipient,
        key.verify_key.hex(),
        key,
        folder.organ.threshold,
        folder,
    )


def _superior(plan: InstallationPlan, name: str) -> NewOrgan:
    kind = OrganKind.SUPERIOR
    if public := plan.superior_key:
        return NewOrgan("superior", kind, name, public.recipient, public.verify_key.hex())
    if plan.superior_recipient:
        return NewOrgan("superior", kind, name, plan.superior_recipient, "")
    return _new_organ("superior", kind, name)


def _new_organ(organ_id: str, kind: OrganKind, name: str, threshold: int = 1) -> NewOrgan:
    key = OrganKey.create()
    return NewOrgan(organ_id, kind, name, key.recipient, key.verify_key.hex(), key, threshold)


def new_staff(organ: NewOrgan) -> NewStaff | None:
    """The first officers of an organ; None where its key is kept elsewhere."""
    if organ.key is None:
        return None
    if organ.folder:
        identities, in_hands = _identities_of(organ.folder), organ.folder.in_hands
    else:
        identities = [_new_identity(*who) for who in _first_accounts(organ)]
        recipients = [identity.officer.recipient for identity in identities]
        in_hands = hand_out(organ.key, recipients, organ.threshold)
    generation = KeyGeneration(
        organ_id=organ.organ_id,
        generation=1,
        threshold=in_hands.threshold,
        sealed_key=in_hands.sealed_key,
        reseals=False,
    )
    officers = map(partial(_new_officer, organ), identities, in_hands.sealed_shares)
    return NewStaff(generation, tuple(officers))


def _first_accounts(organ: NewOrgan) -> list[tuple[str, str, Role]]:
    if organ.kind is OrganKind.GROUP:
        return [
            ("intake01", "受理员", Role.INTAKE_OFFICER),
            ("case01", "承办员", Role.CASE_OFFICER),
            ("approve01", "审批人", Role.APPROVER),
        ]
    return [(f"{organ.organ_id.replace('-', '')}01", "受理员", Role.INTAKE_OFFICER)]


def _new_identity(account: str, name: str, role: Role) -> _Identity:
    phrase = generate_unlock_phrase()
    recipient, sealed_identity = new_officer_identity(phrase.passphrase)
    return _Identity(KeyOfficer(account, name, role, recipient), sealed_identity, phrase)


def _identities_of(folder: KeyFolder) -> list[_Identity]:
    pairs = zip(folder.organ.officers, folder.sealed_identities, strict=True)
    return [_Identity(officer, sealed_identity, None) for officer, sealed_identity in pairs]


def _new_officer(organ: NewOrgan, identity: _Identity, sealed_share: bytes) -> NewOfficer:
    officer, password = identity.officer, new_password()
    row = Officer(
        account=officer.account,
        name=officer.name,
        role=officer.role,
        organ_id=organ.organ_id,
        password_hash=hash_password(password),
        recipient=officer.recipient,
        sealed_identity=identity.sealed_identity,
    )
    share = KeyShare(
        organ_id=organ.organ_id,
        generation=1,
        account=officer.account,
        sealed_share=sealed_share,
    )
    credentials = OfficerCredentials(
        officer.account, officer.name, officer.role, organ.name, password, identity.phrase
    )
    return NewOfficer(row, share, credentials)


def new_password() -> str:
    """A first sign-in password, to be copied by hand."""
    groups = (
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LETTERS)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def first_roster(organs: Sequence[NewOrgan], officers: Sequence[NewOfficer]) -> bytes:
    """The first roster as it is signed."""
    digests = (officer_digest(o.row.account, o.row.organ_id, o.row.recipient) for o in officers)
    return write_roster(1, [organ.organ() for organ in organs], frozenset(digests))
