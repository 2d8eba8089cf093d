"""What the console may ask for, one function each: JSON values in, JSON values out.

A key of an organ is never in an answer. Every answer that depends on one is preceded by an entry in
the audit log.
"""

import base64
import logging
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from app.key_holder.acts.archive_operations import (
    NotForResealingError,
    UnfinishedError,
    finish_act,
    renew_signed,
    reseal_keys,
    rewrap,
)
from app.key_holder.acts.operations import act_status, cancel_act, propose_act
from app.key_holder.acts.proposal import ActRefusedError
from app.key_holder.acts.registry import NoActError
from app.key_holder.checkpoints.operations import checkpoint
from app.key_holder.checkpoints.sign import CheckpointRefusedError
from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import Values, binary, case_number, number, text
from app.key_holder.samples import operations as samples
from app.key_holder.samples.draw_sample import NoCheckpointError, NothingClosedError
from app.key_holder.samples.releases import NotReleasedError
from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError
from app.key_holder.unlocking.key_ring import KeyLockedError, KeyWaitingError
from app.key_holder.unlocking.opening import NoKeyError, find_held
from app.key_holder.unlocking.tickets import NotUnlockedError
from app.key_holder.unlocking.unlock_key import claim_token
from app.key_holder.unlocking.use_key import use_key
from app.key_holder.unwrapping import recusal_operations as recusals
from app.key_holder.unwrapping.allowances import NoGrantError, TooManyError
from app.key_holder.unwrapping.index_keys import without
from app.key_holder.unwrapping.recuse import NotPermittedError
from app.key_holder.unwrapping.unwrap import (
    NotARecordError,
    RecusedError,
    Request,
    give_grant,
    unwrap_file_keys,
)
from app.services.roster import RosterError

_log = logging.getLogger(__name__)


def answer(holder: KeyHolder, request: object) -> dict[str, Any]:
    """Do what a request asks for, or say in one word why not.

    Returns:
        The operation's values; or `error`: a word of `_REFUSALS`, `bad_request`, or `failed` where
        the reason is our own.
    """
    try:
        if not isinstance(request, dict):
            raise TypeError  # noqa: TRY301  one place says what a bad request is answered with
        return _OPERATIONS[request["op"]](holder, request)
    except TooManyError as refusal:
        return {"error": "too_many", "wait_seconds": refusal.wait_seconds}
    except ActRefusedError as refusal:
        return {"error": refusal.code, "about": refusal.account}
    except tuple(_REFUSALS) as refusal:
        return {"error": _REFUSALS[type(refusal)]}
    except (KeyError, TypeError, ValueError):
        # From None: the values of a request are secrets.
        return {"error": "bad_request"}
    except (RosterError, SQLAlchemyError) as error:
        _log.error("%s in a request to the key-holder", type(error).__name__)
        return {"error": "failed"}


def _begin_unlock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    account = text(request["account"])
    find_held(holder, account)
    ticket, claim = holder.tickets.begin(account)
    return {"ticket": ticket, "claim": claim}


def _claim_unlock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    token = claim_token(
        holder, text(request["ticket"]), text(request["claim"]), text(request["proof"])
    )
    state = holder.ring.look(token)
    return {
        "token": token,
        "idle_seconds_left": state.left.idle,
        "seconds_left": state.left.longest,
        "missing": state.missing,
    }


def _status(holder: KeyHolder, request: Values) -> dict[str, Any]:
    state = holder.ring.look(text(request["token"]))
    return {
        "account": state.account,
        "organ_id": state.organ_id,
        "idle_seconds_left": state.left.idle,
        "seconds_left": state.left.longest,
        "missing": state.missing,
        "present": state.present,
    }


