"""A lead through its whole life on the pages, and what its reporter reads at each release."""

import pytest

from app.domain.deadlines import ClockName
from app.domain.lifecycle import Status
from app.domain.notes import Hand
from app.domain.policy_line import Criterion, Interest, PolicyLine
from app.services.officer.lead.record_finding import record_finding
from app.services.officer.lead.seen_mark import mark_of
from tests.browse import Browser
from tests.deciding import STUDY, Team, approve, open_one, sign_in_auditor, take
from tests.make import CASE_OFFICER, TODAY, Clock
from tests.officers import Officers
from tests.reporters import Noted, ask, say, submit


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    return submit(reporter, category="other")


@pytest.fixture
def team(officers: Officers, noted: Noted) -> Team:
    team = Team(officers, open_one(officers))
    assert team.number == noted.number
    return team


def released(reporter: Browser, noted: Noted, clock: Clock) -> str:
    """What the reporter reads after the next release."""
    clock.pass_by(minutes=1)
    return ask(reporter, noted.code).text


def test_a_lead_from_its_acceptance_to_the_archive(
    team: Team, reporter: Browser, noted: Noted, clock: Clock
) -> None:
    team.conclude("substantiated", tell="general", form="second")
    assert (team.status, team.record.form) == (Status.CONCLUDED, "second")
    reads = released(reporter, noted, clock)
    assert "已办结" in reads
    assert "第二种形态" not in reads

    assert "put-forward" not in team.case.get(f"/cases/{noted.number}").text
    page = take(team.case, noted.number, "inquiry", duty="main", pursued="yes", reason="失察")
    assert page.status == 200
    take(team.case, noted.number, "inquiry", duty="supervisory", pursued="no", reason="尽责")
    assert "put-forward" not in team.case.get(f"/cases/{noted.number}").text
    # What is written to the reporter now is the feedback: no second click says so.
    answer = team.case.get(f"/cases/{noted.number}").form("/reply")
    team.case.send(answer.fill(text="来信所述已依规处理，感谢监督。"))
    assert team.record.done_on[ClockName.FEEDBACK] == TODAY
    take(team.case, noted.number, "put-forward")
    auditor = sign_in_auditor(team.officers)
    page = auditor.get("/archiving")
    assert noted.number in page.text
    # Nobody agrees before the auditor began.
    assert f"/cases/{noted.number}/archive" not in _actions(team.approver, noted.number)
    auditor.send(page.form(f"/archiving/{noted.number}"))
    assert auditor.get(f"/cases/{noted.number}").status == 403
    approve(team.approver, noted.number, "archive")
    assert team.status is Status.ARCHIVED
    last = team.record.decisions[-1]
    assert (last.proposal.by.account, last.by.account) == ("audit01", "approve01")
    assert noted.number not in auditor.get("/archiving").text
    assert "已办结" in released(reporter, noted, clock)


def _actions(browser: Browser, number: str) -> list[str]:
    return [e.form.action for e in browser.get(f"/cases/{number}").all("form") if e.form]


def test_a_refusal_tells_the_reason_and_where_to_turn_at_the_release(
    team: Team, reporter: Browser, noted: Noted, clock: Clock
) -> None:
    address = f"/cases/{noted.number}/decide/decline"
    form = team.intake.get(address).form(address)
    page = team.intake.send(form.fill(told="other_body.nobody", reason="治安案件"))
    assert "请选择列表中的一项。" in page.text
    # Two Chinese sentences in one line have no space between them.
    labels = [label.text for label in page.all("label")]
    assert not [label for label in labels if "。 " in label.strip()]
    page = team.intake.send(form.fill(told="other_body.police", reason="治安案件"))
    assert "治安案件" in page.text
    waiting = ask(reporter, noted.code).text
    approve(team.approver, noted.number)
    assert ask(reporter, noted.code).text == waiting
    reads = released(reporter, noted, clock)
    assert "110" in reads
    assert "治安案件" not in reads


def test_a_question_goes_out_with_its_word_and_work_goes_on_after_the_answer(
    team: Team, reporter: Browser, noted: Noted, clock: Clock
) -> None:
    team.accept()
    page = take(team.case, noted.number, "ask", question="处长和几名项目经理常去吗？")
    assert "“处长和几名项目经理”" in page.errors[0]
    assert team.status == "accepted"
    asked = page.form("/decide/ask").fill(question="聚餐大约在几点？", send_anyway="y")
    team.case.send(asked)
    assert team.status is Status.INFO_REQUESTED
    assert "聚餐大约在几点？" in released(reporter, noted, clock)
    address = f"/cases/{noted.number}/decide/go-on"
    assert not [
        f for f in team.case.get(address).all("form") if f.form and f.form.action == address
    ]
    page = ask(reporter, noted.code)
    form = page.form("/status/message").fill(message="晚上八点", purpose="answer")
    say(reporter, form)
    team.case.get(f"/cases/{noted.number}")
    take(team.case, noted.number, "go-on")
    assert (team.status, team.record.asked_from) == (Status.ACCEPTED, None)
    assert "已受理" in released(reporter, noted, clock)


