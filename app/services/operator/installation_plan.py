"""What an installation is to be, before anything of it exists."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.domain.release import ReleaseScheduleError, parse_release_schedule
from crypto.age.errors import AgeError
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient

MAX_NAME_CHARACTERS = 64


class InstallationError(Exception):
    """Nothing was created; `problems` says all that stands in the way."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationPlan:
    """The organs of an installation and how it is run.

    Attributes:
        superior_recipient: the superior's own `age1pq1...`; where it is empty, a key and an
            officer are made for the superior here, which is for trials only.
        release: as in `settings.toml`.
        database_url: empty for SQLite; else PostgreSQL's address, which may hold a password.
    """

    department_name: str
    group_name: str
    superior_name: str
    unit_names: tuple[str, ...]
    superior_recipient: str = ""
    release: str = "daily 08:00"
    database_url: str = field(default="", repr=False)

    def problems(self) -> list[str]:
        """All that is wrong with it, in words for an operator."""
        return [*self._wrong_names(), *self._wrong_values()]

    def _wrong_names(self) -> Iterator[str]:
        organs = [self.group_name, self.superior_name, *self.unit_names]
        for name in [self.department_name, *organs]:
            if not is_name(name):
                yield f"{name!r}: a name has 1 to {MAX_NAME_CHARACTERS} characters, all printable"
        if len(set(organs)) != len(organs):
            yield "two organs have the same name: officers and reporters could not tell them apart"

    def _wrong_values(self) -> Iterator[str]:
        try:
            parse_release_schedule(self.release)
        except ReleaseScheduleError:
            yield f"release: {self.release!r} must be `daily HH:MM` or `every minute`"
        if self.superior_recipient and not _is_hybrid_recipient(self.superior_recipient):
            yield "superior-recipient: must be a whole `age1pq1...`"
        if self.database_url and not _is_postgresql(self.database_url):
            yield "database_url: must begin with `postgresql+psycopg://`"


def is_name(name: str) -> bool:
    """Whether a text can name an organ or an officer: 1 to 64 characters, all printable."""
    printable = not any(unicodedata.category(character).startswith("C") for character in name)
    return printable and bool(name.strip()) and len(name) <= MAX_NAME_CHARACTERS


def _is_hybrid_recipient(text: str) -> bool:
    try:
        return isinstance(parse_recipient(text), HybridRecipient)
    except AgeError:
        return False


def _is_postgresql(url: str) -> bool:
    try:
        return make_url(url).drivername == "postgresql+psycopg"
    except ArgumentError:
        return False
