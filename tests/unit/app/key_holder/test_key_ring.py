"""The ring of keys: who has entered, how long, and what comes together."""

from dataclasses import dataclass, field

import pytest

from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError
from app.key_holder.unlocking.key_ring import (
    EndedToken,
    KeyLockedError,
    KeyRing,
    KeyTimes,
    KeyWaitingError,
    TimeLeft,
)
from crypto.age.errors import HeaderError, NoMatchError
from crypto.group_key import OrganKey
from crypto.sealing import new_file_key, wrap_file_key
from tests.unit.app.key_holder.hands import Hands, in_hands


@dataclass
class Room:
    """A ring, and a clock that stands still until a test moves it."""

    now: float = 0.0
    ring: KeyRing = field(init=False)

    def __post_init__(self) -> None:
        self.ring = KeyRing(KeyTimes(idle=10, longest=25), lambda: self.now)

    def enter(self, hands: Hands, account: str, *generations: int) -> str:
        contribution = hands.opened_by(account, *generations)
        return self.ring.enter(contribution, hands.stored(), hands.organ())

    def is_usable(self, token: str) -> bool:
        try:
            self.ring.use(token)
        except (KeyWaitingError, KeyLockedError):
            return False
        return True


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture(scope="module")
def two_of_three() -> Hands:
    return in_hands(2)


def test_one_officer_is_enough_where_the_key_takes_one(room: Room) -> None:
    hands = in_hands(1)
    token = room.enter(hands, "ann")
    found = room.ring.use(token)
    assert (found.account, found.organ_id, list(found.keys)) == ("ann", "group", [1])
    assert found.keys[1].recipient == hands.keys[1].recipient
    assert room.ring.look(token).missing == 0


def test_key_is_there_for_both_when_the_second_officer_has_come(
    room: Room, two_of_three: Hands
) -> None:
    first = room.enter(two_of_three, "ann")
    with pytest.raises(KeyWaitingError) as waiting:
        room.ring.use(first)
    assert waiting.value.missing == 1
    assert room.ring.look(first)[3:] == (1, ("ann",))
    assert room.ring.present("group") == (("ann",), False)
    second = room.enter(two_of_three, "bo")
    for token, account in ((first, "ann"), (second, "bo")):
        assert room.ring.use(token).account == account
        assert room.ring.look(token)[3:] == (0, ("ann", "bo"))
    assert room.ring.present("group") == (("ann", "bo"), True)


def test_one_officer_in_two_browsers_is_one_officer(room: Room, two_of_three: Hands) -> None:
    tokens = [room.enter(two_of_three, "ann") for _ in range(2)]
    assert not any(map(room.is_usable, tokens))
    room.ring.drop(tokens[0])
    assert room.ring.look(tokens[1]).present == ("ann",)
    room.enter(two_of_three, "bo")
    assert room.is_usable(tokens[1])


def test_officer_who_leaves_while_waiting_takes_the_share_along(
    room: Room, two_of_three: Hands
) -> None:
    first = room.enter(two_of_three, "ann")
    assert room.ring.drop(first) == EndedToken("ann", "group")
    assert room.ring.drop(first) is None
    second = room.enter(two_of_three, "bo")
    assert room.ring.look(second)[3:] == (1, ("bo",))


def test_key_stays_until_the_last_officer_has_left(room: Room, two_of_three: Hands) -> None:
    first, second = room.enter(two_of_three, "ann"), room.enter(two_of_three, "bo")
    room.ring.drop(first)
    assert room.is_usable(second)
    third = room.enter(two_of_three, "cy")
    assert room.is_usable(third)
    room.ring.drop(second)
    assert room.is_usable(third)
    assert not room.is_usable(first)
    room.ring.drop(third)
    assert "0 tokens, 0 keys" in repr(room.ring)
    assert not room.is_usable(room.enter(two_of_three, "ann"))


def test_shares_are_forgotten_when_the_key_is_there(room: Room, two_of_three: Hands) -> None:
    for account in ("ann", "bo", "cy"):
        room.enter(two_of_three, account)
    entries = room.ring._entries.values()  # noqa: SLF001  nothing else shows what is kept
    assert [dict(entry.shares) for entry in entries] == [{}, {}, {}]


def test_using_a_key_prolongs_it_and_looking_does_not(room: Room) -> None:
    token = room.enter(in_hands(1), "ann")
    room.now = 9.0
    assert room.ring.look(token).left == TimeLeft(idle=1, longest=16)
    room.ring.use(token)
    room.now = 18.0
    room.ring.use(token)
    assert room.ring.look(token).left == TimeLeft(idle=7, longest=7)
    room.now = 25.0
    with pytest.raises(KeyLockedError):
        room.ring.use(token)
    assert room.ring.drop_run_out() == [EndedToken("ann", "group")]
    assert room.ring.drop_run_out() == []


def test_waiting_is_no_use_and_coming_together_is(room: Room, two_of_three: Hands) -> None:
    first = room.enter(two_of_three, "ann")
    room.now = 9.0
    assert not room.is_usable(first)
    assert room.ring.look(first).left.idle == 1
    second = room.enter(two_of_three, "bo")
    assert room.ring.look(first).left == TimeLeft(idle=10, longest=16)
    assert room.ring.look(second).left == TimeLeft(idle=10, longest=25)


