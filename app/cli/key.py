"""`qingfeng key`: make an organ's key before there is an installation, and show fingerprints."""

from pathlib import Path

import click

from app.cli.organ import add
from app.cli.problems import ProblemsError, problems_told
from app.cli.rotation import rotate
from app.cli.screen import LANGUAGES, Screen, language_of
from app.settings import load_settings


def _language(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value in LANGUAGES:
        return value
    if context.get_parameter_source("language") is click.core.ParameterSource.COMMANDLINE:
        raise click.BadParameter(f"one of {', '.join(LANGUAGES)}", context, parameter)
    return language_of(value)


@click.group()
def key() -> None:
    """Make an organ's key, and show the fingerprints of all organs' keys."""


@key.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--lang",
    "language",
    envvar=["LC_ALL", "LC_MESSAGES", "LANG"],
    default="en",
    metavar="[zh|en]",
    callback=_language,
    help="The language of the ceremony.  [default: the terminal's]",
)
def create(folder: Path, language: str) -> None:
    """Make an organ's key with its officers, one at a time, into a new FOLDER.

    Best on a computer that is on no network. Asks for all it needs; nothing secret is ever given as
    an argument. `qingfeng init` takes the folder over.
    """
    from app.cli.ceremony import hold_ceremony  # noqa: PLC0415
    from app.services.operator.key_folder import KeyFolderError  # noqa: PLC0415

    try:
        hold_ceremony(folder, Screen(language))
    except KeyFolderError as error:
        raise ProblemsError([str(error)]) from None


@key.command()
@click.pass_obj
def show(instance: Path) -> None:
    """Show each organ's fingerprint, as the signed roster has it, for the printed notice."""
    from app.services.operator.list_organs import list_organs  # noqa: PLC0415

    with problems_told():
        organs = list_organs(load_settings(instance))
    for organ in organs:
        click.echo(f"{organ.name} ({organ.kind}, key {organ.generation})")
        click.echo(f"    {''.join(organ.fingerprint.characters)}")
        click.echo(f"    {' '.join(organ.fingerprint.words)}")


key.add_command(rotate)
key.add_command(add)
