"""What outcomes are called, and what a reporter is told of them. The tables are complete."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.sentences import Conclusion, DeclineReason, Sentence, TurnTo
from app.web.labels import Label

SENTENCES: Mapping[Sentence, Label] = {
    Sentence.CLOSED: _l("What you reported was looked into, and closed under the rules."),
    Sentence.DEALT_WITH: _l("What you reported was looked into, and is dealt with by the rules."),
    Sentence.PARTLY_CONFIRMED: _l(
        "What you reported was looked into. A part was confirmed, and is dealt with by the rules."
    ),
    Sentence.NOT_CONFIRMED: _l(
        "What you reported was looked into. It could not be confirmed by what is known so far. "
        "Nobody holds an honest mistake against you; with new facts you can write again."
    ),
    Sentence.WITHIN_THE_RULES: _l(
        "What you reported was looked into. By what was found, it is within what the rules allow."
    ),
    Sentence.HANDED_OVER: _l(
        "What you reported was looked into, and handed over to the body whose task it is."
    ),
    Sentence.PURGED: _l(
        "This case is closed. The time for keeping it is over, and everything in it was deleted: "
        "your report, its files and the messages. To report anything new, send a new report."
    ),
}
"""What the reporter of a concluded case is told: no unit, no officer, no measure."""
CONCLUSIONS: Mapping[Conclusion, Label] = {
    Conclusion.SUBSTANTIATED: _l("Substantiated"),
    Conclusion.PARTLY: _l("Partly substantiated"),
    Conclusion.UNFOUNDED: _l("Unfounded"),
    Conclusion.NORMAL_SOCIAL_CONTACT: _l("Normal social contact"),
    Conclusion.LAWFUL_REGISTERED_BODY: _l("A lawful, registered body"),
    Conclusion.HANDED_OVER: _l("Handed over"),
}
DECLINE_REASONS: Mapping[DeclineReason, Label] = {
    DeclineReason.LITIGATION: _l(
        "It is a matter for a court, an arbitration or a reconsideration, or was decided there."
    ),
    DeclineReason.OTHER_BODY: _l("Another body is responsible for such matters."),
    DeclineReason.NO_SUBSTANCE: _l("It names a breach, but no facts that could be checked."),
}
TURNS_TO: Mapping[TurnTo, Label] = {
    TurnTo.COURT: _l("You can turn to the court."),
    TurnTo.ARBITRATION: _l("You can turn to the arbitration commission for labour or personnel."),
    TurnTo.RECONSIDERATION: _l(
        "You can ask the authority above for administrative reconsideration."
    ),
    TurnTo.PETITION_OFFICE: _l("You can turn to the petition office (信访局) or call 12345."),
    TurnTo.POLICE: _l("You can turn to the police; in danger, call 110."),
    TurnTo.HOTLINE_12388: _l("You can report to the discipline body responsible by calling 12388."),
    TurnTo.UNIT_OFFICE: _l(
        "You can turn to the office of the unit that is in charge of the matter."
    ),
    TurnTo.WRITE_AGAIN: _l(
        "Write again with what can be checked: when, where, who was there, who paid. "
        "The case is then looked at anew."
    ),
}


def decline_words(reason: DeclineReason, turn_to: TurnTo) -> Label:
    """Why a report is not accepted and where to turn, in one line: Chinese knows no space there."""
    return _l("%(why)s %(turn)s", why=DECLINE_REASONS[reason], turn=TURNS_TO[turn_to])
