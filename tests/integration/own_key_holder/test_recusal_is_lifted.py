"""A namesake who was kept away sees the lead again: by two persons, and by nobody alone."""

import pytest
from sqlalchemy import delete, select

from app.domain.roles import Role
from app.key_holder.unwrapping.recusals import Recusals
from app.services.officer.key_holder_client import (
    KeyHolderError,
    KeyUseRefusedError,
    OfficerRecusedError,
)
from app.services.officer.recusal.read_recusals import read_recusals
from app.services.reporter.desk import IntakeDesk
from app.storage.casework import Officer, Recusal
from tests.make import APPROVER, CASE_OFFICER, INTAKE_OFFICER, UNIT_OFFICER, make_case
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import AtTheOffice, OwnOfficers

NAMESAKE = "高山"
REASON = "举报所称高山为供货商，非本组人员，已核对身份证号。"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def officers(officers: OwnOfficers) -> OwnOfficers:
    rename(officers, CASE_OFFICER, NAMESAKE)
    return officers


@pytest.fixture
def lead(officers: OwnOfficers, intake_desk: IntakeDesk) -> str:
    """A lead that names the case officer's namesake, assigned to the case officer before that."""
    make_case(intake_desk, "供货商高山请客。")
    [number] = case_numbers(press_open_batch(officers.unlock()))
    return number


def rename(officers: OwnOfficers, account: str, name: str) -> None:
    with officers.desk.casework.begin() as session:
        session.get_one(Officer, account).name = name


def give_role(officers: OwnOfficers, account: str, role: Role) -> None:
    with officers.desk.casework.begin() as session:
        session.get_one(Officer, account).role = role


def is_away(officers: OwnOfficers, lead: str, account: str = CASE_OFFICER) -> bool:
    return lead in officers.office.client.kept_away(officers.token(account)).own


def propose(officers: OwnOfficers, lead: str, by: str = INTAKE_OFFICER, **other: str) -> None:
    values = {"account": CASE_OFFICER, "reason": REASON, **other}
    officers.office.client.ask("propose_lift", token=officers.token(by), case_number=lead, **values)


def decide(
    officers: OwnOfficers, lead: str, by: str = APPROVER, *, agrees: bool = True, proposal: str = ""
) -> None:
    name = proposal or waiting(officers, lead)
    officers.office.client.ask(
        "decide_lift", token=officers.token(by), case_number=lead, proposal=name, agrees=agrees
    )


def waiting(officers: OwnOfficers, lead: str, by: str = INTAKE_OFFICER) -> str:
    [lift] = read_recusals(officers.desk, officers.acting(by), lead).waiting
    return lift.proposal_id


def lift(officers: OwnOfficers, lead: str) -> None:
    propose(officers, lead)
    decide(officers, lead)


def test_two_persons_lift_it_on_the_page(officers: OwnOfficers, lead: str) -> None:
    address, intake = f"/cases/{lead}", officers.unlock()
    page = intake.get(address)
    assert "named in the text: 高山" in page.text or "点名：高山" in page.text
    form = page.form("/lift").fill(account=CASE_OFFICER)
    assert intake.send(form).status == 422, "a reason is needed"
    assert is_away(officers, lead)
    proposed = intake.send(form.fill(reason=REASON))
    assert REASON in proposed.text
    assert not [e for e in proposed.all("form") if e.form and e.form.action.endswith("/agree")]
    assert is_away(officers, lead), "a proposal lifts nothing"

    approver = officers.unlock(APPROVER)
    assert any(e["href"].endswith(f"{lead}#recuse") for e in approver.get("/queue").all("a"))
    agreed = approver.send(approver.get(address).form("/lift/agree"))
    assert REASON in agreed.text, "it is kept"
    assert not is_away(officers, lead)
    log = officers.office.log()
    lifted = [(who, case, detail) for who, act, case, detail in log if act == "recusal_lifted"]
    assert [(who, case) for who, case, _ in lifted] == [(APPROVER, "")]
    assert CASE_OFFICER not in lifted[0][2]

    triage = intake.get(address).form("/triage").fill(assigned_to=CASE_OFFICER)
    assert intake.send(triage).status == 200
    assert officers.unlock(CASE_OFFICER).get(address).status == 200
    for reader in (INTAKE_OFFICER, APPROVER, CASE_OFFICER):
        assert officers.unlock(reader).get(address).status == 200
        assert not is_away(officers, lead), "the same name in the same lead locks nobody again"