def test_disposition_takes_three_persons_and_their_minutes(team: Team, noted: Noted) -> None:
    team.accept()
    short = STUDY | {"attendants": "甲\n乙"}
    page = take(team.case, noted.number, "dispose", target="inquiry", reason="一般", **short)
    assert page.status == 422
    assert "甲" in page.text
    assert team.status == "accepted"
    take(team.case, noted.number, "dispose", target="inquiry", reason="笼统", **STUDY)
    assert team.status == "disposition_proposed"
    refused = team.approver.get(f"/cases/{noted.number}").form(f"/cases/{noted.number}/refuse")
    team.approver.send(refused.fill(reason="可直接核实"))
    assert team.status == "disposition_proposed"
    # What was studied stands: only the way is chosen anew.
    team.decide(team.case, "dispose", target="preliminary_verification", reason="改为核实")
    study = team.record.decisions[-1].proposal.facts.study
    assert study is not None
    assert study.attendants == ("甲", "乙", "丙")
    assert team.status == "preliminary_verification"


def test_small_circle_needs_the_main_criterion_and_ordinary_contact_needs_nothing(
    officers: Officers, reporter: Browser
) -> None:
    noted = submit(reporter, category="drinking_circle")
    team = Team(officers, open_one(officers))
    team.verify()
    values = {"conclusion": "substantiated", "form": "first", "reason": "属实"}
    page = take(team.case, noted.number, "conclude", **values)
    assert page.status == 422
    team.decide(team.case, "conclude", conclusion="normal_social_contact", reason="家人聚会")
    assert team.status is Status.CONCLUDED
    team.decide(team.case, "reopen", reason="有新事实")
    assert team.record.conclusion is None
    grounds = PolicyLine(Hand(TODAY, "", ""), Criterion.YES, (Interest.GROUP,), "三份合同")
    acting = officers.acting(CASE_OFFICER)
    seen = mark_of(team.record.policy_line)
    record_finding(officers.desk, acting, noted.number, grounds, seen=seen)
    team.decide(team.case, "conclude", **values, **STUDY)
    assert team.record.conclusion == "substantiated"


def test_wrongly_accused_are_cleared_and_false_accusation_has_its_gate(
    team: Team, noted: Noted, reporter: Browser, clock: Clock
) -> None:
    team.conclude("unfounded", tell="general")
    page = team.case.get(f"/cases/{noted.number}/decide/false-accusation", lang="zh-CN")
    assert "错告" in page.text
    take(team.case, noted.number, "clarify", needed="yes", note="本人申请", manner="letter")
    assert team.record.clarification is not None
    assert not team.record.clarification.is_settled
    take(team.case, noted.number, "clarify", done_on="2026-11-12")
    assert team.record.clarification.is_settled
    values = {"level": "city", "approval_number": "郑纪〔2026〕3号", "reason": "伪造转账截图"}
    assert take(team.case, noted.number, "false-accusation", **values).status == 422
    team.decide(team.case, "false-accusation", intent="y", **values)
    last = team.record.decisions[-1].proposal
    assert (last.facts.approval_number, last.facts.details["level"]) == ("郑纪〔2026〕3号", "city")
    # Nothing of it is told.
    assert "诬告" not in released(reporter, noted, clock)


def test_pressing_stands_until_it_is_answered_and_shows_as_a_clock(
    team: Team, noted: Noted
) -> None:
    team.accept()
    take(team.approver, noted.number, "press", asked="本周报进展", due_on="2026-11-16")
    assert "本周报进展" in team.case.get(f"/cases/{noted.number}").text
    assert "答复督办" in team.case.get("/queue").text
    take(team.case, noted.number, "answer", answer="已约谈两人")
    assert "已约谈两人" in team.approver.get(f"/cases/{noted.number}").text
    assert "答复督办" not in team.case.get("/queue").text


def test_a_due_day_is_put_off_once_by_two_and_within_the_rule(team: Team, noted: Noted) -> None:
    team.verify()
    values = {"clock": "verification", "reason": "涉及多人"}
    page = take(team.case, noted.number, "extend", due_on="2028-01-01", **values)
    assert page.status == 422
    team.decide(team.case, "extend", due_on="2027-08-12", **values)
    assert "2027" in team.case.get(f"/cases/{noted.number}").text
    assert not team.case.get(f"/cases/{noted.number}/decide/extend").all("input", name="clock")
    later = take(
        team.case, noted.number, "after-pledge", pledged_on="2026-10-01", act_on="2026-09-01"
    )
    assert later.status == 422
    take(team.case, noted.number, "after-pledge", pledged_on="2026-09-01", act_on="2026-10-01")
    assert team.record.after_pledge is not None


def test_nobody_reaches_a_step_that_is_not_for_their_role(team: Team, noted: Noted) -> None:
    for browser, step in (
        (team.intake, "dispose"),
        (team.case, "accept"),
        (team.approver, "conclude"),
        (team.case, "press"),
    ):
        assert browser.get(f"/cases/{noted.number}/decide/{step}").status == 403
    assert team.intake.get(f"/cases/{noted.number}/decide/nothing").status == 404
    take(team.intake, noted.number, "accept", reason="属实体线索")
    page = team.intake.get(f"/cases/{noted.number}")
    assert page.form(f"/cases/{noted.number}/withdraw")
    form = page.form(f"/cases/{noted.number}/withdraw")
    form.action = f"/cases/{noted.number}/approve"
    assert team.intake.send(form).status == 409
    assert team.status is Status.OPENED