def test_each_officer_has_their_own_time(room: Room, two_of_three: Hands) -> None:
    first, second = room.enter(two_of_three, "ann"), room.enter(two_of_three, "bo")
    room.now = 9.0
    room.ring.use(second)
    room.now = 11.0
    assert not room.is_usable(first)
    assert room.ring.look(second).present == ("bo",)
    assert room.is_usable(second)


def test_share_that_ran_out_counts_no_more_though_nobody_swept(
    room: Room, two_of_three: Hands
) -> None:
    room.enter(two_of_three, "ann")
    room.now = 10.0
    assert not room.is_usable(room.enter(two_of_three, "bo"))


def test_key_that_ran_out_is_nobodys_though_nobody_swept(room: Room, two_of_three: Hands) -> None:
    for account in ("ann", "bo"):
        room.enter(two_of_three, account)
    room.now = 10.0
    assert not room.is_usable(room.enter(two_of_three, "cy"))


def test_organs_have_nothing_to_do_with_each_other(room: Room, two_of_three: Hands) -> None:
    unit = in_hands(1, "ann", organ_id="unit-1")
    token = room.enter(unit, "ann")
    waiting = room.enter(two_of_three, "bo")
    assert not room.is_usable(waiting)
    assert room.ring.use(token).organ_id == "unit-1"
    with pytest.raises(ShareDoesNotFitError):
        room.ring.enter(two_of_three.opened_by("ann"), unit.stored(), unit.organ())


def test_share_that_does_not_fit_is_refused_and_keeps_nobody_out(
    room: Room, two_of_three: Hands
) -> None:
    others = in_hands(2)
    first = room.enter(two_of_three, "ann")
    broken = others.opened_by("bo")
    with pytest.raises(ShareDoesNotFitError):
        room.ring.enter(broken, two_of_three.stored(), two_of_three.organ())
    assert room.ring.look(first)[3:] == (1, ("ann",))
    room.enter(two_of_three, "cy")
    assert room.is_usable(first)


def test_officer_without_a_share_of_the_newest_key_is_refused(room: Room) -> None:
    hands = in_hands(2)
    hands.hand_out(2, generation=2)
    with pytest.raises(ShareDoesNotFitError):
        room.enter(hands, "ann", 1)
    assert "0 tokens" in repr(room.ring)


def test_key_that_the_roster_does_not_name_is_refused(room: Room) -> None:
    alone, together = in_hands(1), in_hands(2)
    another = OrganKey.create()
    with pytest.raises(NotInRosterError):
        room.ring.enter(alone.opened_by("ann"), alone.stored(), alone.organ(names=another))
    named = together.organ(names=another)
    room.ring.enter(together.opened_by("ann"), together.stored(), named)
    with pytest.raises(NotInRosterError):
        room.ring.enter(together.opened_by("bo"), together.stored(), named)
    assert "1 tokens, 0 keys" in repr(room.ring)


def test_key_with_the_right_identity_and_another_signing_key_is_refused(room: Room) -> None:
    hands = in_hands(1)
    text = OrganKey.create().encode().splitlines(keepends=True)
    mixed = hands.keys[1].encode().splitlines(keepends=True)
    mixed[1] = text[1]
    right = hands.organ()
    hands.hand_out(1, key=OrganKey.decode(b"".join(mixed)))
    with pytest.raises(NotInRosterError):
        room.ring.enter(hands.opened_by("ann"), hands.stored(), right)


def test_generation_that_no_roster_names_is_not_looked_at(room: Room) -> None:
    hands = in_hands(2)
    older = hands.organ()
    hands.hand_out(1, generation=2)
    token = room.ring.enter(hands.opened_by("ann"), hands.stored(), older)
    assert room.ring.look(token).missing == 1
    newer = hands.organ(generation=3, names=OrganKey.create())
    with pytest.raises(NotInRosterError):
        room.ring.enter(hands.opened_by("ann"), hands.stored(), newer)


def test_older_keys_open_what_is_not_rewrapped_yet(room: Room) -> None:
    hands = in_hands(2)
    hands.hand_out(1, generation=2)
    file_keys = {number: new_file_key() for number in (1, 2)}
    headers = {
        number: wrap_file_key(file_keys[number], hands.keys[number].identity.recipient)
        for number in (1, 2)
    }
    token = room.enter(hands, "ann")
    found = room.ring.use(token)
    assert found.unwrap(headers[2]) == file_keys[2]
    with pytest.raises(NoMatchError):
        found.unwrap(headers[1])
    # The older one takes two.
    room.enter(hands, "bo")
    found = room.ring.use(token)
    assert [found.unwrap(headers[number]) for number in (1, 2)] == [file_keys[1], file_keys[2]]
    with pytest.raises(HeaderError):
        found.unwrap(b"no header")


