"""What routing is called on officers' pages. The tables are complete."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.forwarding import HandBackReason, SentAs
from app.domain.giveaways import GiveawayKind
from app.domain.routing import Concern, Destination, RouteReason
from app.web.labels import Label

CONCERNS: Mapping[Concern, Label] = {
    Concern.UNIT_STAFF: _l("People of a unit who do not lead it"),
    Concern.UNIT_LEADERS: _l("Leaders of a unit"),
    Concern.OWN_OFFICE: _l("The group's own people"),
    Concern.DEPARTMENT_LEADERS: _l("Leaders of the department"),
    Concern.NOBODY_NAMED: _l("Nobody can be made out"),
}
DESTINATIONS: Mapping[Destination, Label] = {
    Destination.GROUP: _l("The group handles it itself"),
    Destination.UNIT: _l("The discipline committee of the unit"),
    Destination.SUPERIOR: _l("The superior, by sealed transfer"),
}
REASONS: Mapping[RouteReason, Label] = {
    RouteReason.OWN_OFFICE: _l(
        "It is about the group's own people: the superior handles that, within 5 working days."
    ),
    RouteReason.DEPARTMENT_LEADERS: _l(
        "It is about the department's leaders: the superior handles that, within 5 working days."
    ),
    RouteReason.UNIT_LEADERS: _l(
        "It is about this unit's leaders: it never goes to the unit, but one level up."
    ),
    RouteReason.LEADING_POST: _l(
        "The report names a post that leads a unit. If whoever holds it does not lead this unit, "
        "say so under “Whom it concerns”."
    ),
    RouteReason.UNITS_OWN_DUTY: _l(
        "It is about how this unit does its own duty, so about who leads it: one level up."
    ),
    RouteReason.RETALIATION: _l(
        "The reporter is under pressure, most likely from where the report would go: it stays."
    ),
    RouteReason.UNIT_STAFF: _l(
        "It is about people of a unit: its discipline committee is responsible for them."
    ),
    RouteReason.NO_UNIT: _l("It points at no unit and nobody there."),
    RouteReason.NOT_SAID: _l("Nobody has said yet whom it concerns."),
    RouteReason.HAD_IT_BEFORE: _l("This unit had it before and handed it back."),
}
"""Why a lead goes somewhere by the rules, or must not."""
SENT: Mapping[SentAs, Label] = {
    SentAs.EXTRACT: _l("The redacted extract: the original stays here"),
    SentAs.ORIGINAL: _l(
        "The original, with all messages and files: only where it cannot do without"
    ),
}
HAND_BACK_REASONS: Mapping[HandBackReason, Label] = {
    HandBackReason.NOT_OURS: _l("It is not ours to handle"),
    HandBackReason.CONFLICT: _l("We have a conflict of interest"),
    HandBackReason.FINISHED: _l("It is finished: here is the result"),
}
MARKS: Mapping[GiveawayKind, Label] = {
    GiveawayKind.ONLY_KNOWN: _l("few people know it"),
    GiveawayKind.OWN_PLACE: _l("the reporter's own place of work, or people near them"),
    GiveawayKind.FIRST_PERSON: _l("written as the reporter's own experience"),
    GiveawayKind.EXACT_TIME: _l("an exact time: who was there then?"),
    GiveawayKind.NUMBER: _l("a telephone or card number"),
    GiveawayKind.ONLINE_NAME: _l("an address or account name"),
    GiveawayKind.PLATE: _l("a number plate"),
    GiveawayKind.CHAT: _l("a chat, picture of a screen or recording: few have it"),
    GiveawayKind.QUOTE: _l("words as they were said: who heard them?"),
}
"""Why a part of an extract is worth a second look."""
ROUTING_PROBLEMS: Mapping[str, Label] = {
    **{f"route_{reason}": text for reason, text in REASONS.items()},
    "route_not_superiors": _l(
        "By the rules this is not the superior's: say first whom it concerns."
    ),
    "own_extract": _l(
        "The extract and the proposal where it goes must come from two different people."
    ),
    "no_extract": _l("There is no extract that was signed off yet. Write and sign it off first."),
    "repeats_reporter": _l(
        "It repeats the reporter's own words for too long. Say it in words of your own."
    ),
    "report_unreadable": _l("The report cannot be read, so nothing can be sealed anew."),
    "not_with_unit": _l("No unit works on an extract of this lead now."),
    "not_concluded": _l("Conclude it here first: then hand it back with the result."),
    "unit": _l("Please choose the unit."),
    "why": _l("Please choose why."),
}
"""Why the rules do not allow something, and what to do about it."""
ROUTING_STEPS: Mapping[str, Label] = {
    "concern_said": _l("Said whom it concerns"),
    "post_checked": _l("Said whom it concerns; the leading post named is not of this unit"),
    "extract_drafted": _l("Wrote at the redacted extract"),
    "extract_signed": _l("Signed off the redacted extract"),
    "extract_received": _l("Passed on as a redacted extract"),
    "acknowledged": _l("Took the lead on"),
    "unit_acknowledged": _l("The unit took the lead on"),
    "pressed_unit": _l("Asked the unit how it stands"),
    "pressed_by_organ": _l("Asked how it stands"),
    "supplement_received": _l("Passed on what came later"),
    "handed_back": _l("Handed the lead back"),
    "handed_back_not_ours": _l("The unit handed it back: not its own to handle"),
    "handed_back_conflict": _l("The unit handed it back: a conflict of interest"),
    "handed_back_finished": _l("The unit handed it back with its result"),
    "transferred": _l("Transferred, sealed, to the superior"),
    "arrived_by_transfer": _l("Transferred here, sealed"),
}
"""What was done, as the timeline says it."""
