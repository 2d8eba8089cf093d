"""`qingfeng sweep`, `upgrade` and `check`: what keeps an installation sound."""

from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.problems import ProblemsError, problems_told
from app.settings import Settings, load_settings


@click.command()
@click.option(
    "--all",
    "orphans_of_any_age",
    is_flag=True,
    help="Also what may belong to an upload in progress: only while nothing is served.",
)
@click.pass_obj
def sweep(instance: Path, *, orphans_of_any_age: bool) -> None:
    """Delete files that waited too long, and what broken uploads and deleted rows left."""
    from app.domain.working_days import office_day  # noqa: PLC0415
    from app.services.operator.sweep import rewrite_databases  # noqa: PLC0415
    from app.services.operator.sweep import sweep as sweep_installation  # noqa: PLC0415

    with problems_told():
        settings = load_settings(instance)
        swept = sweep_installation(
            settings, office_day(datetime.now(UTC)), orphans_of_any_age=orphans_of_any_age
        )
        rewritten = rewrite_databases(settings)
    click.echo(f"{swept.waiting_files} files had waited too long; {swept.orphans} were orphans.")
    if not rewritten:
        click.echo("Deleted rows are not cleared yet: something reads or writes. Try again later.")


@click.command()
@click.pass_obj
def upgrade(instance: Path) -> None:
    """Bring both databases to this version's schema."""
    from app.services.operator.upgrade_databases import upgrade_databases  # noqa: PLC0415

    with problems_told():
        upgrade_databases(load_settings(instance))
    click.echo("Both databases are at this version.")


@click.command()
@click.pass_obj
def check(instance: Path) -> None:
    """Check settings, secret keys, databases, roster, organs' keys, and what handles files."""
    from app.domain.working_days import office_day  # noqa: PLC0415
    from app.services.operator.check_installation import (  # noqa: PLC0415
        list_cleaning_problems,
        list_key_problems,
        list_rendering_problems,
        list_unknown_years,
    )

    settings = checked_settings(instance)
    with problems_told():
        problems = [
            *list_key_problems(settings),
            *list_cleaning_problems(settings),
            *list_rendering_problems(settings),
        ]
    for note in list_unknown_years(settings, office_day(datetime.now(UTC))):
        click.echo(f"Note: {note}", err=True)
    if problems:
        raise ProblemsError(problems)
    click.echo("All is well.")


def checked_settings(instance: Path) -> Settings:
    """The settings of an installation that is sound.

    Raises:
        ProblemsError: it is not.
    """
    from app.services.operator.check_installation import list_problems  # noqa: PLC0415

    problems = list_problems(instance)
    if problems:
        raise ProblemsError(problems)
    return load_settings(instance)
