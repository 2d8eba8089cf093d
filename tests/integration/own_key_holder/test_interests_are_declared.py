"""What an officer declares keeps them away from leads that have to do with it, unseen."""

import json

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.key_holder.unwrapping.sealed_recusal import (
    KeptAway,
    NoteKind,
    RecusalNote,
    seal_recusal,
)
from app.services.officer.jobs import State
from app.services.officer.key_holder_client import KeyHolderError, KeyUseRefusedError
from app.services.officer.recusal import compare_declared as comparing
from app.services.officer.recusal.interests import list_declared
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import Officer, Recusal
from crypto.group_key import OrganKey
from tests.browse import Page
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    STORY,
    UNIT_OFFICER,
    make_case,
)
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import OwnOfficers

COMPANY = "宏达建筑工程有限公司"
RELATION = "配偶持股"


@pytest.fixture
def database() -> str:
    return "sqlite"


def declare(officers: OwnOfficers, account: str, **values: str) -> Page:
    browser = officers.unlock(account)
    form = browser.get("/interests").form("/interests")
    return browser.send(
        form.fill(**({"kind": "company", "names": COMPANY, "relation": RELATION} | values))
    )


def away(officers: OwnOfficers) -> dict[str, frozenset[str]]:
    return dict(officers.office.client.kept_away(officers.token(INTAKE_OFFICER)).others)


def open_lead(officers: OwnOfficers, intake_desk: IntakeDesk, text: str = STORY) -> str:
    before = set(case_numbers(officers.unlock().get("/queue")))
    make_case(intake_desk, text)
    [number] = set(case_numbers(press_open_batch(officers.unlock()))) - before
    return number


def test_who_declares_is_kept_away_from_open_and_from_coming_leads(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    other = open_lead(officers, intake_desk)
    there = open_lead(officers, intake_desk, "宏达建筑工程的老板每周请客。")
    page = declare(officers, APPROVER)
    assert page.url == "/interests"
    assert page.all("div", role="status")
    assert there not in page.text, "nobody is told which lead it concerns"
    assert away(officers) == {there: {APPROVER}}
    coming = open_lead(officers, intake_desk, "宏達建築工程有限公司請客。")
    assert away(officers) == {there: {APPROVER}, coming: {APPROVER}}
    approver = officers.unlock(APPROVER)
    assert case_numbers(approver.get("/queue")) == [other]
    assert [approver.get(f"/cases/{n}").status for n in (other, there)] == [200, 404]
    # The page of the lead says that it is by a declaration, and not by which.
    shown = officers.unlock().get(f"/cases/{there}").text
    assert "declared" in shown or "申报" in shown
    assert RELATION not in shown

    withdraw = approver.get("/interests").form("/interests/withdraw")
    assert COMPANY in approver.send(withdraw).text, "it stays on record"
    assert away(officers)[there] == {APPROVER}, "what it caused, stays until it is lifted"
    later = open_lead(officers, intake_desk, "宏达建筑工程有限公司请客。")
    assert later not in away(officers)


def test_only_the_officer_and_approvers_read_it_and_no_row_tells(officers: OwnOfficers) -> None:
    declare(officers, CASE_OFFICER)
    pages = {who: officers.unlock(who).get("/interests").text for who in officers_of_the_group()}
    assert {who for who, text in pages.items() if RELATION in text} == {CASE_OFFICER, APPROVER}
    acts = [(who, act) for who, act, _, _ in officers.office.log()]
    assert acts.count((APPROVER, "interests_read")) == 1
    assert officers.unlock(UNIT_OFFICER).get("/interests").text.count(RELATION) == 0
    with officers.desk.casework.read() as session:
        for row in session.scalars(select(Recusal)):
            for word in (CASE_OFFICER, COMPANY, RELATION, "interest"):
                assert word.encode() not in row.header + row.payload
    assert not any(COMPANY in detail for *_, detail in officers.office.log())


def officers_of_the_group() -> tuple[str, ...]:
    return (INTAKE_OFFICER, CASE_OFFICER, APPROVER)


def test_nobody_declares_in_another_name(officers: OwnOfficers, intake_desk: IntakeDesk) -> None:
    """Neither a colleague's console, nor who writes to the database."""
    declare(officers, APPROVER)
    [declared] = list_declared(officers.desk, officers.acting())
    ask, token = officers.office.client.ask, officers.token(INTAKE_OFFICER)
    for answer in ("withdrawn", "compared"):
        with pytest.raises(KeyUseRefusedError):
            ask("answer_interest", token=token, interest=declared.interest_id, answer=answer)
    for values in ({"content": "x" * 4001}, {"content": None}, {}):
        with pytest.raises(KeyHolderError):
            ask("declare_interest", token=token, **values)
    officers.add("count01", Role.STATISTICIAN)
    content = json.dumps({"kind": "unit", "names": ["聚会"]})
    note = RecusalNote(NoteKind.INTEREST, KeptAway("", CASE_OFFICER), why=content)
    organ = officers.office.holder.organ(GROUP)
    with officers.desk.casework.begin() as session:
        session.add(seal_recusal(note, "0" * 32, organ, OrganKey.create()))
    open_lead(officers, intake_desk, "每周聚会。")
    assert away(officers) == {}
    # Of a later version, whose kinds this one does not know: not to be compared with.
    ask("declare_interest", token=token, content=json.dumps({"kind": "dream", "names": []}))
    assert len(list_declared(officers.desk, officers.acting())) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"kind": ""},
        {"names": " "},
        {"names": "王"},
        {"names": "、".join("甲乙丙丁戊己庚辛壬癸子") * 2},
    ],
)
def test_what_cannot_be_declared_comes_back_as_it_was_typed(
    officers: OwnOfficers, values: dict[str, str]
) -> None:
    page = declare(officers, CASE_OFFICER, **values)
    assert page.status == 422
    assert page.errors
    assert RELATION in page.text


