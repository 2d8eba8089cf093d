"""A lead and its duplicates are one matter: at the key-holder, and where nobody is left, too."""

import base64

import pytest

from app.domain.recusal_causes import Cause, CauseKind
from app.services.officer.key_holder_client import KeyUseRefusedError, OfficerRecusedError
from app.services.officer.lead.join_leads import join_leads
from app.services.officer.lead.record import open_record
from app.services.officer.recusal.hand_on_unread import (
    agree_to_handing,
    list_stuck,
    propose_handing,
)
from app.services.officer.recusal.keep_named_away import keep_away_for
from app.services.officer.recusal.read_recusals import read_recusals
from app.services.officer.recusal.recuse import recuse
from app.services.reporter.desk import IntakeDesk
from app.storage.cases import list_held_items, list_holders
from crypto.access_code import case_number
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    SUPERIOR,
    make_case,
)
from tests.officers import press_open_batch
from tests.own_officers import OwnOfficers

JOINED = frozenset({Cause(CauseKind.JOINED)})
Matter = tuple[str, str, str]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def matter(officers: OwnOfficers, intake_desk: IntakeDesk) -> Matter:
    """A lead to which two others are joined."""
    stories = ("甲处长每周五在农家乐。", "同一件事，茶楼后院。", "又是同一件事。")
    main, *others = (case_number(make_case(intake_desk, one).verifier()) for one in stories)
    press_open_batch(officers.unlock())
    for other in others:
        join_leads(officers.desk, officers.acting(), other, main, "同一件事")
    return main, others[0], others[1]


def own(officers: OwnOfficers, account: str) -> frozenset[str]:
    return officers.office.client.kept_away(officers.token(account)).own


@pytest.mark.parametrize("which", [0, 1])
def test_key_holder_gives_no_key_of_any_lead_of_the_matter(
    officers: OwnOfficers, matter: Matter, which: int
) -> None:
    recuse(officers.desk, officers.acting(), matter[which], APPROVER)
    found = [(CASE_OFFICER, Cause(CauseKind.NAME, "高山"))]
    keep_away_for(officers.desk, officers.acting(), matter[which], found)
    for account in (APPROVER, CASE_OFFICER):
        assert own(officers, account) == set(matter)
    for number in set(matter) - {matter[which]}:
        assert read_recusals(officers.desk, officers.acting(), number).known(APPROVER) == JOINED
    with officers.desk.intake.read() as session:
        [held] = list_held_items(session, matter[2], GROUP)
    item = {"case_number": matter[2], "header": base64.b64encode(held.header).decode()}
    token = officers.token(APPROVER)
    with pytest.raises(OfficerRecusedError):
        officers.office.client.ask("unwrap", token=token, purpose="read", items=[item])


def test_what_was_kept_for_one_lead_alone_is_kept_for_all_at_the_next_opening(
    officers: OwnOfficers, matter: Matter
) -> None:
    client = officers.office.client
    main, *_ = matter
    client.recuse(officers.token(INTAKE_OFFICER), main, CASE_OFFICER, "colleague")
    client.recuse(officers.token(INTAKE_OFFICER), main, APPROVER, "colleague")
    with pytest.raises(OfficerRecusedError):
        open_record(officers.desk, officers.acting(APPROVER), matter[1])
    assert own(officers, APPROVER) == {main, matter[1]}, "by their own look at it"
    open_record(officers.desk, officers.acting(), main)
    for account in (APPROVER, CASE_OFFICER):
        assert own(officers, account) == set(matter), "by anybody's"


def test_a_lift_in_one_lead_is_not_undone_by_what_it_caused_in_another(
    officers: OwnOfficers, matter: Matter
) -> None:
    client, main = officers.office.client, matter[0]
    officers.add("new01", officers.acting(APPROVER).role)
    recuse(officers.desk, officers.acting(), main, CASE_OFFICER)
    token = officers.token(INTAKE_OFFICER)
    client.ask("propose_lift", token=token, case_number=main, account=CASE_OFFICER, reason="同名")
    [waiting] = client.ask("recusal_notes", token=token, case_number=main)["waiting"]
    client.ask(
        "decide_lift",
        token=officers.token(APPROVER),
        case_number=main,
        proposal=waiting,
        agrees=True,
    )
    open_record(officers.desk, officers.acting(), matter[1])
    open_record(officers.desk, officers.acting(), main)
    assert own(officers, CASE_OFFICER) == set(matter[1:])


def test_where_nobody_is_left_the_duplicates_go_to_the_superior_too(
    officers: OwnOfficers, matter: Matter
) -> None:
    for account in (CASE_OFFICER, APPROVER, INTAKE_OFFICER):
        recuse(officers.desk, officers.acting(), matter[0], account)
    stuck = list_stuck(officers.desk, officers.acting())
    assert {one.case_number for one in stuck} == set(matter)
    for number in matter:
        token = officers.token(INTAKE_OFFICER)
        officers.office.client.ask("propose_handing", token=token, case_number=number)
        agree_to_handing(officers.desk, officers.acting(APPROVER), number)
    with officers.desk.intake.read() as session:
        assert [list_holders(session, number) for number in matter] == [[SUPERIOR]] * 3


def test_it_is_not_handed_on_while_somebody_may_open_a_duplicate(
    officers: OwnOfficers, matter: Matter
) -> None:
    """Kept by an earlier version for the main lead alone: proposing makes up for it."""
    client, main = officers.office.client, matter[0]
    for account in (CASE_OFFICER, APPROVER, INTAKE_OFFICER):
        client.recuse(officers.token(INTAKE_OFFICER), main, account, "colleague")
    with pytest.raises(KeyUseRefusedError):
        client.ask("propose_handing", token=officers.token(INTAKE_OFFICER), case_number=main)
    propose_handing(officers.desk, officers.acting(), main)
    stuck = list_stuck(officers.desk, officers.acting())
    assert {one.case_number for one in stuck} == set(matter)