def test_older_key_that_does_not_come_together_keeps_nobody_from_the_newest(room: Room) -> None:
    hands, others = in_hands(2), in_hands(2)
    hands.hand_out(2, generation=2)
    hands.shares[1]["bo"] = others.shares[1]["bo"]
    token = room.enter(hands, "ann")
    room.enter(hands, "bo")
    assert list(room.ring.use(token).keys) == [2]
    room.enter(hands, "cy")
    assert list(room.ring.use(token).keys) == [2]


def test_key_that_was_deleted_is_forgotten_when_the_next_officer_comes(room: Room) -> None:
    hands = in_hands(1)
    hands.hand_out(1, generation=2)
    token = room.enter(hands, "ann")
    assert sorted(room.ring.use(token).keys) == [1, 2]
    del hands.rows[1]
    room.enter(hands, "bo")
    assert list(room.ring.use(token).keys) == [2]


def test_share_of_an_earlier_hand_out_waits_no_longer(room: Room) -> None:
    hands = in_hands(2)
    first = room.enter(hands, "ann")
    hands.hand_out(2)
    second = room.enter(hands, "bo")
    assert room.ring.look(second)[3:] == (1, ("bo",))
    with pytest.raises(KeyLockedError):
        room.ring.look(first)
    assert room.ring.drop_run_out() == [EndedToken("ann", "group")]
    again = room.enter(hands, "ann")
    assert room.is_usable(again)
    assert room.is_usable(second)


def test_handing_out_anew_does_not_close_an_open_key(room: Room) -> None:
    hands = in_hands(2)
    tokens = [room.enter(hands, account) for account in ("ann", "bo")]
    hands.hand_out(2)
    tokens.append(room.enter(hands, "cy"))
    assert all(map(room.is_usable, tokens))


def test_share_of_an_older_key_that_was_handed_out_anew_is_left_out(room: Room) -> None:
    hands = in_hands(2)
    hands.hand_out(1, generation=2)
    token = room.enter(hands, "ann")
    hands.hand_out(2, generation=1)
    room.enter(hands, "bo")
    assert list(room.ring.use(token).keys) == [2]
    room.enter(hands, "cy")
    assert sorted(room.ring.use(token).keys) == [1, 2]


def test_tokens_of_the_key_before_end_when_the_roster_names_another(room: Room) -> None:
    hands = in_hands(1)
    before = room.enter(hands, "ann")
    hands.hand_out(2, generation=2)
    after = room.enter(hands, "bo")
    assert not room.is_usable(before)
    assert room.ring.look(after).missing == 1


def test_new_key_is_there_for_who_holds_it_and_for_nobody_else(room: Room) -> None:
    hands = in_hands(2)
    kept, removed = (room.enter(hands, account) for account in ("ann", "bo"))
    new = OrganKey.create()
    room.ring.install("group", 2, new, {"ann", "cy"})
    keys = room.ring.use(kept).keys
    assert sorted(keys) == [1, 2]
    assert keys[2] is new
    assert not room.is_usable(removed)
    assert room.ring.drop_run_out() == [EndedToken("bo", "group")]


def test_new_key_ends_the_waiting_for_the_one_before(room: Room) -> None:
    hands = in_hands(2)
    waiting = room.enter(hands, "ann")
    room.ring.install("group", 2, OrganKey.create(), {"ann", "bo"})
    assert not room.is_usable(waiting)
    assert "0 tokens, 0 keys" in repr(room.ring)


def test_new_key_of_a_locked_organ_is_not_kept(room: Room) -> None:
    room.ring.install("group", 2, OrganKey.create(), {"ann"})
    assert "0 tokens, 0 keys" in repr(room.ring)


def test_who_unlocked_the_new_key_already_keeps_it(room: Room) -> None:
    hands = in_hands(2)
    hands.hand_out(2, generation=2)
    tokens = [room.enter(hands, account) for account in ("ann", "bo")]
    room.ring.install("group", 2, hands.keys[2], {"ann", "bo"})
    assert all(map(room.is_usable, tokens))


def test_all_tokens_of_an_account_can_be_ended(room: Room, two_of_three: Hands) -> None:
    unit = in_hands(1, "ann", organ_id="unit-1")
    gone = [room.enter(two_of_three, "ann"), room.enter(unit, "ann")]
    stays = room.enter(two_of_three, "bo")
    room.ring.drop_account("ann")
    assert not any(map(room.is_usable, gone))
    assert room.is_usable(stays)
    ended = room.ring.drop_run_out()
    assert sorted(ended) == [EndedToken("ann", "group"), EndedToken("ann", "unit-1")]


def test_nothing_secret_is_printed(room: Room, two_of_three: Hands) -> None:
    token = room.enter(two_of_three, "ann")
    room.enter(two_of_three, "bo")
    inside = [room.ring._entries, room.ring._organs]  # noqa: SLF001  as a debugger prints them
    printed = repr([room.ring, inside, room.ring.use(token)])
    secret = two_of_three.keys[1].identity.encode()
    assert secret not in printed
    assert "AGE-SECRET-KEY" not in printed
    assert repr(two_of_three.opened_by("ann")) == "Contribution(account='ann', organ_id='group')"
