"""Notes, tasks, people, findings, inspections: written on the lead's page, kept in its record."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.domain.circle_suspicion import CircleSuspicion, SuspicionState
from app.domain.policy_line import may_find_small_circle
from app.domain.priority import Level
from app.services.officer.desk import NotPermittedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.enter_person import reveal_person
from app.services.officer.lead.record import Record, open_record
from app.services.officer.queue.place import place
from app.services.officer.queue.summary import summarise
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import AuditEntry
from app.storage.database import Database
from tests.browse import Browser, Page
from tests.make import APPROVER, CASE_OFFICER, Clock, make_case
from tests.officers import Officers, case_numbers, press_open_batch

Zones = tuple[Database, Database]
Lead = str


@pytest.fixture
def browser(officers: Officers) -> Browser:
    return officers.unlock()


@pytest.fixture
def lead(browser: Browser, intake_desk: IntakeDesk) -> Lead:
    """The address of a lead that was just opened."""
    make_case(intake_desk)
    [number] = case_numbers(press_open_batch(browser))
    return f"/cases/{number}"


def send(browser: Browser, lead: Lead, ending: str, **values: str | list[str]) -> Page:
    return browser.send(browser.get(lead).form(ending).fill(**values))


def record_of(officers: Officers, lead: Lead) -> Record:
    return open_record(officers.desk, officers.acting(), lead.rpartition("/")[2])[1]


def amend(officers: Officers, lead: Lead, change: Callable[[Record], Record]) -> None:
    officer = officers.acting()
    held, record = open_record(officers.desk, officer, lead.rpartition("/")[2], purpose="write")
    change_record(officers.desk, officer, held, change(record), act=None)


def log(zones: Zones) -> list[AuditEntry]:
    with zones[1].read() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))


def test_note_is_retracted_and_never_gone(browser: Browser, lead: Lead, zones: Zones) -> None:
    page = send(browser, lead, "/notes", text="已与信访室核对")
    assert "已与信访室核对" in page.text
    wrong = browser.send(page.form("/retract").fill(reason=" "))
    assert wrong.status == 422
    page = browser.send(wrong.form("/retract").fill(reason="记到别处了"))
    [struck] = [e for e in page.all("li", class_="retracted") if "已与信访室核对" in e.text]
    assert "记到别处了" in struck.text
    assert not page.all("form", action=f"{lead}/notes/retract")
    assert "已与信访室核对" not in "".join(entry.detail + entry.act for entry in log(zones))


def test_colleague_gets_a_task_and_finds_it_on_their_page(
    officers: Officers, browser: Browser, lead: Lead, clock: Clock
) -> None:
    page = browser.get(lead)
    wrong = browser.send(page.form("/tasks").fill(text="调取账单", due_on="someday"))
    assert wrong.status == 422
    assert wrong.form("/tasks").value("text") == "调取账单"
    browser.send(wrong.form("/tasks").fill(account=CASE_OFFICER, due_on="2026-11-20"))

    assert "调取账单" not in browser.get("/tasks").text
    colleague = officers.unlock(CASE_OFFICER)
    number = lead.rpartition("/")[2]
    page = colleague.get("/tasks")
    assert "调取账单" in page.text
    assert [a for a in page.all("a") if a.text == number] == [], "the lead is not theirs to open"
    send(browser, lead, "/triage", assigned_to=CASE_OFFICER)
    clock.pass_by(days=9)
    colleague = officers.unlock(CASE_OFFICER)
    page = colleague.get("/tasks")
    assert len(page.all("strong", class_="clock-red")) == 1
    [link] = [a for a in page.all("a") if a.text == number]
    page = colleague.get(link["href"].partition("#")[0])
    page = colleague.send(page.form("/close").fill(state="done", note="账单已调取"))
    assert "账单已调取" in page.text
    assert "调取账单" not in colleague.get("/tasks").text


def test_task_goes_to_nobody_who_is_kept_away(
    officers: Officers, browser: Browser, lead: Lead
) -> None:
    form = browser.get(lead).form("/tasks").fill(text="核对", account=CASE_OFFICER)
    browser.send(browser.get(lead).form("/recuse").fill(account=CASE_OFFICER, sure="y"))
    assert browser.send(form).status == 422
    assert record_of(officers, lead).tasks == ()


def test_who_is_mentioned_is_masked_until_the_officer_asks(
    officers: Officers, browser: Browser, lead: Lead, zones: Zones
) -> None:
    send(browser, lead, "/people", part="subject", name="王建国", post="处长")
    page = send(browser, lead, "/people", part="mentioned", name="欧阳海", unit="某公司")
    assert "王建国" in page.text
    assert "欧阳某某" in page.text
    assert "欧阳海" not in page.text

    shown = browser.send(page.form("/reveal"))
    assert "欧阳海" in shown.text
    assert "欧阳海" not in browser.get(lead).text, "once"
    assert [e.act for e in log(zones)].count("name_revealed") == 1
    approver = officers.unlock(APPROVER).get(lead)
    assert "欧阳某某" in approver.text
    assert not [f for f in approver.all("form") if f["action"].split("#")[0].endswith("/reveal")]
    person = record_of(officers, lead).people[1].person_id
    with pytest.raises(NotPermittedError):
        reveal_person(officers.desk, officers.acting(APPROVER), lead[7:], person)

    page = browser.send(page.form("/promote").fill(reason="经查为组织者"))
    assert "欧阳海" in page.text
    assert "经查为组织者" in page.text


def test_policy_line_needs_its_evidence_and_no_as_little_as_yes(
    officers: Officers, browser: Browser, lead: Lead
) -> None:
    page = send(browser, lead, "/policy-line", criterion="yes", interests=[])
    assert page.status == 422
    assert len(page.errors) == 2
    assert record_of(officers, lead).policy_line is None
    form = page.form("/policy-line")
    page = browser.send(form.fill(interests=["passed_along"], grounds="连续埋单后中标"))
    assert page.status == 200
    assert may_find_small_circle(record_of(officers, lead).policy_line)
    page = send(browser, lead, "/policy-line", criterion="no", grounds="同学聚会，费用自理")
    assert page.status == 200
    assert not may_find_small_circle(record_of(officers, lead).policy_line)
    assert browser.send(form).status == 409, "a colleague recorded another meanwhile"


def test_risk_is_weighed_and_the_banner_leads_to_it(
    officers: Officers, browser: Browser, lead: Lead
) -> None:
    page = send(browser, lead, "/triage", retaliation="y")
    assert page.all("h2", id="pressure")
    assert "打击报复" in page.text
    page = browser.send(page.form("/risk").fill(level="high", reasons="会上点名", measures="提醒"))
    assert "2026年11月19日" in page.one("section", **{"aria-labelledby": "risk"}).text
    risk = record_of(officers, lead).reporter_risk
    assert risk is not None
    assert (risk.level, risk.reasons) == ("high", "会上点名")


def test_p0_asks_for_an_inspection_until_each_reason_is_answered(
    officers: Officers, browser: Browser, lead: Lead
) -> None:
    assert not browser.get(lead).all("h2", id="dispatch")
    page = send(browser, lead, "/triage", danger="y")
    assert page.all("h2", id="dispatch")
    assert browser.send(page.form("/inspections").fill(who="", place="")).status == 422
    values = {"who": "监督二室", "day": "2026-11-13", "time": "19:30", "place": "望江农家乐"}
    page = browser.send(page.form("/inspections").fill(**values))
    assert not page.all("h2", id="dispatch")
    page = browser.send(page.form("/result").fill(result="现场未见聚餐"))
    assert "现场未见聚餐" in page.text

    page = send(browser, lead, "/triage", danger="y", evidence_at_risk="y")
    assert page.all("h2", id="dispatch"), "another reason asks anew"
    page = browser.send(page.form("/inspections/none").fill(reason="已先行登记保存"))
    assert not page.all("h2", id="dispatch")
    assert [bool(o.refused) for o in record_of(officers, lead).inspections] == [False, True]


@pytest.mark.parametrize("confirmed", [True, False])
def test_suspected_circle_is_confirmed_or_refused(
    officers: Officers, browser: Browser, lead: Lead, *, confirmed: bool
) -> None:
    suggested = CircleSuspicion(SuspicionState.SUGGESTED, ("每周五", "埋单"), "meal_and_payer")
    amend(officers, lead, lambda r: replace(r, category=None, circle_suspicion=suggested))
    today = officers.desk.today()
    assert place(summarise(record_of(officers, lead)), today).ranking.level is Level.P2
    page = browser.get(lead)
    assert "埋单" in page.one("section", **{"aria-labelledby": "suspicion"}).text
    if confirmed:
        form = page.form("/suspicion/confirm").fill(circle_type="merchant", reason="商人埋单")
    else:
        form = page.form("/suspicion/refuse").fill(reason="食堂工作餐")
    page = browser.send(form)
    assert not page.all("h2", id="suspicion")
    record = record_of(officers, lead)
    assert record.facts().is_drinking_circle is confirmed
    assert record.facts().suspected_circle is False
    assert browser.send(form).status == 409, "said once"


def test_timeline_holds_everything_by_day_and_hand(
    officers: Officers, browser: Browser, lead: Lead, clock: Clock
) -> None:
    send(browser, lead, "/notes", text="第一天的备注")
    clock.pass_by(days=1)
    browser = officers.unlock()
    send(browser, lead, "/tasks", text="第二天的任务", due_on="2026-11-20")
    page = send(browser, lead, "/triage", note="第二天的甄别")
    lines = [e.text for e in page.all("li", class_="moj-timeline__item")]
    order = ("第二天的任务", "第一天的备注", "收到举报")
    places = [next(i for i, line in enumerate(lines) if word in line) for word in order]
    assert places == sorted(places)
    assert all(officers.acting().name in line for line in lines[:-1])
    kinds = {e["value"] for e in page.all("input", name="kind")}
    assert kinds == {"all", "step", "note", "task"}
    for element in page.all("input", name="kind"):
        classes = [c for c in (f"of-{element['value']}",) if element["value"] != "all"]
        assert all(page.all("li", class_=one) for one in classes)


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("/notes", {"text": "我写的长备注"}),
        ("/tasks", {"text": "我写的任务", "due_on": "2026-11-20"}),
        ("/people", {"name": "我写的名字", "relation": "我写的关系"}),
        ("/policy-line", {"grounds": "我写的证据", "duration_note": "我写的依据"}),
        ("/risk", {"reasons": "我写的理由", "measures": "我写的措施"}),
    ],
)
def test_what_was_typed_comes_back_when_the_key_has_locked(
    browser: Browser, lead: Lead, form: str, values: dict[str, str]
) -> None:
    filled = browser.get(lead).form(form).fill(**values)
    with browser.client.session_transaction() as cookie:
        cookie["unlock"] = "gone"
    if form == "/policy-line":
        filled.fill(criterion="no")
    if form == "/risk":
        filled.fill(level="low")
    page = browser.send(filled)
    assert page.status == 403
    typed = {e.text for e in page.all("textarea")}
    assert {text for text in values.values() if text.startswith("我")} <= typed


def test_nobody_writes_into_a_lead_that_is_not_theirs(
    officers: Officers, browser: Browser, lead: Lead
) -> None:
    forms = {
        ending: browser.get(lead).form(ending).fill(**values)
        for ending, values in {
            "/notes": {"text": "x"},
            "/people": {"name": "x"},
            "/risk": {"level": "low", "reasons": "x"},
            "/policy-line": {"criterion": "no", "grounds": "x"},
        }.items()
    }
    before = record_of(officers, lead)
    for account, statuses in ((CASE_OFFICER, {404}), ("unit101", {404}), (APPROVER, {403, 200})):
        other = officers.unlock(account)
        token = other.get("/queue").all("input", name="csrf_token")[0]["value"]
        for form in forms.values():
            assert other.send(form.fill(csrf_token=token)).status in statuses, (account, form)
    after = record_of(officers, lead)
    # An approver sees the lead, and may say something to colleagues; no more.
    assert len(after.notes) == 1
    assert replace(after, notes=(), stated=before.stated) == before
