"""The step that proposes to purge a case."""

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import DataRequired

from app.console.blueprint import WORKING_ON_LEADS, desk
from app.console.deciding.forms import ReasonForm
from app.console.deciding.steps import Step, put_step
from app.services.officer.deciding.purge import may_be_purged_from, propose_purge
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record


class PurgeForm(ReasonForm):
    """Why, and that it is meant."""

    sure = BooleanField(
        _l("I know that nothing of the case can be brought back."),
        [DataRequired(_l("Please tick the box to confirm."))],
    )


def _offered(record: Record, officer: ActingOfficer, today: date) -> bool:
    first_day = may_be_purged_from(record, desk().retention)
    own = officer.organ_id == record.organ_id
    return own and first_day is not None and today >= first_day


def _purge(officer: ActingOfficer, number: str, form: PurgeForm) -> None:
    propose_purge(desk(), officer, number, form.reason.data, seen=form.seen.data)


put_step(
    Step(
        name="purge",
        title=_l("Propose to purge the case"),
        hint=_l(
            "The time for keeping it is over. Once an approver agrees, with the second factor "
            "typed again, the report, its files, the messages and the record are destroyed, here "
            "and in every organ. A stub stays: number, days, and who did it."
        ),
        button=_l("Propose"),
        order=150,
        roles=frozenset(WORKING_ON_LEADS),
        form=PurgeForm,
        offers=_offered,
        do=_purge,
    )
)
