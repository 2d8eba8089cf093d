"""Which version of each open lead an officer has seen last."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.casework import SeenMark

_AT_ONCE = 500


def list_seen(session: Session, account: str) -> dict[str, int]:
    """The versions that an officer saw last, by case number."""
    query = select(SeenMark.case_number, SeenMark.version).where(SeenMark.account == account)
    return dict(session.execute(query).all())


def put_seen(session: Session, account: str, case_number: str, version: int) -> None:
    """Remember what an officer saw."""
    session.merge(SeenMark(account=account, case_number=case_number, version=version))


def forget_seen(session: Session, case_numbers: Collection[str]) -> None:
    """Forget who saw these leads: they are closed, or the organ holds them no more."""
    wanted = list(case_numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        session.execute(
            delete(SeenMark)
            .where(SeenMark.case_number.in_(wanted[start : start + _AT_ONCE]))
            .execution_options(synchronize_session=False)
        )
