"""No lead leaves the table, and none moves by the wrong hands."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lifecycle import (
    HANDS,
    MOVES,
    MoveNotAllowedError,
    PublicWord,
    Status,
    check_move,
    list_moves,
    public_word,
)
from app.domain.roles import Role

INTAKE, CASE, APPROVER, AUDITOR = (
    Role.INTAKE_OFFICER,
    Role.CASE_OFFICER,
    Role.APPROVER,
    Role.AUDITOR,
)
DECIDED = {
    Status.SEALED_TRANSFER,
    Status.FORWARDED,
    Status.NOT_ACCEPTED,
    Status.ACCEPTED,
    Status.INQUIRY,
    Status.PRELIMINARY_VERIFICATION,
    Status.HELD_PENDING,
    Status.CASE_FILED,
    Status.CONCLUDED,
    Status.REOPENED,
    Status.ARCHIVED,
}


def may_move(
    current: Status, target: Status, role: Role, second: Role | None, asked: Status | None = None
) -> bool:
    try:
        check_move(current, target, role=role, approver_role=second, asked_from=asked)
    except MoveNotAllowedError:
        return False
    return True


@pytest.mark.parametrize(
    ("current", "target", "role", "second"),
    [
        (Status.RECEIVED, Status.OPENED, INTAKE, None),
        (Status.OPENED, Status.SEALED_TRANSFER, INTAKE, CASE),
        (Status.OPENED, Status.SEALED_TRANSFER, CASE, APPROVER),
        (Status.OPENED, Status.FORWARDED, INTAKE, APPROVER),
        (Status.OPENED, Status.NOT_ACCEPTED, INTAKE, APPROVER),
        (Status.OPENED, Status.DUPLICATE, INTAKE, None),
        (Status.OPENED, Status.INFO_REQUESTED, CASE, None),
        (Status.OPENED, Status.ACCEPTED, INTAKE, APPROVER),
        (Status.ACCEPTED, Status.FORWARDED, INTAKE, APPROVER),
        (Status.ACCEPTED, Status.DISPOSITION_PROPOSED, CASE, None),
        (Status.DISPOSITION_PROPOSED, Status.INQUIRY, CASE, APPROVER),
        (Status.DISPOSITION_PROPOSED, Status.CONCLUDED, CASE, APPROVER),
        (Status.INQUIRY, Status.PRELIMINARY_VERIFICATION, CASE, APPROVER),
        (Status.PRELIMINARY_VERIFICATION, Status.CASE_FILED, CASE, APPROVER),
        (Status.HELD_PENDING, Status.INQUIRY, CASE, APPROVER),
        (Status.CASE_FILED, Status.CONCLUDED, CASE, APPROVER),
        (Status.CONCLUDED, Status.ARCHIVED, AUDITOR, APPROVER),
        (Status.NOT_ACCEPTED, Status.REOPENED, CASE, APPROVER),
    ],
)
def test_allowed_by_these_hands(
    current: Status, target: Status, role: Role, second: Role | None
) -> None:
    assert may_move(current, target, role, second)
    assert target in list_moves(current, role)


@pytest.mark.parametrize(
    ("current", "target", "role", "second"),
    [
        (Status.RECEIVED, Status.ACCEPTED, INTAKE, APPROVER),
        (Status.RECEIVED, Status.OPENED, CASE, None),
        (Status.OPENED, Status.ACCEPTED, APPROVER, None),
        (Status.OPENED, Status.ACCEPTED, INTAKE, None),
        (Status.OPENED, Status.ACCEPTED, INTAKE, INTAKE),
        (Status.ACCEPTED, Status.DUPLICATE, INTAKE, None),
        (Status.ACCEPTED, Status.CONCLUDED, CASE, APPROVER),
        (Status.CONCLUDED, Status.ARCHIVED, AUDITOR, AUDITOR),
        (Status.OPENED, Status.OPENED, INTAKE, APPROVER),
        (Status.SEALED_TRANSFER, Status.OPENED, INTAKE, APPROVER),
    ],
)
def test_refused(current: Status, target: Status, role: Role, second: Role | None) -> None:
    assert not may_move(current, target, role, second)


def test_refusal_names_the_move() -> None:
    with pytest.raises(MoveNotAllowedError, match="second person") as refused:
        check_move(Status.OPENED, Status.ACCEPTED, role=INTAKE)
    assert (refused.value.current, refused.value.target) == (Status.OPENED, Status.ACCEPTED)


def test_tables_name_every_status() -> None:
    assert set(MOVES) == set(Status)
    assert set(HANDS) == set(Status) - {Status.RECEIVED}
    assert not any(Status.RECEIVED in targets for targets in MOVES.values())


@pytest.mark.parametrize("target", sorted(DECIDED))
def test_nobody_decides_alone(target: Status) -> None:
    alone = product(Status, Role, [None, Role.STATISTICIAN, Role.ADMINISTRATOR])
    assert not any(
        may_move(current, target, role, second)
        for current, role, second in alone
        if current is not Status.INFO_REQUESTED
    )


@pytest.mark.parametrize("role", [Role.STATISTICIAN, Role.ADMINISTRATOR, Role.APPROVER])
def test_who_never_begins_a_move(role: Role) -> None:
    assert not any(list_moves(status, role) for status in Status)


@pytest.mark.parametrize("asked_from", [s for s in Status if Status.INFO_REQUESTED in MOVES[s]])
def test_question_leads_back_to_where_it_was_asked_and_nowhere_else(asked_from: Status) -> None:
    for target in Status:
        allowed = may_move(Status.INFO_REQUESTED, target, CASE, APPROVER, asked_from)
        assert allowed == (target is asked_from)
    assert list_moves(Status.INFO_REQUESTED, CASE, asked_from=asked_from) == (asked_from,)
    assert list_moves(Status.INFO_REQUESTED, INTAKE, asked_from=asked_from) == ()


@pytest.mark.parametrize("asked_from", [None, Status.RECEIVED, Status.CONCLUDED])
def test_question_never_asked_there_leads_nowhere(asked_from: Status | None) -> None:
    assert list_moves(Status.INFO_REQUESTED, CASE, asked_from=asked_from) == ()


ROLES = st.sampled_from(Role)
STEPS = st.lists(st.tuples(st.sampled_from(Status), ROLES, st.none() | ROLES), max_size=60)


@given(steps=STEPS)
def test_random_walk_stays_in_the_table_and_in_the_right_hands(
    steps: list[tuple[Status, Role, Role | None]],
) -> None:
    status, asked = Status.RECEIVED, None
    for target, role, second in steps:
        if not may_move(status, target, role, second, asked):
            continue
        if status is Status.INFO_REQUESTED:
            assert (target, role) == (asked, CASE)
        else:
            assert target in MOVES[status]
            assert role in HANDS[target].first
            assert not HANDS[target].second or second in HANDS[target].second
        asked = status if target is Status.INFO_REQUESTED else None
        status = target


@given(data=st.data())
def test_whatever_is_listed_is_allowed_and_a_question_is_no_way_round_the_approver(
    data: st.DataObject,
) -> None:
    status, asked = Status.RECEIVED, None
    decided_by_two: set[Status] = set()
    for _ in range(30):
        choices = [(r, t) for r in Role for t in list_moves(status, r, asked_from=asked)]
        if not choices:
            break
        role, target = data.draw(st.sampled_from(choices))
        alone = may_move(status, target, role, None, asked)
        assert alone or may_move(status, target, role, APPROVER, asked)
        if not alone:
            decided_by_two.add(target)
        assert target not in DECIDED or target in decided_by_two
        asked = status if target is Status.INFO_REQUESTED else None
        status = target


def test_every_status_can_be_reached() -> None:
    reached, waiting = {Status.RECEIVED}, [Status.RECEIVED]
    while waiting:
        new = set(MOVES[waiting.pop()]) - reached
        reached |= new
        waiting += new
    assert reached == set(Status)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_public_word(status: Status) -> None:
    assert public_word(status) in PublicWord


def test_public_words_are_seven_and_all_are_used() -> None:
    assert {public_word(status) for status in Status} == set(PublicWord)
    assert len(PublicWord) == 7


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.OPENED, PublicWord.RECEIVED),
        (Status.SEALED_TRANSFER, PublicWord.FORWARDED),
        (Status.CASE_FILED, PublicWord.IN_PROGRESS),
        (Status.HELD_PENDING, PublicWord.IN_PROGRESS),
        (Status.ARCHIVED, PublicWord.CONCLUDED),
        (Status.DUPLICATE, PublicWord.RECEIVED),
    ],
)
def test_public_word_tells_no_disposition(status: Status, word: PublicWord) -> None:
    assert public_word(status) is word


def test_duplicate_reads_as_the_lead_it_was_joined_to() -> None:
    assert public_word(Status.DUPLICATE, joined_to=Status.ACCEPTED) is PublicWord.ACCEPTED
    assert public_word(Status.DUPLICATE, joined_to=Status.DUPLICATE) is PublicWord.RECEIVED
    assert public_word(Status.OPENED, joined_to=Status.ACCEPTED) is PublicWord.RECEIVED
