"""Put an organ's key together from officers' shares, and take none but the one the roster names.

Whoever writes to the database can seal a key of their own making to the officers' public
recipients. It would come together like the right one; the signed roster tells them apart.
"""

from collections.abc import Sequence
from typing import Protocol

from app.services.roster import Organ
from crypto.age.errors import AgeError
from crypto.group_key import KeyShare, OrganKey, assemble_key
from crypto.secret_sharing import SharesError


class NotInRosterError(Exception):
    """A key of an organ or of an officer is not the one that the signed roster names."""


class ShareDoesNotFitError(Exception):
    """A share was changed, or is not of the key to which the others belong."""


class Generation(Protocol):
    """One key of an organ as it is stored; `app.storage.casework.KeyGeneration` is one."""

    @property
    def generation(self) -> int: ...  # noqa: D102  as in the table
    @property
    def threshold(self) -> int: ...  # noqa: D102  the same
    @property
    def sealed_key(self) -> bytes: ...  # noqa: D102  the same


def assemble(generation: Generation, shares: Sequence[KeyShare], organ: Organ) -> OrganKey:
    """Return one key of an organ, from the shares of as many officers as it takes.

    Args:
        generation: which key.
        shares: of different officers, in any order.
        organ: as the signed roster has it. It names the newest key only: an older one opens what is
            there already and is never sealed to, so that a false one would gain nothing.

    Raises:
        ShareDoesNotFitError: too few, of different hand-outs, or not as they were written.
        NotInRosterError: they fit together, and the roster names another key.
    """
    try:
        key = assemble_key(shares, generation.threshold, generation.sealed_key)
    except (AgeError, SharesError):
        # From None: what a share holds is in no report of an error.
        raise ShareDoesNotFitError from None
    if generation.generation == organ.generation and not _is_named(key, organ):
        raise NotInRosterError
    return key


def _is_named(key: OrganKey, organ: Organ) -> bool:
    same_recipient = key.recipient == organ.recipient.encode()
    return same_recipient and key.verify_key.hex() == organ.verify_key
