"""What the audit log's own words are called, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.labels import Label

ACTS: Final[Mapping[str, Label]] = {
    "account_blocked": _l("blocked an account"),
    "account_invited": _l("invited somebody to an account"),
    "account_invited_anew": _l("took password and second factor from an account"),
    "account_removed": _l("removed an account"),
    "account_role_changed": _l("changed the role of an account"),
    "account_unblocked": _l("unblocked an account"),
    "acknowledged": _l("took on a lead that was passed on"),
    "act_approved": _l("approved an act that needs two people"),
    "act_cancelled": _l("took back an act that needs two people"),
    "act_failed": _l("an act that two people approved failed"),
    "act_keys_forgotten": _l("the keys of an approved act were forgotten"),
    "act_over": _l("an act that needs two people was not approved in time"),
    "act_performed": _l("an act that two people approved was done"),
    "act_proposed": _l("an act that needs two people was proposed"),
    "administrator_added": _l("an administrator was added at the server"),
    "administrator_removed": _l("an administrator was removed at the server"),
    "after_pledge": _l("said whether it was after the pledge"),
    "approval_refused": _l("approving an act was refused"),
    "approved": _l("approved a decision"),
    "archiving_begun": _l("began to archive a lead"),
    "assigned": _l("assigned a lead"),
    "asked": _l("asked the reporter a question"),
    "authenticator_added": _l("set up an authenticator app"),
    "authenticator_removed": _l("removed the authenticator app"),
    "checkpoint_refused": _l("signing the log was refused"),
    "checkpoint_signed": _l("the log was signed"),
    "circle_suspicion": _l("answered whether a lead is a drinking circle"),
    "clarified": _l("recorded a clarification"),
    "concern_said": _l("said whom a lead concerns"),
    "downloaded": _l("downloaded a file"),
    "extract_drafted": _l("wrote at an extract"),
    "extract_signed": _l("signed off an extract"),
    "entered": _l("entered a lead from another channel"),
    "exported": _l("exported a lead"),
    "figures_kept": _l("kept daily figures"),
    "granted": _l("was granted to open much at once"),
    "handed_back": _l("handed a lead back"),
    "handed_on": _l("passed messages on to a unit"),
    "index_key_made": _l("made the key of the organ's list"),
    "inquiry_answered": _l("answered one of the two inquiries"),
    "inspection": _l("changed what stands about an inspection"),
    "installation_created": _l("the installation was created"),
    "invitation_used": _l("came in by an invitation"),
    "joined": _l("joined two leads that report the same"),
    "handed_on_unread": _l("agreed to hand a lead that nobody may open to the superior"),
    "handing_proposed": _l("proposed to hand a lead that nobody may open to the superior"),
    "hint_set_aside": _l("said that words of a lead mean no colleague"),
    "interest_compared": _l("had all open leads compared with a declared interest"),
    "interest_declared": _l("declared an interest"),
    "interest_withdrawn": _l("withdrew a declared interest"),
    "interests_read": _l("looked at the interests that colleagues declared"),
    "lift_proposed": _l("proposed to lift a recusal"),
    "lift_refused": _l("ended a proposal to lift a recusal"),
    "locked": _l("the key was locked"),
    "log_verified": _l("verified the log"),
    "mail_address_removed": _l("ended notices by e-mail"),
    "mail_address_set": _l("set an address for notices"),
    "marked_done": _l("marked a step as done"),
    "name_revealed": _l("looked at a masked name"),
    "note_added": _l("wrote a note"),
    "note_retracted": _l("retracted a note"),
    "notes_taken": _l("took in what another organ told"),
    "notice_changed": _l("changed the public notice"),
    "notice_reset": _l("put the built-in public notice back"),
    "officer_enrolled": _l("made an unlock phrase"),
    "opened": _l("opened a report"),
    "opened_to_reseal": _l("content was opened to be sealed anew"),
    "passkey_added": _l("added a passkey"),
    "passkey_removed": _l("removed a passkey"),
    "password_changed": _l("changed the password"),
    "person_changed": _l("changed the people of a lead"),
    "person_entered": _l("entered a person"),
    "policy_line": _l("filled in the policy line"),
    "pressed": _l("pressed for progress"),
    "pressed_from_above": _l("asked from above how a lead stands"),
    "pressed_unit": _l("asked a unit how a lead stands"),
    "pressing_answered": _l("answered a pressing"),
    "previewed": _l("looked at a file"),
    "proposed": _l("proposed a decision"),
    "purged": _l("purged a case"),
    "put_forward": _l("put a lead forward to be archived"),
    "read_list": _l("looked at the work list"),
    "read_messages": _l("read messages"),
    "recovery_codes_made": _l("got new recovery codes"),
    "recusal_ignored": _l("a recusal was not what it says"),
    "recusal_lifted": _l("agreed to lift a recusal"),
    "recusal_lost": _l("a recusal is missing in the database"),
    "recused": _l("kept an officer away from a lead"),
    "refused": _l("refused a decision"),
    "replied": _l("replied to a reporter"),
    "reporter_risk": _l("judged the reporter's risk"),
    "rewrapped": _l("headers were wrapped for a new key"),
    "rotation_finished": _l("an exchange of the key was finished"),
    "routed": _l("routed a lead"),
    "sample_drawn": _l("drew a sample of closed leads"),
    "sample_released": _l("let an auditor see a sample"),
    "searched": _l("searched the leads"),
    "second_factor_refused": _l("a second factor was refused"),
    "second_factor_shown": _l("showed the second factor again"),
    "separated": _l("separated joined leads"),
    "sign_in_refused": _l("a password was refused"),
    "signed_in": _l("signed in"),
    "signed_out": _l("signed out"),
    "signed_out_elsewhere": _l("signed out everywhere else"),
    "stated_no_conflict": _l("stated that there is no conflict of interest"),
    "signed_renewed": _l("what was signed was renewed under the new key"),
    "task_cancelled": _l("cancelled a task"),
    "task_done": _l("finished a task"),
    "task_set": _l("set a task"),
    "transferred": _l("transferred a lead to the superior"),
    "triaged": _l("screened a lead"),
    "unlock_refused": _l("unlocking was refused"),
    "unlocked": _l("unlocked the key"),
    "unwrap": _l("opened sealed content"),
    "unwrap_refused": _l("the key-holder refused to open sealed content"),
    "went_on": _l("went on after a question"),
    "withdrawn": _l("withdrew a proposal"),
}
"""Every act that the program writes, as a test holds it to."""

_PURPOSES: Final[Mapping[str, Label]] = {
    "read": _l("to read"),
    "write": _l("to write"),
    "queue": _l("for the work list"),
    "messages": _l("to look what messages are for"),
    "open_batch": _l("to open a batch"),
    "search": _l("for the search"),
    "compare": _l("to compare with declared interests"),
    "interests": _l("to compare with declared interests"),
    "recusals": _l("to see who is kept away, and why"),
    "sample": _l("of a drawn sample"),
}
_NAMES: Final[Mapping[str, Label]] = {
    "act": _l("act"),
    "count": _l("how many"),
    "entries": _l("entries"),
    "error": _l("error"),
    "findings": _l("findings"),
    "generation": _l("key"),
    "kind": _l("kind"),
    "number": _l("number"),
    "officer": _l("officer"),
    "officers": _l("officers"),
    "organ": _l("organ"),
    "proposed_by": _l("proposed by"),
    "purpose": _l("purpose"),
    "reason": _l("reason"),
    "recusal": _l("recusal"),
    "results": _l("found"),
    "sample": _l("sample"),
    "closed": _l("closed leads"),
    "digest": _l("digest"),
    "refused": _l("how many"),
    "threshold": _l("needed to unlock"),
    "until": _l("until"),
}
_WHOLE: Final[Mapping[str, Label]] = {
    "authenticator": _l("authenticator app"),
    "authenticator unreadable": _l("authenticator app; its seed cannot be opened here any more"),
    "authenticator_added": _l("first authenticator app"),
    "passkey": _l("passkey"),
    "passkey copied": _l("passkey; it seems to exist twice"),
    "passkey_added": _l("first passkey"),
    "recovery_code": _l("recovery code"),
    "by hand": _l("by hand"),
    "by itself": _l("by itself"),
    "not claimed": _l("nobody came back from the page"),
    "has no key any more": _l("the officer has no key any more"),
}
"""Details that are no pairs of a name and a value: how a factor was shown, how a key was locked."""


def act_text(act: str) -> str:
    """An act in words; one that this page does not know, as the log has it."""
    return str(ACTS.get(act, act.replace("_", " ")))


def detail_text(detail: str) -> str:
    """The ids, counts and codes of an entry, with names that people read."""
    if detail in _WHOLE:
        return str(_WHOLE[detail])
    way, _space, rest = detail.partition(" ")
    if way in _WHOLE:
        return f"{_WHOLE[way]} ({rest})"
    return str(_("; ").join(_part(part) for part in detail.split()))


def _part(part: str) -> str:
    name, is_pair, value = part.partition("=")
    if not is_pair or name not in _NAMES:
        return part
    text = str(_PURPOSES.get(value, value)) if name == "purpose" else value
    return str(_("%(name)s: %(value)s", name=_NAMES[name], value=text))
