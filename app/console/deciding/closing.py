"""The steps of a concluded lead: inquiries, clarification, false accusation, the archive."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.deciding.forms import (
    ClarifyForm,
    FalseAccusationForm,
    InquiryForm,
    PledgeForm,
    SeenForm,
)
from app.console.deciding.steps import Step, proposing, put_step
from app.console.deciding.words import DUTIES
from app.domain.closing import Duty, Manner
from app.domain.decisions import Matter, found_something
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.sentences import Conclusion
from app.services.officer.deciding.archive import list_missing, put_forward
from app.services.officer.deciding.close_up import (
    answer_inquiry,
    clarify,
    set_after_pledge,
)
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.web.choices import choices_of

_CASE = frozenset({Role.CASE_OFFICER})
_BEFORE_ACCEPTANCE = (Status.OPENED, Status.NOT_ACCEPTED, Status.DUPLICATE)


def _found(record: Record, _officer: ActingOfficer, _today: date) -> bool:
    return record.status is Status.CONCLUDED and found_something(record.conclusion)


def _unfounded(record: Record, _officer: ActingOfficer, _today: date) -> bool:
    return record.status is Status.CONCLUDED and record.conclusion is Conclusion.UNFOUNDED


def _answer_inquiry(officer: ActingOfficer, number: str, form: InquiryForm) -> None:
    answer_inquiry(
        desk(),
        officer,
        number,
        Duty(form.duty.data),
        pursued=form.pursued.data == "yes",
        reason=form.reason.data,
        seen=form.seen.data,
    )


def _fill_inquiry(form: InquiryForm, record: Record, _today: date) -> None:
    open_ones = [duty for duty in Duty if duty not in record.inquiries] or list(Duty)
    form.duty.choices = choices_of((duty, DUTIES[duty]) for duty in open_ones)


def _clarify(officer: ActingOfficer, number: str, form: ClarifyForm) -> None:
    clarify(
        desk(),
        officer,
        number,
        needed=form.needed.data == "yes",
        note=form.note.data,
        manner=Manner(form.manner.data) if form.manner.data else None,
        done_on=form.done_on.data,
        seen=form.seen.data,
    )


def _fill_clarify(form: ClarifyForm, record: Record, _today: date) -> None:
    known = record.clarification
    if known is None or form.is_submitted():
        return
    form.needed.data = "yes" if known.needed else "no"
    form.note.data = known.note
    form.manner.data = known.manner or ""
    form.done_on.data = known.done_on


def _after_pledge(officer: ActingOfficer, number: str, form: PledgeForm) -> None:
    set_after_pledge(
        desk(), officer, number, form.pledged_on.data, form.act_on.data, seen=form.seen.data
    )


def _put_forward(officer: ActingOfficer, number: str, form: SeenForm) -> None:
    put_forward(desk(), officer, number, seen=form.seen.data)


put_step(
    Step(
        name="inquiry",
        title=_l("Answer the two inquiries"),
        hint=_l(
            "One case, two inquiries: whether the Party committee and the discipline body did "
            "their part. Each is answered, pursued or not, before the lead can be archived."
        ),
        button=_l("Save"),
        order=100,
        roles=_CASE,
        form=InquiryForm,
        offers=_found,
        do=_answer_inquiry,
        fill=_fill_inquiry,
        proposes=False,
    )
)
put_step(
    Step(
        name="clarify",
        title=_l("Clear the wrongly accused"),
        hint=_l("Say how the person is cleared, or why nothing is to be done."),
        button=_l("Save"),
        order=110,
        roles=_CASE,
        form=ClarifyForm,
        offers=_unfounded,
        do=_clarify,
        fill=_fill_clarify,
        proposes=False,
    )
)
put_step(
    Step(
        name="false-accusation",
        title=_l("Propose to find a false accusation"),
        hint=_l(
            "Only for facts made up with intent to harm, and only with an approval of city level "
            "or above. A mistaken report is never punished. Nothing here helps to find out who an "
            "anonymous reporter is, and nobody may try."
        ),
        button=_l("Propose"),
        order=120,
        roles=_CASE,
        form=FalseAccusationForm,
        offers=_unfounded,
        do=proposing(Matter.FALSE_ACCUSATION),
    )
)
put_step(
    Step(
        name="after-pledge",
        title=_l("Record a relapse after the pledge"),
        hint=_l("It counts only where the pledge is older than the act."),
        button=_l("Save"),
        order=130,
        roles=_CASE,
        form=PledgeForm,
        offers=lambda record, _officer, _today: record.status not in _BEFORE_ACCEPTANCE,
        do=_after_pledge,
        proposes=False,
    )
)
put_step(
    Step(
        name="put-forward",
        title=_l("Put it forward for the archive"),
        hint=_l(
            "The auditor, who sees no content, begins; then an approver agrees. The auditor reads "
            "the case number, the days, and whether all is answered, nothing else."
        ),
        button=_l("Put forward"),
        order=140,
        roles=frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER}),
        form=SeenForm,
        offers=lambda record, _officer, _today: (
            record.status is Status.CONCLUDED and not list_missing(record)
        ),
        do=_put_forward,
    )
)
