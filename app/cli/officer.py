"""`qingfeng officer`: who works here and holds a part of a key. Two officers decide on each change.

The commands propose; they never see a phrase or a key.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.approval import await_approval, refusal
from app.cli.problems import problems_told
from app.domain.roles import KEY_ROLES
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.services.operator.key_acts import ActOutcome, ProposedAct

_ROLES = [str(role).replace("_", "-") for role in KEY_ROLES]


@click.group()
def officer() -> None:
    """List, add, renew and remove officers; two others approve each change."""


@officer.command("list")
@click.pass_obj
def list_(instance: Path) -> None:
    """List organs, how many officers unlock their keys, and the officers."""
    from app.services.operator.list_officers import list_officers  # noqa: PLC0415

    with problems_told():
        organs = list_officers(load_settings(instance))
    for organ in organs:
        held = f"{organ.threshold} unlock its key" if organ.threshold else "keeps its key elsewhere"
        click.echo(f"{organ.organ_id}  {organ.name} ({held})")
        for one in organ.officers:
            key = "holds a part of the key" if one.holds_key else "holds no part of the key"
            click.echo(f"    {one.account:<16} {one.name}, {one.role.replace('_', ' ')}, {key}")


@officer.command()
@click.argument("account")
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--role", required=True, type=click.Choice(_ROLES))
@click.option("--organ", "organ_id", default="group", show_default=True, help="Whose officer.")
@click.pass_obj
def add(instance: Path, account: str, name: str, role: str, organ_id: str) -> None:
    """Add an officer under a new ACCOUNT, with a share of the organ's key.

    Prints a first sign-in password, and two addresses: the officer makes an unlock phrase at the
    first, in their own browser; the others approve at the second.
    """
    from app.services.operator.key_acts import propose_officer  # noqa: PLC0415

    with problems_told():
        settings = load_settings(instance)
        carry_out(
            settings,
            lambda client: propose_officer(
                settings,
                client,
                organ_id,
                account=account,
                name=name,
                role=role.replace("-", "_"),
            ),
        )
    click.echo(f"{account} is an officer of {organ_id} now.")


@officer.command()
@click.argument("account")
@click.pass_obj
def renew(instance: Path, account: str) -> None:
    """Give the officer of ACCOUNT a new unlock phrase, in place of a forgotten one.

    Where the phrase may be in wrong hands, remove the officer instead: only that makes a new key.
    """
    from app.services.operator.key_acts import propose  # noqa: PLC0415

    with problems_told():
        settings = load_settings(instance)
        carry_out(
            settings, lambda client: propose(settings, client, "renew_officer", account=account)
        )
    click.echo(f"{account} has a new phrase. The old one opens nothing here any more.")


@officer.command()
@click.argument("account")
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    help="How many officers it takes to unlock the new key.  [default: as many as now]",
)
@click.option(
    "--shares",
    type=(int, int),
    metavar="K N",
    help="Back the new key up as N printed shares, any K of which open it.",
)
@click.option(
    "--reseal",
    is_flag=True,
    help="The phrase may be in wrong hands: give every file in the archive a new key of its own.",
)
@click.pass_obj
def remove(
    instance: Path,
    account: str,
    threshold: int | None,
    shares: tuple[int, int] | None,
    *,
    reseal: bool,
) -> None:
    """Remove the officer of ACCOUNT: a new key for the organ, and the archive re-wrapped for it.

    It cannot undo what they have read, nor copies of the archive that they made: with their phrase
    they can open those for good. Interrupted while the archive is re-wrapped, `qingfeng key rotate`
    goes on.
    """
    from app.cli.rotation import take_archive_along  # noqa: PLC0415
    from app.services.operator.key_acts import propose  # noqa: PLC0415

    values: dict[str, Any] = {"account": account, "reseals": reseal}
    if threshold is not None:
        values["threshold"] = threshold
    if shares is not None:
        values["paper_threshold"], values["paper"] = shares
    with problems_told():
        settings = load_settings(instance)
        act, outcome = carry_out(
            settings, lambda client: propose(settings, client, "remove_officer", **values)
        )
        click.echo(f"{account} is removed, signed out, and holds no share any more.")
        backup = settings.zone("casework") / outcome.backup
        click.echo(f"Backup of the new key: {backup}. The last who approved was shown its words.")
        # The pin has moved: what goes on reads the settings anew.
        take_archive_along(load_settings(instance), act.act_id, outcome.organ_id)


def carry_out(settings: Settings, propose: Any) -> tuple["ProposedAct", "ActOutcome"]:  # noqa: ANN401  a function over a class imported late
    """Propose, wait, and keep the new roster's pin.

    Raises:
        ProblemsError: it was not done, and why.
    """
    from app.services.officer.key_holder_client import (  # noqa: PLC0415
        KeyHolderClient,
        KeyHolderError,
    )
    from app.services.operator.key_acts import remember_pin  # noqa: PLC0415

    client = KeyHolderClient(settings.key_holder_socket())
    try:
        act = propose(client)
        for account, password in act.passwords.items():
            click.echo(f"First sign-in password of {account}, kept nowhere: {password}")
        outcome = await_approval(settings, client, act)
    except KeyHolderError as error:
        raise refusal(error.code) from None
    if problem := remember_pin(settings, outcome.roster_pin):
        # What was approved is done; this is left.
        click.echo(f"- {problem}", err=True)
    return act, outcome
