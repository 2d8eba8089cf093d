"""The `qingfeng` command: create, serve, sweep, upgrade and check an installation.

Exit codes: 0 all is well, 1 problems, which are listed, 2 the command was not understood.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy.exc import SQLAlchemyError

from app.services.roster import RosterError
from app.settings import Settings, SettingsError, load_settings
from app.storage.schema import SchemaError

if TYPE_CHECKING:
    from app.services.operator.create_installation import Installation

# Most commands import what they need where they need it. `serve --only public` runs in this module
# too, and its process must never hold the modules that can open an organ's key.

_DEFAULTS = {
    "department": "某省交通运输厅",
    "group_name": "某省交通运输厅纪检组",
    "superior_name": "上级纪检监察机关",
    "units": ("某某公路管理局纪委", "某某航务管理局纪委"),
}


class ProblemsError(click.ClickException):
    """Ends a command with exit code 1 and its problems, one a line."""

    def __init__(self, problems: tuple[str, ...] | list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))

    def show(self, file: Any = None) -> None:  # noqa: ANN401  click's own type
        """Write them where click writes errors."""
        for problem in self.problems:
            click.echo(f"- {problem}", file=file, err=file is None)


@contextmanager
def _problems_told() -> Iterator[None]:
    try:
        yield
    except SettingsError as error:
        raise ProblemsError(error.problems) from None
    except (SchemaError, RosterError) as error:
        raise ProblemsError([str(error)]) from None
    except SQLAlchemyError as error:
        # Its own message may repeat the database's address, and with it a password.
        raise ProblemsError([f"the database cannot be used: {type(error).__name__}"]) from None
    except OSError as error:
        raise ProblemsError([f"{error.filename or 'the system'}: {error.strerror}"]) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="QINGFENG_INSTANCE",
    default="instance",
    show_default=True,
    show_envvar=True,
    help="The installation's own folder.",
)
@click.pass_context
def main(context: click.Context, instance: Path) -> None:
    """Qingfeng: sealed reports to a discipline group."""
    # Whatever this command writes is for its own user only.
    os.umask(0o077)
    context.obj = instance


@main.command()
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


@main.command()
@click.option("--only", type=click.Choice(["public", "console", "key-holder"]))
@click.option("--ends-with", type=int, hidden=True)
@click.pass_obj
def serve(instance: Path, only: Any, ends_with: int | None) -> None:  # noqa: ANN401  a choice
    """Serve all apps, or one of them, until a signal ends it."""
    if only is None:
        _serve_all(instance)
        return
    from app.serve.one_app import end_with, serve_one  # noqa: PLC0415

    if ends_with is not None:
        end_with(ends_with)
    with _problems_told():
        serve_one(only, load_settings(instance))


@main.command()
@click.option(
    "--all",
    "orphans_of_any_age",
    is_flag=True,
    help="Also what may belong to an upload in progress: only while nothing is served.",
)
@click.pass_obj
def sweep(instance: Path, *, orphans_of_any_age: bool) -> None:
    """Delete files that waited too long, and what broken uploads left."""
    from app.domain.working_days import office_day  # noqa: PLC0415
    from app.services.operator.sweep import sweep as sweep_installation  # noqa: PLC0415

    with _problems_told():
        swept = sweep_installation(
            load_settings(instance),
            office_day(datetime.now(UTC)),
            orphans_of_any_age=orphans_of_any_age,
        )
    click.echo(f"{swept.waiting_files} files had waited too long; {swept.orphans} were orphans.")


@main.command()
@click.pass_obj
def upgrade(instance: Path) -> None:
    """Bring both databases to this version's schema."""
    from app.services.operator.upgrade_databases import upgrade_databases  # noqa: PLC0415

    with _problems_told():
        upgrade_databases(load_settings(instance))
    click.echo("Both databases are at this version.")


@main.command()
@click.pass_obj
def check(instance: Path) -> None:
    """Check settings, secret keys, databases and roster; list all that is wrong."""
    _check(instance)
    click.echo("All is well.")


def _check(instance: Path) -> Settings:
    from app.services.operator.check_installation import list_problems  # noqa: PLC0415

    problems = list_problems(instance)
    if problems:
        raise ProblemsError(problems)
    return load_settings(instance)


def _serve_all(instance: Path) -> None:
    from app.serve.addresses import url_of  # noqa: PLC0415
    from app.serve.all_apps import AppEndedError, list_taken_addresses, serve_all  # noqa: PLC0415

    settings = _check(instance)
    if taken := list_taken_addresses(settings):
        raise ProblemsError(taken)

    def tell() -> None:
        click.echo(f"For reporters: {url_of('public', settings)}")
        click.echo(f"For officers:  {url_of('console', settings)}")
        click.echo(f"Unlock page:   {url_of('key-holder', settings)}  (the console leads there)")
        click.echo("Ctrl-C ends all three.")

    try:
        serve_all(settings, on_ready=tell)
    except AppEndedError as error:
        raise ProblemsError([f"the {error.name} app ended, and so all were ended"]) from None


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


if __name__ == "__main__":
    main()
