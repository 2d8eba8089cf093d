"""Exports that two people agreed to: proposed with what is to go out, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from app.domain.decisions import (
    Decision,
    DecisionError,
    Facts,
    Matter,
    Outcome,
    Person,
    Proposal,
)
from app.services.officer.deciding.performers import Performer, register
from app.services.officer.desk import CaseNotHeldError
from app.services.officer.lead.record import Record
from crypto.age.errors import KeyFormatError
from crypto.age.keys import Recipient, parse_recipient

KIND: Final = "export_kind"
COPIES: Final = "export_copies"
RECIPIENT: Final = "export_recipient"
KEY_DIGEST: Final = "export_key_digest"
"""The names in `Facts.details`; they are sealed, so they never change."""
GOOD_FOR_DAYS: Final = 7
MOST_COPIES: Final = 20
DIGITS_READ_OUT: Final = 20
"""Of the key's SHA-256, in hexadecimal: 80 bits, which two offices compare by phone."""


class ExportKind(StrEnum):
    """What goes out; the codes are sealed, so they never change."""

    DOSSIER = "dossier"
    """A PDF with a watermark, to be printed or read."""
    SEALED = "sealed"
    """That PDF and the original files, in an age file for one other office."""


@dataclass(frozen=True, slots=True)
class AgreedExport:
    """What two people agreed to take out."""

    number: str
    """The case's, and the export's own from 1 upward."""
    place: int
    kind: ExportKind
    reason: str
    copies: int
    recipient: str
    by: Person
    approver: Person
    agreed_on: date

    @property
    def last_day(self) -> date:
        """The last day on which it can be made."""
        return self.agreed_on + timedelta(days=GOOD_FOR_DAYS)

    def may_be_made(self, account: str, today: date) -> bool:
        """Whether this account may make it on a day: only the two who agreed, for a week."""
        return account in (self.by.account, self.approver.account) and today <= self.last_day


def export_details(
    kind: ExportKind, copies: int, recipient: str = "", digits: str = ""
) -> dict[str, str]:
    """What a proposal says of an export.

    Args:
        kind: what goes out.
        copies: how many, of a dossier.
        recipient: for a sealed export, the receiving office's age recipient.
        digits: of that key's SHA-256, as the office read them out.

    Raises:
        DecisionError: `recipient`, `digits` or `copies`: it is none, or does not fit.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise DecisionError("copies")
    details = {KIND: kind.value, COPIES: str(copies)}
    if kind is ExportKind.DOSSIER:
        return details
    read_recipient(recipient)
    found = key_digest(recipient)
    said = "".join(digits.lower().split())
    # Typed by who heard it, so that nobody ticks a box without looking.
    if len(said) < DIGITS_READ_OUT or not found.startswith(said):
        raise DecisionError("digits")
    return {KIND: kind.value, COPIES: "1", RECIPIENT: recipient, KEY_DIGEST: found}


def read_recipient(text: str) -> Recipient:
    """A recipient of age, `age1...` or `age1pq1...`.

    Raises:
        DecisionError: `recipient`: it is none.
    """
    try:
        return parse_recipient(text)
    except KeyFormatError:
        raise DecisionError("recipient") from None


def key_digest(recipient: str) -> str:
    """The SHA-256 of a recipient's text, in hexadecimal."""
    return sha256(recipient.encode()).hexdigest()


def list_exports(record: Record) -> list[AgreedExport]:
    """What was agreed to, the oldest first."""
    agreed = [
        decision
        for decision in record.decisions
        if decision.proposal.matter is Matter.EXPORT and decision.outcome is Outcome.APPROVED
    ]
    return [_agreed(record.case_number, n, decision) for n, decision in enumerate(agreed, 1)]


def get_export(record: Record, place: int, account: str, today: date) -> AgreedExport:
    """One that this account may make now.

    Raises:
        CaseNotHeldError: there is none.
    """
    for export in list_exports(record):
        if export.place == place and export.may_be_made(account, today):
            return export
    raise CaseNotHeldError


def _agreed(case_number: str, place: int, decision: Decision) -> AgreedExport:
    facts = decision.proposal.facts
    kind, copies, recipient = _details(facts.details)
    return AgreedExport(
        f"{case_number}-E{place}",
        place,
        kind,
        facts.reason,
        copies,
        recipient,
        decision.proposal.by,
        decision.by,
        decision.on,
    )


def _details(details: Mapping[str, str]) -> tuple[ExportKind, int, str]:
    copies = details.get(COPIES, "")
    number = int(copies) if copies.isascii() and copies.isdigit() else 0
    return ExportKind(details.get(KIND, "")), number, details.get(RECIPIENT, "")


def _check(_record: Record, proposal: Proposal, _today: date) -> None:
    facts: Facts = proposal.facts
    try:
        kind, copies, recipient = _details(facts.details)
    except ValueError:
        raise DecisionError("export_kind") from None
    digest = facts.details.get(KEY_DIGEST, "")
    # Once more, at the approval too: what was agreed to is what the two compared.
    if dict(facts.details) != export_details(kind, copies, recipient, digest):
        raise DecisionError("recipient")


register(Matter.EXPORT, Performer(check=_check, named_in_log=True, again=True))
