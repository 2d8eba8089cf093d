"""`qingfeng serve`: all apps, each in a process of its own, or one of them in this process."""

from pathlib import Path
from typing import Any

import click

from app.cli.problems import ProblemsError, problems_told
from app.cli.upkeep import checked_settings
from app.settings import load_settings


@click.command()
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
    with problems_told():
        serve_one(only, load_settings(instance))


def _serve_all(instance: Path) -> None:
    from app.serve.addresses import url_of  # noqa: PLC0415
    from app.serve.all_apps import AppEndedError, list_taken_addresses, serve_all  # noqa: PLC0415

    settings = checked_settings(instance)
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
