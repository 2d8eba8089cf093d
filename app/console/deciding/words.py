"""What deciding is called on officers' pages. The tables are complete."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.console.lead.step_words import Kind, name_steps
from app.console.routing.words import ROUTING_PROBLEMS
from app.domain.closing import ApprovalLevel, Duty, Manner, Missing
from app.domain.decisions import Basis, FourForms, Matter, Outcome
from app.web import labels
from app.web.labels import Label

MATTERS: Mapping[Matter, Label] = {
    Matter.ACCEPT: _l("Accept the lead"),
    Matter.DECLINE: _l("Do not accept the lead"),
    Matter.FORWARD: _l("Forward the lead"),
    Matter.SEALED_TRANSFER: _l("Transfer the lead sealed to the superior"),
    Matter.DISPOSE: _l("Decide how the lead is dealt with"),
    Matter.CONCLUDE: _l("Conclude the lead"),
    Matter.REOPEN: _l("Reopen the lead"),
    Matter.ARCHIVE: _l("Archive the lead"),
    Matter.EXTEND: _l("Put off a due day"),
    Matter.FALSE_ACCUSATION: _l("Find a false accusation"),
    Matter.LET_ORIGINAL_GO: _l("Let the original go"),
    Matter.SUPPLEMENT: _l("Tell the unit more"),
    Matter.HAND_BACK: _l("Hand the lead back"),
    Matter.EXPORT: _l("Export the lead"),
    Matter.PURGE: _l("Purge the case"),
}
BASES: Mapping[Basis, Label] = {
    Basis.REPORTS_14: _l("Rules on handling reports and accusations (2020), article 14"),
    Basis.REPORTS_15: _l("Rules on handling reports and accusations (2020), article 15"),
    Basis.REPORTS_16: _l("Rules on handling reports and accusations (2020), article 16"),
    Basis.REPORTS_17: _l("Rules on handling reports and accusations (2020), article 17"),
    Basis.DISCIPLINE_21: _l("Work rules on supervision and enforcement (2019), article 21"),
    Basis.OFFICE_MOVES: _l("The office's rules: how a case moves"),
    Basis.OFFICE_SECRECY: _l("The office's rules: secrecy"),
    Basis.OFFICE_TWO_PEOPLE: _l("The office's rules: two people"),
    Basis.OFFICE_INQUIRIES: _l("The office's rules: one case, two inquiries"),
    Basis.OFFICE_FALSE_ACCUSATION: _l("The office's rules: false accusation"),
}
OUTCOMES: Mapping[Outcome, Label] = {
    Outcome.APPROVED: _l("Approved"),
    Outcome.REFUSED: _l("Refused"),
    Outcome.WITHDRAWN: _l("Withdrawn"),
}
FOUR_FORMS: Mapping[FourForms, Label] = {
    FourForms.FIRST: _l("First form: criticism, talks and letters"),
    FourForms.SECOND: _l("Second form: light sanctions, change of post"),
    FourForms.THIRD: _l("Third form: heavy sanctions, great change of post"),
    FourForms.FOURTH: _l("Fourth form: grave breach, suspected crime, case filed"),
}
DUTIES: Mapping[Duty, Label] = {
    Duty.MAIN: _l("Main responsibility of the Party committee"),
    Duty.SUPERVISORY: _l("Supervisory responsibility of the discipline body"),
}
MANNERS: Mapping[Manner, Label] = {
    Manner.LETTER: _l("By letter to the person"),
    Manner.FACE_TO_FACE: _l("Face to face"),
    Manner.PARTY_COMMITTEE: _l("By notice to the Party committee"),
    Manner.WITHIN_SCOPE: _l("By notice within a fitting circle"),
}
LEVELS: Mapping[ApprovalLevel, Label] = {
    ApprovalLevel.CITY: _l("City level"),
    ApprovalLevel.PROVINCE: _l("Provincial level"),
    ApprovalLevel.CENTRAL: _l("Central level"),
}
MISSING: Mapping[Missing, Label] = {
    Missing.MAIN: _l("The main responsibility of the Party committee is not answered yet."),
    Missing.SUPERVISORY: _l("The supervisory responsibility is not answered yet."),
    Missing.CLARIFICATION: _l("Clarification for the wrongly accused is not settled yet."),
    Missing.FEEDBACK: _l("Feedback to the reporter is not marked as given yet."),
    Missing.PRESSING: _l("Something that was pressed for is not answered yet."),
}
PROBLEMS: Mapping[str, Label] = {
    "no_such_move": _l("The lead cannot go there from where it stands now."),
    "wrong_role": _l("Your role does not do this."),
    "own_proposal": _l("You proposed this yourself. Another person has to decide."),
    "other_organ": _l("This was proposed in another organ, and is decided there."),
    "kept_away": _l("Who proposed this is kept away from the lead by now. Refuse it."),
    "not_own": _l("Only who proposed this can withdraw it."),
    "open_already": _l("Something is proposed already. It has to be decided first."),
    "again": _l("Type your second factor first."),
    "reason": _l("Please give the reason."),
    "decline": _l("Please choose why it is not accepted."),
    "turn_to": _l("Please choose where the reporter can turn."),
    "conclusion": _l("Please choose how it ends."),
    "sentence": _l("Please choose what the reporter is told."),
    "form": _l("Choose one of the four forms where something was found, and none elsewhere."),
    "study": _l(
        "Give the number of the minutes, a day that is not to come, and the names of at least "
        "three persons who took part."
    ),
    "clock": _l("This clock does not allow it now."),
    "due_on": _l("Choose a later day, within what the rule allows."),
    "day": _l("Choose a day since the lead came here, and not to come."),
    "act_on": _l("The pledge must be older than the act, and the act must not be to come."),
    "asked": _l("Please say what you ask for."),
    "question": _l("Please write the question."),
    "no_reporter": _l("Nobody came with this lead, so nobody could read what is written here."),
    "answer": _l("Please answer what was asked for."),
    "manner": _l("Please choose how the person is cleared."),
    "approval_number": _l("Please give the number of the approval."),
    "level": _l("Only an approval of city level or above counts."),
    "too_early": _l("The reporter has not answered yet, and the time for it is not over."),
    "policy_line": _l(
        "A small circle is found only by its main criterion, with evidence: an interest group, or "
        "interest passed along or lived off. Record it under “Policy line” first."
    ),
    "not_found_anything": _l("Both inquiries are answered where something was found."),
    "not_unfounded": _l("This needs a lead that was concluded as unfounded."),
    "copies": _l("Choose 1 to 20 copies."),
    "recipient": _l("This is no key of age. It begins with age1pq1 or age1; copy it whole."),
    "digits": _l(
        "This is not what belongs to the key above. Listen to at least 20 digits once more. "
        "If they still differ, the key is not this office's: send nothing."
    ),
    "case_number": _l("No lead below has this number. Look whether it is typed as it was told."),
    "own_lead": _l("Your own organ holds this lead: press for it on its own page."),
    "pressed_already": _l("It was asked already, and is not answered yet."),
    "unread": _l("There are messages in it that nobody has read. Read them first."),
    "objected": _l(
        "A reporter objected to the outcome. "
        "Propose to reopen the lead, so that it is decided anew."
    ),
    "pressed": _l("It was pressed for progress, and nobody has answered. Answer first."),
    "too_soon": _l("The time for keeping this case is not over yet."),
    **{f"missing_{name}": text for name, text in MISSING.items()},
    **ROUTING_PROBLEMS,
}
"""Why the rules do not allow something, and what to do about it."""


def problem_text(code: str) -> str:
    """Why the rules do not allow it."""
    return str(PROBLEMS.get(code, PROBLEMS["no_such_move"]))


name_steps(
    Kind.DECISION,
    {
        **{f"proposed_{m}": _l("Proposed: %(what)s", what=text) for m, text in MATTERS.items()},
        **{
            f"{outcome}_{m}": _l("%(outcome)s: %(what)s", outcome=word, what=text)
            for outcome, word in OUTCOMES.items()
            for m, text in MATTERS.items()
        },
        "studied": _l("Collective study"),
        "pressed": _l("Pressed for progress"),
        "pressed_from_above": _l("The superior organ pressed for progress"),
        "pressing_answered": _l("Answered what was pressed for"),
    },
)
name_steps(
    Kind.STEP,
    {
        "asked": _l("Asked the reporter"),
        "went_on": _l("Went on after the question"),
        **{f"done_{c}": _l("Done: %(what)s", what=text) for c, text in labels.CLOCKS.items()},
    },
)
name_steps(
    Kind.FINDING,
    {
        **{f"inquiry_{d}": _l("Answered: %(what)s", what=text) for d, text in DUTIES.items()},
        "clarification": _l("Clarification recorded"),
        "cleared": _l("The wrongly accused was cleared"),
        "after_pledge": _l("Relapse after the pledge recorded"),
    },
)
