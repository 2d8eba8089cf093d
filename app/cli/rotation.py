"""`qingfeng key rotate`: a new key for an organ, and the archive taken along to it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from app.cli.approval import await_approval, refusal
from app.cli.problems import ProblemsError, problems_told
from app.settings import Settings, load_settings

if TYPE_CHECKING:
    from app.services.operator.rotate_key import ArchiveDone

_WITHOUT_RESEALING: Final = (
    "Re-wrapping changes who can open the archive from now on. It keeps each file's own key: who "
    "had the old key and a copy of the database from before can open, for good, what is in that "
    "copy, and the payloads that lie here still. If the old key may be in wrong hands, run "
    "`qingfeng key rotate --reseal`."
)
_WITH_RESEALING: Final = (
    "Every file in the archive has a new key of its own, and the old payloads are deleted. Copies "
    "that somebody took before, and backups from before, can still be opened with the old key: "
    "nothing can take them back. Destroy the old backups that are yours, and make a new one now."
)
_RUN_OUT: Final = (
    "the approval has run out (a quarter of an hour without work), or the key-holder was started "
    "anew: run `qingfeng key rotate` again, it goes on where it stopped"
)


@click.command()
@click.option("--organ", "organ_id", default="group", show_default=True, help="Whose key.")
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    help="How many officers it takes to unlock the new key.  [default: as many as now]",
)
@click.option(
    "--backup",
    type=click.Choice(["passphrase", "shares"]),
    default="passphrase",
    show_default=True,
    help="How the new key's paper backup is opened.",
)
@click.option(
    "--shares",
    type=(int, int),
    default=(2, 3),
    show_default=True,
    metavar="K N",
    help="With --backup shares: any K of N printed shares open it.",
)
@click.option(
    "--reseal",
    is_flag=True,
    help="After a compromise: give every file in the archive a new key of its own.",
)
@click.pass_obj
def rotate(
    instance: Path,
    organ_id: str,
    threshold: int | None,
    backup: str,
    shares: tuple[int, int],
    *,
    reseal: bool,
) -> None:
    """Give an organ a new key, and take the archive along.

    Officers approve it at the key-holder's own page, whose address this command prints. From then
    on new reports go to the new key. The archive follows, with a progress bar; interrupted, the
    same command goes on where it stopped. At the end the old key is deleted.

    What re-wrapping cannot undo: it keeps each file's own key. Who had the old key and a copy of
    the database or a backup from before can open that copy for good. After a compromise use
    --reseal, which gives every file a new key; copies taken before stay readable even then.

    Exit code 1 where something is damaged and stays under the old key, which is then kept.
    """
    with problems_told():
        settings = load_settings(instance)
        if _is_unfinished(settings, organ_id):
            click.echo("A rotation of this key is unfinished: this finishes it, with no new key.")
            _carry_out(settings, "finish_rotation", {"organ_id": organ_id})
            return
        values: dict[str, Any] = {"organ_id": organ_id, "reseals": reseal}
        if threshold is not None:
            values["threshold"] = threshold
        if backup == "shares":
            values["paper_threshold"], values["paper"] = shares
        _carry_out(settings, "rotate_key", values)


def _carry_out(settings: Settings, kind: str, values: dict[str, Any]) -> None:
    from app.services.officer.key_holder_client import (  # noqa: PLC0415
        KeyHolderClient,
        KeyHolderError,
    )
    from app.services.operator.key_acts import propose  # noqa: PLC0415

    client = KeyHolderClient(settings.key_holder_socket())
    try:
        act = propose(settings, client, kind, **values)
        outcome = await_approval(settings, client, act)
    except KeyHolderError as error:
        raise refusal(error.code) from None
    if outcome.backup:
        backup = settings.zone("casework") / outcome.backup
        click.echo(f"Backup of the new key: {backup}. The last who approved was shown its words.")
    take_archive_along(settings, act.act_id, outcome.organ_id)


def take_archive_along(settings: Settings, act_id: str, organ_id: str) -> None:
    """Do an approved act's work at the archive, with a progress bar, and say how it ended.

    Raises:
        ProblemsError: what stays under an older key, or what the operator has to do by hand.
    """
    from app.services.officer.key_holder_client import (  # noqa: PLC0415
        KeyHolderClient,
        KeyHolderError,
    )
    from app.services.operator.approved_act import WrongKeyError  # noqa: PLC0415
    from app.services.operator.rotate_key import finish_archive  # noqa: PLC0415

    client = KeyHolderClient(settings.key_holder_socket())
    with problems_told(), click.progressbar(length=1, label="Archive", show_pos=True) as bar:

        def report(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        try:
            done = finish_archive(settings, client, act_id, report, organ_id=organ_id)
        except KeyHolderError as error:
            problem = ProblemsError([_RUN_OUT]) if error.code == "no_act" else refusal(error.code)
            raise problem from None
        except KeyboardInterrupt:
            message = "interrupted: run this command again, it goes on where it stopped"
            raise ProblemsError([message]) from None
        except WrongKeyError:
            message = "the key-holder's key is not the one in the signed roster: nothing was done"
            raise ProblemsError([message]) from None
    _tell(done)


def _is_unfinished(settings: Settings, organ_id: str) -> bool:
    from app.services.operator.rotate_key import has_unfinished_rotation  # noqa: PLC0415
    from app.services.roster import RosterError  # noqa: PLC0415

    try:
        return has_unfinished_rotation(settings, organ_id)
    except RosterError:
        if organ_id in _organ_ids(settings):
            raise
        raise refusal("no_organ") from None


def _organ_ids(settings: Settings) -> set[str]:
    from app.services.operator.list_organs import list_organs  # noqa: PLC0415

    return {organ.organ_id for organ in list_organs(settings)}


def _tell(done: "ArchiveDone") -> None:
    click.echo(f"{done.done} headers are of key {done.generation} now.")
    if done.forgotten:
        numbers = " and ".join(str(number) for number in done.forgotten)
        click.echo(f"Key {numbers} is deleted, with every officer's share of it.")
    click.echo(_WITH_RESEALING if done.resealed else _WITHOUT_RESEALING)
    problems = list(done.problems)
    if problems:
        problems.append(
            "these stay under the old key, which was therefore NOT deleted: restore them from a "
            "backup, then run this command again"
        )
    if done.pin_problem:
        problems.append(f"{done.pin_problem}: {done.pin}")
    if problems:
        raise ProblemsError(problems)
