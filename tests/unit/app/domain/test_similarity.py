"""Leads are alike by facts that were given, and by nothing else."""

from dataclasses import fields
from datetime import date
from typing import get_type_hints

import pytest

from app.domain.similarity import (
    Likeness,
    MatterFacts,
    compare,
    days_in,
    fold_names,
    fold_place,
    keys_of,
)
from app.services.envelopes import Report
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.search.lead_text import text_of
from tests.make import GROUP, make_record

DAY = date(2026, 8, 14)
FULL = MatterFacts(
    frozenset({"王建国"}),
    "工程处",
    "望江农家乐",
    frozenset({DAY}),
    frozenset({"赵老板", "钱经理"}),
    frozenset({"ab" * 32}),
)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (FULL, tuple(Likeness)),
        (MatterFacts(), ()),
        (MatterFacts(subjects=FULL.subjects), (Likeness.SUBJECT,)),
        (MatterFacts(files=FULL.files), (Likeness.FILE,)),
        (MatterFacts(place=FULL.place), ()),
        (MatterFacts(unit=FULL.unit), ()),
        (MatterFacts(days=FULL.days), ()),
        (MatterFacts(place=FULL.place, unit=FULL.unit), (Likeness.UNIT_AND_PLACE,)),
        (MatterFacts(place=FULL.place, days=FULL.days), (Likeness.DAY_AND_PLACE,)),
        (MatterFacts(regulars=frozenset({"赵老板"})), ()),
        (MatterFacts(regulars=FULL.regulars), (Likeness.REGULARS,)),
    ],
)
def test_reasons(other: MatterFacts, why: tuple[Likeness, ...]) -> None:
    assert compare(FULL, other) == compare(other, FULL) == why
    # What is alike is found by a key, without comparing all with all.
    assert not why or keys_of(FULL) & keys_of(other)


def test_two_empty_leads_are_not_alike() -> None:
    assert compare(MatterFacts(), MatterFacts()) == ()


def test_answers_become_facts() -> None:
    assert fold_names(["王建国（处长）、李 四；不知道", "張三"]) == {"王建国", "李四", "张三"}
    assert fold_place(" 望江 農家樂 ") == "望江农家乐"
    assert fold_place("不清楚") == ""
    assert days_in("2026年8月14日晚，2026-13-01，8月15日") == {DAY}


def test_only_facts_come_in_and_no_way_of_writing() -> None:
    """However a story is told, the facts are the same: nothing else reaches the rule."""
    assert set(get_type_hints(compare).values()) == {MatterFacts, tuple[Likeness, ...]}
    assert {one.name for one in fields(MatterFacts)} == {
        "subjects",
        "unit",
        "place",
        "days",
        "regulars",
        "files",
    }
    given = {"subjects": "王建国", "unit": "工程处", "place": "望江农家乐"}
    told = [facts_of({**given, "narrative": story}) for story in ("一写法。", "另一种写法！！")]
    assert told[0] == told[1] == facts_of(given)


def facts_of(answers: dict[str, str]) -> MatterFacts:
    report = Report("QF-0000-0000-00", GROUP, answers, (), b"", "")
    text = text_of(make_record(), OpenedCase(report, (), ()))
    assert text
    return text.facts
