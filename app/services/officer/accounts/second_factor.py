"""Show the second factor: a code of the authenticator app, a passkey, or a recovery code.

Every try and its record are one transaction. A code, a challenge and a recovery code count once.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.services.officer.accounts.authenticator import SeedNotOpenedError, find_step, open_seed
from app.services.officer.accounts.one_time_codes import hash_code
from app.services.officer.accounts.passkeys import (
    PasskeyCopiedError,
    PasskeyRefusedError,
    RelyingParty,
    ask_to_sign,
    check_signed,
    read_credential_id,
)
from app.services.officer.accounts.sign_in import SignInEndedError, hash_token, new_token
from app.services.officer.desk import OfficeDesk
from app.storage.audit import append_entry
from app.storage.second_factors import (
    count_recovery_codes,
    find_authenticator,
    find_passkey,
    has_factor,
    list_passkeys,
    use_recovery_code,
    use_step,
)
from app.storage.sign_ins import end_sign_in, find_sign_in, put_challenge
from app.storage.signing_in import SignIn

MOST_WRONG_TRIES: Final = 5
"""After so many in a row a sign-in ends, and the password is asked for again."""
_DIGITS: Final = 6


class SecondFactorRefusedError(Exception):
    """What was shown is not this account's second factor, or was used before.

    Attributes:
        ended: whether the sign-in ended with it.
    """

    def __init__(self, *, ended: bool) -> None:
        self.ended = ended
        super().__init__()


@dataclass(frozen=True, slots=True)
class Shown:
    """What an officer shows: what was typed, or a passkey's answer as its browser gave it."""

    code: str = field(default="", repr=False)
    passkey: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account can show.

    Attributes:
        any: whether there is any; where not, one has to be set up.
        passkey_request: what the browser is asked to sign, as JSON; empty where it has no passkey.
    """

    any: bool
    passkey_request: str = ""


@dataclass(frozen=True, slots=True)
class _Verdict:
    right: bool
    way: str


def ask_for_factor(desk: OfficeDesk, token: str) -> Factors:
    """Say what the account of a sign-in can show, and have its passkeys sign something new.

    Raises:
        SignInEndedError: it has ended.
    """
    party = desk.sign_in_terms.party
    with desk.casework.begin() as session:
        sign_in = lock_sign_in(desk, session, token)
        passkeys = [one.credential_id for one in list_passkeys(session, sign_in.account)]
        if not party or not passkeys:
            return Factors(has_factor(session, sign_in.account))
        challenge = new_challenge(session, sign_in)
    return Factors(any=True, passkey_request=ask_to_sign(party, challenge, passkeys))


def show_second_factor(desk: OfficeDesk, token: str, shown: Shown) -> str:
    """Hold what was shown against the account; return the token that counts from now on.

    Raises:
        SecondFactorRefusedError: it is not right.
        SignInEndedError: the sign-in has ended.
    """
    now, ended = desk.clock(), False
    with desk.casework.begin() as session:
        sign_in = lock_sign_in(desk, session, token)
        verdict = _judge(desk, session, sign_in, shown)
        if verdict.right:
            return open_sign_in(desk, session, sign_in, verdict.way) or token
        sign_in.wrong_tries += 1
        ended = sign_in.wrong_tries >= MOST_WRONG_TRIES
        _record(session, now, sign_in.account, "second_factor_refused", verdict.way)
        if ended:
            end_sign_in(session, sign_in.token_hash)
    raise SecondFactorRefusedError(ended=ended)


def open_sign_in(desk: OfficeDesk, session: Session, sign_in: SignIn, way: str) -> str:
    """Note that the second factor was shown; a sign-in that waited for it gets a new token.

    Returns:
        The new token, so that one from before opens nothing; empty where it stays.
    """
    now = desk.clock()
    waited = sign_in.shown_at is None
    sign_in.shown_at, sign_in.wrong_tries, sign_in.challenge = now, 0, None
    if not waited:
        _record(session, now, sign_in.account, "second_factor_shown", way)
        return ""
    token = new_token()
    sign_in.token_hash = hash_token(token)
    sign_in.ends_at = now + desk.sign_in_terms.hours
    _record(session, now, sign_in.account, "signed_in", way)
    return token


def lock_sign_in(desk: OfficeDesk, session: Session, token: str) -> SignIn:
    """The sign-in of a token, held until this transaction ends.

    Raises:
        SignInEndedError: it has ended.
    """
    found = find_sign_in(
        session, hash_token(token), desk.clock(), desk.sign_in_terms.idle, lock=True
    )
    if found is None:
        raise SignInEndedError
    return found[0]


def new_challenge(session: Session, sign_in: SignIn) -> bytes:
    """Something new to be signed; what was asked before counts no more."""
    challenge = secrets.token_bytes(32)
    put_challenge(session, sign_in.token_hash, challenge)
    return challenge


def _judge(desk: OfficeDesk, session: Session, sign_in: SignIn, shown: Shown) -> _Verdict:
    if shown.passkey:
        return _judge_passkey(desk, session, sign_in, shown.passkey)
    typed = "".join(shown.code.split())
    if len(typed) == _DIGITS and typed.isascii() and typed.isdigit():
        return _judge_app(desk, session, sign_in.account, typed)
    right = use_recovery_code(session, sign_in.account, hash_code("recovery", typed))
    left = f" left={count_recovery_codes(session, sign_in.account)}" if right else ""
    return _Verdict(right, f"recovery_code{left}")


def _judge_app(desk: OfficeDesk, session: Session, account: str, typed: str) -> _Verdict:
    row = find_authenticator(session, account)
    if row is None:
        return _Verdict(right=False, way="authenticator")
    try:
        seed = open_seed(desk.sign_in_terms.seed_key, account, row.sealed_seed)
    except SeedNotOpenedError:
        # The console's secret key was exchanged, or the row was written by somebody else.
        return _Verdict(right=False, way="authenticator unreadable")
    step = find_step(seed, typed, desk.clock())
    right = step is not None and use_step(session, account, step)
    return _Verdict(right, "authenticator")


def _judge_passkey(desk: OfficeDesk, session: Session, sign_in: SignIn, answer: str) -> _Verdict:
    party, challenge = desk.sign_in_terms.party, sign_in.challenge
    # Whatever comes of it: no second answer to this.
    sign_in.challenge = None
    if party is None or challenge is None:
        return _Verdict(right=False, way="passkey")
    try:
        _use_passkey(desk, session, party, challenge, (sign_in.account, answer))
    except PasskeyCopiedError:
        return _Verdict(right=False, way="passkey copied")
    except PasskeyRefusedError:
        return _Verdict(right=False, way="passkey")
    return _Verdict(right=True, way="passkey")


def _use_passkey(
    desk: OfficeDesk,
    session: Session,
    party: RelyingParty,
    challenge: bytes,
    account_and_answer: tuple[str, str],
) -> None:
    account, answer = account_and_answer
    passkey = find_passkey(session, account, read_credential_id(answer))
    if passkey is None:
        raise PasskeyRefusedError
    passkey.sign_count = check_signed(
        party,
        challenge,
        answer,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    passkey.used_on = desk.today()


def _record(session: Session, now: datetime, account: str, act: str, way: str) -> None:
    append_entry(session, at=now, account=account, act=act, detail=way)
