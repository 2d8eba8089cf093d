"""Confirm the access code: the reporter types part of it back, and no page shows it again."""

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.send_message import CaseNotFoundError
from app.storage.cases import find_case_by_verifier
from app.storage.intake import Case
from crypto.access_code import AccessCode, verifier_hash


def confirm_code(desk: IntakeDesk, verifier: bytes) -> str:
    """Remember that the reporter has the code of a verifier; give the case number.

    Raises:
        CaseNotFoundError: no case has this code.
    """
    with desk.database.begin() as session:
        case = find_case_by_verifier(session, verifier_hash(verifier))
        if case is None:
            raise CaseNotFoundError
        case.code_confirmed = True
        return case.case_number


def find_own_case(desk: IntakeDesk, code: AccessCode) -> Case:
    """The case of a code, as its reporter may know it.

    Raises:
        CaseNotFoundError: no case has this code.
    """
    with desk.database.read() as session:
        case = find_case_by_verifier(session, verifier_hash(code.verifier()))
    if case is None:
        raise CaseNotFoundError
    return case
