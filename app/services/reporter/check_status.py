"""Check a status: writes nothing, and shows only what the last release made public."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.lifecycle import PublicWord
from app.domain.outlook import Outlook, word_since
from app.domain.release import next_release
from app.services.code_exchange import read_case_message, read_code_exchange
from app.services.envelopes import (
    Attachment,
    CaseKeys,
    Direction,
    EarlierKey,
    EnvelopeError,
)
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.released import newest_release, outlook_of, shown_words
from app.services.reporter.send_message import (
    CaseNotFoundError,
    OneTimeCodeError,
    is_full_with,
)
from app.storage.cases import (
    REPORTER,
    HeldItem,
    find_case_by_verifier,
    list_held_items,
    list_items_without_headers,
    list_public_words,
)
from app.storage.intake import Case, CodeState, ItemKind, PublicWordChange, SealedItem
from crypto.access_code import AccessCode, verifier_hash
from crypto.age.errors import AgeError
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.sealing import open_sealed


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """One line of the talk. The reporter's own words are never shown: someone may be looking on."""

    from_team: bool
    day: date
    text: str = field(repr=False)
    verified: bool
    attachments: tuple[Attachment, ...] = ()
    read_on: date | None = None
    """The day on which an officer opened it, for the reporter's own, as far as it was released."""


@dataclass(frozen=True, slots=True)
class ItemForReporter:
    """A released reply or an exchange as it rests; only the reporter's own identity opens it."""

    item_id: str
    day: date
    header: bytes = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseStatus:
    """What the reporter may read."""

    case_number: str
    word: PublicWord
    received_on: date
    opened_on: date | None
    outlook: Outlook
    next_release: datetime
    messages: tuple[StatusMessage, ...]
    replies_missing: bool
    """A reply is lost or was put in another's place."""
    organ_id: str
    """The organ that the report was addressed to."""
    counter: int
    """Which number the reporter's next message has."""
    heard: int
    """How many replies are released."""
    sealed_replies: tuple[ItemForReporter, ...] = ()
    """For a browser to open, which checks them too."""
    sealed_exchanges: tuple[ItemForReporter, ...] = ()
    """What says by which key the replies from before are known, where a code was replaced."""
    sentence: str = ""
    """The code of what is told with the word; empty where nothing is."""
    is_full: bool = False
    """It has as many messages of today as it may have."""


def check_status(desk: IntakeDesk, code: AccessCode, expected_number: str | None) -> CaseStatus:
    """What the reporter of an access code may read as of the last release.

    Args:
        desk: the intake zone.
        code: the access code.
        expected_number: the case number that was typed in, if any; it must match.

    Raises:
        CaseNotFoundError: no such case, or another number. Both cost the same.
        OneTimeCodeError: the code has to be replaced first.
    """
    found = _look_up(desk, code.verifier(), expected_number)
    opened = _open_replies(code, found)
    lines = found.own_lines()
    for place, line in opened.genuine:
        lines.insert(place, line)
    # What nobody vouches for takes no other's place; the page says what to think of it.
    messages = (*lines, *opened.doubtful)
    return found.status(desk, messages, replies_missing=opened.missing)


def check_sealed_status(
    desk: IntakeDesk, verifier: bytes, expected_number: str | None
) -> CaseStatus:
    """The same for a browser that keeps the code to itself: replies are given as they rest.

    Raises:
        CaseNotFoundError: no such case, or another number. Both cost the same.
        OneTimeCodeError: the code has to be replaced first.
    """
    found = _look_up(desk, verifier, expected_number)
    own = tuple(found.own_lines())
    return replace(
        found.status(desk, own, replies_missing=False),
        sealed_replies=_as_they_rest(found.replies),
        sealed_exchanges=_as_they_rest(found.exchanges) if found.replies else (),
    )


