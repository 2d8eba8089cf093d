"""Let an officer who was kept away by mistake see a lead again: proposed by one, agreed by another.

The key-holder compares the two, and who they are; what it keeps of it is signed, and never deleted.
Whoever was let in again can be kept away again, for another cause or by hand.
"""

from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS


def propose_lift(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, account: str, reason: str
) -> None:
    """Propose it, with the reason.

    The lead is not opened for this, as it is not for a recusal.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyUseRefusedError: nobody of this account is kept away, or a proposal waits already.
        OfficerRecusedError: who is kept away from a lead has no say in it.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*MAY_RECUSE_OTHERS)
    desk.key_holder.ask(
        "propose_lift",
        token=officer.unlock_token,
        case_number=case_number,
        account=account,
        reason=reason,
    )


def decide_lift(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, proposal_id: str, *, agrees: bool
) -> None:
    """Agree, by an approver who did not propose it; or end the proposal.

    Raises:
        NotPermittedError: the role does not allow it.
        KeyUseRefusedError: the officer proposed it, or nothing waits: a colleague was faster, or a
            new cause came in.
        OfficerRecusedError: who is kept away from a lead has no say in it.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(*((Role.APPROVER,) if agrees else MAY_RECUSE_OTHERS))
    desk.key_holder.ask(
        "decide_lift",
        token=officer.unlock_token,
        case_number=case_number,
        proposal=proposal_id,
        agrees=agrees,
    )
