"""What the console asks for about recusals."""

from typing import Any, Final

from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import Values, case_number, text
from app.key_holder.unlocking.use_key import use_key
from app.key_holder.unwrapping.recusal_lifts import (
    decide_lift,
    list_waiting,
    propose_lift,
    read_notes,
)
from app.key_holder.unwrapping.recuse import list_kept_away, recuse

LONGEST_CAUSE: Final = 200
LONGEST_REASON: Final = 2000


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


def _short(value: object, longest: int) -> str:
    written = text(value)
    if len(written) > longest:
        raise ValueError
    # What no UTF-8 can hold could not be sealed.
    written.encode()
    return written
