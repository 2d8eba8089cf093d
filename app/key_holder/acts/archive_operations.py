"""What an approved act may do at the archive: re-wrap headers, open them for sealing anew, end.

Each batch is an entry in the log, with its count, before anything is given out. An act's id is
known only to who proposed it, and its keys are there only once enough officers have approved.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.key_holder.acts.registry import NoActError
from app.key_holder.acts.rewrapping import open_header, rewrap_header
from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import binary, text
from app.key_holder.unlocking.key_ring import OpenKey
from app.storage.organ_keys import list_generations
from crypto.group_key import OrganKey

MAX_HEADERS: Final = 2000
"""In one request: at about 2 KB each, far below what a message may have."""


class NotForResealingError(Exception):
    """The act was approved for re-wrapping alone: it gives no file key out."""


class UnfinishedError(Exception):
    """Older keys of the organ are still stored: the archive is not done with."""


def rewrap(holder: KeyHolder, request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a header for the newest key for each header, null where no key opens it."""
    headers = _headers(request["headers"])
    keys = _begin(holder, request["act"], "rewrapped", len(headers))
    return {"headers": [_encode(rewrap_header(keys, header)) for header in headers]}


def reseal_keys(holder: KeyHolder, request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the file key of each header, null where no key opens it."""
    headers = _headers(request["headers"])
    keys = _begin(holder, request["act"], "opened_to_reseal", len(headers), reseals=True)
    return {"file_keys": [_encode(open_header(keys, header)) for header in headers]}


def renew_signed(holder: KeyHolder, request: Mapping[str, Any]) -> dict[str, Any]:
    """Sign and seal anew the organ's recusals, and its index's key or, resealing, drop that.

    A row that is no recusal stays as it is.
    """
    act_id = text(request["act"])
    proposal, keys = holder.acts.keys_of(act_id)
    account = _approver(holder, act_id)
    detail = f"organ={proposal.organ_id} generation={max(keys)}"
    holder.log.write(account, "signed_renewed", detail=detail)
    key = OpenKey(account, proposal.organ_id, keys)
    organ = holder.organ(proposal.organ_id)
    holder.recusals.renew(key, organ)
    holder.index_secrets.renew(key, organ, reseals=proposal.reseals)
    return {}


def finish_act(holder: KeyHolder, request: Mapping[str, Any]) -> dict[str, Any]:
    """Forget the act's keys, and the organ's older ones wherever an officer has them unlocked."""
    act_id = text(request["act"])
    proposal, keys = holder.acts.keys_of(act_id)
    newest = max(keys)
    with holder.casework.read() as session:
        stored = [row.generation for row in list_generations(session, proposal.organ_id)]
    if min(stored, default=newest) < newest:
        raise UnfinishedError
    detail = f"organ={proposal.organ_id} generation={newest}"
    holder.log.write(_approver(holder, act_id), "rotation_finished", detail=detail)
    holder.ring.retire(proposal.organ_id, newest)
    holder.acts.forget_keys(act_id)
    return {"generation": newest}


def _begin(
    holder: KeyHolder, act: object, done: str, count: int, *, reseals: bool = False
) -> Mapping[int, OrganKey]:
    act_id = text(act)
    proposal, keys = holder.acts.keys_of(act_id)
    if reseals and not proposal.reseals:
        raise NotForResealingError
    detail = f"organ={proposal.organ_id} generation={max(keys)} count={count}"
    holder.log.write(_approver(holder, act_id), done, detail=detail)
    return keys


def _approver(holder: KeyHolder, act_id: str) -> str:
    # The log has one account a line; who else approved stands in the entry of the act itself.
    approved_by = holder.acts.look(act_id).approved_by
    if not approved_by:
        raise NoActError
    return approved_by[-1]


def _headers(values: object) -> Sequence[bytes]:
    if not isinstance(values, list) or len(values) > MAX_HEADERS:
        raise TypeError
    return [binary(value) for value in values]


def _encode(value: bytes | None) -> str | None:
    return base64.b64encode(value).decode() if value is not None else None
