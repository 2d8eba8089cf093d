"""An officer's own second factors: set the first one up, add, remove, print recovery codes anew.

An account that has one never comes to have none: its last is only exchanged, or taken away by an
administrator together with the password.
"""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.domain.names import is_name
from app.services.officer.accounts.authenticator import (
    SeedNotOpenedError,
    app_address,
    find_step,
    new_seed,
    open_seed,
    seal_seed,
    spell_seed,
)
from app.services.officer.accounts.one_time_codes import RECOVERY_CODES, hash_code, new_code
from app.services.officer.accounts.passkeys import PasskeyRefusedError, ask_to_make, read_made
from app.services.officer.accounts.second_factor import (
    lock_sign_in,
    new_challenge,
    open_sign_in,
)
from app.services.officer.accounts.sign_in import hash_token
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.log_act import log_act
from app.storage.audit import append_entry
from app.storage.officers import lock_officer
from app.storage.second_factors import (
    count_recovery_codes,
    find_authenticator,
    find_passkey,
    has_factor,
    list_passkeys,
    put_authenticator,
    put_recovery_codes,
)
from app.storage.sign_ins import end_sign_ins_of
from app.storage.signing_in import Authenticator, Passkey, SignIn

_ISSUER = "清风 Qingfeng"


class FactorNotAddedError(Exception):
    """The code does not fit the seed, or the browser made no passkey that fits; nothing changed."""


class LastFactorError(Exception):
    """It is the only one: another has to be added first."""


