"""Recipients and identities: their texts, and whom they let in."""

import pytest

from crypto.age import bech32
from crypto.age.errors import HeaderError, KeyFormatError, NoMatchError, RecipientMixError
from crypto.age.header import Header, Stanza, encode_header, parse_header
from crypto.age.keys import (
    Identity,
    Recipient,
    check_mix,
    find_file_key,
    parse_identity,
    parse_identity_file,
    parse_recipient,
    parse_recipient_file,
)
from crypto.age.mlkem768x25519 import HybridIdentity, HybridRecipient
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.age.x25519 import X25519Identity, X25519Recipient

FILE_KEY = b"YELLOW SUBMARINE"
HYBRID = HybridIdentity(bytes(range(32)))
CLASSIC = X25519Identity(bytes(range(32)))
LOW_ORDER = bytes(32)


def header_for(*recipients: Recipient) -> Header:
    stanzas = [recipient.wrap(FILE_KEY) for recipient in recipients]
    return parse_header(encode_header(stanzas, FILE_KEY))


@pytest.mark.parametrize("identity", [HYBRID, CLASSIC])
def test_keys_round_trip_as_text(identity: HybridIdentity | X25519Identity) -> None:
    text = identity.recipient.encode()
    assert parse_recipient(text).encode() == text
    assert parse_identity(identity.encode()).encode() == identity.encode()
    assert parse_identity(identity.encode()).recipient.encode() == text


def test_a_recipient_has_the_length_that_the_specification_says() -> None:
    assert len(HYBRID.recipient.encode()) == 1959
    assert len(CLASSIC.recipient.encode()) == 62


@pytest.mark.parametrize(
    ("recipient", "identity"),
    [
        (HYBRID.recipient, HYBRID),
        (CLASSIC.recipient, CLASSIC),
        (ScryptRecipient("correct horse", log_n=2), ScryptIdentity("correct horse")),
    ],
)
def test_the_right_identity_finds_the_file_key_and_another_does_not(
    recipient: Recipient, identity: Identity
) -> None:
    others: list[Identity] = [
        HybridIdentity.generate(),
        X25519Identity.generate(),
        ScryptIdentity("horse"),
    ]
    header = header_for(recipient)
    assert find_file_key(header, [*others, identity]) == FILE_KEY
    with pytest.raises(NoMatchError):
        find_file_key(header, others)


@pytest.mark.parametrize("identity", [HYBRID, CLASSIC])
def test_each_of_several_recipients_finds_the_file_key(
    identity: HybridIdentity | X25519Identity,
) -> None:
    kind = type(identity)
    other = kind.generate()
    header = header_for(other.recipient, identity.recipient, kind.generate().recipient)
    assert find_file_key(header, [identity]) == FILE_KEY
    assert find_file_key(header, [other]) == FILE_KEY


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        [HYBRID.recipient, CLASSIC.recipient],
        [HYBRID.recipient, ScryptRecipient("a", 1)],
        [CLASSIC.recipient, ScryptRecipient("a", 1)],
        [ScryptRecipient("a", 1), ScryptRecipient("b", 1)],
    ],
)
def test_recipients_that_would_weaken_each_other_are_refused(recipients: list[Recipient]) -> None:
    with pytest.raises(RecipientMixError):
        check_mix(recipients)


@pytest.mark.parametrize("secret", [HYBRID.encode(), CLASSIC.encode(), "AGE-SECRET-KEY", "horse"])
def test_no_representation_shows_a_secret(secret: str) -> None:
    shown = "".join(
        map(repr, (HYBRID, CLASSIC, ScryptIdentity("horse"), ScryptRecipient("horse", 1)))
    )
    assert secret not in shown
    assert "age1" in repr(HYBRID.recipient)
    assert "age1" in repr(CLASSIC.recipient)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        CLASSIC.recipient.encode().upper(),
        HYBRID.recipient.encode().upper(),
        HYBRID.recipient.encode()[:-1],
        CLASSIC.encode(),
        bech32.encode("age", bytes(31)),
        bech32.encode("age1pq", bytes(1215)),
        bech32.encode("age1pq", b"\xff" * 1216),
        bech32.encode("age1tag", bytes(33)),
        " " + CLASSIC.recipient.encode(),
    ],
)
def test_texts_that_are_no_recipient_are_refused(text: str) -> None:
    with pytest.raises(KeyFormatError):
        parse_recipient(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        CLASSIC.encode().lower(),
        HYBRID.encode().lower(),
        CLASSIC.recipient.encode(),
        bech32.encode("age-secret-key-", bytes(33)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(31)).upper(),
    ],
)
def test_texts_that_are_no_identity_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(KeyFormatError) as refused:
        parse_identity(text)
    assert not text or text not in str(refused.value)


