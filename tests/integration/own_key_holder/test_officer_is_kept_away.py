"""An officer with a conflict of interest is kept away from a lead, by the key-holder itself."""

import secrets

import pytest
from sqlalchemy import delete, select, update

from app.domain.forwarding import SentAs
from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.recusals import Recusals
from app.key_holder.unwrapping.sealed_recusal import (
    KeptAway,
    NoteKind,
    RecusalNote,
    seal_recusal,
)
from app.services.officer.desk import ActingOfficer, NotPermittedError
from app.services.officer.key_holder_client import (
    KeyUseRefusedError,
    OfficerRecusedError,
    RecordChangedError,
)
from app.services.officer.lead.triage_case import Triage, triage_case
from app.services.officer.recusal.recuse import recuse
from app.services.reporter.desk import IntakeDesk
from app.services.roster import Organ, read_organ
from app.storage.case_records import find_held_record
from app.storage.cases import list_held_items
from app.storage.casework import Recusal
from app.storage.database import Database
from app.storage.intake import CaseHolder
from crypto.group_key import OrganKey
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    OTHER_UNIT,
    STORY,
    UNIT,
    UNIT_OFFICER,
    make_case,
)
from tests.officers import case_numbers, press_open_batch
from tests.own_officers import AtTheOffice, OwnOfficers
from tests.routes import forward

Zones = tuple[Database, Database]


@pytest.fixture
def lead(officers: OwnOfficers, intake_desk: IntakeDesk) -> str:
    """The number of a lead that was opened."""
    make_case(intake_desk)
    [number] = case_numbers(press_open_batch(officers.unlock()))
    return number


def headers_of(zones: Zones, number: str, organ_id: str = GROUP) -> dict[str, bytes]:
    """The headers by which an organ opens a case: of the record, and of what was reported."""
    with zones[1].read() as session:
        held = find_held_record(session, organ_id, number)
    with zones[0].read() as session:
        [report] = list_held_items(session, number, organ_id)
    assert held
    return {"record": held.header, "report": report.header}


def recusal_rows(zones: Zones) -> list[Recusal]:
    with zones[1].read() as session:
        return list(session.scalars(select(Recusal)))


def log_of(officers: OwnOfficers, *acts: str) -> list[tuple[str, str, str]]:
    return [
        (who, number, detail) for who, act, number, detail in officers.office.log() if act in acts
    ]


def open_key(officers: OwnOfficers, account: str) -> OpenKey:
    return officers.office.holder.ring.use(officers.token(account))


def test_recused_officer_gets_no_key_whatever_the_console_asks_for(
    officers: OwnOfficers, zones: Zones, lead: str, intake_desk: IntakeDesk
) -> None:
    """As a console that was taken over would ask: at the socket, with the officer's token."""
    client, headers = officers.office.client, headers_of(zones, lead)
    assert client.recuse(officers.token(INTAKE_OFFICER), lead, APPROVER)
    token = officers.token(APPROVER)
    for purpose in ("read", "write"):
        for header in headers.values():
            with pytest.raises(OfficerRecusedError):
                client.unwrap(token, purpose, [(lead, header)])
    make_case(intake_desk)
    press_open_batch(officers.unlock())
    [other] = set(case_numbers(officers.unlock().get("/queue"))) - {lead}
    for header in headers.values():
        # By another case's name, or by one that is none.
        for number in (other, "QF-0000-0000-00"):
            with pytest.raises(RecordChangedError):
                client.unwrap(token, "read", [(number, header)])
    batch = [(lead, headers["record"]), (other, headers_of(zones, other)["record"])]
    queue = client.unwrap_many(token, "queue", batch)
    assert queue.file_keys[0] is None
    assert queue.file_keys[1] is not None
    assert queue.recused == {lead}
    with pytest.raises(KeyUseRefusedError):
        client.unwrap_many(token, "open_batch", [(lead, headers["report"])])
    [key] = client.unwrap(officers.token(INTAKE_OFFICER), "read", [(lead, headers["report"])])
    assert key


