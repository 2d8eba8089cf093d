"""An organ's key: sealed to officers, backed up, never shown."""

import re
from itertools import combinations

import pytest

from crypto.age.errors import AgeError, KeyFormatError, NoMatchError
from crypto.age.keys import parse_identity_file, parse_recipient
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.group_key import (
    KeyShare,
    OrganKey,
    WrongPhraseError,
    assemble_key,
    hand_out,
    new_officer_identity,
    open_backup,
    open_backup_with_shares,
    open_officer_identity,
    open_share,
    seal_backup,
    seal_backup_to_shares,
)
from crypto.sealing import open_payload, seal
from crypto.secret_sharing import SharesError
from crypto.signing import SignatureError, labelled, verify

KEY = OrganKey.create()
RECIPIENT, SEALED_IDENTITY = new_officer_identity("phrase", log_n=2)
OFFICERS = tuple(HybridIdentity.generate() for _ in range(4))
RECIPIENTS = tuple(officer.recipient.encode() for officer in OFFICERS)


def opened_by_officer(sealed_share: bytes, phrase: str) -> OrganKey:
    identity = open_officer_identity(SEALED_IDENTITY, phrase)
    return assemble_key([open_share(sealed_share, identity)], 1, b"")


def test_an_officer_opens_the_organs_key_with_the_phrase() -> None:
    opened = opened_by_officer(hand_out(KEY, [RECIPIENT], 1).sealed_shares[0], "phrase")
    assert opened.encode() == KEY.encode()
    sealed = seal(b"report", [parse_recipient(KEY.recipient)])
    assert open_payload(sealed.payload, opened.unwrap(sealed.headers[0])) == b"report"


def test_a_wrong_phrase_and_a_wrong_officer_are_told_apart() -> None:
    other_recipient, _ = new_officer_identity("other", log_n=2)
    with pytest.raises(WrongPhraseError):
        opened_by_officer(hand_out(KEY, [RECIPIENT], 1).sealed_shares[0], "wrong")
    with pytest.raises(NoMatchError):
        opened_by_officer(hand_out(KEY, [other_recipient], 1).sealed_shares[0], "phrase")
    with pytest.raises(AgeError):
        opened_by_officer(b"broken", "phrase")


def test_a_backup_opens_with_its_phrase_alone() -> None:
    backup = seal_backup(KEY, "paper", log_n=2)
    assert backup.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert open_backup(backup, "paper").encode() == KEY.encode()
    with pytest.raises(WrongPhraseError):
        open_backup(backup, "phrase")


def open_all(sealed_shares: tuple[bytes, ...]) -> list[KeyShare]:
    return [
        open_share(sealed, officer)
        for sealed, officer in zip(sealed_shares, OFFICERS, strict=False)
    ]


def test_an_officers_identity_opens_with_the_officers_phrase() -> None:
    identity = open_officer_identity(SEALED_IDENTITY, "phrase")
    assert identity.recipient.encode() == RECIPIENT
    with pytest.raises(WrongPhraseError):
        open_officer_identity(SEALED_IDENTITY, "wrong")
    with pytest.raises(AgeError):
        open_officer_identity(SEALED_IDENTITY[:-70], "phrase")


@pytest.mark.parametrize(("threshold", "count"), [(1, 1), (1, 3), (2, 2), (2, 3), (3, 4), (4, 4)])
def test_any_k_of_n_officers_open_the_key(threshold: int, count: int) -> None:
    in_hands = hand_out(KEY, RECIPIENTS[:count], threshold)
    assert (in_hands.threshold, len(in_hands.sealed_shares)) == (threshold, count)
    assert bool(in_hands.sealed_key) == (threshold > 1)
    shares = open_all(in_hands.sealed_shares)
    for chosen in combinations(shares, threshold):
        opened = assemble_key(chosen[::-1], threshold, in_hands.sealed_key)
        assert opened.encode() == KEY.encode()
    for chosen in combinations(shares, threshold - 1):
        with pytest.raises(SharesError) as refused:
            assemble_key(chosen, threshold, in_hands.sealed_key)
        assert refused.value.reason == "too_few"


def test_a_lowered_threshold_opens_nothing() -> None:
    """The number stands in a database; what the shares need stands in the shares."""
    in_hands = hand_out(KEY, RECIPIENTS[:3], 3)
    shares = open_all(in_hands.sealed_shares)
    with pytest.raises(SharesError) as refused:
        assemble_key(shares[:2], 2, in_hands.sealed_key)
    assert refused.value.reason == "too_few"
    with pytest.raises(KeyFormatError):
        assemble_key(shares[:1], 1, in_hands.sealed_key)
    whole = open_all(hand_out(KEY, RECIPIENTS[:2], 1).sealed_shares)
    with pytest.raises(SharesError) as refused:
        assemble_key(whole, 2, in_hands.sealed_key)
    assert refused.value.reason == "words"


def test_handing_out_again_makes_new_shares() -> None:
    before, after = (hand_out(KEY, RECIPIENTS[:3], 2) for _ in range(2))
    old, new = open_all(before.sealed_shares), open_all(after.sealed_shares)
    with pytest.raises(SharesError) as refused:
        assemble_key([old[0], new[1]], 2, after.sealed_key)
    assert refused.value.reason == "mixed"
    with pytest.raises(SharesError) as refused:
        assemble_key(old[:2], 2, after.sealed_key)
    assert refused.value.reason == "other_file"


