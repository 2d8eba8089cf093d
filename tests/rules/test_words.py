"""Every word that a reader may see is there in both languages."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from app.cleaning.inside.words import Trace
from app.cleaning.outcome import Hindrance
from app.console.deciding import words
from app.console.lead.next_step import NEXT
from app.console.lead.step_words import KINDS, Kind
from app.console.lead.words import (
    AXES,
    CRITERIA,
    INTERESTS,
    PARTS,
    RISK_LEVELS,
    SIDES,
    TASK_STATES,
)
from app.domain.categories import (
    PUBLIC_CATEGORIES,
    Category,
    CircleType,
    Frequency,
    HowKnown,
    Ongoing,
    Payer,
    PlaceType,
)
from app.domain.channels import Channel, Medium, Way
from app.domain.closing import ApprovalLevel, Duty, Manner, Missing
from app.domain.deadlines import ClockName
from app.domain.decisions import Basis, FourForms, Matter, Outcome
from app.domain.giveaways import GiveawayKind
from app.domain.lifecycle import PublicWord, Status
from app.domain.outlook import NextStep
from app.domain.people import Part
from app.domain.policy_line import Axis, Criterion, Interest
from app.domain.priority import Reason
from app.domain.purposes import Purpose, Satisfaction
from app.domain.reporter_risk import RiskLevel
from app.domain.roles import Role
from app.domain.sentences import Conclusion, DeclineReason, Sentence, TurnTo
from app.domain.tasks import TaskState
from app.web import labels, outcome_words
from tests.rules.code_base import ROOT

TABLES: list[tuple[Mapping[Any, Any], type[Enum]]] = [
    (labels.TRACES, Trace),
    (labels.HINDRANCES, Hindrance),
    (labels.CATEGORIES, Category),
    (labels.CIRCLE_TYPES, CircleType),
    (labels.PLACE_TYPES, PlaceType),
    (labels.ONGOING, Ongoing),
    (labels.FREQUENCIES, Frequency),
    (labels.PAYERS, Payer),
    (labels.WAYS, Way),
    (labels.CHANNELS, Channel),
    (labels.MEDIA, Medium),
    (labels.HOW_KNOWN, HowKnown),
    (labels.GIVEAWAYS, GiveawayKind),
    (labels.PUBLIC_WORDS, PublicWord),
    (labels.WORD_EXPLANATIONS, PublicWord),
    (labels.STATUSES, Status),
    (labels.ROLES, Role),
    (labels.REASONS, Reason),
    (labels.CLOCKS, ClockName),
    (labels.PURPOSES, Purpose),
    (labels.PURPOSE_TAGS, Purpose),
    (labels.SENT_TEXTS, Purpose),
    (labels.SATISFACTIONS, Satisfaction),
    (labels.NEXT_STEPS, NextStep),
    (outcome_words.SENTENCES, Sentence),
    (outcome_words.CONCLUSIONS, Conclusion),
    (outcome_words.DECLINE_REASONS, DeclineReason),
    (outcome_words.TURNS_TO, TurnTo),
    (words.MATTERS, Matter),
    (words.BASES, Basis),
    (words.OUTCOMES, Outcome),
    (words.FOUR_FORMS, FourForms),
    (words.DUTIES, Duty),
    (words.MANNERS, Manner),
    (words.LEVELS, ApprovalLevel),
    (words.MISSING, Missing),
    (NEXT, Status),
    (KINDS, Kind),
    (PARTS, Part),
    (TASK_STATES, TaskState),
    (CRITERIA, Criterion),
    (INTERESTS, Interest),
    (AXES, Axis),
    (SIDES, Axis),
    (RISK_LEVELS, RiskLevel),
]
Message = str | tuple[str, ...]


@pytest.mark.parametrize(("table", "codes"), TABLES, ids=[str(n) for n in range(len(TABLES))])
def test_every_code_has_its_word(table: Mapping[Any, Any], codes: type[Enum]) -> None:
    assert set(table) == set(codes)


def test_public_form_offers_the_public_categories() -> None:
    assert set(labels.PUBLIC_CATEGORIES) == set(PUBLIC_CATEGORIES)


@cache
def messages_in_sources() -> set[Message]:
    """What babel finds, by the configuration that `make messages` uses."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT,
        method_map=methods,
        options_map=options,
        keywords={"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {message[2] for message in found}


@cache
def catalogue(name: str) -> Catalog:
    path: Path = ROOT / "app" / "translations" / name / "LC_MESSAGES" / "messages.po"
    return read_po(BytesIO(path.read_bytes()), locale=name)


@pytest.mark.parametrize("name", ["zh_Hans_CN", "en"])
def test_every_message_is_translated(name: str) -> None:
    there = {message.id: message for message in catalogue(name) if message.id}
    missing = {m for m in messages_in_sources() if m not in there or not _is_whole(there[m].string)}
    assert missing == set()


@pytest.mark.parametrize("name", ["zh_Hans_CN", "en"])
def test_catalogue_holds_nothing_else(name: str) -> None:
    there = {message.id for message in catalogue(name) if message.id}
    assert there - messages_in_sources() == set()


@pytest.mark.parametrize("name", ["zh_Hans_CN", "en"])
def test_no_translation_is_a_guess_or_loses_a_value(name: str) -> None:
    for message in catalogue(name):
        if message.id:
            assert not message.fuzzy, message.id
            assert list(message.check()) == [], message.id


def test_chinese_is_chinese() -> None:
    for message in catalogue("zh_Hans_CN"):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        # What values stand in is no word.
        words = re.sub(r"%\(\w+\)[sd]", "", str(message.id or ""))
        if any(character.isalpha() for character in words):
            assert any("\u3000" <= c <= "\uffef" for text in texts for c in text or ""), message.id


def _is_whole(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)
