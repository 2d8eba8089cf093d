"""What an act is called and what is said of it, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.key_holder.acts.proposal import ActKind, ActRefusedError

Words = Any
"""A lazily translated string: flask_babel has no type for it."""

TITLES: Final[Mapping[ActKind, Words]] = {
    ActKind.ADD_OFFICER: _l("Add an officer"),
    ActKind.RENEW_OFFICER: _l("Replace a forgotten unlock phrase"),
    ActKind.REMOVE_OFFICER: _l("Remove an officer"),
    ActKind.ROTATE_KEY: _l("Exchange a key for a new one"),
    ActKind.FINISH_ROTATION: _l("Finish the exchange of a key"),
    ActKind.ADD_ORGAN: _l("Add an organ"),
}
EFFECTS: Final[Mapping[ActKind, Words]] = {
    ActKind.ADD_OFFICER: _l(
        "The officer gets a share of this key, and can read with it all that the organ has: old "
        "leads too."
    ),
    ActKind.RENEW_OFFICER: _l(
        "The officer gets a new share of this key. The old phrase opens nothing here any more."
    ),
    ActKind.REMOVE_OFFICER: _l(
        "The officer is signed out, loses every share, and can never sign in again. The organ gets "
        "a new key at once, and the archive is re-wrapped for it."
    ),
    ActKind.ROTATE_KEY: _l(
        "The organ gets a new key at once. New reports are sealed to it, and the archive is "
        "re-wrapped for it."
    ),
    ActKind.FINISH_ROTATION: _l(
        "The organ's old and new keys are opened, so that the command on the server can go on "
        "re-wrapping the archive. Nothing else is changed."
    ),
    ActKind.ADD_ORGAN: _l(
        "Leads can be routed to this organ from then on, and its officers read what is routed to "
        "them."
    ),
}
LIMITS: Final[Mapping[ActKind, Words]] = {
    ActKind.ADD_OFFICER: _l(
        "What the officer will have read cannot be taken back by removing them later."
    ),
    ActKind.RENEW_OFFICER: _l(
        "Who has both the old phrase and an old copy of the archive can still read that copy. If "
        "the phrase may have been stolen, remove the officer instead."
    ),
    ActKind.REMOVE_OFFICER: _l(
        "What this officer has read, and copies of the archive that they may have made, stay "
        "readable to them with their phrase. From now on nothing new is sealed to what they had."
    ),
    ActKind.ROTATE_KEY: _l(
        "Copies of the archive made before stay readable with the old key. Backups on paper of the "
        "old key are still needed for old backups."
    ),
    ActKind.FINISH_ROTATION: _l(
        "Copies of the archive made before stay readable with the old key."
    ),
    ActKind.ADD_ORGAN: _l("What is routed to the organ cannot be taken back."),
}
RESEALED: Final = _l(
    "After a compromise: every file gets a new file key, and the old payloads are deleted."
)

_REFUSALS: Final[Mapping[str, Words]] = {
    "cancelled": _l("It was taken back by who proposed it."),
    "over": _l("It waited too long for its approvals."),
    "done": _l("It is done already."),
    "changed": _l(
        "Officers or keys were changed since it was proposed. It has to be proposed anew."
    ),
    "not_enrolled": _l("The officer concerned has to make an unlock phrase first."),
    "own_act": _l("Nobody approves what concerns themselves."),
    "other_organ": _l("This needs no officer of your organ."),
    "share_does_not_fit": _l(
        "The officers' shares do not make the key: a stored share was changed. Tell the "
        "administrator."
    ),
}
_FAILED = _l(
    "Something went wrong here. Nothing was changed. The administrator finds more in the log."
)


def explain(error: ActRefusedError) -> str:
    """Why an act was not done, or not approved, in words for officers."""
    if error.code == "not_in_roster":
        if error.account:
            return str(
                _(
                    "The stored public key of officer %(account)s is not the one in the signed "
                    "roster. Somebody changed it. Nothing was sealed to it.",
                    account=error.account,
                )
            )
        return str(_("A stored key is not the one in the signed roster. Somebody changed it."))
    return str(_REFUSALS.get(error.code, _FAILED))
