"""Who has to approve, and who is missing, for any officers of any organs."""

from hypothesis import given
from hypothesis import strategies as st

from app.key_holder.acts.approvals import Approver, count_missing, is_complete, list_needs

ORGANS = ("group", "unit-1", "unit-2")
GENERATIONS = st.frozensets(st.integers(1, 3), min_size=1)
PEOPLE = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    st.builds(Approver, st.sampled_from(ORGANS), GENERATIONS),
    max_size=8,
)
THRESHOLDS = st.dictionaries(st.integers(1, 3), st.integers(1, 4), min_size=1)


def counting(people: dict[str, Approver], organ_id: str, generation: int) -> int:
    return sum(p.organ_id == organ_id and generation in p.generations for p in people.values())


def test_the_groups_own_key_takes_two_even_where_one_unlocks_it() -> None:
    needs = list_needs("group", {1: 1}, "group", {1: 1})
    one = {"intake01": Approver("group", frozenset({1}))}
    assert count_missing(needs, {}) == {"group": 2}
    assert count_missing(needs, one) == {"group": 1}
    assert is_complete(needs, one | {"case01": Approver("group", frozenset({1}))})


def test_a_unit_opens_its_key_and_the_group_signs() -> None:
    needs = list_needs("unit-1", {1: 2, 2: 1}, "group", {1: 3})
    assert count_missing(needs, {}) == {"unit-1": 2, "group": 3}
    # Of a share that is too new for the older key, one more is needed.
    people = {
        "wang02": Approver("unit-1", frozenset({2})),
        "unit101": Approver("unit-1", frozenset({1, 2})),
    }
    assert count_missing(needs, people)["unit-1"] == 1


@given(st.sampled_from(ORGANS), THRESHOLDS, THRESHOLDS, PEOPLE)
def test_complete_is_when_every_key_opens_and_two_of_the_group_agree(
    organ_id: str, thresholds: dict[int, int], group: dict[int, int], people: dict[str, Approver]
) -> None:
    own = group if organ_id == "group" else thresholds
    needs = list_needs(organ_id, own, "group", group)
    opens = all(counting(people, organ_id, g) >= k for g, k in own.items())
    agrees = counting(people, "group", max(group)) >= max(2, group[max(group)])
    assert is_complete(needs, people) == (opens and agrees)


@given(THRESHOLDS, THRESHOLDS, PEOPLE)
def test_who_is_of_another_organ_changes_nothing(
    thresholds: dict[int, int], group: dict[int, int], people: dict[str, Approver]
) -> None:
    needs = list_needs("unit-1", thresholds, "group", group)
    of_these = {name: one for name, one in people.items() if one.organ_id != "unit-2"}
    assert count_missing(needs, people) == count_missing(needs, of_these)


@given(st.sampled_from(ORGANS), THRESHOLDS, PEOPLE, st.data())
def test_one_person_more_is_never_a_step_back_and_at_most_one_forward(
    organ_id: str, group: dict[int, int], people: dict[str, Approver], data: st.DataObject
) -> None:
    needs = list_needs(organ_id, {1: 2}, "group", group)
    newcomer = data.draw(st.builds(Approver, st.sampled_from(ORGANS), GENERATIONS))
    before, after = count_missing(needs, people), count_missing(needs, people | {"new": newcomer})
    for organ, missing in after.items():
        assert 0 <= before[organ] - missing <= (1 if newcomer.organ_id == organ else 0)
