"""What every command says that waits for officers: where they go, who has approved, why not."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from app.cli.problems import ProblemsError
from app.settings import Settings

if TYPE_CHECKING:
    from app.services.officer.key_holder_client import KeyHolderClient
    from app.services.operator.key_acts import ActOutcome, ActProgress, ProposedAct

REFUSALS: Final[Mapping[str, str]] = {
    "unavailable": "the key-holder does not answer: is `qingfeng serve` running?",
    "no_act": "the key-holder was started anew and has forgotten this: run the command again",
    "no_organ": "there is no such organ: `qingfeng key show` lists them",
    "no_key": "this organ keeps its key elsewhere: nothing can be done with it here",
    "no_officer": "there is no such officer: `qingfeng officer list` lists them",
    "account_taken": "this account is, or was, somebody else's: choose another",
    "bad_account": "an account has 1 to 32 small letters and digits, a letter first",
    "bad_name": "a name has 1 to 64 characters, all printable",
    "bad_role": "only an intake officer, a case officer or an approver can hold a part of a key",
    "bad_organ": "the folder is not as the ceremony wrote it",
    "organ_there": "there is an organ with this id or name already",
    "bad_threshold": "there are not as many officers as the threshold says",
    "bad_paper": "there can be 2 to 16 printed shares, and no more needed than there are",
    "too_many_officers": "a key that several unlock together has 16 officers at most",
    "too_few_officers": (
        "too few other officers could approve this: two of the group have to, and as many of the "
        "organ as unlock its key. Where nobody else holds a part of the key, only its paper backup "
        "helps"
    ),
    "too_few_left": (
        "too few officers would be left to unlock the key, or to change the roster (two of the "
        "group): add another officer first"
    ),
    "too_many_acts": "too many acts wait for approval: take some back (Ctrl-C where they wait)",
    "rotation_unfinished": (
        "the last exchange of this key is unfinished: `qingfeng key rotate` finishes it; then run "
        "this command again"
    ),
    "nothing_to_finish": "no rotation is unfinished",
    "not_in_roster": (
        "a stored public key is not the one in the signed roster: somebody changed it. Nothing was "
        "sealed to it. `qingfeng officer renew` gives that officer a new one; find out who changed "
        "the database"
    ),
    "share_does_not_fit": (
        "the officers' shares do not make the key: somebody changed the database. Restore it from "
        "the backup"
    ),
    "changed": "officers or keys were changed meanwhile: run the command again",
    "cancelled": "it was taken back: nothing was changed",
    "over": "not enough officers approved it within an hour: nothing was changed",
    "failed": "the key-holder could not do it: nothing was changed; its log says more",
    "bad_request": "the key-holder does not understand this: are both of one version?",
}


def refusal(code: str, about: str = "") -> ProblemsError:
    """How a command ends whose act was refused."""
    word = code.partition(":")[0]
    text = REFUSALS.get(word, f"the key-holder refused: {word}")
    return ProblemsError([f"{about}: {text}" if about else text])


def await_approval(
    settings: Settings, client: "KeyHolderClient", act: "ProposedAct"
) -> "ActOutcome":
    """Say where the officers go, and wait for them.

    Raises:
        ProblemsError: it was not done, and why.
        KeyHolderError: the key-holder does not answer any more.
    """
    from app.services.operator.key_acts import take_back, wait_for  # noqa: PLC0415
    from app.services.operator.list_organs import list_organs  # noqa: PLC0415

    if act.enrol_url:
        click.echo("First, the officer opens this in their own browser, and makes a phrase:")
        click.echo(f"  {act.enrol_url}")
        click.echo("Then the others open this, hear the fingerprint read aloud, and approve:")
    else:
        click.echo("The officers who approve open this, each with their own phrase:")
    click.echo(f"  {act.approve_url}")
    click.echo("Ctrl-C takes it back as long as somebody is missing.")
    line = _LiveLine({organ.organ_id: organ.name for organ in list_organs(settings)})
    try:
        outcome = wait_for(client, act.act_id, line.show)
    except KeyboardInterrupt:
        line.end()
        if take_back(client, act.act_id):
            raise refusal("cancelled") from None
        raise ProblemsError(["it was approved already, and cannot be taken back"]) from None
    line.end()
    if outcome.reason:
        raise refusal(outcome.reason, outcome.about)
    click.echo("All have approved.")
    return outcome


class _LiveLine:
    """One line that is rewritten on a terminal; elsewhere, a line whenever something changed."""

    def __init__(self, organ_names: Mapping[str, str]) -> None:
        self._organ_names = organ_names
        self._is_terminal = sys.stdout.isatty()
        self._shown = ""

    def show(self, progress: "ActProgress") -> None:
        """Say who has approved and who is missing."""
        text = self._words(progress)
        if self._is_terminal:
            click.echo(f"\r\033[K{text} ({progress.minutes_left} min left)", nl=False)
        elif text != self._shown:
            click.echo(text)
        self._shown = text

    def end(self) -> None:
        """Leave the line."""
        if self._is_terminal and self._shown:
            click.echo()

    def _words(self, progress: "ActProgress") -> str:
        if not progress.enrolled:
            return "Waiting for the officer to make a phrase"
        missing = ", ".join(
            f"{count} of {self._organ_names.get(organ, organ)}"
            for organ, count in progress.missing.items()
        )
        approved = ", ".join(progress.approved_by) or "nobody yet"
        return f"Approved: {approved}. Missing: {missing}"
