"""What an installation is to be, before anything of it exists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.domain.names import MAX_NAME_CHARACTERS, is_name
from app.domain.release import ReleaseScheduleError, parse_release_schedule
from app.services.operator.key_folder import PublicOrgan
from app.services.operator.take_over_key import TakenKey
from crypto.age.errors import AgeError
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient

MADE_GROUP_OFFICERS: Final = 3
"""How many officers are made for a group that brings no key of its own."""


class InstallationError(Exception):
    """Nothing was created; `problems` says all that stands in the way."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationPlan:
    """The organs of an installation and how it is run.

    Attributes:
        group_name, superior_name: not looked at where that organ brings its key, and so its name.
        group_key: the group's own, made at a ceremony; without it, one is made here, which is for
            trials.
        threshold: how many of the officers made here it takes to unlock the group's key; a key of
            a ceremony has its own.
        superior_key: the superior's own.
        superior_recipient: the same as `age1pq1...` alone; without either, a key and an officer
            are made for the superior here, which is for trials only.
        release: as in `settings.toml`.
        database_url: empty for SQLite; else PostgreSQL's address, which may hold a password.
    """

    department_name: str
    group_name: str
    superior_name: str
    unit_names: tuple[str, ...]
    group_key: TakenKey | None = None
    threshold: int = 1
    superior_key: PublicOrgan | None = None
    superior_recipient: str = ""
    release: str = "daily 08:00"
    database_url: str = field(default="", repr=False)

    def problems(self) -> list[str]:
        """All that is wrong with it, in words for an operator."""
        return [*self._wrong_names(), *self._wrong_keys(), *self._wrong_values()]

    def organ_names(self) -> tuple[str, ...]:
        """The names of the group, the superior and the units."""
        group = self.group_key.folder.organ.name if self.group_key else self.group_name
        superior = self.superior_key.name if self.superior_key else self.superior_name
        return (group, superior, *self.unit_names)

    def _wrong_names(self) -> Iterator[str]:
        organs = self.organ_names()
        for name in [self.department_name, *organs]:
            if not is_name(name):
                yield f"{name!r}: a name has 1 to {MAX_NAME_CHARACTERS} characters, all printable"
        if len(set(organs)) != len(organs):
            yield "two organs have the same name: officers and reporters could not tell them apart"

    def _wrong_keys(self) -> Iterator[str]:
        if self.superior_recipient and not _is_hybrid_recipient(self.superior_recipient):
            yield "superior-recipient: must be a whole `age1pq1...`"
        if self.superior_recipient and self.superior_key:
            yield "superior-recipient: the superior's key names it already"
        if self.group_key and self.threshold != 1:
            yield "threshold: a key that was made at a ceremony has its own"
        if not 1 <= self.threshold <= MADE_GROUP_OFFICERS:
            yield f"threshold: 1 to {MADE_GROUP_OFFICERS}"
        superior = self.superior_key.recipient if self.superior_key else self.superior_recipient
        if self.group_key and self.group_key.key.recipient == superior:
            yield "the group and its superior have the same key"

    def _wrong_values(self) -> Iterator[str]:
        try:
            parse_release_schedule(self.release)
        except ReleaseScheduleError:
            yield f"release: {self.release!r} must be `daily HH:MM` or `every minute`"
        if self.database_url and not _is_postgresql(self.database_url):
            yield "database_url: must begin with `postgresql+psycopg://`"


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