def test_one_alone_lifts_nothing(officers: OwnOfficers, lead: str) -> None:
    """As a console that was taken over would ask, with every token there is."""
    give_role(officers, CASE_OFFICER, Role.APPROVER)
    with pytest.raises(OfficerRecusedError):
        propose(officers, lead, CASE_OFFICER)
    for values in (
        {"account": APPROVER},
        {"account": "nobody"},
        {"reason": " "},
        {"reason": "长" * 2001},
        {"by": UNIT_OFFICER},
    ):
        with pytest.raises(KeyHolderError):
            propose(officers, lead, **values)
    propose(officers, lead, APPROVER)
    with pytest.raises(KeyUseRefusedError):
        propose(officers, lead)
    proposal = waiting(officers, lead)
    for by, error in (
        (APPROVER, KeyUseRefusedError),
        (INTAKE_OFFICER, KeyUseRefusedError),
        (CASE_OFFICER, OfficerRecusedError),
        (UNIT_OFFICER, KeyUseRefusedError),
    ):
        with pytest.raises(error):
            decide(officers, lead, by, proposal=proposal)
    with pytest.raises(KeyUseRefusedError):
        decide(officers, "QF-0000-0000-00", INTAKE_OFFICER, agrees=False, proposal=proposal)
    assert is_away(officers, lead)
    give_role(officers, INTAKE_OFFICER, Role.APPROVER)
    # Who proposed it was kept away meanwhile, and has no say in it any more.
    officers.office.client.recuse(officers.token(INTAKE_OFFICER), lead, APPROVER)
    with pytest.raises(KeyUseRefusedError):
        decide(officers, lead, INTAKE_OFFICER, proposal=proposal)
    assert is_away(officers, lead)


def test_who_was_let_in_again_can_be_kept_away_again(officers: OwnOfficers, lead: str) -> None:
    lift(officers, lead)
    assert not is_away(officers, lead)
    old = list(stored(officers))
    assert officers.office.client.recuse(officers.token(INTAKE_OFFICER), lead, CASE_OFFICER)
    assert is_away(officers, lead)
    # An older lift ends nothing that came after it: by another process, and in any order.
    again = Recusals(officers.desk.casework, officers.office.holder.log)
    key = officers.office.holder.ring.use(officers.token(INTAKE_OFFICER))
    assert {away.account for away in again.of(key)} == {CASE_OFFICER}
    assert {row.recusal_id for row in old} < {row.recusal_id for row in stored(officers)}
    lift(officers, lead)
    assert not is_away(officers, lead)
    rename(officers, CASE_OFFICER, "供货商")
    officers.unlock().get(f"/cases/{lead}")
    assert is_away(officers, lead), "another name does"


def test_cause_that_comes_in_ends_the_proposal(officers: OwnOfficers, lead: str) -> None:
    propose(officers, lead)
    proposal = waiting(officers, lead)
    officers.office.client.recuse(officers.token(INTAKE_OFFICER), lead, CASE_OFFICER, "colleague")
    with pytest.raises(KeyUseRefusedError):
        decide(officers, lead, proposal=proposal)
    propose(officers, lead)
    decide(officers, lead, INTAKE_OFFICER, agrees=False)
    assert is_away(officers, lead), "refused"
    lift(officers, lead)
    assert not is_away(officers, lead)


def test_lift_is_as_secret_as_a_recusal_and_outlives_the_process(
    at_the_office: AtTheOffice, intake_desk: IntakeDesk
) -> None:
    with at_the_office() as officers:
        rename(officers, CASE_OFFICER, NAMESAKE)
        make_case(intake_desk, "供货商高山请客。")
        [lead] = case_numbers(press_open_batch(officers.unlock()))
        lift(officers, lead)
        rows = stored(officers)
        assert len({len(row.payload) for row in rows}) == 1, "all kinds look alike"
        for row in rows:
            for word in (lead, CASE_OFFICER, NAMESAKE, "lift"):
                assert word.encode() not in row.header + row.payload
    with at_the_office() as officers:
        assert not is_away(officers, lead)
        with officers.desk.casework.begin() as session:
            # Without the note of the lift, the officer is kept away: the safe side.
            session.execute(delete(Recusal).where(Recusal.recusal_id == rows[-1].recusal_id))
        assert not is_away(officers, lead), "held to while the process runs, and on record"
        assert [act for _, act, _, _ in officers.office.log() if act == "recusal_lost"]
    with at_the_office() as officers:
        assert is_away(officers, lead)


def stored(officers: OwnOfficers) -> list[Recusal]:
    """The rows, as they were written: recusal, proposal, lift."""
    log = [detail for *_, detail in officers.office.log() if " recusal=" in detail]
    order = [detail.partition(" recusal=")[2] for detail in log]
    with officers.desk.casework.read() as session:
        rows = {row.recusal_id: row for row in session.scalars(select(Recusal))}
    return [rows[name] for name in order]
