"""What the acts of the log are called, and their details, in the reader's language.

A test holds the table against every act that the program writes.
"""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web import labels

ACTS: Final[Mapping[str, labels.Label]] = {
    "installation_created": _l("Installation created"),
    "signed_in": _l("Signed in"),
    "sign_in_refused": _l("Sign-in refused"),
    "signed_out": _l("Signed out"),
    "unlocked": _l("Typed the unlock phrase"),
    "unlock_refused": _l("Unlocking refused"),
    "locked": _l("Key locked"),
    "granted": _l("Allowed to open a batch"),
    "unwrap": _l("Opened sealed content"),
    "unwrap_refused": _l("Opening refused"),
    "opened": _l("Lead opened for the first time"),
    "triaged": _l("Screened a lead"),
    "replied": _l("Wrote to the reporter"),
    "read_messages": _l("Read the reporter's messages"),
    "downloaded": _l("Downloaded a file"),
    "routed": _l("Routed a lead"),
    "handed_on": _l("Passed messages on"),
    "proposed": _l("Proposed a decision"),
    "approved": _l("Approved a decision"),
    "refused": _l("Refused a decision"),
    "withdrawn": _l("Withdrew a proposal"),
    "recused": _l("Kept an officer away from a lead"),
    "recusal_ignored": _l("A recusal that is none was ignored"),
    "recusal_lost": _l("A recusal's row is gone"),
    "recusals_renewed": _l("Recusals sealed to a new key"),
    "notice_changed": _l("Changed the public notice"),
    "notice_reset": _l("Went back to the built-in public notice"),
    "administrator_added": _l("Administrator or auditor added"),
    "administrator_removed": _l("Administrator or auditor removed"),
    "officer_enrolled": _l("Officer made an unlock phrase"),
    "act_proposed": _l("Key act proposed"),
    "act_approved": _l("Key act approved"),
    "approval_refused": _l("Approval of a key act refused"),
    "act_performed": _l("Key act done"),
    "act_failed": _l("Key act failed"),
    "act_cancelled": _l("Key act taken back"),
    "act_over": _l("Key act ran out"),
    "act_keys_forgotten": _l("Keys of a key act forgotten"),
    "rewrapped": _l("Headers re-wrapped for a new key"),
    "opened_to_reseal": _l("Content opened to be sealed anew"),
    "rotation_finished": _l("Exchange of a key finished"),
    "checkpoint_signed": _l("Log signed"),
    "checkpoint_refused": _l("Signing of the log refused"),
    "log_verified": _l("Log verified"),
    "figures_kept": _l("Daily figures kept"),
}
_PURPOSES: Final[Mapping[str, labels.Label]] = {
    "read": _l("to read"),
    "write": _l("to write"),
    "queue": _l("for the work list"),
    "messages": _l("to look what messages are for"),
    "open_batch": _l("to open a batch"),
}
_NAMES: Final[Mapping[str, labels.Label]] = {
    "act": _l("act"),
    "count": _l("how many"),
    "entries": _l("entries"),
    "error": _l("error"),
    "findings": _l("findings"),
    "generation": _l("key"),
    "kind": _l("kind"),
    "number": _l("number"),
    "officer": _l("officer"),
    "organ": _l("organ"),
    "purpose": _l("purpose"),
    "reason": _l("reason"),
    "recusal": _l("recusal"),
    "refused": _l("how many"),
    "threshold": _l("needed to unlock"),
    "until": _l("until"),
}
_WHOLE: Final[Mapping[str, labels.Label]] = {
    "by hand": _l("by hand"),
    "by itself": _l("by itself"),
    "not claimed": _l("nobody came back from the page"),
    "has no key any more": _l("the officer has no key any more"),
}


def act_text(act: str) -> str:
    """What was done."""
    return str(ACTS.get(act, act))


def detail_text(detail: str) -> str:
    """The ids, counts and codes of an entry, with names that people read."""
    if detail in _WHOLE:
        return str(_WHOLE[detail])
    return str(_("; ").join(_part(part) for part in detail.split()))


def _part(part: str) -> str:
    name, is_pair, value = part.partition("=")
    if not is_pair or name not in _NAMES:
        return part
    text = str(_PURPOSES.get(value, value)) if name == "purpose" else value
    return str(_("%(name)s: %(value)s", name=_NAMES[name], value=text))
