"""What messages change in a record: facts, clocks, timeline, and never more than they say."""

from datetime import timedelta

import pytest

from app.domain.deadlines import ClockName, clocks_for
from app.domain.lifecycle import Status
from app.domain.priority import Level, Reason, rank
from app.domain.purposes import Notice, Purpose, Satisfaction
from app.services.officer.lead.record import Record
from app.services.officer.queue.note_messages import NotedMessage, with_notices
from tests.make import TODAY, make_record

DAY = timedelta(days=1)


def noted(record: Record, *notices: Notice) -> Record:
    """The record after messages of today."""
    messages = [NotedMessage(f"{n:032x}", TODAY, notice) for n, notice in enumerate(notices)]
    return with_notices(record, messages)


def test_retaliation_puts_a_lead_on_top_with_its_reason() -> None:
    record = noted(make_record(), Notice(Purpose.RETALIATION))
    ranking = rank(record.facts())
    assert (ranking.level, ranking.reasons) == (Level.P0, (Reason.RETALIATION,))
    [step] = record.steps
    assert (step.account, step.act, step.on) == ("", "reporter_retaliation", TODAY)


def test_danger_is_noted_whatever_the_message_is_about() -> None:
    record = noted(make_record(), Notice(Purpose.EVIDENCE, danger=True))
    assert rank(record.facts()).reasons == (Reason.DANGER,)
    assert [step.act for step in record.steps] == ["reporter_evidence", "reporter_danger"]


@pytest.mark.parametrize(
    "purpose", [Purpose.ANSWER, Purpose.DECLINE, Purpose.OBJECTION, Purpose.EVIDENCE]
)
def test_nothing_else_changes_the_level(purpose: Purpose) -> None:
    before = make_record()
    assert rank(noted(before, Notice(purpose)).facts()) == rank(before.facts())


@pytest.mark.parametrize("purpose", Purpose)
def test_answer_or_refusal_ends_the_waiting_and_nothing_else_does(purpose: Purpose) -> None:
    asked = make_record(status=Status.INFO_REQUESTED, entered_on={Status.INFO_REQUESTED: TODAY})
    after = noted(asked, Notice(purpose))
    running = {
        clock.name for clock in clocks_for(after.status, after.history(), drinking_circle=False)
    }
    ends = purpose in (Purpose.ANSWER, Purpose.DECLINE)
    assert running == (set() if ends else {ClockName.REMINDER, ClockName.CONTINUATION})
    assert after.status is Status.INFO_REQUESTED, "going on is a case officer's to do"
    # A later question is waited for anew.
    later = after.moved(Status.INFO_REQUESTED, TODAY + DAY)
    assert clocks_for(later.status, later.history(), drinking_circle=False)


def test_answer_to_no_question_ends_no_waiting() -> None:
    assert noted(make_record(), Notice(Purpose.ANSWER)).answered_on is None


def test_satisfaction_is_kept_and_the_last_word_counts() -> None:
    said = [Notice(Purpose.SATISFACTION, one) for one in (Satisfaction.YES, Satisfaction.NO)]
    record = noted(make_record(), *said, Notice(Purpose.EVIDENCE))
    assert record.satisfied is Satisfaction.NO
    assert rank(record.facts()) == rank(make_record().facts())


def test_many_messages_of_a_day_make_one_line() -> None:
    record = noted(make_record(), *[Notice(Purpose.RETALIATION)] * 30)
    assert len(record.steps) == 1
    assert len(record.messages_noted) == 30


def test_plain_message_is_noted_and_changes_nothing_else() -> None:
    record = noted(make_record(), Notice())
    assert record.messages_noted == (f"{0:032x}",)
    assert record.steps == ()
