"""What the console and the command ask for: a checkpoint of the log as it is now."""

from typing import Any

from app.key_holder.checkpoints.sign import sign_checkpoint
from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import Values, text


def checkpoint(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer a signed checkpoint as text.

    No token is asked for: it gives nothing of a lead away, and an auditor, who asks, has no key.
    """
    organ_id = text(request["organ_id"])
    # Who asks is as the console says it; it only stands in the log.
    account = text(request.get("account", ""))
    if len(account) > _ACCOUNT_CHARACTERS or not account.isprintable():
        raise ValueError
    return {"checkpoint": sign_checkpoint(holder, organ_id, account).text()}


_ACCOUNT_CHARACTERS = 64