def _unwrap(holder: KeyHolder, request: Values) -> dict[str, Any]:
    items = tuple(
        (case_number(item["case_number"]), binary(item["header"])) for item in request["items"]
    )
    wanted = Request(text(request["purpose"]), items, text(request.get("grant", "")))
    unwrapped = unwrap_file_keys(holder, use_key(holder, text(request["token"])), wanted)
    return {
        "file_keys": [key and _encode(key) for key in unwrapped.file_keys],
        "recused": sorted(unwrapped.recused),
        "opened": sorted(unwrapped.opened),
    }


def _grant(holder: KeyHolder, request: Values) -> dict[str, Any]:
    purpose, count = text(request["purpose"]), number(request["count"])
    key = use_key(holder, text(request["token"]))
    return {"grant": give_grant(holder, key, purpose, count)}


def _index_keys(holder: KeyHolder, request: Values) -> dict[str, Any]:
    kind, numbers = text(request["kind"]), [case_number(one) for one in request["case_numbers"]]
    key = use_key(holder, text(request["token"]))
    holder.allowances.indexes.take(key.account, 1)
    given = without(numbers, holder.recusals.cases_of(key))
    holder.log.write_unwrap(key.account, f"index of {kind}", given)
    keys = holder.index_secrets.derive(key, holder.organ(key.organ_id), kind, given)
    return {
        "segments": _encode(keys.segments),
        "cases": {number: _encode(one) for number, one in keys.cases.items()},
        "own": _encode(keys.own),
    }


def _is_open(holder: KeyHolder, request: Values) -> dict[str, Any]:
    return {"open": holder.ring.present(text(request["organ_id"]))[1]}


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _lock(holder: KeyHolder, request: Values) -> dict[str, Any]:
    dropped = holder.ring.drop(text(request["token"]))
    if dropped:
        holder.log.write(dropped.account, "locked", detail="by hand")
    return {}


_OPERATIONS: Final[dict[str, Callable[[KeyHolder, Values], dict[str, Any]]]] = {
    "begin_unlock": _begin_unlock,
    "claim_unlock": _claim_unlock,
    "status": _status,
    "unwrap": _unwrap,
    "grant": _grant,
    "recuse": recusals.recuse_officer,
    "kept_away": recusals.kept_away,
    "recusal_notes": recusals.notes,
    "declare_interest": recusals.declare,
    "answer_interest": recusals.answer_declared,
    "interests": recusals.interests,
    "propose_lift": recusals.propose,
    "stuck_leads": recusals.stuck,
    "how_stuck": recusals.how,
    "propose_handing": recusals.propose_to_hand,
    "agree_to_handing": recusals.hand,
    "set_hint_aside": recusals.set_aside,
    "decide_lift": recusals.decide,
    "index_keys": _index_keys,
    "is_open": _is_open,
    "lock": _lock,
    "checkpoint": checkpoint,
    "draw_sample": samples.draw,
    "release_sample": samples.release,
    "released_samples": samples.released,
    "unwrap_sample": samples.unwrap,
    "propose_act": propose_act,
    "act_status": act_status,
    "cancel_act": cancel_act,
    "rewrap": rewrap,
    "reseal_keys": reseal_keys,
    "renew_signed": renew_signed,
    "finish_act": finish_act,
}
_REFUSALS: Final[dict[type[Exception], str]] = {
    KeyLockedError: "locked",
    KeyWaitingError: "waiting",
    CheckpointRefusedError: "checkpoint_refused",
    NoCheckpointError: "no_checkpoint",
    NothingClosedError: "nothing_closed",
    NotReleasedError: "not_released",
    NotUnlockedError: "not_unlocked",
    NoKeyError: "no_key",
    NoActError: "no_act",
    NotInRosterError: "not_in_roster",
    ShareDoesNotFitError: "share_does_not_fit",
    NotARecordError: "not_a_record",
    NoGrantError: "no_grant",
    NotPermittedError: "not_permitted",
    RecusedError: "recused",
    NotForResealingError: "not_for_resealing",
    UnfinishedError: "unfinished",
}
