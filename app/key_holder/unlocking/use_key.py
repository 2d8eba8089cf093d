"""Use an unlocked key: the token says whose it is, the rows say whether they still may."""

from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import KeyLockedError, OpenKey
from app.key_holder.unlocking.opening import NoKeyError, find_held


def use_key(holder: KeyHolder, token: str) -> OpenKey:
    """Return the keys of a token's officer, for an act that begins now.

    Raises:
        KeyLockedError: the token opens nothing, or its officer has no key any more.
        KeyWaitingError: other officers of the organ have to unlock first.
    """
    found = holder.ring.use(token)
    # Whose key was taken away while it lay open, or who went to another organ, has it no more.
    if not _holds_still(holder, found):
        if holder.ring.drop(token):
            holder.log.write(found.account, "locked", detail="has no key any more")
        raise KeyLockedError
    return found


def _holds_still(holder: KeyHolder, found: OpenKey) -> bool:
    try:
        return find_held(holder, found.account).officer.organ_id == found.organ_id
    except NoKeyError:
        return False
