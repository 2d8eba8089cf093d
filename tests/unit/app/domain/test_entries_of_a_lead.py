"""Notes, tasks, inspections and suspicions: what may become of each, and what never."""

from datetime import date, timedelta

import pytest

from app.domain.categories import Category
from app.domain.circle_suspicion import CircleSuspicion, SuspicionState, suggest
from app.domain.inspections import Inspection, unanswered, with_result
from app.domain.notes import Hand, NoSuchEntryError, Note, retract
from app.domain.priority import LeadFacts, Reason, rank
from app.domain.reporter_risk import ReporterRisk, RiskLevel, review_due
from app.domain.tasks import Task, TaskState, close

DAY = date(2026, 11, 12)
BY = Hand(DAY, "intake01", "受理员")
LATER = Hand(DAY + timedelta(days=1), "case01", "承办员")
NOTES = (Note("1", BY, "一"), Note("2", BY, "二"))
TASKS = (Task("1", BY, "核对", "case01", "承办员", DAY),)


def test_retracted_note_keeps_its_words_and_its_first_reason() -> None:
    notes = retract(NOTES, "1", LATER, "记错了")
    assert notes == (Note("1", BY, "一", LATER, "记错了"), NOTES[1])
    for note_id in ("1", "3"):
        with pytest.raises(NoSuchEntryError):
            retract(notes, note_id, BY, "再来")


def test_task_is_closed_once_and_late_only_while_open() -> None:
    assert not TASKS[0].is_late(DAY)
    assert TASKS[0].is_late(LATER.on)
    closed = close(TASKS, "1", TaskState.CANCELLED, LATER, "不需要")
    assert (closed[0].state, closed[0].note) == (TaskState.CANCELLED, "不需要")
    assert not closed[0].is_late(LATER.on)
    for tasks, task_id in ((closed, "1"), (TASKS, "2")):
        with pytest.raises(NoSuchEntryError):
            close(tasks, task_id, TaskState.DONE, BY, "")
    with pytest.raises(ValueError, match="done or cancelled"):
        close(TASKS, "1", TaskState.OPEN, BY, "")


def test_each_reason_for_p0_is_answered_once() -> None:
    danger = rank(LeadFacts(danger=True))
    assert unanswered(danger, ()) == (Reason.DANGER,)
    answer = Inspection("1", BY, (Reason.DANGER,), refused="已报警")
    assert unanswered(danger, [answer]) == ()
    both = rank(LeadFacts(danger=True, retaliation=True))
    assert unanswered(both, [answer]) == (Reason.RETALIATION,)
    assert unanswered(rank(LeadFacts(category=Category.OTHER)), ()) == ()


def test_inspection_has_one_result_and_a_refusal_none() -> None:
    sent = Inspection("1", BY, (Reason.DANGER,), who="张、刘", day=DAY, place="农家乐")
    done = with_result((sent,), "1", LATER, "未见聚餐")
    assert done[0].result == "未见聚餐"
    for inspections in (done, (Inspection("1", BY, (), refused="已散"),), ()):
        with pytest.raises(NoSuchEntryError):
            with_result(inspections, "1", BY, "再写")


def test_what_an_officer_said_to_the_same_words_stands() -> None:
    first = suggest(CircleSuspicion(), ["聚餐", "聚餐", "埋单"], "meal_and_payer")
    assert (first.state, first.words) == (SuspicionState.SUGGESTED, ("聚餐", "埋单"))
    assert suggest(CircleSuspicion(), [], "none").state is SuspicionState.NONE
    refused = CircleSuspicion(SuspicionState.REFUSED, first.words, first.why, BY, "食堂用餐")
    assert suggest(refused, ["聚餐"], "meal") == refused
    assert suggest(refused, ["老乡会"], "circle").state is SuspicionState.SUGGESTED
    confirmed = CircleSuspicion(SuspicionState.CONFIRMED, first.words, first.why, BY, "是")
    assert suggest(confirmed, ["老乡会"], "circle") == confirmed


def test_high_risk_is_looked_at_soonest() -> None:
    days = [review_due(ReporterRisk(BY, level)) for level in reversed(RiskLevel)]
    assert days == sorted(days)
    assert days[0] > DAY
