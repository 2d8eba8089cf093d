"""What a command may ask for about acts: propose one, see how it stands, take it back.

None of these does an act: that is for officers at the key-holder's own page. Answers hold accounts,
counts and public keys only.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from app.domain.names import is_account, is_name
from app.key_holder.acts.organ_in_hands import read_organ_in_hands
from app.key_holder.acts.proposal import (
    ENROLLING,
    ActKind,
    ActRefusedError,
    NewOrgan,
    NewOrganOfficer,
    Paper,
    Proposal,
    act_detail,
)
from app.key_holder.acts.registry import ActView
from app.key_holder.acts.rules import check_proposal
from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import Values, binary, text
from app.services.roster import Roster, RosterError
from app.storage.casework import Officer

_MAX_HASH_CHARACTERS: Final = 256
_HASH_BEGINS: Final = "$argon2id$"


def propose_act(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Begin an act, and answer where it is approved, and where the officer enrols.

    Raises:
        ActRefusedError: it cannot be done.
        TypeError: a value is not as agreed.
        ValueError: the same.
    """
    roster = holder.roster()
    with holder.casework.read() as session:
        asked = _read(request)
        officer = session.get(Officer, asked.account) if is_account(asked.account) else None
        proposal = _as_stored(asked, officer)
        proposal = _with_resealing(holder, roster, proposal)
        try:
            terms = check_proposal(session, roster, proposal)
        except RosterError:
            raise ActRefusedError("no_organ") from None
    act_id, enrol_id = holder.acts.propose(proposal, terms)
    holder.log.write("", "act_proposed", detail=act_detail(act_id, proposal))
    answer = {"act": act_id, "page": f"/approve?act={act_id}"}
    if proposal.kind in ENROLLING:
        answer["enrol_page"] = f"/enrol?act={enrol_id}"
    return answer


def act_status(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Say how an act stands.

    Raises:
        NoActError: there is none, or none any more.
    """
    act = holder.acts.look(text(request["act"]))
    # What is being done is not done yet.
    state = "waiting" if act.state == "performing" else str(act.state)
    return {
        "kind": act.proposal.kind,
        "organ_id": act.proposal.organ_id,
        "account": act.proposal.account,
        "state": state,
        "enrolled": not act.waits_for_enrolment,
        "approved_by": list(act.approved_by),
        "missing": {organ: count for organ, count in act.missing.items() if count},
        "seconds_left": act.seconds_left,
        "reason": act.error.code if act.error else "",
        "about": act.error.account if act.error else "",
        "result": dict(act.result),
    }


def cancel_act(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Take an act back that still waits.

    Raises:
        NoActError: there is none.
    """
    act = holder.acts.look(text(request["act"]))
    cancelled = holder.acts.cancel(act.act_id)
    if cancelled:
        _log_end(holder, act, "act_cancelled")
    return {"cancelled": cancelled}


def _log_end(holder: KeyHolder, act: ActView, word: str) -> None:
    holder.log.write("", word, detail=act_detail(act.act_id, act.proposal))


def _read(request: Values) -> Proposal:
    proposed_by = text(request.get("proposed_by", ""))
    if proposed_by and not is_name(proposed_by):
        raise ValueError
    return Proposal(
        kind=ActKind(text(request["kind"])),
        organ_id=text(request.get("organ_id", "")),
        account=text(request.get("account", "")),
        name=text(request.get("name", "")),
        role=text(request.get("role", "")),
        password_hash=_password_hash(request.get("password_hash", "")),
        threshold=_number(request["threshold"]) if "threshold" in request else None,
        reseals=_flag(request.get("reseals", False)),
        paper=Paper(_number(request.get("paper_threshold", 1)), _number(request.get("paper", 1))),
        new_organ=_new_organ(request["new_organ"]) if "new_organ" in request else None,
        proposed_by=proposed_by,
    )


def _as_stored(proposal: Proposal, officer: Officer | None) -> Proposal:
    """What is known of the officer concerned is not for the command to say."""
    if proposal.kind is ActKind.ADD_OFFICER:
        if not proposal.password_hash:
            raise ValueError
        return proposal
    if proposal.kind not in (ActKind.RENEW_OFFICER, ActKind.REMOVE_OFFICER):
        return replace(proposal, account="", name="", role="", password_hash="")
    if officer is None:
        raise ActRefusedError("no_officer", proposal.account)
    return replace(
        proposal,
        organ_id=officer.organ_id,
        name=officer.name,
        role=officer.role,
        password_hash="",
    )


def _with_resealing(holder: KeyHolder, roster: Roster, proposal: Proposal) -> Proposal:
    """A resealing that is unfinished stays one, whichever act goes on with it."""
    if proposal.kind not in (ActKind.REMOVE_OFFICER, ActKind.FINISH_ROTATION):
        return proposal
    with holder.casework.read() as session:
        organ = read_organ_in_hands(session, roster.organ(proposal.organ_id))
    unfinished = any(one.reseals for one in organ.generations[:-1])
    asked = proposal.reseals and proposal.kind is ActKind.REMOVE_OFFICER
    return replace(proposal, reseals=unfinished or asked)


def _new_organ(value: object) -> NewOrgan:
    if not isinstance(value, Mapping) or not isinstance(value["officers"], list):
        raise TypeError
    return NewOrgan(
        name=text(value["name"]),
        recipient=text(value["recipient"]),
        verify_key=text(value["verify_key"]),
        threshold=_number(value["threshold"]),
        sealed_key=binary(value["sealed_key"]),
        officers=tuple(_new_organs_officer(one) for one in value["officers"]),
    )


def _new_organs_officer(value: Mapping[str, object]) -> NewOrganOfficer:
    return NewOrganOfficer(
        account=text(value["account"]),
        name=text(value["name"]),
        role=text(value["role"]),
        recipient=text(value["recipient"]),
        password_hash=_password_hash(value["password_hash"]),
        sealed_identity=binary(value["sealed_identity"]),
        sealed_share=binary(value["sealed_share"]),
    )


def _password_hash(value: object) -> str:
    found = text(value)
    if found and not (found.startswith(_HASH_BEGINS) and len(found) <= _MAX_HASH_CHARACTERS):
        raise ValueError
    return found


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value