def test_a_changed_sealed_key_is_refused() -> None:
    in_hands = hand_out(KEY, RECIPIENTS[:2], 2)
    shares = open_all(in_hands.sealed_shares)
    changed = in_hands.sealed_key[:-1] + bytes([in_hands.sealed_key[-1] ^ 1])
    for sealed_key in (b"", changed, in_hands.sealed_key[:40]):
        with pytest.raises(AgeError):
            assemble_key(shares, 2, sealed_key)


def test_one_officers_share_does_not_count_twice() -> None:
    in_hands = hand_out(KEY, RECIPIENTS[:3], 2)
    share, same = (open_share(in_hands.sealed_shares[0], OFFICERS[0]) for _ in range(2))
    assert share == same
    with pytest.raises(SharesError) as refused:
        assemble_key([share, same], 2, in_hands.sealed_key)
    assert refused.value.reason == "repeated"


def test_a_share_opens_for_its_officer_only() -> None:
    for threshold in (1, 2):
        sealed_shares = hand_out(KEY, RECIPIENTS[:2], threshold).sealed_shares
        with pytest.raises(NoMatchError):
            open_share(sealed_shares[0], OFFICERS[1])


def test_shares_do_not_show_themselves() -> None:
    in_hands = hand_out(KEY, RECIPIENTS[:2], 2)
    first, second = open_all(in_hands.sealed_shares)
    assert first != second
    assert repr(first) == repr(second) == "KeyShare()"
    # Nor does the length of a sealed one say how long its words are.
    assert len({len(sealed) for sealed in in_hands.sealed_shares}) == 1


@pytest.mark.parametrize("threshold", [-1, 0, 3])
def test_thresholds_out_of_range_are_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        hand_out(KEY, RECIPIENTS[:2], threshold)


def test_nobody_gets_two_shares() -> None:
    with pytest.raises(ValueError, match="once"):
        hand_out(KEY, [RECIPIENTS[0], RECIPIENTS[1], RECIPIENTS[0]], 2)
    with pytest.raises(KeyFormatError):
        hand_out(KEY, [RECIPIENTS[0], "age1pq1nobody"], 2)


def test_a_backup_opens_with_enough_printed_shares() -> None:
    backup, shares = seal_backup_to_shares(KEY, 2, 3)
    assert backup.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    for chosen in combinations(shares, 2):
        assert open_backup_with_shares(backup, chosen).encode() == KEY.encode()
    with pytest.raises(SharesError) as refused:
        open_backup_with_shares(backup, shares[:1])
    assert refused.value.reason == "too_few"
    other_backup, _ = seal_backup_to_shares(KEY, 2, 3)
    with pytest.raises(SharesError) as refused:
        open_backup_with_shares(other_backup, shares)
    assert refused.value.reason == "other_file"


def test_the_encoded_key_is_an_age_identity_file() -> None:
    (identity,) = parse_identity_file(KEY.encode())
    assert identity.recipient.encode() == KEY.recipient
    assert OrganKey.decode(KEY.encode()).verify_key == KEY.verify_key


def test_a_signature_holds_for_its_message_key_and_label() -> None:
    signature = KEY.sign(b"roster", "qingfeng/v1/roster")
    verify(KEY.verify_key, b"roster", signature, "qingfeng/v1/roster")
    for key, message, tried, label in (
        (OrganKey.create().verify_key, b"roster", signature, "qingfeng/v1/roster"),
        (KEY.verify_key, b"Roster", signature, "qingfeng/v1/roster"),
        (KEY.verify_key, b"roster", bytes(64), "qingfeng/v1/roster"),
        (KEY.verify_key, b"roster", signature[:-1], "qingfeng/v1/roster"),
        (KEY.verify_key, b"roster", signature, "qingfeng/v1/audit"),
        (b"short", b"roster", signature, "qingfeng/v1/roster"),
    ):
        with pytest.raises(SignatureError):
            verify(key, message, tried, label)


@pytest.mark.parametrize("label", ["", "a\0b"])
def test_a_label_cannot_run_into_the_message(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        labelled(b"message", label)


def test_the_key_does_not_show_itself() -> None:
    shown = repr(KEY) + str(KEY) + repr(KEY.identity)
    for secret in re.findall(r"AGE-SECRET-KEY-\S+|signing-key: (\S+)", KEY.encode().decode()):
        assert not secret or secret not in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        KEY.identity.encode().encode(),
        b"# signing-key: " + b"A" * 43 + b"=\n",
        b"# signing-key: " + b"A" * 43 + b"=\n" + X25519Identity.generate().encode().encode(),
        KEY.encode() + KEY.identity.encode().encode(),
    ],
    # Named, since a key is another in each worker that collects the tests.
    ids=["empty", "no signing key", "no identity", "classic identity", "two identities"],
)
def test_files_that_hold_no_organs_key_are_refused(data: bytes) -> None:
    with pytest.raises(KeyFormatError):
        OrganKey.decode(data)
