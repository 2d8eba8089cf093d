"""Search over opened leads: what is found, what never, and what the log has of it."""

from collections.abc import Iterator

import pytest

from app.services.officer.queue.open_batch import open_batch
from app.services.officer.search.search import Query, search
from app.services.officer.search.text_index import text_index
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.submit_report import submit_report
from app.settings import Settings
from crypto.access_code import new_access_code
from tests.make import GROUP, INTAKE_OFFICER, OpenApp
from tests.own_officers import OwnOfficers, own_officers


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def settings(own_settings: Settings) -> Settings:
    return own_settings


@pytest.fixture
def officers(
    installation: Installation, settings: Settings, open_console: OpenApp
) -> Iterator[OwnOfficers]:
    with own_officers(open_console(), installation, settings) as officers:
        yield officers


REPORTS = (
    {
        "narrative": "每周五晚，處長和几名项目经理在望江农家乐聚餐，由商人埋单。",
        "subjects": "王建国（处长）、李某某",
        "unit": "工程处",
        "place": "望江农家乐",
        "occurred_on": "2026年8月14日",
        "regulars": "赵老板、钱经理、孙会计",
    },
    {
        "narrative": "The head of section drank with Contractors twice.",
        "subjects": "王建国",
        "place": "望江农家乐",
        "occurred_on": "2026-8-14",
    },
    {"narrative": "球友会定期活动，有人说王建国也去。", "regulars": "钱经理，孙会计"},
)


@pytest.fixture
def numbers(officers: OwnOfficers, intake_desk: IntakeDesk) -> list[str]:
    made = [
        submit_report(intake_desk, new_access_code(), Content(answers=one, organ_id=GROUP))
        for one in REPORTS
    ]
    open_batch(officers.desk, officers.acting())
    return [one.case_number for one in made]


def found(
    officers: OwnOfficers, words: str = "", account: str = INTAKE_OFFICER, **query: object
) -> set[str]:
    result = search(officers.desk, officers.acting(account), Query(words, **query))
    assert result.building is None
    assert result.total == len(result.hits)
    return {hit.text.case_number for hit in result.hits}


def test_words_are_found(officers: OwnOfficers, numbers: list[str]) -> None:
    one, two, three = numbers
    assert found(officers, "处长和几名项目经理 埋") == {one}
    assert found(officers, "王建国") == {one, two, three}
    assert found(officers, "CONTRACT") == {two}
    assert found(officers, subject="王建国", place="农家乐") == {one, two}
    officers.desk.indexes.close(GROUP)
    assert found(officers, "球") == {three}
    page = officers.unlock().get("/search")
    print(page.text)
    page = officers.unlock().get(f"/cases/{one}")
    print(page.text)
