"""What the console asks for about recusals."""

import base64
from dataclasses import asdict
from typing import Any, Final

from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import Values, binary, case_number, text
from app.key_holder.unlocking.use_key import use_key
from app.key_holder.unwrapping.recusal_handing import (
    agree_to_handing,
    how_stuck,
    list_stuck,
    propose_handing,
)
from app.key_holder.unwrapping.recusal_interests import (
    answer_interest,
    declare_interest,
    list_interests,
)
from app.key_holder.unwrapping.recusal_lifts import (
    decide_lift,
    list_waiting,
    propose_lift,
    read_notes,
    set_hint_aside,
)
from app.key_holder.unwrapping.recuse import list_kept_away, recuse
from app.key_holder.unwrapping.sealed_recusal import NoteKind

LONGEST_CAUSE: Final = 200
LONGEST_REASON: Final = 2000
LONGEST_INTEREST: Final = 4000


def recuse_officer(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Keep an officer away; answer whether anybody is left."""
    case, account = case_number(request["case_number"]), text(request["account"])
    why = _short(request.get("why", ""), LONGEST_CAUSE)
    key = use_key(holder, text(request["token"]))
    return {"anybody_left": recuse(holder, key, case, account, why)}


def kept_away(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer who is kept away from what, and in which other cases a lift waits for an answer."""
    key = use_key(holder, text(request["token"]))
    own, others = list_kept_away(holder, key)
    waiting = list_waiting(holder.recusals.notes(key)).values()
    lifts = {note.away.case_number for note in waiting if note.by != key.account}
    return {"own": own, "others": others, "lifts": sorted(lifts - set(own))}


def notes(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer all notes on one case, and which of the proposals among them wait for an answer."""
    case = case_number(request["case_number"])
    if not case:
        raise ValueError
    found = read_notes(holder, use_key(holder, text(request["token"])), case)
    return {
        "waiting": sorted(list_waiting(found)),
        "notes": [
            {
                "note_id": name,
                "kind": str(note.kind),
                "account": note.away.account,
                "by": note.by,
                "on": note.on,
                "why": note.why,
                "about": list(note.about),
                "proposal": note.proposal,
            }
            for name, note in found.items()
        ],
    }


def propose(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Propose to lift a recusal."""
    case, account = case_number(request["case_number"]), text(request["account"])
    reason = _short(request["reason"], LONGEST_REASON)
    if not reason.strip():
        raise ValueError
    propose_lift(holder, use_key(holder, text(request["token"])), case, account, reason)
    return {}


def decide(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Agree to a lift that somebody else proposed, or end the proposal."""
    case, proposal = case_number(request["case_number"]), text(request["proposal"])
    agrees = request["agrees"]
    if not isinstance(agrees, bool):
        raise TypeError
    decide_lift(holder, use_key(holder, text(request["token"])), case, proposal, agrees=agrees)
    return {}


def set_aside(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Note that words mean somebody else."""
    case, account = case_number(request["case_number"]), text(request["account"])
    words = _short(request["words"], LONGEST_REASON)
    set_hint_aside(holder, use_key(holder, text(request["token"])), case, account, words)
    return {}


def stuck(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer which cases nobody may open, and what waits to be done with them."""
    return {"stuck": list_stuck(holder, use_key(holder, text(request["token"])))}


def how(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer how it came that nobody may open a case."""
    case = case_number(request["case_number"])
    return asdict(how_stuck(holder, use_key(holder, text(request["token"])), case))


def propose_to_hand(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Propose to hand a case that nobody may open to the superior."""
    case = case_number(request["case_number"])
    propose_handing(holder, use_key(holder, text(request["token"])), case)
    return {}


def hand(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Agree to it; answer headers for the superior, null where the group's key opens none."""
    case = case_number(request["case_number"])
    items = tuple(
        (case_number(item["case_number"]), binary(item["header"])) for item in request["items"]
    )
    key = use_key(holder, text(request["token"]))
    superior, headers = agree_to_handing(holder, key, case, items)
    encoded = [one and base64.b64encode(one).decode() for one in headers]
    return {"organ_id": superior.organ_id, "headers": encoded}


def declare(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Keep what an officer declares."""
    content = _short(request["content"], LONGEST_INTEREST)
    declare_interest(holder, use_key(holder, text(request["token"])), content)
    return {}


def answer_declared(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Withdraw a declaration, or note that it was compared."""
    kind, interest = _ANSWERS[text(request["answer"])], text(request["interest"])
    answer_interest(holder, use_key(holder, text(request["token"])), interest, kind)
    return {}


def interests(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer what the organ's officers declared."""
    found = list_interests(holder, use_key(holder, text(request["token"])))
    return {"interests": [{"interest_id": name, **asdict(one)} for name, one in found.items()]}


_ANSWERS: Final = {
    "withdrawn": NoteKind.INTEREST_WITHDRAWN,
    "compared": NoteKind.INTEREST_COMPARED,
}


def _short(value: object, longest: int) -> str:
    written = text(value)
    if len(written) > longest:
        raise ValueError
    # What no UTF-8 can hold could not be sealed.
    written.encode()
    return written
