"""Keep an officer away from a case: oneself, or, by who is responsible for it, a colleague."""

from app.domain.recusal_causes import Cause, CauseKind
from app.domain.roles import Role
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.sealed_recusal import KeptAway
from app.key_holder.unwrapping.unwrap import RecusedError
from app.services.roster import load_roster
from app.storage.cases import list_holders
from app.storage.header_places import list_record_headers
from app.storage.officers import find_officer, list_officers

WORKING_ON_LEADS = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER})
MAY_RECUSE_OTHERS = frozenset({Role.INTAKE_OFFICER, Role.APPROVER})


class NotPermittedError(Exception):
    """Not for this officer to do, or not with this officer, or not with this case."""


def recuse(holder: KeyHolder, key: OpenKey, case_number: str, account: str, why: str = "") -> bool:
    """Refuse a case's keys to an officer from now on.

    Args:
        holder: what the key-holder works with.
        key: of the officer who says so.
        case_number: one that the organ holds.
        account: who is kept away: the same officer, or one of the same organ.
        why: the cause, a word of the console's that is kept with it.

    Returns:
        Whether any officer of the organ is left who can work on the case.

    Raises:
        NotPermittedError: see there.
        RecusedError: who is kept away from a case has no say in it.
        TooManyError: too many in a short time.
    """
    allowances = holder.allowances
    follows = Cause.read(why).is_found or Cause.read(why).kind is CauseKind.JOINED
    (allowances.found_recusals if follows else allowances.recusals).take(key.account, 1)
    if case_number in holder.recusals.cases_of(key):
        raise RecusedError
    _check(holder, key, case_number, account)
    with holder.intake.read() as session:
        organ = load_roster(session, holder.roster_pin).organ(key.organ_id)
    holder.recusals.add(key, organ, KeptAway(case_number, account), why)
    return _is_anybody_left(holder, key, case_number)


def list_kept_away(holder: KeyHolder, key: OpenKey) -> tuple[list[str], dict[str, list[str]]]:
    """The cases from which this officer is kept away; and who is, for each other case."""
    all_of_them = holder.recusals.of(key)
    own = {away.case_number for away in all_of_them if away.account == key.account}
    others: dict[str, list[str]] = {}
    for away in sorted(all_of_them, key=lambda away: (away.case_number, away.account)):
        if away.case_number not in own:
            others.setdefault(away.case_number, []).append(away.account)
    return sorted(own), others


def _check(holder: KeyHolder, key: OpenKey, case_number: str, account: str) -> None:
    with holder.casework.read() as session:
        actor, colleague = (find_officer(session, one) for one in (key.account, account))
    roles = WORKING_ON_LEADS if account == key.account else MAY_RECUSE_OTHERS
    if actor is None or actor.role not in roles:
        raise NotPermittedError
    if colleague is None or colleague.organ_id != key.organ_id:
        raise NotPermittedError
    with holder.intake.read() as session:
        holds = key.organ_id in list_holders(session, case_number)
    with holder.casework.read() as session:
        # A unit that got an extract holds no more than a record of its own.
        if not holds and not list_record_headers(session, key.organ_id, [case_number]):
            raise NotPermittedError


def _is_anybody_left(holder: KeyHolder, key: OpenKey, case_number: str) -> bool:
    with holder.casework.read() as session:
        officers = list_officers(session, key.organ_id)
    working = {officer.account for officer in officers if officer.role in WORKING_ON_LEADS}
    away = {one.account for one in holder.recusals.of(key) if one.case_number == case_number}
    return bool(working - away)
