"""The walk along the log: whatever is done to it, the walk says where."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.audit.chain import ChainWalk
from app.services.audit.checkpoint import (
    CheckpointFormatError,
    SignedCheckpoint,
    Statement,
    read_checkpoint,
    read_statement,
)
from app.services.audit.findings import Fault, Finding
from app.storage.audit import BEFORE_THE_FIRST, Entry, entry_hash

START = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
LENGTH = 12


def chain(contents: Sequence[str], start: int = 1, before: bytes = BEFORE_THE_FIRST) -> list[Entry]:
    """Entries as they are written, from a place on."""
    entries: list[Entry] = []
    for sequence, detail in enumerate(contents, start):
        at = START + timedelta(minutes=sequence)
        entry = Entry(sequence, at, "intake01", "opened", "", detail, before, b"")
        entries.append(entry._replace(entry_hash=entry_hash(entry)))
        before = entries[-1].entry_hash
    return entries


LOG = chain([f"count={n}" for n in range(LENGTH)])


def found(entries: Sequence[Entry], signed: Sequence[int] = ()) -> list[Finding]:
    """What a walk finds, with checkpoints at some entries of the true log."""
    walk = ChainWalk({n: [LOG[n - 1].entry_hash] for n in signed}, last=len(entries))
    for entry in sorted(entries):
        walk.take(entry)
    return list(walk.end())


def changed(entry: Entry) -> Entry:
    return entry._replace(account="case01")


def test_log_as_it_was_written_has_no_finding() -> None:
    assert found(LOG, [3, LENGTH]) == []


@given(st.integers(1, LENGTH), st.sampled_from(["account", "act", "case_number", "detail"]))
def test_changed_words_are_located(place: int, name: str) -> None:
    entries = [*LOG]
    entries[place - 1] = entries[place - 1]._replace(**{name: "other"})  # type: ignore[arg-type]
    assert found(entries, [LENGTH]) == [Finding(Fault.CHANGED, place, place)]


@given(st.integers(1, LENGTH), st.integers(1, LENGTH))
def test_entries_that_change_places_are_located(one: int, other: int) -> None:
    entries = [*LOG]
    entries[one - 1] = LOG[other - 1]._replace(sequence=one)
    entries[other - 1] = LOG[one - 1]._replace(sequence=other)
    told = {(f.fault, f.first, f.moved_from) for f in found(entries)}
    wanted = {(Fault.MOVED, one, other), (Fault.MOVED, other, one)}
    assert told == (wanted if one != other else set())


@given(st.integers(1, LENGTH - 1), st.integers(1, 5))
def test_what_was_taken_out_is_located(first: int, count: int) -> None:
    last = min(first + count - 1, LENGTH - 1)
    entries = LOG[: first - 1] + LOG[last:]
    assert found(entries) == [Finding(Fault.MISSING, first, last)]


@given(st.integers(1, LENGTH - 1))
def test_what_was_taken_out_and_renumbered_is_located(place: int) -> None:
    entries = LOG[: place - 1] + [e._replace(sequence=e.sequence - 1) for e in LOG[place:]]
    [finding] = found(entries)
    assert finding == Finding(Fault.MOVED, place, LENGTH - 1, moved_from=place + 1)


@given(st.integers(1, LENGTH - 1))
def test_entry_exchanged_with_its_hash_is_located(place: int) -> None:
    entries = [*LOG]
    entries[place - 1] = changed(entries[place - 1])
    entries[place - 1] = entries[place - 1]._replace(entry_hash=entry_hash(entries[place - 1]))
    assert found(entries) == [Finding(Fault.UNLINKED, place, place + 1)]


@given(st.integers(1, LENGTH), st.sets(st.integers(1, LENGTH)))
def test_log_made_anew_is_told_by_the_checkpoints_after_it(place: int, signed: set[int]) -> None:
    before_it = LOG[place - 2].entry_hash if place > 1 else BEFORE_THE_FIRST
    rewritten = chain(["other", *(e.detail for e in LOG[place:])], place, before_it)
    entries = [*LOG[: place - 1], *rewritten]
    after = [n for n in sorted(signed) if n >= place]
    before = max((n for n in signed if n < place), default=0)
    told = found(entries, sorted(signed))
    assert [f.fault for f in told] == [Fault.REWRITTEN] * bool(after)
    if after:
        assert (told[0].first, told[0].last) == (before + 1, after[0])
        assert before < place <= after[0]


@given(st.integers(0, LENGTH - 1), st.integers(1, LENGTH))
def test_what_was_cut_off_is_told_by_a_checkpoint(length: int, signed: int) -> None:
    wanted = [Finding(Fault.CUT_OFF, length + 1, signed)] if signed > length else []
    assert found(LOG[:length], [signed]) == wanted


def test_beginning_cut_off_and_numbers_no_entry_can_have() -> None:
    assert found(LOG[3:]) == [Finding(Fault.MISSING, 1, 3)]
    first = LOG[0]._replace(previous_hash=b"\1" * 32)
    first = first._replace(entry_hash=entry_hash(first))
    assert found([first, *LOG[1:]])[0] == Finding(Fault.UNLINKED, 0, 1)
    assert found([LOG[0]._replace(sequence=0), *LOG]) == [Finding(Fault.CHANGED, 0, 0)]


STATEMENT = Statement("group", 2, date(2026, 11, 12), 345, b"\1" * 32, b"\2" * 32, 3, 1, b"\3" * 32)
CHECKPOINT = SignedCheckpoint(STATEMENT, b"\4" * 64)


@pytest.mark.parametrize(
    "carried",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: f"\n  {text.strip()}  \n\n",
    ],
    ids=["as it is", "other line ends", "with a mark", "with space around"],
)
def test_checkpoint_survives_how_people_carry_texts(carried: Callable[[str], str]) -> None:
    assert read_checkpoint(carried(CHECKPOINT.text())) == CHECKPOINT


@given(st.data())
def test_damaged_checkpoint_is_refused_or_another(data: st.DataObject) -> None:
    text = CHECKPOINT.text()
    at = data.draw(st.integers(0, len(text) - 1))
    damaged = text[:at] + data.draw(st.characters()) + text[at + 1 :]
    try:
        read = read_checkpoint(damaged)
    except CheckpointFormatError:
        return
    # What is read says what stands there, and nothing else.
    assert read == CHECKPOINT or read.text().split() == damaged.split()


def test_statement_of_no_day_is_none() -> None:
    with pytest.raises(CheckpointFormatError):
        read_statement(STATEMENT.text().replace("2026-11-12", "2026-13-12"))
    assert replace(STATEMENT, number=3).digest() != STATEMENT.digest()
