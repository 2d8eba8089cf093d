"""The key ceremony at a terminal: what is asked and said, in its order, one officer after another.

Nothing is on the disk before the last step but an empty folder, and nothing secret ever is.
"""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from app.cli.key_folder_readme import readme
from app.cli.screen import Screen
from app.domain.names import is_account, is_name
from app.domain.roles import KEY_ROLES, Role
from app.services.operator.key_ceremony import (
    MAX_PAPER_SHARES,
    Holder,
    MadeKey,
    Paper,
    make_key,
    new_holder,
    usual_threshold,
)
from app.services.operator.key_folder import (
    MAX_OFFICERS,
    README_FILE,
    fill_folder,
    new_folder,
)
from app.services.written_secrets import Spellings, is_typed_right, spell_phrase

_USUAL_OFFICERS: Final = 3
_USUAL_PAPER_SHARES: Final = 3
_WORDS_TYPED_BACK: Final = 2
_ACCOUNTS: Final = {
    Role.INTAKE_OFFICER: "intake",
    Role.CASE_OFFICER: "case",
    Role.APPROVER: "approve",
}
"""How the accounts of a role begin."""

# Account, name, role.
Person = tuple[str, str, Role]


def hold_ceremony(folder: Path, screen: Screen) -> None:
    """Make an organ's key with its officers, and leave its pieces in a new folder.

    Raises:
        KeyFolderError: the folder is there already, or cannot be written.
        click.Abort: it was broken off; nothing is left.
    """
    with new_folder(folder) as building:
        _welcome(screen)
        organ_name = _ask_organ(screen)
        people = _ask_people(screen)
        threshold = _ask_threshold(screen, len(people))
        paper = _ask_paper(screen, threshold)
        holders = _call_officers(screen, people)
        made = make_key(organ_name, holders, threshold, paper)
        _call_keepers(screen, made, paper)
        fill_folder(building, dict(made.files) | {README_FILE: readme(made.organ, paper)})
    _tell_end(screen, folder, made)


def _welcome(screen: Screen) -> None:
    _ = screen.say
    screen.clear()
    screen.heading(_("Making the key of an organ"))
    screen.tell(
        _(
            "This makes the key that opens what is reported to this organ, and gives each officer "
            "a part of it. It takes about five minutes for each officer."
        ),
        _("Before you begin:"),
        _("- Use a computer that is on no network and that no camera and nobody else can see."),
        _("- Have paper, a pen and an envelope for each officer, and some for the backup."),
        _("- All officers are here. Each comes to the screen alone, when called."),
        _(
            "- Do not record this terminal, and do not work from afar: what scrolls by would stay "
            "there."
        ),
        _(
            "Nothing is kept before the last step. To break off, press Ctrl-C: then burn what was "
            "written down and begin again."
        ),
    )
    screen.wait(_("Press Enter to begin."))


def _ask_organ(screen: Screen) -> str:
    _ = screen.say
    screen.heading(_("Step 1 of 7: the organ"))
    return screen.ask(
        _("The organ's name, as reporters will read it"),
        wrong=lambda name: None if is_name(name) else _("Please type 1 to 64 characters."),
    )


def _ask_people(screen: Screen) -> list[Person]:
    _ = screen.say
    screen.heading(_("Step 2 of 7: the officers who hold the key"))
    screen.tell(
        _(
            "Three or more are good: then one can be ill or leave. Only intake officers, case "
            "officers and approvers hold a part."
        )
    )
    while True:
        count = screen.ask_number(_("How many officers"), 1, MAX_OFFICERS, _USUAL_OFFICERS)
        people: list[Person] = []
        for number in range(1, count + 1):
            people.append(_ask_person(screen, number, people))
        click.echo()
        for account, name, role in people:
            click.echo(f"  {name}  {_role(screen, role)}  {account}")
        click.echo()
        if screen.ask_yes(_("Is this right?")):
            return people


def _ask_person(screen: Screen, number: int, others: Sequence[Person]) -> Person:
    _ = screen.say
    click.secho("\n" + _("Officer %(number)s") % {"number": number}, bold=True)
    name = screen.ask(
        _("The officer's name"),
        wrong=lambda text: None if is_name(text) else _("Please type 1 to 64 characters."),
    )
    for place, role in enumerate(KEY_ROLES, start=1):
        click.echo(f"  {place}  {_role(screen, role)}")
    role = KEY_ROLES[screen.ask_number(_("Role"), 1, len(KEY_ROLES), 1) - 1]
    taken = {account for account, _name, _other in others}

    def wrong(account: str) -> str | None:
        if account in taken:
            return _("Another officer has this account.")
        if not is_account(account):
            return _("Please type up to 32 small letters and digits, a letter first.")
        return None

    usual = next(
        account
        for account in (f"{_ACCOUNTS[role]}{place:02}" for place in range(1, MAX_OFFICERS + 1))
        if account not in taken
    )
    return screen.ask(_("Account, to sign in with"), usual, wrong=wrong), name, role


def _role(screen: Screen, role: Role) -> str:
    _ = screen.say
    return {
        Role.INTAKE_OFFICER: _("Intake officer"),
        Role.CASE_OFFICER: _("Case officer"),
        Role.APPROVER: _("Approver"),
    }[role]


def _ask_threshold(screen: Screen, officers: int) -> int:
    _ = screen.say
    screen.heading(_("Step 3 of 7: how many officers it takes"))
    if officers == 1:
        _warn_of_one(screen)
        return 1
    screen.tell(
        _(
            "1: any officer alone opens the key. Quick; but one phrase that is lost, bought or "
            "forced opens everything."
        ),
        _(
            "2 or more: that many come together, each with their own phrase. One of them alone "
            "opens nothing, whatever happens to the program or the computer."
        ),
        _("All of them: then nobody may be missing, ever; only the paper backup would help."),
    )
    threshold = screen.ask_number(
        _("How many of the %(officers)s officers does it take") % {"officers": officers},
        1,
        officers,
        usual_threshold(officers),
    )
    if threshold == 1:
        _warn_of_one(screen)
    return threshold


