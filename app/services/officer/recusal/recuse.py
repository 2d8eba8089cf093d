"""Keep an officer away from a lead: oneself, or, by who is responsible for it, a colleague.

The key-holder does it, and refuses the lead's keys from then on.
"""

from app.domain.recusal_causes import Cause, CauseKind
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.list_matter import list_matter
from app.services.officer.recusal.keep_away_from_joined import keep_away_with_joined
from app.storage.casework import Officer
from app.storage.officers import list_officers

WORKING_ON_LEADS = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER)
MAY_RECUSE_OTHERS = (Role.INTAKE_OFFICER, Role.APPROVER)


def recuse(desk: OfficeDesk, officer: ActingOfficer, case_number: str, account: str) -> bool:
    """Keep an officer of the same organ away from a lead and its duplicates, until two lift it.

    The lead is not opened for this: what is opened stands in the log with its number, and right
    beside it the recusal would say of which lead.

    Returns:
        Whether any officer of the organ is left who can work on the lead.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyUseRefusedError: the key-holder says the same, or the organ does not hold the case.
        OfficerRecusedError: who is kept away from a lead has no say in it.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*(WORKING_ON_LEADS if account == officer.account else MAY_RECUSE_OTHERS))
    kind = CauseKind.OWN_WORD if account == officer.account else CauseKind.COLLEAGUE
    others = list_matter(desk, officer, case_number)
    return keep_away_with_joined(desk, officer, case_number, (account, Cause(kind)), others)


def list_kept_away(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> frozenset[str]:
    """The accounts that are kept away from one lead.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    return desk.key_holder.kept_away(officer.unlock_token).of_case(case_number)


def list_who_could_be_recused(desk: OfficeDesk, officer: ActingOfficer) -> list[Officer]:
    """The officer's colleagues in the organ who work on leads."""
    with desk.casework.read() as session:
        officers = list_officers(session, officer.organ_id)
    return [o for o in officers if o.role in WORKING_ON_LEADS and o.account != officer.account]
