"""The office's record: sealed whole, read back whole, and refused where it is another's."""

import json

import pytest

from app.domain.categories import Category, CircleType
from app.domain.lifecycle import Status
from app.domain.purposes import Satisfaction
from app.domain.roles import Role
from app.services.envelopes import EnvelopeError
from app.services.officer.desk import ActingOfficer, NotPermittedError
from app.services.officer.lead.record import may_see, read_record, write_record
from app.services.officer.lead.triage_case import triage_mark
from app.services.officer.queue.open_batch import new_record
from app.services.roster import Organ, OrganKind
from app.storage.intake import Case
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.fingerprint import fingerprint
from crypto.sealing import open_sealed
from tests.make import DAY, GROUP, TODAY, make_record

OFFICER = ActingOfficer("case01", "承办员", Role.CASE_OFFICER, GROUP, "token")
IDENTITY = HybridIdentity(bytes(32))
ORGAN = Organ(
    GROUP, OrganKind.GROUP, "组", IDENTITY.recipient, fingerprint(IDENTITY.recipient.encode())
)


def test_record_comes_out_as_it_went_in() -> None:
    record = (
        make_record(category=Category.DRINKING_CIRCLE, circle_type=CircleType.HOBBY, danger=True)
        .moved(Status.FORWARDED, TODAY + DAY)
        .with_step(OFFICER, TODAY, "routed", "按管辖")
    )
    payload, headers = write_record(record, [ORGAN])
    body = open_sealed(headers[0].header, payload, IDENTITY)
    assert read_record(body, record.case_number) == record
    assert "按管辖" not in repr(record)


def test_record_keeps_what_messages_said() -> None:
    record = make_record(
        messages_noted=("cd" * 16,),
        retaliation=True,
        objection=True,
        answered_on=TODAY,
        satisfied=Satisfaction.PARTLY,
    )
    payload, headers = write_record(record, [ORGAN])
    body = open_sealed(headers[0].header, payload, IDENTITY)
    assert read_record(body, record.case_number) == record


def test_record_of_before_messages_had_a_purpose_is_read() -> None:
    payload, headers = write_record(make_record(), [ORGAN])
    content = json.loads(open_sealed(headers[0].header, payload, IDENTITY))
    for name in ("messages_noted", "retaliation", "objection", "satisfied"):
        del content[name]
    del content["answered_on"]
    assert read_record(json.dumps(content).encode(), content["case_number"]) == make_record()


def test_records_of_different_lengths_are_sealed_alike() -> None:
    lengths = {
        len(write_record(make_record().with_step(OFFICER, TODAY, "triaged", note), [ORGAN])[0])
        for note in ("", "长" * 300)
    }
    assert len(lengths) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"qingfeng": 1, "kind": "record"}', b"1"])
def test_what_is_no_record_is_refused(body: bytes) -> None:
    with pytest.raises(EnvelopeError):
        read_record(body, "QF-0000-0000-00")


def test_record_of_another_case_is_refused() -> None:
    payload, headers = write_record(make_record(), [ORGAN])
    body = open_sealed(headers[0].header, payload, IDENTITY)
    with pytest.raises(EnvelopeError, match="other_case"):
        read_record(body, "QF-1111-1111-11")


def test_case_officer_sees_what_is_assigned() -> None:
    mine, theirs = make_record(assigned_to="case01"), make_record(assigned_to="case02")
    assert may_see(OFFICER, mine)
    assert not may_see(OFFICER, theirs)
    assert not may_see(OFFICER, make_record())


@pytest.mark.parametrize("role", [Role.INTAKE_OFFICER, Role.APPROVER])
def test_others_who_work_on_leads_see_all(role: Role) -> None:
    officer = ActingOfficer("a", "b", role, GROUP, "")
    assert may_see(officer, make_record())


def test_role_that_is_not_named_may_not() -> None:
    with pytest.raises(NotPermittedError):
        OFFICER.require(Role.INTAKE_OFFICER, Role.APPROVER)
    assert "token" not in repr(OFFICER)


def test_unreadable_report_makes_a_record_without_facts() -> None:
    case = Case(case_number="QF-0000-0000-00", organ_id=GROUP, received_on=TODAY)
    record = new_record(case, None, "ab" * 32, TODAY + DAY)
    assert (record.category, record.checkable_facts) == (None, 0)
    assert record.status is Status.OPENED


def test_mark_of_a_screening_changes_with_what_it_would_replace() -> None:
    before = make_record()
    assert triage_mark(before) == triage_mark(make_record(messages_read=3))
    for change in (
        {"danger": True},
        {"retaliation": True},
        {"assigned_to": "case01"},
        {"category": Category.OTHER},
    ):
        assert triage_mark(before) != triage_mark(make_record(**change))
