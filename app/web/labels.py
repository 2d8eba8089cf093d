"""What the codes of the rules are called, in the reader's language.

Each table is complete: a test compares it with its codes.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.cleaning.inside.words import Trace
from app.cleaning.outcome import Hindrance
from app.domain.categories import (
    Category,
    CircleType,
    Frequency,
    HowKnown,
    Ongoing,
    Payer,
    PlaceType,
)
from app.domain.channels import Channel, Medium, Way
from app.domain.deadlines import ClockName
from app.domain.giveaways import GiveawayKind
from app.domain.lifecycle import PublicWord, Status
from app.domain.outlook import NextStep
from app.domain.priority import Reason
from app.domain.purposes import Purpose, Satisfaction
from app.domain.roles import Role

Label = Any
"""A lazily translated string: flask_babel has no type for it."""

TRACES: Mapping[Trace, Label] = {
    Trace.PLACE: _l("place"),
    Trace.DEVICE: _l("device"),
    Trace.AUTHOR: _l("author"),
    Trace.TIME: _l("time"),
    Trace.SOFTWARE: _l("software"),
    Trace.THUMBNAIL: _l("preview picture"),
    Trace.COMMENTS: _l("notes"),
    Trace.OTHER: _l("other hidden details"),
}
HINDRANCES: Mapping[Hindrance, Label] = {
    Hindrance.TOO_LARGE: _l("it is too large to be cleaned here"),
    Hindrance.UNKNOWN: _l(
        "it, or something inside it, is of no kind that can be cleaned here, or it is damaged"
    ),
    Hindrance.BROKEN: _l("it could not be read to its end"),
    Hindrance.PROTECTED: _l("it is protected by a password"),
    Hindrance.LEFT: _l("some of what is hidden in it could not be removed"),
    Hindrance.BUSY: _l("too many files are being cleaned at this moment; you can choose it again"),
    Hindrance.UNAVAILABLE: _l("this server cannot clean files at present"),
}
PUBLIC_CATEGORIES: Mapping[Category, Label] = {
    Category.DRINKING_CIRCLE: _l("A drinking circle: the same people meet over drink"),
    Category.UNREGISTERED_ASSOCIATION: _l(
        "An unregistered association of townsfolk, alumni or comrades"
    ),
    Category.PRIVATE_POWER_BASE: _l(
        "Factions: people chosen, promoted or pushed out by whose circle they belong to"
    ),
    Category.INTEREST_ALLIANCE: _l(
        "Power traded for money: with business people, in projects, in contracts"
    ),
    Category.OFFICIAL_ACTIVITY_ALCOHOL: _l("Drinking during official duties"),
    Category.GOING_THROUGH_MOTIONS: _l("A unit that only pretends to look into this"),
    Category.RETALIATION: _l("Retaliation against someone who reported"),
    Category.OTHER: _l("Something else, or I do not know which"),
}
CATEGORIES: Mapping[Category, Label] = {
    Category.DRINKING_CIRCLE: _l("Drinking circle"),
    Category.UNREGISTERED_ASSOCIATION: _l("Unregistered association"),
    Category.NETWORKING_FOR_GAIN: _l("Networking for gain"),
    Category.PATRON_DEPENDENCE: _l("Dependence on a patron"),
    Category.PRIVATE_POWER_BASE: _l("Private power base"),
    Category.INTEREST_ALLIANCE: _l("Alliance of interests"),
    Category.PUBLICITY_BUILDING: _l("Building publicity through a circle"),
    Category.INFIGHTING: _l("Infighting between circles"),
    Category.SHADOW_PERSONNEL_BROKER: _l("Shadow broker of posts"),
    Category.TRAINING_ASSOCIATION: _l("Association of course mates"),
    Category.MERCHANT_BROTHERHOOD: _l("Brotherhood with business people"),
    Category.UNPRINCIPLED_HARMONY: _l("Harmony without principle"),
    Category.OFFICIAL_ACTIVITY_ALCOHOL: _l("Alcohol in official activities"),
    Category.GOING_THROUGH_MOTIONS: _l("Going through the motions"),
    Category.RETALIATION: _l("Retaliation"),
    Category.OTHER: _l("Other"),
}
CIRCLE_TYPES: Mapping[CircleType, Label] = {
    CircleType.HOMETOWN: _l("People from one place"),
    CircleType.WORKPLACE: _l("People of one unit, now or before"),
    CircleType.ALUMNI_VETERAN: _l("One school, one class, one army unit"),
    CircleType.MERCHANT: _l("Around a business person whose relation is unclear"),
    CircleType.HOBBY: _l("A shared pastime: ball games, cards"),
    CircleType.UNSURE: _l("I cannot tell"),
}
PLACE_TYPES: Mapping[PlaceType, Label] = {
    PlaceType.HOTEL: _l("Hotel or restaurant"),
    PlaceType.FARMHOUSE: _l("Farmhouse restaurant"),
    PlaceType.CANTEEN: _l("Canteen of a unit"),
    PlaceType.PRIVATE_CLUB: _l("Private club"),
    PlaceType.HOME: _l("Somebody's home"),
    PlaceType.OTHER: _l("Another place"),
}
ONGOING: Mapping[Ongoing, Label] = {
    Ongoing.NOW: _l("It is happening now, or will within 48 hours"),
    Ongoing.PLANNED: _l("It is planned for later"),
    Ongoing.REGULAR: _l("It goes on, again and again"),
    Ongoing.PAST: _l("It is over"),
    Ongoing.UNKNOWN: _l("I do not know"),
}
FREQUENCIES: Mapping[Frequency, Label] = {
    Frequency.ONCE: _l("Once"),
    Frequency.SEVERAL: _l("Several times"),
    Frequency.REGULAR: _l("Regularly"),
    Frequency.UNKNOWN: _l("I do not know"),
}
PAYERS: Mapping[Payer, Label] = {
    Payer.SELF_PAID: _l("They paid for themselves"),
    Payer.PUBLIC_MONEY: _l("Public money"),
    Payer.BUSINESS_PERSON: _l("A business person"),
    Payer.SUBORDINATE: _l("A subordinate"),
    Payer.UNKNOWN: _l("I do not know"),
}
HOW_KNOWN: Mapping[HowKnown, Label] = {
    HowKnown.SAW: _l("I saw it"),
    HowKnown.WAS_TOLD: _l("I was told"),
    HowKnown.HAS_DOCUMENT: _l("I have a document, a photo or a recording"),
}
WAYS: Mapping[Way, Label] = {
    Way.PHONE: _l("Report by telephone"),
    Way.LETTER: _l("Report by letter"),
    Way.VISIT: _l("Report by a visit"),
    Way.SUPERVISION_CHECK: _l("Supervision check, also on the spot"),
    Way.SELF_CHECK: _l("Self-check of a unit"),
    Way.DEMOCRATIC_LIFE_MEETING: _l("Democratic life meeting"),
    Way.CASE_ANALYSIS: _l("Analysis of a case"),
    Way.INSPECTION_PATROL: _l("Inspection patrol"),
    Way.REFERRAL: _l("Assigned or referred by another organ"),
}
CHANNELS: Mapping[Channel, Label] = {
    Channel.SELF_CHECK: WAYS[Way.SELF_CHECK],
    Channel.DEMOCRATIC_LIFE_MEETING: WAYS[Way.DEMOCRATIC_LIFE_MEETING],
    Channel.PETITION_REPORT: _l("Petition or report"),
    Channel.SUPERVISION_CHECK: WAYS[Way.SUPERVISION_CHECK],
    Channel.CASE_ANALYSIS: WAYS[Way.CASE_ANALYSIS],
    Channel.INSPECTION_PATROL: WAYS[Way.INSPECTION_PATROL],
    Channel.REFERRAL: WAYS[Way.REFERRAL],
}
MEDIA: Mapping[Medium, Label] = {
    Medium.WEB: _l("Report by the public form"),
    Medium.PHONE: WAYS[Way.PHONE],
    Medium.LETTER: WAYS[Way.LETTER],
    Medium.VISIT: WAYS[Way.VISIT],
}
GIVEAWAYS: Mapping[GiveawayKind, Label] = {
    GiveawayKind.ONLY_KNOWN: _l("You say that few people know this. Those who do will be asked."),
    GiveawayKind.OWN_PLACE: _l(
        "This names your own office, post or family. “They” or “a unit” says enough."
    ),
    GiveawayKind.FIRST_PERSON: _l(
        "This says where you stood. Could it be told as what happened, without “I”?"
    ),
    GiveawayKind.EXACT_TIME: _l(
        "An exact moment: how many people can know it? “In the evening”, “in May” is often enough."
    ),
    GiveawayKind.NUMBER: _l("A phone or card number. If it is yours, take it out."),
    GiveawayKind.ONLINE_NAME: _l("An e-mail address or account name. If it is yours, take it out."),
    GiveawayKind.PLATE: _l("A number plate. If it is yours or a colleague's, take it out."),
    GiveawayKind.CHAT: _l(
        "A chat group, a screenshot or a recording: how many people were in it, or hold it?"
    ),
    GiveawayKind.QUOTE: _l(
        "Words quoted exactly: who heard or received them? Their sense will do."
    ),
}
PUBLIC_WORDS: Mapping[PublicWord, Label] = {
    PublicWord.RECEIVED: _l("Received"),
    PublicWord.ACCEPTED: _l("Accepted"),
    PublicWord.FORWARDED: _l("Forwarded to the body that may handle it"),
    PublicWord.NOT_ACCEPTED: _l("Outside what we may handle"),
    PublicWord.INFO_REQUESTED: _l("Please add something"),
    PublicWord.IN_PROGRESS: _l("In progress"),
    PublicWord.CONCLUDED: _l("Concluded"),
}
WORD_EXPLANATIONS: Mapping[PublicWord, Label] = {
    PublicWord.RECEIVED: _l("Your report is here, sealed. It is read in turn."),
    PublicWord.ACCEPTED: _l("The office has taken your report up."),
    PublicWord.FORWARDED: _l("It now lies with the body whose task it is."),
    PublicWord.NOT_ACCEPTED: _l("The office cannot take your report up."),
    PublicWord.INFO_REQUESTED: _l("There is a question for you below. You need not answer it."),
    PublicWord.IN_PROGRESS: _l("The office is working on it."),
    PublicWord.CONCLUDED: _l("The office has finished its work on it."),
}
STATUSES: Mapping[Status, Label] = {
    Status.RECEIVED: _l("Unopened"),
    Status.OPENED: _l("Opened, to be screened"),
    Status.SEALED_TRANSFER: _l("Transferred sealed to the superior"),
    Status.FORWARDED: _l("Routed"),
    Status.NOT_ACCEPTED: _l("Not accepted"),
    Status.DUPLICATE: _l("Duplicate"),
    Status.INFO_REQUESTED: _l("Waiting for the reporter"),
    Status.ACCEPTED: _l("Accepted"),
    Status.DISPOSITION_PROPOSED: _l("Disposition proposed"),
    Status.INQUIRY: _l("Inquiry by talk or letter"),
    Status.PRELIMINARY_VERIFICATION: _l("Preliminary verification"),
    Status.HELD_PENDING: _l("Held pending"),
    Status.CASE_FILED: _l("Case filed"),
    Status.CONCLUDED: _l("Concluded"),
    Status.REOPENED: _l("Reopened"),
    Status.ARCHIVED: _l("Archived"),
}
ROLES: Mapping[Role, Label] = {
    Role.INTAKE_OFFICER: _l("Intake officer"),
    Role.CASE_OFFICER: _l("Case officer"),
    Role.APPROVER: _l("Approver"),
    Role.STATISTICIAN: _l("Statistician"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
REASONS: Mapping[Reason, Label] = {
    Reason.RETALIATION: _l("retaliation"),
    Reason.DANGER: _l("somebody in danger"),
    Reason.EVIDENCE_AT_RISK: _l("evidence being destroyed"),
    Reason.MEETING_NOW: _l("meets now or within 48 hours"),
    Reason.BUSINESS_PERSON: _l("business person"),
    Reason.PUBLIC_MONEY: _l("public money"),
    Reason.REGULAR_MEETINGS: _l("ongoing, regular"),
    Reason.DRINKING_CIRCLE: _l("drinking circle"),
    Reason.SUSPECTED_CIRCLE: _l("suspected drinking circle"),
    Reason.SMALL_CIRCLE: _l("small circle"),
    Reason.OTHER_MATTER: _l("other matter"),
    Reason.LONG_UNOPENED: _l("unopened for 10 working days"),
}
CLOCKS: Mapping[ClockName, Label] = {
    ClockName.OPENING: _l("Open"),
    ClockName.SCREENING: _l("Screen"),
    ClockName.ACCEPTANCE: _l("Decide on acceptance"),
    ClockName.TRANSFER: _l("Transfer to the superior"),
    ClockName.FORWARDING: _l("Register the routed lead"),
    ClockName.REMINDER: _l("Remind the reporter"),
    ClockName.CONTINUATION: _l("Go on without an answer"),
    ClockName.DISPOSITION: _l("Propose a disposition"),
    ClockName.CIRCLE_DISPOSITION: _l("Propose a disposition (drinking circle)"),
    ClockName.RENEWED_DISPOSITION: _l("Propose a disposition anew"),
    ClockName.INQUIRY_START: _l("Start the inquiry"),
    ClockName.INQUIRY_ANSWER: _l("Answer to the inquiry"),
    ClockName.INQUIRY_OPINION: _l("Opinion on the inquiry"),
    ClockName.VERIFICATION: _l("Finish the verification"),
    ClockName.REVIEW: _l("Look at it again"),
    ClockName.FEEDBACK: _l("Give feedback"),
    ClockName.FEEDBACK_AT_MOST: _l("Give feedback at the latest"),
    ClockName.MAILBOX: _l("Close the mailbox"),
    ClockName.PRESSING: _l("Answer what was pressed for"),
}
PURPOSES: Mapping[Purpose, Label] = {
    Purpose.ANSWER: _l("I answer the question"),
    Purpose.DECLINE: _l("I would rather not answer"),
    Purpose.EVIDENCE: _l("I have more facts or files"),
    Purpose.RETALIATION: _l("I am being put under pressure because of this"),
    Purpose.OBJECTION: _l("I object to the outcome and have new facts"),
    Purpose.SATISFACTION: _l("I want to say how satisfied I am"),
}
"""As the reporter chooses them."""
PURPOSE_TAGS: Mapping[Purpose, Label] = {
    Purpose.ANSWER: _l("Answers the question"),
    Purpose.DECLINE: _l("Would rather not answer"),
    Purpose.EVIDENCE: _l("More facts or files"),
    Purpose.RETALIATION: _l("Under pressure because of the report"),
    Purpose.OBJECTION: _l("Objects to the outcome"),
    Purpose.SATISFACTION: _l("How content the reporter is"),
}
"""As officers read them."""
SATISFACTIONS: Mapping[Satisfaction, Label] = {
    Satisfaction.YES: _l("Yes"),
    Satisfaction.PARTLY: _l("Partly"),
    Satisfaction.NO: _l("No"),
}
SENT_TEXTS: Mapping[Purpose, Label] = {
    Purpose.ANSWER: _l("Thank you. The office reads your answer and goes on."),
    Purpose.DECLINE: _l(
        "That is your right, and nobody holds it against you. The office goes on without it."
    ),
    Purpose.EVIDENCE: _l("It is added to your case and read with it."),
    Purpose.RETALIATION: _l(
        "Such cases come first: yours stands on top when the office next opens its list. "
        "Come back for the answer. If you are in danger, call the police on 110 as well."
    ),
    Purpose.OBJECTION: _l(
        "The office looks at your objection. "
        "If your new facts change the picture, the case is taken up again."
    ),
    Purpose.SATISFACTION: _l("Thank you for telling us. It changes nothing in your case."),
}
"""What the page says after a message of each kind."""
NEXT_STEPS: Mapping[NextStep, Label] = {
    NextStep.OPENING: _l("The office opens your report."),
    NextStep.ACCEPTANCE: _l("The office decides whether it takes your report up."),
    NextStep.DISPOSITION: _l("The office decides how to go about it."),
    NextStep.RENEWED_DISPOSITION: _l("The office decides anew how to go about it."),
    NextStep.OUTCOME: _l("The office works on it, then tells you the outcome in general words."),
    NextStep.HANDING_OVER: _l("Your case is handed over to the body whose task it is."),
    NextStep.ELSEWHERE: _l(
        "That body works on it, by its own rules. If it has a question, you find it here."
    ),
    NextStep.ANSWER: _l("You can answer the question, if you want to."),
    NextStep.GOING_ON: _l("The office goes on without an answer. You can still write."),
    NextStep.FEEDBACK: _l("The office tells you the outcome in general words."),
    NextStep.NOTHING: _l(
        "Nothing more is planned. If you were not told the outcome, ask. "
        "With new facts you can object."
    ),
}
"""What comes next, as the reporter reads it."""
