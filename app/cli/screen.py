"""A terminal that speaks one language, asks until it understands, and forgets what it showed."""

import gettext
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

LANGUAGES: Final = {"zh": "zh_Hans_CN", "en": "en"}
"""What `--lang` takes, and which catalogue that is."""

_TRANSLATIONS: Final = Path(__file__).parents[1] / "translations"
_WIDTH: Final = 78
# Home, then the screen, then what was scrolled out of it, as far as the terminal keeps to xterm.
_FORGET: Final = "\033[H\033[2J\033[3J"

Say = Callable[[str], str]
"""Gives a message in the reader's language; called `_`, so that `make messages` finds them."""


def language_of(locale: str) -> str:
    """The language of a terminal that is set to this locale: Chinese, or else English."""
    return "zh" if locale.startswith("zh") else "en"


def speak(language: str) -> Say:
    """Return what turns a message into one of `LANGUAGES`."""
    # Message ids are English: without a compiled catalogue they are what is read.
    return gettext.translation(
        "messages", _TRANSLATIONS, [LANGUAGES[language]], fallback=True
    ).gettext


class Screen:
    """What is said to the people before it, and what they answer."""

    def __init__(self, language: str) -> None:
        self.say = speak(language)

    def clear(self) -> None:
        """Empty the screen and its scroll-back, so that who comes next reads nothing."""
        # Taken out again by click where the output is no terminal.
        click.echo(_FORGET, nl=False)

    def heading(self, text: str) -> None:
        """Begin a part."""
        click.secho(f"\n{text}\n", bold=True)

    def tell(self, *paragraphs: str) -> None:
        """Say something, a paragraph each."""
        for paragraph in paragraphs:
            click.echo(wrap(paragraph))
        click.echo()

    def wait(self, text: str) -> None:
        """Say what to do, and wait for Enter."""
        click.prompt(text, default="", show_default=False, prompt_suffix=" ")

    def ask(self, question: str, default: str = "", *, wrong: Callable[[str], str | None]) -> str:
        """Ask until the answer is right.

        Args:
            question: ends without a colon.
            default: what Enter alone means.
            wrong: gives what to say to a wrong answer, None to a right one.
        """
        while True:
            answer: str = click.prompt(question, default=default, show_default=bool(default))
            complaint = wrong(answer.strip())
            if complaint is None:
                return answer.strip()
            click.echo(wrap(complaint))

    def ask_number(self, question: str, least: int, most: int, default: int) -> int:
        """Ask for a whole number within a range."""
        _ = self.say

        def wrong(answer: str) -> str | None:
            if answer.isascii() and answer.isdigit() and least <= int(answer) <= most:
                return None
            return _("Please type a number from %(least)s to %(most)s.") % {
                "least": least,
                "most": most,
            }

        return int(self.ask(question, str(default), wrong=wrong))

    def ask_yes(self, question: str) -> bool:
        """Ask for yes or no; Enter alone means yes."""
        _ = self.say
        yes, no = ("y", "yes", "是"), ("n", "no", "否")

        def wrong(answer: str) -> str | None:
            known = answer.lower() in (*yes, *no)
            return None if known else _("Please type y for yes or n for no.")

        return self.ask(f"{question} (y/n)", "y", wrong=wrong).lower() in yes


def wrap(text: str) -> str:
    """Break a paragraph into lines; Chinese, which has no spaces, is left to the terminal."""
    return textwrap.fill(
        text,
        _WIDTH,
        subsequent_indent="  " if text.startswith("- ") else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