def test_key_files_pass_over_comments() -> None:
    data = f"# 注释\r\n\n{HYBRID.encode()}\r\n  \n{CLASSIC.encode()}".encode()
    assert [type(key) for key in parse_identity_file(data)] == [HybridIdentity, X25519Identity]
    data = f"# a\n{HYBRID.recipient.encode()}\n{CLASSIC.recipient.encode()}\n".encode()
    assert [type(key) for key in parse_recipient_file(data)] == [HybridRecipient, X25519Recipient]


@pytest.mark.parametrize("data", [b"", b"# only\n", b"\xff", b"AGE-SECRET-KEY-1\n", b"x\n"])
def test_key_files_without_a_key_are_refused(data: bytes) -> None:
    with pytest.raises(KeyFormatError):
        parse_identity_file(data)
    with pytest.raises(KeyFormatError):
        parse_recipient_file(data)


def test_recipients_of_low_order_are_refused() -> None:
    with pytest.raises(KeyFormatError):
        X25519Recipient(LOW_ORDER).wrap(FILE_KEY)
    mlkem = bech32.decode(HYBRID.recipient.encode())[1][:1184]
    with pytest.raises(KeyFormatError):
        HybridRecipient(mlkem + LOW_ORDER).wrap(FILE_KEY)


def test_a_malformed_stanza_of_ones_own_kind_spoils_the_file_even_beside_a_good_one() -> None:
    for identity in (HYBRID, CLASSIC):
        good = identity.recipient.wrap(FILE_KEY)
        for bad in (
            Stanza(good.kind, (), good.body),
            Stanza(good.kind, (*good.arguments, "x"), good.body),
            Stanza(good.kind, good.arguments, good.body + b"x"),
            Stanza(good.kind, ("AAAA",), good.body),
        ):
            with pytest.raises(HeaderError):
                identity.unwrap([good, bad])


def test_stanzas_of_other_kinds_are_ignored() -> None:
    grease = Stanza("x-grease", ("1", "2"), b"anything")
    for identity in (HYBRID, CLASSIC):
        good = identity.recipient.wrap(FILE_KEY)
        assert identity.unwrap([grease, good]) == FILE_KEY
        assert identity.unwrap([grease, Stanza(good.kind.swapcase(), (), b"")]) is None


def test_a_passphrase_stands_alone_whoever_reads() -> None:
    header = header_for(CLASSIC.recipient, ScryptRecipient("a", 1))
    for identity in (CLASSIC, ScryptIdentity("a")):
        with pytest.raises(HeaderError):
            find_file_key(header, [identity])


def test_a_passphrase_notices_by_itself_that_it_is_not_alone() -> None:
    stanza = ScryptRecipient("a", 1).wrap(FILE_KEY)
    with pytest.raises(HeaderError):
        ScryptIdentity("a").unwrap([stanza, Stanza("x", (), b"")])


def test_a_work_factor_has_a_limit_both_ways() -> None:
    stanza = ScryptRecipient("a", 3).wrap(FILE_KEY)
    assert ScryptIdentity("a", max_log_n=3).unwrap([stanza]) == FILE_KEY
    with pytest.raises(HeaderError):
        ScryptIdentity("a", max_log_n=2).unwrap([stanza])
    for log_n in (0, 23):
        with pytest.raises(ValueError, match="log_n"):
            ScryptRecipient("a", log_n)
