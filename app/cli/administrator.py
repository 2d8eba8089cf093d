"""`qingfeng administrator`: who words the public notice; they hold no key and see no lead."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.problems import ProblemsError, problems_told
from app.settings import load_settings


@click.group()
def administrator() -> None:
    """Add and remove administrators: they hold no key and see no lead."""


@administrator.command()
@click.argument("account")
@click.option("--name", required=True, help="As colleagues know them.")
@click.pass_obj
def add(instance: Path, account: str, name: str) -> None:
    """Add an administrator under ACCOUNT; the first sign-in password is printed here, once.

    Further administrators, statisticians and auditors are invited in the console. The second factor
    is set up at the first sign-in.
    """
    from app.services.operator.administrators import add_administrator  # noqa: PLC0415

    with _told():
        password = add_administrator(load_settings(instance), account, name)
    click.echo(f"First sign-in password of {account}, kept nowhere: {password}")


@administrator.command()
@click.argument("account")
@click.pass_obj
def remove(instance: Path, account: str) -> None:
    """Remove the administrator of ACCOUNT, who is signed out at once."""
    from app.domain.working_days import office_day  # noqa: PLC0415
    from app.services.operator.administrators import remove_administrator  # noqa: PLC0415

    with _told():
        remove_administrator(load_settings(instance), account, office_day(datetime.now(UTC)))
    click.echo(f"{account} is removed and signed out.")


@contextmanager
def _told() -> Iterator[None]:
    from app.services.operator.administrators import AdministratorError  # noqa: PLC0415

    with problems_told():
        try:
            yield
        except AdministratorError as error:
            raise ProblemsError([str(error)]) from None
