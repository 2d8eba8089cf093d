"""What the audit log's own words are called, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from app.web.labels import Label

ACTS: Final[Mapping[str, Label]] = {
    "account_blocked": _l("blocked an account"),
    "account_invited": _l("invited somebody to an account"),
    "account_invited_anew": _l("took password and second factor from an account"),
    "account_removed": _l("removed an account"),
    "account_role_changed": _l("changed the role of an account"),
    "account_unblocked": _l("unblocked an account"),
    "act_approved": _l("approved an act that needs two people"),
    "approval_refused": _l("approving an act was refused"),
    "authenticator_added": _l("set up an authenticator app"),
    "authenticator_removed": _l("removed the authenticator app"),
    "downloaded": _l("downloaded a file"),
    "granted": _l("was granted to open sealed reports"),
    "handed_on": _l("passed messages on to a unit"),
    "invitation_used": _l("came in by an invitation"),
    "locked": _l("the key was locked"),
    "notice_changed": _l("changed the public notice"),
    "notice_reset": _l("put the built-in public notice back"),
    "officer_enrolled": _l("made an unlock phrase"),
    "opened": _l("opened a report"),
    "passkey_added": _l("added a passkey"),
    "passkey_removed": _l("removed a passkey"),
    "password_changed": _l("changed the password"),
    "read_messages": _l("read messages"),
    "recovery_codes_made": _l("got new recovery codes"),
    "recusal_ignored": _l("a recusal was not what it says"),
    "recusal_lost": _l("a recusal is missing in the database"),
    "recusals_renewed": _l("recusals were signed anew"),
    "recused": _l("kept an officer away from a lead"),
    "replied": _l("replied to a reporter"),
    "rotation_finished": _l("an exchange of the key was finished"),
    "routed": _l("routed a lead"),
    "second_factor_refused": _l("a second factor was refused"),
    "second_factor_shown": _l("showed the second factor again"),
    "sign_in_refused": _l("a password was refused"),
    "signed_in": _l("signed in"),
    "signed_out": _l("signed out"),
    "signed_out_elsewhere": _l("signed out everywhere else"),
    "triaged": _l("screened a lead"),
    "unlock_refused": _l("unlocking was refused"),
    "unlocked": _l("unlocked the key"),
    "unwrap": _l("opened sealed content"),
    "unwrap_refused": _l("the key-holder refused to open sealed content"),
}
"""The acts that stand under an officer's account."""

_WAYS: Final[Mapping[str, Label]] = {
    "authenticator": _l("authenticator app"),
    "authenticator unreadable": _l("authenticator app; its seed cannot be opened here any more"),
    "authenticator_added": _l("first authenticator app"),
    "passkey": _l("passkey"),
    "passkey copied": _l("passkey; it seems to exist twice"),
    "passkey_added": _l("first passkey"),
    "recovery_code": _l("recovery code"),
}


def act_text(act: str) -> str:
    """An act in words; one that this page does not know, as the log has it."""
    return str(ACTS.get(act, act.replace("_", " ")))


def detail_text(detail: str) -> str:
    """How the second factor was shown, in words; else the ids and counts as the log has them."""
    if detail in _WAYS:
        return str(_WAYS[detail])
    way, _, rest = detail.partition(" ")
    return f"{_WAYS[way]} ({rest})" if way in _WAYS else detail