def _warn_of_one(screen: Screen) -> None:
    _ = screen.say
    screen.tell(
        _(
            "With 1, the installation relies on the program: that nobody reads alone, and nobody "
            "a report about himself, is then what the program promises, not what the key forces."
        )
    )


def _ask_paper(screen: Screen, threshold: int) -> Paper:
    _ = screen.say
    screen.heading(_("Step 4 of 7: the paper backup"))
    screen.tell(
        _(
            "If phrases are forgotten or computers burn, paper is the last way to the key. "
            "There are two kinds:"
        ),
        _("1: one passphrase of eight words. Who finds it and the backup file opens everything."),
        _(
            "2: shares of twenty words for several keepers, some of whom come together. One share "
            "alone opens nothing."
        ),
    )
    if screen.ask_number(_("Which kind"), 1, 2, min(threshold, 2)) == 1:
        return Paper()
    count = screen.ask_number(_("How many shares"), 2, MAX_PAPER_SHARES, _USUAL_PAPER_SHARES)
    needed = screen.ask_number(_("How many of them does it take"), 2, count, 2)
    return Paper(needed, count)


def _call_officers(screen: Screen, people: Sequence[Person]) -> list[Holder]:
    _ = screen.say
    holders = []
    for account, name, role in people:
        screen.clear()
        screen.heading(_("Step 5 of 7: each officer's unlock phrase"))
        screen.tell(
            _("%(name)s, please come to the screen. All others: please look away.")
            % {"name": name},
            _(
                "You will see your unlock phrase, eight words. Write it down, take it with you, "
                "show it to nobody. It is shown now and never again."
            ),
        )
        screen.wait(_("Press Enter when you are alone with the screen."))
        holder, phrase = new_holder(account, name, role)
        _hand_over(screen, _("Your unlock phrase"), spell_phrase(phrase))
        holders.append(holder)
    screen.clear()
    return holders


def _call_keepers(screen: Screen, made: MadeKey, paper: Paper) -> None:
    _ = screen.say
    for number, places in enumerate(made.paper, start=1):
        screen.clear()
        screen.heading(_("Step 6 of 7: the words of the paper backup"))
        if paper.count == 1:
            title = _("The passphrase of the backup")
            screen.tell(_("Whoever is to keep the backup's passphrase, please come to the screen."))
        else:
            values = {"number": number, "count": paper.count, "needed": paper.threshold}
            title = _("Share %(number)s of %(count)s; it takes %(needed)s") % values
            screen.tell(
                _("The keeper of share %(number)s of %(count)s, please come to the screen.")
                % values
            )
        screen.wait(_("Press Enter when you are alone with the screen."))
        _hand_over(screen, title, places)
    screen.clear()


def _hand_over(screen: Screen, title: str, places: Sequence[Spellings]) -> None:
    """Show a secret, take it away, and have two of its words typed, until they are right."""
    _ = screen.say
    while True:
        screen.clear()
        screen.heading(title)
        _show(places)
        screen.tell("", _("Write it down with the numbers, and compare each word."))
        if len(places[0]) > 1:
            screen.tell(
                _(
                    "The words or the characters: both are the same phrase. The words open it "
                    "without this program, too."
                )
            )
        screen.wait(_("Press Enter when it is written down; it then disappears."))
        screen.clear()
        if _is_typed_back(screen, places):
            screen.tell(_("Right. Put the paper into the envelope and close it."))
            screen.wait(_("Press Enter to empty the screen."))
            return
        screen.wait(_("That was not right. Press Enter to see it again."))


def _show(places: Sequence[Spellings]) -> None:
    for number, spellings in enumerate(places, start=1):
        click.echo(f"  {number:2}.  {spellings[0]:<10}  {'  '.join(spellings[1:])}".rstrip())


def _is_typed_back(screen: Screen, places: Sequence[Spellings]) -> bool:
    _ = screen.say
    screen.tell(_("Now from your paper, to be sure that it can be read:"))
    chosen: set[int] = set()
    while len(chosen) < _WORDS_TYPED_BACK:
        chosen.add(secrets.randbelow(len(places)))
    # Both are asked before either is judged: a wrong one is not told apart.
    typed = {
        place: screen.ask(_("Number %(number)s") % {"number": place + 1}, wrong=lambda _text: None)
        for place in sorted(chosen)
    }
    return all(is_typed_right(text, places[place]) for place, text in typed.items())


def _tell_end(screen: Screen, folder: Path, made: MadeKey) -> None:
    _ = screen.say
    screen.heading(_("Step 7 of 7: the fingerprint, and what to carry away"))
    click.echo(f"  {made.organ.name}")
    click.secho(f"  {''.join(made.organ.fingerprint.characters)}", bold=True)
    click.secho(f"  {' '.join(made.organ.fingerprint.words)}\n", bold=True)
    screen.tell(
        _(
            "Print this on the notice, in both spellings: whoever compares it with the reporting "
            "page knows that reports go to this key and no other."
        ),
        _("The files are in %(folder)s; README.txt there says what each is.") % {"folder": folder},
        _("- Copy the folder to two carriers. It holds nothing that opens without a phrase."),
        _("- Keep the file backup.age and the backup's words in different places."),
        _("- Then delete the folder here, and switch this computer off."),
        _("On the server: %(command)s") % {"command": f"qingfeng init --group-key {folder.name}"},
    )
