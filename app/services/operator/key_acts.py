"""Acts that need two people, from the command's side: propose one, wait for it, take it back.

The command sees neither phrase nor key: officers enrol and approve at the key-holder's own pages.
"""

import base64
import os
import pwd
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from app.services.officer.accounts.passwords import hash_password
from app.services.officer.key_holder_client import KeyHolderClient
from app.services.operator.key_folder import KeyFolder
from app.services.operator.list_organs import list_organs
from app.services.operator.move_pin import PinNotMovedError, move_pin
from app.services.operator.new_organs import new_password
from app.settings import Settings, is_overridden

ASK_EVERY_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class ProposedAct:
    """An act that waits for its officers, and the addresses of its pages."""

    act_id: str
    approve_url: str
    enrol_url: str = ""
    """For the officer concerned; empty where nobody has to enrol."""
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    """First sign-in passwords of new officers, by account; kept nowhere."""


@dataclass(frozen=True, slots=True)
class ActProgress:
    """How an act stands while it waits.

    Attributes:
        enrolled: nobody has to make a phrase (any more).
        missing: how many more officers, by organ.
    """

    enrolled: bool
    approved_by: tuple[str, ...]
    missing: Mapping[str, int]
    minutes_left: int


@dataclass(frozen=True, slots=True)
class ActOutcome:
    """How an act ended.

    Attributes:
        reason: why it was not done, in the key-holder's own word; empty where it was.
        about: the account that the reason is about, if about one.
        roster_pin: what the settings can pin from now on; empty where the roster stayed.
        generation: of the new key; 0 where there is none.
        backup: the file name of the new key's paper backup.
    """

    reason: str = ""
    about: str = ""
    organ_id: str = ""
    roster_pin: str = ""
    generation: int = 0
    backup: str = ""


Report = Callable[[ActProgress], None]


def propose(settings: Settings, client: KeyHolderClient, kind: str, **values: Any) -> ProposedAct:  # noqa: ANN401  JSON's
    """Ask for an act; nothing happens before its officers approve.

    Args:
        settings: the installation's.
        client: the key-holder.
        kind: `renew_officer`, `remove_officer`, `rotate_key` or `finish_rotation`; the others have
            functions of their own.
        values: as the key-holder's `propose_act` takes them.

    Raises:
        KeyHolderError: it cannot be done, and why.
    """
    by = pwd.getpwuid(os.getuid()).pw_name
    answer = client.ask("propose_act", kind=kind, proposed_by=by, **values)
    base = settings.key_holder_url
    enrol_page = answer.get("enrol_page", "")
    return ProposedAct(
        answer["act"], base + answer["page"], base + enrol_page if enrol_page else ""
    )


def propose_officer(
    settings: Settings, client: KeyHolderClient, organ_id: str, **who: str
) -> ProposedAct:
    """Ask for a new officer, with a sign-in password that is made here.

    Args:
        settings: the installation's.
        client: the key-holder.
        organ_id: whose officer.
        who: `account`, `name` and `role`.

    Raises:
        KeyHolderError: it cannot be done, and why.
    """
    password = new_password()
    act = propose(
        settings,
        client,
        "add_officer",
        organ_id=organ_id,
        password_hash=hash_password(password),
        **who,
    )
    return ProposedAct(act.act_id, act.approve_url, act.enrol_url, {who["account"]: password})


def propose_organ(settings: Settings, client: KeyHolderClient, folder: KeyFolder) -> ProposedAct:
    """Ask for a unit whose key was made at a ceremony, with sign-in passwords for its officers.

    Args:
        settings: the installation's.
        client: the key-holder.
        folder: what the ceremony left; its signature was checked when it was read.

    Raises:
        KeyHolderError: it cannot be done, and why.
        RosterError: there is no roster.
    """
    passwords = {officer.account: new_password() for officer in folder.organ.officers}
    pieces = zip(
        folder.organ.officers, folder.sealed_identities, folder.in_hands.sealed_shares, strict=True
    )
    new_organ = {
        "name": folder.organ.name,
        "recipient": folder.organ.recipient,
        "verify_key": folder.organ.verify_key.hex(),
        "threshold": folder.organ.threshold,
        "sealed_key": _encode(folder.in_hands.sealed_key),
        "officers": [
            {
                "account": officer.account,
                "name": officer.name,
                "role": str(officer.role),
                "recipient": officer.recipient,
                "password_hash": hash_password(passwords[officer.account]),
                "sealed_identity": _encode(sealed_identity),
                "sealed_share": _encode(sealed_share),
            }
            for officer, sealed_identity, sealed_share in pieces
        ],
    }
    there = {organ.organ_id for organ in list_organs(settings)}
    organ_id = next(name for n in count(1) if (name := f"unit-{n}") not in there)
    act = propose(settings, client, "add_organ", organ_id=organ_id, new_organ=new_organ)
    return ProposedAct(act.act_id, act.approve_url, "", passwords)


def wait_for(
    client: KeyHolderClient,
    act_id: str,
    report: Report,
    *,
    ask_every_seconds: float = ASK_EVERY_SECONDS,
) -> ActOutcome:
    """Wait until an act is done, refused, taken back or over.

    Args:
        client: the key-holder.
        act_id: which act.
        report: told how it stands, whenever somebody asked.
        ask_every_seconds: between two questions.

    Raises:
        KeyHolderError: it is not running any more, or knows no such act: it was started anew.
    """
    while True:
        status = client.ask("act_status", act=act_id)
        if status["state"] == "approved":
            result = status["result"]
            return ActOutcome(
                organ_id=result["organ_id"],
                roster_pin=result.get("roster_pin", ""),
                generation=result.get("generation", 0),
                backup=result.get("backup", ""),
            )
        if status["state"] == "failed":
            return ActOutcome(reason=status["reason"], about=status["about"])
        report(
            ActProgress(
                status["enrolled"],
                tuple(status["approved_by"]),
                status["missing"],
                -(-status["seconds_left"] // 60),
            )
        )
        time.sleep(ask_every_seconds)


def take_back(client: KeyHolderClient, act_id: str) -> bool:
    """Take an act back; say whether it still waited.

    Raises:
        KeyHolderError: the key-holder does not answer, or knows no such act.
    """
    return bool(client.ask("cancel_act", act=act_id)["cancelled"])


def remember_pin(settings: Settings, pin: str) -> str:
    """Write the roster's pin into settings.toml, so that nobody can take the new roster away.

    Returns:
        What the operator has to do by hand; empty where there is nothing.
    """
    if not pin or pin == settings.roster_pin:
        return ""
    if is_overridden("roster_pin"):
        return f"QINGFENG_ROSTER_PIN overrides settings.toml: set it to {pin}"
    try:
        move_pin(settings.instance, pin)
    except PinNotMovedError:
        return f'settings.toml could not be rewritten: put roster_pin = "{pin}" there'
    return ""


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
