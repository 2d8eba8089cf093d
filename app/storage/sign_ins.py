"""Sign-ins: begun, found, used, ended."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.storage.casework import Officer
from app.storage.signing_in import SignIn


def find_sign_in(
    session: Session, token_hash: bytes, now: datetime, idle: timedelta, *, lock: bool = False
) -> tuple[SignIn, Officer] | None:
    """A sign-in that has not ended, and whose it is; none for officers who may not sign in.

    Args:
        session: a transaction of the casework zone.
        token_hash: whose token.
        now: the moment.
        idle: after which time without use a sign-in ends.
        lock: hold it until the transaction ends.
    """
    wanted = (
        select(SignIn, Officer)
        .join(Officer, SignIn.account == Officer.account)
        .where(
            SignIn.token_hash == token_hash,
            SignIn.ends_at > now,
            SignIn.used_at > now - idle,
            Officer.removed_on.is_(None),
            Officer.blocked_on.is_(None),
        )
    )
    found = session.execute(wanted.with_for_update(of=SignIn) if lock else wanted).first()
    return (found[0], found[1]) if found else None


def list_sign_ins(session: Session, account: str, now: datetime, idle: timedelta) -> list[SignIn]:
    """An officer's sign-ins that are open now, the one last used first."""
    return list(
        session.scalars(
            select(SignIn)
            .where(
                SignIn.account == account,
                SignIn.ends_at > now,
                SignIn.used_at > now - idle,
                SignIn.shown_at.is_not(None),
            )
            .order_by(SignIn.used_at.desc(), SignIn.began_at.desc())
        )
    )


def note_use(session: Session, token_hash: bytes, now: datetime) -> None:
    """Put off the end of a sign-in that is in use."""
    session.execute(update(SignIn).where(SignIn.token_hash == token_hash).values(used_at=now))


def put_challenge(session: Session, token_hash: bytes, challenge: bytes) -> None:
    """Keep what a passkey has to sign; the one before counts no more."""
    session.execute(
        update(SignIn).where(SignIn.token_hash == token_hash).values(challenge=challenge)
    )


def end_sign_in(session: Session, token_hash: bytes) -> None:
    """Make a token worthless."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash))


def end_sign_ins_of(session: Session, account: str, *, but: bytes = b"") -> int:
    """Sign an officer out everywhere, or everywhere but under one token; say how many ended."""
    ended = delete(SignIn).where(SignIn.account == account, SignIn.token_hash != but)
    return len(session.scalars(ended.returning(SignIn.token_hash)).all())


def end_old_sign_ins(session: Session, now: datetime, idle: timedelta) -> None:
    """Drop what has run out."""
    session.execute(delete(SignIn).where(or_(SignIn.ends_at <= now, SignIn.used_at <= now - idle)))
