"""Words of a lead that may mean an officer by surname and post; a hint, which an officer judges."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.recusal import ReadText
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record
from app.services.officer.recusal.keep_named_away import words_of
from app.services.officer.recusal.read_recusals import read_recusals
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS
from app.services.officer.recusal.watched import list_watched


@dataclass(frozen=True, slots=True)
class Hint:
    """Who may be meant, and by which words."""

    account: str
    words: tuple[str, ...] = field(repr=False)


def read_hints(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, content: OpenedCase
) -> tuple[Hint, ...]:
    """Whom the lead may mean, without who is kept away, and what was set aside.

    Raises:
        OfficerRecusedError: the officer is kept away from it.
    """
    text = ReadText("\n".join(words_of(record, content)))
    hinted = list_watched(desk, officer).hinted_in(text)
    if not hinted:
        return ()
    known = read_recusals(desk, officer, record.case_number)
    left = {
        account: tuple(word for word in words if (account, word) not in known.set_aside)
        for account, words in hinted.items()
        if account not in known.accounts()
    }
    return tuple(Hint(account, words) for account, words in sorted(left.items()) if words)


def set_hint_aside(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, account: str, words: Sequence[str]
) -> None:
    """Say that these words mean somebody else: they are not shown again for this colleague.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyUseRefusedError: nobody says that of themself.
        OfficerRecusedError: the officer is kept away from the lead.
    """
    officer.require(*MAY_RECUSE_OTHERS)
    desk.key_holder.ask(
        "set_hint_aside",
        token=officer.unlock_token,
        case_number=case_number,
        account=account,
        words="\n".join(words),
    )
