"""`qingfeng key add`: let a unit join whose key was made at a ceremony of its own."""

from pathlib import Path

import click

from app.cli.officer import carry_out
from app.cli.problems import ProblemsError, problems_told
from app.settings import load_settings


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_obj
def add(instance: Path, folder: Path) -> None:
    """Add a unit, from the FOLDER that `qingfeng key create` left.

    Two officers of the group approve it; they compare the fingerprint with the one that the unit's
    people read aloud. Leads can be routed to the unit from then on. Its officers unlock with the
    phrases of their ceremony; a first sign-in password for each is printed here.
    """
    from app.services.operator.key_acts import propose_organ  # noqa: PLC0415
    from app.services.operator.key_folder import KeyFolderError, read_key_folder  # noqa: PLC0415

    try:
        pieces = read_key_folder(folder)
    except KeyFolderError as error:
        raise ProblemsError([str(error)]) from None
    click.echo(f"Fingerprint of {pieces.organ.name}:")
    click.echo(f"  {''.join(pieces.organ.fingerprint.characters)}")
    click.echo(f"  {' '.join(pieces.organ.fingerprint.words)}")
    with problems_told():
        settings = load_settings(instance)
        _, outcome = carry_out(settings, lambda client: propose_organ(settings, client, pieces))
    click.echo(f"{pieces.organ.name} is {outcome.organ_id} now.")
