"""How a lead was entered: sealed with its answers, under names that no question has."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.channels import Channel, Medium, Way
from app.services.envelopes import Answers
from app.services.officer.desk import ActingOfficer

CHANNEL: Final = "channel"
MEDIUM: Final = "medium"
ENTERED_BY: Final = "entered_by"
"""The account and the name of who entered it."""
NOT_ASKED: Final = frozenset({CHANNEL, MEDIUM, ENTERED_BY})
"""What stands among the answers of an entered lead and answers no question."""
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class EnteredBy:
    """What an opened report says of its being entered; empty where it does not say so."""

    channel: Channel | None
    medium: Medium | None
    account: str
    name: str


def write_entry(way: Way, officer: ActingOfficer) -> dict[str, str | list[str]]:
    """What is sealed beside the answers."""
    medium = {MEDIUM: str(way.medium)} if way.medium else {}
    return {
        CHANNEL: str(way.channel),
        **medium,
        ENTERED_BY: [officer.account, officer.name],
    }


def read_entry(answers: Answers) -> EnteredBy:
    """Read it back; what is of no known kind is left out."""
    account, name = "", ""
    match answers.get(ENTERED_BY):
        case [str(account), str(name)]:
            pass
    return EnteredBy(
        _code(Channel, answers.get(CHANNEL)),
        _code(Medium, answers.get(MEDIUM)),
        account,
        name,
    )


def _code(kind: type[Code], value: object) -> Code | None:
    try:
        return kind(value) if isinstance(value, str) else None
    except ValueError:
        return None
