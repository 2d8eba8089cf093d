"""`qingfeng init`: an installation, and what its officers need, shown once."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.problems import ProblemsError

if TYPE_CHECKING:
    from app.services.operator.create_installation import Installation

_DEFAULTS = {
    "department": "某省交通运输厅",
    "group_name": "某省交通运输厅纪检组",
    "superior_name": "上级纪检监察机关",
    "units": ("某某公路管理局纪委", "某某航务管理局纪委"),
}


@click.command()
@click.option("--department", default=_DEFAULTS["department"], show_default=True)
@click.option("--group-name", default=_DEFAULTS["group_name"], show_default=True)
@click.option("--superior-name", default=_DEFAULTS["superior_name"], show_default=True)
@click.option(
    "--superior-recipient",
    default="",
    help="The superior's own age1pq1... Without it, a key for the superior is made here, which is "
    "for trials only.",
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

    plan = InstallationPlan(
        department_name=values.pop("department"), unit_names=values.pop("units"), **values
    )
    click.echo("Making keys...", err=True)
    try:
        installation = create_installation(instance, plan)
    except InstallationError as error:
        raise ProblemsError(error.problems) from None
    _show(installation)


def _show(installation: "Installation") -> None:
    click.echo(f"Created in {installation.instance}.\n")
    click.echo("The organs' fingerprints:")
    for name, fingerprint in installation.fingerprints:
        click.echo(f"  {name}: {''.join(fingerprint.characters)} = {' '.join(fingerprint.words)}")
    click.echo("\nShown this once and kept nowhere. Give each officer only their own:")
    for officer in installation.officers:
        phrase = officer.unlock_phrase
        click.echo(f"\n  {officer.organ_name}, {officer.name}")
        click.echo(f"    account        {officer.account}")
        click.echo(f"    password       {officer.password}")
        click.echo(
            f"    unlock phrase  {' '.join(phrase.words)}  (or {''.join(phrase.characters)})"
        )
    phrase = installation.backup_phrase
    click.echo(f"\nBackup of the group's key: {installation.backup_path}")
    click.echo(f"    passphrase     {phrase.passphrase}")
    click.echo("Copy the file away, and write the passphrase down on paper, apart from it.")
