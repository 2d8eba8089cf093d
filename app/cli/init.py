"""`qingfeng init`: an installation, and what its officers need, shown once."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.problems import ProblemsError

if TYPE_CHECKING:
    from app.services.operator.create_installation import Installation
    from app.services.operator.key_folder import PublicOrgan
    from app.services.operator.new_organs import OfficerCredentials
    from app.services.operator.take_over_key import KeyTaking, TakenKey

_DEFAULTS = {
    "department": "某省交通运输厅",
    "group_name": "某省交通运输厅纪检组",
    "superior_name": "上级纪检监察机关",
    "units": ("某某公路管理局纪委", "某某航务管理局纪委"),
}


@click.command()
@click.option("--department", default=_DEFAULTS["department"], show_default=True)
@click.option("--group-name", default=_DEFAULTS["group_name"], show_default=True)
@click.option(
    "--group-key",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The folder that the group's `qingfeng key create` left, which has its name, too; its "
    "officers type their phrases. Without it, a key is made here, which is for trials.",
)
@click.option(
    "--threshold",
    type=int,
    default=1,
    show_default=True,
    help="How many of the three officers that are made here it takes to unlock the group's key.",
)
@click.option("--superior-name", default=_DEFAULTS["superior_name"], show_default=True)
@click.option(
    "--superior-key",
    type=click.Path(path_type=Path, exists=True),
    help="The organ.json that the superior's own `qingfeng key create` left, or its folder.",
)
@click.option(
    "--superior-recipient",
    default="",
    help="The superior's own age1pq1... alone. Without either, a key for the superior is made "
    "here, which is for trials only.",
)
@click.option(
    "--unit",
    "units",
    multiple=True,
    default=_DEFAULTS["units"],
    show_default=True,
    help="A unit below the group; give it once for each.",
)
@click.option(
    "--release",
    default="daily 08:00",
    show_default=True,
    help="When reporters see what was changed: `daily HH:MM` or `every minute`.",
)
@click.option(
    "--database-url",
    default="",
    envvar="QINGFENG_DATABASE_URL",
    show_envvar=True,
    help="PostgreSQL instead of SQLite: postgresql+psycopg://...",
)
@click.pass_obj
def init(instance: Path, /, **values: Any) -> None:  # noqa: ANN401  as the options above say
    """Create an installation, and show its officers' passwords and phrases once."""
    from app.services.operator.create_installation import create_installation  # noqa: PLC0415
    from app.services.operator.installation_plan import (  # noqa: PLC0415
        InstallationError,
        InstallationPlan,
    )
    from app.services.operator.key_folder import KeyFolderError  # noqa: PLC0415

    try:
        superior_key = _read_superior(values.pop("superior_key"))
        plan = InstallationPlan(
            department_name=values.pop("department"),
            unit_names=values.pop("units"),
            group_key=_take_over(values.pop("group_key")),
            superior_key=superior_key,
            **values,
        )
        click.echo("Making keys...", err=True)
        installation = create_installation(instance, plan)
    except KeyFolderError as error:
        raise ProblemsError([str(error)]) from None
    except InstallationError as error:
        raise ProblemsError(error.problems) from None
    _show(installation)


def _read_superior(path: Path | None) -> "PublicOrgan | None":
    from app.services.operator.key_folder import read_organ_file  # noqa: PLC0415

    return read_organ_file(path) if path else None


def _take_over(folder: Path | None) -> "TakenKey | None":
    """Open the key with its officers' phrases: it has to sign the first roster."""
    if folder is None:
        return None
    from app.services.operator.key_folder import read_key_folder  # noqa: PLC0415
    from app.services.operator.take_over_key import KeyTaking  # noqa: PLC0415

    read = read_key_folder(folder)
    organ = read.organ
    click.echo(f"{organ.name}: {''.join(organ.fingerprint.characters)}", err=True)
    click.echo(
        f"Its key signs the first roster. It takes {organ.threshold} of "
        f"{', '.join(officer.account for officer in organ.officers)}, one after the other.",
        err=True,
    )
    taking = KeyTaking(read)
    while taking.missing:
        _ask_phrase(taking)
    return taking.finish()


def _ask_phrase(taking: "KeyTaking") -> None:
    from app.services.operator.take_over_key import PhraseRefusedError  # noqa: PLC0415

    account = click.prompt("Account", err=True)
    typed = click.prompt("Unlock phrase (not shown)", hide_input=True, err=True)
    try:
        taking.add_phrase(account.strip(), typed)
    except PhraseRefusedError as error:
        click.echo(f"- {error}. Once more:", err=True)


def _show(installation: "Installation") -> None:
    click.echo(f"Created in {installation.instance}.\n")
    click.echo("The organs' fingerprints:")
    for name, fingerprint in installation.fingerprints:
        click.echo(f"  {name}: {''.join(fingerprint.characters)} = {' '.join(fingerprint.words)}")
    click.echo("\nShown this once and kept nowhere. Give each officer only their own; the second")
    click.echo("factor is set up at the first sign-in:")
    for officer in installation.officers:
        _show_officer(officer)
    if backup := installation.backup:
        click.echo(f"\nBackup of the group's key: {backup.path}")
        click.echo(f"    passphrase     {backup.phrase.passphrase}")
        click.echo("Copy the file away, and write the passphrase down on paper, apart from it.")


def _show_officer(officer: "OfficerCredentials") -> None:
    click.echo(f"\n  {officer.organ_name}, {officer.name}")
    click.echo(f"    account        {officer.account}")
    click.echo(f"    password       {officer.password}")
    if phrase := officer.made_phrase:
        words, characters = " ".join(phrase.words), "".join(phrase.characters)
        click.echo(f"    unlock phrase  {words}  (or {characters})")
    else:
        click.echo("    unlock phrase  the officer's own, from the ceremony")
