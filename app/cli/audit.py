"""`qingfeng audit`: is the log as it was written, and sign how far it is.

Exit codes: 0, nothing is wrong; 1, it could not be done; 2, the command was not understood; 3, the
log or a checkpoint is not as it was written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from app.cli.problems import ProblemsError, problems_told
from app.settings import load_settings

if TYPE_CHECKING:
    from app.services.audit.checkpoint import SignedCheckpoint
    from app.services.audit.findings import Finding
    from app.services.audit.verify_log import Verified
    from app.services.figures.compare import ComparedDay

TAMPERED: Final = 3
_WORDS: Final[Mapping[str, str]] = {
    "changed": "{entries} changed since written",
    "moved": "{entries} moved: written as {moved_from}",
    "missing": "{entries} taken out: the numbers are left out",
    "unlinked": "entry {last} follows another entry than {first}: {first} was exchanged",
    "rewritten": (
        "somewhere in {entries} the log was made anew: the chain fits, the signed checkpoint does "
        "not"
    ),
    "cut_off": "{entries} cut off at the end: a checkpoint has seen them",
    "checkpoint_false": "checkpoint {first} of {organ}: not signed by it, or not the one it signed",
    "checkpoint_missing": "checkpoints {first} to {last} of {organ}: made, and not there",
}
_REFUSALS: Final[Mapping[str, str]] = {
    "unavailable": "the key-holder does not answer: is `qingfeng serve` running?",
    "locked": "nobody of this organ has unlocked its key: an officer does, at the console",
    "checkpoint_refused": (
        "the log does not follow from the last checkpoint: nothing was signed. `qingfeng audit "
        "verify` says where"
    ),
    "too_many": "too many checkpoints in a short time: wait a minute",
}


@click.group()
def audit() -> None:
    """Verify the audit log, sign how far it is, show what was signed."""


@audit.command()
@click.option(
    "--checkpoint",
    "files",
    type=click.File(encoding="utf-8"),
    multiple=True,
    help="A checkpoint that was kept elsewhere; `-` reads it from standard input. May be repeated.",
)
@click.pass_obj
def verify(instance: Path, files: tuple[TextIO, ...]) -> None:
    """Walk along the whole log and say where it is not as it was written.

    Also hold the daily figures against the reports and messages that are there.

    Exit code 0: nothing is wrong. 1: it could not be done. 3: something is wrong.
    """
    from app.services.operator.audit_work import (  # noqa: PLC0415
        compare_figures,
        count_entries,
        verify_audit_log,
    )

    kept = [_read(file.name, file.read()) for file in files]
    with problems_told():
        settings = load_settings(instance)
        with click.progressbar(length=count_entries(settings), label="Verifying") as bar:
            verified = verify_audit_log(settings, kept, bar.update)
        days, differing = compare_figures(settings)
    _tell(verified, len(kept))
    _tell_figures(days, differing)
    if verified.findings or differing:
        click.get_current_context().exit(TAMPERED)


@audit.command()
@click.option("--organ", "organ_id", default="group", show_default=True, help="Whose key signs.")
@click.option("--output", type=click.Path(path_type=Path), help="Write it to this file.")
@click.pass_obj
def checkpoint(instance: Path, organ_id: str, output: Path | None) -> None:
    """Sign how far the log is, and print what to keep elsewhere.

    An officer of the organ has to have unlocked its key.
    """
    from app.services.operator.audit_work import make_checkpoint  # noqa: PLC0415

    with problems_told(), _refusals_told():
        made = make_checkpoint(load_settings(instance), organ_id)
        if output is not None:
            output.write_text(made.text(), encoding="ascii")
    if output is None:
        click.echo(made.text(), nl=False)
    words = " ".join(made.statement.key_fingerprint().words)
    click.echo(f"Signed by the key {words}", err=True)


def _read(name: str, text: str) -> "SignedCheckpoint":
    from app.services.audit.checkpoint import (  # noqa: PLC0415
        CheckpointFormatError,
        read_checkpoint,
    )

    try:
        return read_checkpoint(text)
    except CheckpointFormatError:
        raise ProblemsError([f"{name}: this is no checkpoint, or it is damaged"]) from None


def _tell(verified: "Verified", kept: int) -> None:
    for finding in verified.findings:
        click.echo(f"- {_words(finding)}")
    if verified.more:
        click.echo(f"- and {verified.more} more")
    newest = verified.newest
    if newest is None:
        click.echo("No checkpoint: only the chain itself was checked. `qingfeng audit checkpoint`")
    else:
        click.echo(
            f"Newest checkpoint: {newest.number} of {newest.organ_id}, {newest.day}, "
            f"{newest.entries} entries. {verified.checkpoints} are stored, {kept} were given."
        )
    for organ_id in verified.by_earlier_key:
        click.echo(
            f"The newest checkpoint of {organ_id} is signed by a key that was exchanged since: "
            "make another."
        )
    state = "NOT as it was written" if verified.findings else "as it was written"
    click.echo(f"The log of {verified.entries} entries is {state}.")


def _tell_figures(days: int, differing: "list[ComparedDay]") -> None:
    for one in differing:
        parts = [
            f"{one.missing} of {one.figure.items} items are missing or exchanged"
            if one.missing
            else "",
            f"{one.added} items are there that had not arrived" if one.added else "",
            "the figure itself was changed" if one.changed else "",
        ]
        click.echo(f"- {one.figure.day}: {'; '.join(part for part in parts if part)}")
    state = f"{len(differing)} differ from what is there" if differing else "all is there"
    click.echo(f"Daily figures: {days}; {state}.")


def _words(finding: "Finding") -> str:
    one = finding.first == finding.last
    entries = f"entry {finding.first}" if one else f"entries {finding.first} to {finding.last}"
    return _WORDS[finding.fault].format(
        entries=entries,
        first=finding.first,
        last=finding.last,
        moved_from=finding.moved_from if one else f"{finding.moved_from} and on",
        organ=finding.organ_id,
    )


@contextmanager
def _refusals_told() -> Iterator[None]:
    from app.services.officer.key_holder_client import KeyHolderError  # noqa: PLC0415

    try:
        yield
    except KeyHolderError as error:
        word = error.code.partition(":")[0]
        text = _REFUSALS.get(word, f"the key-holder refused: {word}")
        raise ProblemsError([text]) from None