@dataclass(frozen=True, slots=True)
class SeedOffer:
    """A seed for an authenticator app, not kept yet.

    Attributes:
        sealed: the same, as it waits in the form; opens here only, and for this account.
        address: what the app reads from the QR code.
        spelled: what is typed where no QR code can be read.
    """

    sealed: bytes
    address: str = field(repr=False)
    spelled: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a factor.

    Attributes:
        token: the sign-in's, from now on.
        recovery_codes: new ones, shown once; none where the account has some already.
    """

    token: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


def offer_seed(desk: OfficeDesk, account: str, sealed: bytes = b"") -> SeedOffer:
    """A new seed for an account, or the one that was offered before."""
    key = desk.sign_in_terms.seed_key
    try:
        seed = open_seed(key, account, sealed)
    except SeedNotOpenedError:
        seed = new_seed()
        sealed = seal_seed(key, account, seed)
    return SeedOffer(sealed, app_address(seed, account, _ISSUER), spell_seed(seed))


def add_authenticator(desk: OfficeDesk, token: str, sealed_seed: bytes, code: str) -> Added:
    """Keep a seed whose app gave the right code, in the place of the one before.

    Raises:
        FactorNotAddedError: the code is not right.
        NotPermittedError: the account has a factor, which was not shown.
        SignInEndedError: the sign-in has ended.
    """
    with desk.casework.begin() as session:
        sign_in = _begin(desk, session, token)
        try:
            seed = open_seed(desk.sign_in_terms.seed_key, sign_in.account, sealed_seed)
        except SeedNotOpenedError as error:
            raise FactorNotAddedError from error
        step = find_step(seed, code, desk.clock())
        if step is None:
            raise FactorNotAddedError
        put_authenticator(
            session,
            Authenticator(
                account=sign_in.account,
                sealed_seed=sealed_seed,
                last_step=step,
                added_on=desk.today(),
            ),
        )
        return _finish(desk, session, sign_in, token, "authenticator_added")


def ask_for_passkey(desk: OfficeDesk, token: str) -> str:
    """What the browser makes a passkey from, as JSON; empty where the address allows none.

    Raises:
        NotPermittedError: the account has a factor, which was not shown.
        SignInEndedError: the sign-in has ended.
    """
    party = desk.sign_in_terms.party
    if party is None:
        return ""
    with desk.casework.begin() as session:
        sign_in = _begin(desk, session, token)
        known = [one.credential_id for one in list_passkeys(session, sign_in.account)]
        challenge = new_challenge(session, sign_in)
    return ask_to_make(party, sign_in.account, challenge, known)


def add_passkey(desk: OfficeDesk, token: str, name: str, answer: str) -> Added:
    """Keep a passkey that the browser has just made.

    Raises:
        FactorNotAddedError: it made none, or one that is known already.
        NotPermittedError: the account has a factor, which was not shown.
        SignInEndedError: the sign-in has ended.
    """
    with desk.casework.begin() as session:
        sign_in = _begin(desk, session, token)
        party, challenge = desk.sign_in_terms.party, sign_in.challenge
        if party is None or challenge is None or not is_name(name):
            raise FactorNotAddedError
        try:
            made = read_made(party, challenge, answer)
        except PasskeyRefusedError as error:
            raise FactorNotAddedError from error
        if session.get(Passkey, made.credential_id) is not None:
            raise FactorNotAddedError
        sign_in.challenge = None
        session.add(
            Passkey(
                credential_id=made.credential_id,
                account=sign_in.account,
                name=name,
                public_key=made.public_key,
                sign_count=made.sign_count,
                added_on=desk.today(),
            )
        )
        return _finish(desk, session, sign_in, token, "passkey_added")


def remove_authenticator(desk: OfficeDesk, officer: ActingOfficer, token: str) -> None:
    """Forget the authenticator app, and sign out elsewhere.

    Raises:
        LastFactorError: there is no passkey.
    """
    with desk.casework.begin() as session:
        lock_officer(session, officer.account)
        row = find_authenticator(session, officer.account)
        if row is None:
            return
        if not list_passkeys(session, officer.account):
            raise LastFactorError
        session.delete(row)
        _removed(desk, session, officer, token, "authenticator_removed")


def remove_passkey(
    desk: OfficeDesk, officer: ActingOfficer, token: str, credential_id: bytes
) -> None:
    """Forget one passkey, and sign out elsewhere.

    Raises:
        LastFactorError: there is no other, and no authenticator app.
    """
    with desk.casework.begin() as session:
        lock_officer(session, officer.account)
        row = find_passkey(session, officer.account, credential_id)
        if row is None:
            return
        only = len(list_passkeys(session, officer.account)) == 1
        if only and find_authenticator(session, officer.account) is None:
            raise LastFactorError
        session.delete(row)
        _removed(desk, session, officer, token, "passkey_removed")


def renew_recovery_codes(desk: OfficeDesk, officer: ActingOfficer) -> tuple[str, ...]:
    """New recovery codes, shown once; the ones before count no more."""
    with desk.casework.begin() as session:
        return _make_recovery_codes(desk, session, officer.account)


def _begin(desk: OfficeDesk, session: Session, token: str) -> SignIn:
    sign_in = lock_sign_in(desk, session, token)
    lock_officer(session, sign_in.account)
    # A password alone sets up the first factor, and none beside one that is there.
    if sign_in.shown_at is None and has_factor(session, sign_in.account):
        raise NotPermittedError
    return sign_in


def _finish(desk: OfficeDesk, session: Session, sign_in: SignIn, token: str, act: str) -> Added:
    session.flush()
    append_entry(session, at=desk.clock(), account=sign_in.account, act=act)
    codes: tuple[str, ...] = ()
    if not count_recovery_codes(session, sign_in.account):
        codes = _make_recovery_codes(desk, session, sign_in.account)
    if sign_in.shown_at is None:
        token = open_sign_in(desk, session, sign_in, act)
    return Added(token, codes)


def _removed(
    desk: OfficeDesk, session: Session, officer: ActingOfficer, token: str, act: str
) -> None:
    end_sign_ins_of(session, officer.account, but=hash_token(token))
    log_act(desk, session, officer, act=act)


def _make_recovery_codes(desk: OfficeDesk, session: Session, account: str) -> tuple[str, ...]:
    codes = tuple(new_code() for _ in range(RECOVERY_CODES))
    put_recovery_codes(session, account, [hash_code("recovery", code) for code in codes])
    append_entry(session, at=desk.clock(), account=account, act="recovery_codes_made")
    return codes