def _as_they_rest(held: Iterable[HeldItem]) -> tuple[ItemForReporter, ...]:
    return tuple(
        ItemForReporter(one.item.item_id, one.item.day, one.header, one.item.payload or b"")
        for one in held
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the rows say, as of the last release."""

    case: Case
    public: list[PublicWordChange]
    replies: list[HeldItem]
    exchanges: list[HeldItem]
    own: list[SealedItem]
    release: int

    def own_lines(self) -> list[StatusMessage]:
        # Within a day nothing tells which came first: those that were opened are shown before.
        days = [(item.day, _read_on(item, self.release)) for item in self.own]
        return [
            StatusMessage(from_team=False, day=day, text="", verified=True, read_on=read_on)
            for day, read_on in sorted(days, key=lambda pair: (pair[0], pair[1] or date.max))
        ]

    def status(
        self, desk: IntakeDesk, messages: tuple[StatusMessage, ...], *, replies_missing: bool
    ) -> CaseStatus:
        received_on = self.case.received_on
        today = desk.today()
        last = self.public[-1] if self.public else None
        return CaseStatus(
            self.case.case_number,
            word_since(received_on, shown_words(self.public)).word,
            received_on,
            last.opened_on if last else None,
            outlook_of(self.case, self.public, self.release),
            next_release(desk.schedule, desk.clock()),
            messages,
            replies_missing,
            self.case.organ_id,
            len(self.own) + 1,
            len(self.replies),
            sentence=last.sentence if last else "",
            is_full=is_full_with(sum(item.day == today for item in self.own)),
        )


def _look_up(desk: IntakeDesk, verifier: bytes, expected_number: str | None) -> _Found:
    release = newest_release(desk)
    with desk.database.read() as session:
        case = find_case_by_verifier(session, verifier_hash(verifier))
        if case is None or expected_number not in (None, case.case_number):
            raise CaseNotFoundError
        if case.code_state is CodeState.NONE:
            raise CaseNotFoundError
        if case.code_state is CodeState.ONE_TIME:
            raise OneTimeCodeError
        public = list_public_words(session, case.case_number, release)
        exchanges = list_held_items(session, case.case_number, REPORTER, ItemKind.CODE_EXCHANGE)
        replies = _released_replies(session, case, release)
        own = list_items_without_headers(session, case.case_number, ItemKind.MESSAGE)
    return _Found(case, public, replies, exchanges, own, release)


def _read_on(item: SealedItem, release: int) -> date | None:
    shown = item.read_shown_from is not None and item.read_shown_from <= release
    return item.read_on if shown else None


def _released_replies(session: Session, case: Case, release: int) -> list[HeldItem]:
    replies = list_held_items(session, case.case_number, REPORTER, ItemKind.REPLY)
    return [r for r in replies if r.item.shown_from is not None and r.item.shown_from <= release]


@dataclass(frozen=True, slots=True)
class _Replies:
    genuine: list[tuple[int, StatusMessage]]
    """Each with its place in the talk."""
    doubtful: list[StatusMessage]
    missing: bool


def _open_replies(code: AccessCode, found: _Found) -> _Replies:
    if not found.replies:
        # Most of the time there are none, and expanding the identity is the dearest step.
        return _Replies([], [], missing=False)
    identity = code.identity()
    keys = _keys_of(code, identity, found)
    genuine: dict[int, tuple[int, StatusMessage]] = {}
    doubtful: list[StatusMessage] = []
    broken = False
    for reply in found.replies:
        try:
            body = open_sealed(reply.header, reply.item.payload or b"", identity)
            message, verified = read_case_message(keys, reply.item.item_id, body)
        except (AgeError, EnvelopeError):
            broken = True
            continue
        # The reporter's own words in a reply's place are as doubtful as a stranger's.
        verified = verified and message.direction is Direction.FROM_TEAM
        line = StatusMessage(
            from_team=True, day=reply.item.day, text=message.text, verified=verified
        )
        if verified:
            # After so many lines of the reporter's own, and after the replies before it.
            genuine[message.counter] = (message.heard + message.counter - 1, line)
        else:
            doubtful.append(line)
    gapless = sorted(genuine) == list(range(1, len(genuine) + 1))
    in_order = [genuine[counter] for counter in sorted(genuine)]
    return _Replies(in_order, doubtful, broken or not gapless)


def _keys_of(code: AccessCode, identity: HybridIdentity, found: _Found) -> CaseKeys:
    """By which keys the office's replies are known: the code's, and the one that it replaced."""
    number = found.case.case_number
    for one in found.exchanges:
        with suppress(AgeError, EnvelopeError):
            body = open_sealed(one.header, one.item.payload or b"", identity)
            exchange = read_code_exchange(body, case_number=number)
            if exchange.message_key == code.message_key():
                earlier = EarlierKey(exchange.earlier_key, frozenset(exchange.replies))
                return CaseKeys(number, code.message_key(), earlier)
    return CaseKeys(number, code.message_key())
