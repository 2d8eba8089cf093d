"""Who is merely mentioned is behind a mask, and no subject."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.notes import Hand, NoSuchEntryError
from app.domain.people import CasePerson, Part, mask, names_in, promote, remove, subjects_of

BY = Hand(date(2026, 11, 12), "intake01", "受理员")


@dataclass(frozen=True)
class Case:
    people: tuple[CasePerson, ...]


PEOPLE = (
    CasePerson("1", Part.SUBJECT, BY, "王建国"),
    CasePerson("2", Part.MENTIONED, BY, "欧阳海"),
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王某某"),
        ("王明", "王某某"),
        ("欧阳锋", "欧阳某某"),
        ("司马相如", "司马某某"),
        # Two characters are a surname and a name, whatever they look like together.
        ("东方", "东某某"),
        ("阿卜杜拉·买买提", "阿某某"),
        ("阿卜杜拉•买买提", "阿某某"),
        ("John Smith", "J***"),
        ("Ōe", "Ō***"),
        ("ジョン", "ジ***"),
        (" 李 四 ", "李某某"),
        ("", "某某"),
        ("？", "某某"),
    ],
)
def test_mask_leaves_the_surname_or_the_first_character(name: str, masked: str) -> None:
    assert mask(name) == masked


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=6))
def test_mask_says_neither_the_given_name_nor_its_length(name: str) -> None:
    given_name = name[2:]
    masked = mask(name)
    assert masked[:1] == name[:1]
    assert masked.removesuffix("某某") in (name[:1], name[:2])
    assert len(masked) <= 4
    assert given_name not in masked or given_name in f"{name[:2]}某某"


@given(st.text(max_size=20))
def test_anything_can_be_masked(name: str) -> None:
    assert len(mask(name)) <= 6


def test_only_subjects_are_given_to_search_and_recusal() -> None:
    assert [person.name for person in subjects_of(Case(PEOPLE))] == ["王建国"]


def test_mentioned_becomes_a_subject_with_a_reason_and_once() -> None:
    promoted = promote(PEOPLE, "2", BY, "经查为组织者")
    assert [p.name for p in subjects_of(Case(promoted))] == ["王建国", "欧阳海"]
    assert promoted[1].reason == "经查为组织者"
    for person_id in ("1", "3"):
        with pytest.raises(NoSuchEntryError):
            promote(PEOPLE, person_id, BY, "")
    with pytest.raises(NoSuchEntryError):
        promote(promoted, "2", BY, "")


def test_removed_entry_leaves_nothing() -> None:
    assert remove(PEOPLE, "2") == PEOPLE[:1]
    with pytest.raises(NoSuchEntryError):
        remove(PEOPLE, "3")


def test_names_are_told_apart_as_people_separate_them() -> None:
    assert names_in(["王建国、李大海， 张三;李四\n王建国"]) == ("王建国", "李大海", "张三", "李四")


def test_people_are_not_in_any_representation() -> None:
    assert "王建国" not in repr(PEOPLE)