def test_what_is_sealed_still_stays_sealed_for_who_is_kept_away(
    officers: OwnOfficers, zones: Zones, intake_desk: IntakeDesk
) -> None:
    make_case(intake_desk)
    with zones[0].read() as session:
        [number] = session.scalars(select(CaseHolder.case_number))
    token = officers.token(INTAKE_OFFICER)
    assert officers.office.client.recuse(token, number, INTAKE_OFFICER)
    queue = officers.unlock().get("/queue")
    assert case_numbers(queue) == []
    assert queue.all("div", class_="batch") == []
    assert officers.unlock(APPROVER).get("/queue").all("div", class_="batch")
    with zones[0].read() as session:
        [report] = list_held_items(session, number, GROUP)
    grant = officers.office.client.grant(token, "open_batch", 1)
    item = [(number, report.header)]
    unwrapped = officers.office.client.unwrap_many(token, "open_batch", item, grant)
    assert unwrapped.file_keys == [None]
    assert unwrapped.recused == {number}


def test_officer_recuses_themself_on_the_page_and_finds_the_lead_nowhere(
    officers: OwnOfficers, lead: str
) -> None:
    approver, address = officers.unlock(APPROVER), f"/cases/{lead}"
    form = approver.get(address).form("/recuse")
    assert form.value("account") == APPROVER, "oneself, unless another is chosen"
    unsure = approver.send(form)
    assert unsure.status == 422
    assert unsure.errors
    assert approver.get(address).status == 200
    after = approver.send(form.fill(sure="y"))
    assert after.url == "/queue"
    assert after.all("div", role="status")
    assert lead not in after.text
    assert case_numbers(after) == []
    again = approver.get("/queue")
    assert again.all("div", role="status") == []
    assert again.all("div", role="alert") == [], "it is not called unreadable"
    of_nobody = approver.get("/cases/QF-0000-0000-00")
    kept = approver.get(address)
    assert (kept.status, kept.text) == (of_nobody.status, of_nobody.text) == (404, kept.text)
    assert STORY[:6] not in kept.text


def test_recused_intake_officer_can_do_nothing_with_the_lead(
    officers: OwnOfficers, lead: str
) -> None:
    browser, colleague = officers.unlock(), officers.unlock(APPROVER)
    page = browser.get(f"/cases/{lead}")
    forms = {
        "/triage": {"note": "密"},
        "/reply": {"text": "密"},
    }
    filled = [page.form(ending).fill(**values) for ending, values in forms.items()]
    recusing = colleague.get(f"/cases/{lead}").form("/recuse")
    assert colleague.send(recusing.fill(account=INTAKE_OFFICER, sure="y")).url == "/queue"
    assert [browser.send(form).status for form in filled] == [404, 404]
    assert browser.send(page.form("/recuse").fill(account=APPROVER, sure="y")).status == 404
    for view in ("", "/content", "/thumbnail", "/original"):
        assert browser.get(f"/cases/{lead}/files/{'0' * 32}{view}").status == 404
    assert "密" not in colleague.get(f"/cases/{lead}").text


def test_lead_is_not_assigned_to_who_is_kept_away(officers: OwnOfficers, lead: str) -> None:
    browser = officers.unlock()
    triage = browser.get(f"/cases/{lead}").form("/triage").fill(assigned_to=CASE_OFFICER)
    assert browser.send(triage).status == 200
    case_officer = officers.unlock(CASE_OFFICER)
    own = case_officer.get(f"/cases/{lead}").form("/recuse")
    assert own.value("account") == CASE_OFFICER
    assert case_officer.send(own.fill(sure="y")).url == "/queue"
    # Its assignment is void: it waits for another one, and the list says so.
    page = browser.get(f"/cases/{lead}")
    assert f"({CASE_OFFICER})" in page.text, "colleagues see who is kept away"
    assert page.form("/triage").value("assigned_to") == ""
    assert not any(CASE_OFFICER in cell.text for cell in browser.get("/queue").all("td"))
    offered = [
        o["value"] for o in page.all("option") if o.form and o.form.action.endswith("/triage")
    ]
    assert CASE_OFFICER not in offered
    refused = browser.send(page.form("/triage").fill(assigned_to=CASE_OFFICER))
    assert refused.status == 422
    found = Triage(None, None, danger=False, evidence_at_risk=False, assigned_to=CASE_OFFICER)
    with pytest.raises(NotPermittedError):
        triage_case(officers.desk, officers.acting(), lead, found)