def test_many_leads_are_compared_in_the_background(
    officers: OwnOfficers, intake_desk: IntakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [open_lead(officers, intake_desk, f"{COMPANY}请客。") for _ in range(2)]
    monkeypatch.setattr(comparing, "AT_ONCE", 1)
    browser = officers.unlock(APPROVER)
    form = browser.get("/interests").form("/interests")
    browser.send(form.fill(kind="company", names=COMPANY))
    job = officers.desk.jobs.find(GROUP, comparing.job_of(officers.acting(APPROVER)))
    assert job
    for thread in officers.desk.jobs._threads:  # noqa: SLF001  to wait for it
        thread.join()
    assert (job.state, job.done) == (State.DONE, 2)
    assert away(officers) == dict.fromkeys(numbers, frozenset({APPROVER}))
    assert browser.get("/queue/progress/interests").url == "/interests"
    [declared] = list_declared(officers.desk, officers.acting())
    assert declared.is_compared


def test_surname_with_post_is_shown_and_keeps_nobody_away(
    officers: OwnOfficers, intake_desk: IntakeDesk
) -> None:
    with officers.desk.casework.begin() as session:
        session.get_one(Officer, CASE_OFFICER).name = "高山"
    declare(officers, CASE_OFFICER, kind="post", names="副处长、二室主任", relation="")
    number = open_lead(officers, intake_desk, "给高处长送烟，高处理了此事。")
    assert away(officers) == {}
    address, browser = f"/cases/{number}", officers.unlock()
    page = browser.get(address)
    assert "高处长" in " ".join(e.text for e in page.all("section") if CASE_OFFICER in e.text)
    aside = browser.send(page.form("/hint-aside"))
    assert not [f for f in aside.all("form") if f.form and f.form.action.endswith("/hint-aside")]
    other = open_lead(officers, intake_desk, "给高处长送烟。")
    forms = [e.form for e in browser.get(f"/cases/{other}").all("form") if e.form]
    [hint] = [f for f in forms if f.action.endswith("/recuse") and f.values("sure") == ["y"]]
    assert browser.send(hint).url == "/queue"
    assert away(officers) == {other: {CASE_OFFICER}}