def test_nobody_left_is_said_aloud(officers: OwnOfficers, lead: str) -> None:
    browser = officers.unlock()
    for account in (CASE_OFFICER, APPROVER, INTAKE_OFFICER):
        form = browser.get(f"/cases/{lead}").form("/recuse").fill(account=account, sure="y")
        after = browser.send(form)
        assert bool(after.all("div", class_="warning")) == (account == INTAKE_OFFICER)


def test_only_who_is_responsible_recuses_others_and_only_in_the_own_organ(
    officers: OwnOfficers, lead: str
) -> None:
    client, intake = officers.office.client, officers.token(INTAKE_OFFICER)
    for token, number, account in (
        (officers.token(CASE_OFFICER), lead, APPROVER),
        (intake, lead, UNIT_OFFICER),
        (intake, lead, "nobody"),
        (intake, lead, "\0"),
        (intake, "QF-0000-0000-00", APPROVER),
        (officers.token(UNIT_OFFICER), lead, UNIT_OFFICER),
    ):
        with pytest.raises(KeyUseRefusedError):
            client.recuse(token, number, account)
    acting: ActingOfficer = officers.acting(CASE_OFFICER)
    with pytest.raises(NotPermittedError):
        recuse(officers.desk, acting, lead, APPROVER)
    sent = officers.unlock(CASE_OFFICER)
    form = sent.get("/queue").form("/lock")
    form.action = f"/cases/{lead}/recuse"
    assert sent.send(form.fill(account=APPROVER, sure="y")).status in (404, 422)


def test_recusal_holds_in_its_own_organ_alone(officers: OwnOfficers, lead: str) -> None:
    browser = officers.unlock()
    forward(officers, lead, SentAs.ORIGINAL)
    form = browser.get(f"/cases/{lead}").form("/recuse").fill(sure="y")
    assert browser.send(form).url == "/queue"
    assert officers.unlock(UNIT_OFFICER).get(f"/cases/{lead}").status == 200
    assert browser.get(f"/cases/{lead}").status == 404


def test_recusal_outlives_the_key_holder(
    at_the_office: AtTheOffice,
    zones: Zones,
    intake_desk: IntakeDesk,
) -> None:
    make_case(intake_desk)
    with at_the_office() as officers:
        [number] = case_numbers(press_open_batch(officers.unlock()))
        officers.office.client.recuse(officers.token(INTAKE_OFFICER), number, APPROVER)
    with at_the_office() as officers:
        item, token = (number, headers_of(zones, number)["record"]), officers.token(APPROVER)
        with pytest.raises(OfficerRecusedError):
            officers.office.client.unwrap(token, "read", [item])
        assert officers.unlock(APPROVER).get(f"/cases/{number}").status == 404


@pytest.mark.rows
def test_another_process_that_writes_is_seen_at_once(
    officers: OwnOfficers, zones: Zones, lead: str
) -> None:
    key, organ = open_key(officers, INTAKE_OFFICER), officers.office.holder.organ(GROUP)
    before = officers.office.holder.recusals
    assert before.of(key) == frozenset()
    other = Recusals(zones[1], officers.office.holder.log)
    for account in (APPROVER, CASE_OFFICER, APPROVER):
        other.add(key, organ, KeptAway(lead, account))
        assert KeptAway(lead, account) in before.of(key)
    assert len(recusal_rows(zones)) == 2, "twice the same is one"


def test_database_does_not_tell_who_is_kept_away_from_what(
    officers: OwnOfficers, zones: Zones, lead: str
) -> None:
    officers.office.client.recuse(officers.token(INTAKE_OFFICER), lead, APPROVER)
    [row] = recusal_rows(zones)
    assert len(row.payload) > 4096, "padded"
    for word in (lead, APPROVER):
        assert word.encode() not in row.header + row.payload
    detail = f"organ=group recusal={row.recusal_id}"
    assert log_of(officers, "recused") == [(INTAKE_OFFICER, "", detail)]
    item, token = (lead, headers_of(zones, lead)["record"]), officers.token(APPROVER)
    with pytest.raises(OfficerRecusedError):
        officers.office.client.unwrap(token, "read", [item])
    refused = (APPROVER, "", "reason=recused purpose=read refused=1")
    assert log_of(officers, "unwrap_refused") == [refused]


@pytest.mark.rows
def test_deleted_row_is_missed_and_held_to_while_the_process_runs(
    officers: OwnOfficers, zones: Zones, lead: str
) -> None:
    officers.office.client.recuse(officers.token(INTAKE_OFFICER), lead, APPROVER)
    [row] = recusal_rows(zones)
    with zones[1].begin() as session:
        session.execute(delete(Recusal))
    for _ in range(2):
        assert officers.unlock(APPROVER).get(f"/cases/{lead}").status == 404
    assert [d for _, _, d in log_of(officers, "recusal_lost")] == [f"recusal={row.recusal_id}"]


def test_row_that_was_moved_or_made_by_others_is_ignored_and_on_record(
    officers: OwnOfficers, zones: Zones, lead: str
) -> None:
    group = officers.office.holder.organ(GROUP)
    key = open_key(officers, INTAKE_OFFICER).keys[1]
    note = RecusalNote(NoteKind.RECUSAL, KeptAway(lead, APPROVER))
    forged = seal_recusal(note, secrets.token_hex(16), group, OrganKey.create())
    # Signed by the organ, but for another row; and for another organ.
    copied = seal_recusal(note, secrets.token_hex(16), group, key)
    copied.recusal_id = secrets.token_hex(16)
    unit = officers.office.holder.organ(OTHER_UNIT)
    moved = seal_recusal(note, secrets.token_hex(16), unit, key)
    moved.organ_id = GROUP
    junk = seal_recusal(note, secrets.token_hex(16), group, key)
    junk.payload = junk.payload[:-1]
    bad = {row.recusal_id for row in (forged, copied, moved, junk)}
    with zones[1].begin() as session:
        session.add_all([forged, copied, moved, junk])
    for _ in range(2):
        assert officers.unlock(APPROVER).get(f"/cases/{lead}").status == 200
    ignored = [detail for _, _, detail in log_of(officers, "recusal_ignored")]
    assert sorted(ignored) == sorted(f"recusal={name}" for name in bad)


def test_row_moved_to_another_organ_keeps_nobody_away_there(
    officers: OwnOfficers, zones: Zones, lead: str
) -> None:
    forward(officers, lead, SentAs.ORIGINAL)
    officers.office.client.recuse(officers.token(INTAKE_OFFICER), lead, CASE_OFFICER)
    with zones[1].begin() as session:
        session.execute(update(Recusal).values(organ_id=UNIT))
    assert officers.unlock(UNIT_OFFICER).get(f"/cases/{lead}").status == 200
    assert [who for who, _, _ in log_of(officers, "recusal_ignored")] == [UNIT_OFFICER]


def test_recusals_are_signed_anew_while_both_keys_lie_open(
    officers: OwnOfficers, zones: Zones, lead: str
) -> None:
    holder, key = officers.office.holder, open_key(officers, INTAKE_OFFICER)
    group, away = holder.organ(GROUP), KeptAway(lead, APPROVER)
    holder.recusals.add(key, group, away, "name:王伟")
    [recusal] = holder.recusals.notes(key)
    proposed = RecusalNote(NoteKind.LIFT_PROPOSED, away, why="同名", about=(recusal,))
    holder.recusals.keep(key, group, proposed)
    before = holder.recusals.notes(key)
    new = OrganKey.create()
    organ: Organ = read_organ(
        holder.organ(GROUP).entry()
        | {"recipient": new.recipient, "generation": 2, "verify_key": new.verify_key.hex()}
    )
    both = OpenKey(INTAKE_OFFICER, GROUP, {**key.keys, 2: new})
    for _ in range(2):
        holder.recusals.renew(both, organ)
    assert [row.key_generation for row in recusal_rows(zones)] == [2, 2]
    later, newer = Recusals(zones[1], holder.log), OpenKey(INTAKE_OFFICER, GROUP, {2: new})
    assert later.of(newer) == {away}
    assert later.notes(newer) == before, "who proposed what, and why, as well"
    assert log_of(officers, "recusal_ignored", "recusal_lost") == []
