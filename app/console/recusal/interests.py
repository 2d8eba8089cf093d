"""What an officer declares about themself; an approver reads the colleagues' too."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.forms import TOO_LONG
from app.console.lead.colleagues import named
from app.console.queue.queue import officer_view
from app.domain.interests import NAMES_MAX, Interest, InterestKind
from app.domain.people import names_in
from app.services.officer.key_holder_client import KeyUseRefusedError
from app.services.officer.recusal.compare_declared import compare_declared
from app.services.officer.recusal.interests import (
    Declared,
    TooManyDeclaredError,
    declare_interest,
    read_declared,
    withdraw_interest,
)
from app.services.officer.recusal.recuse import list_who_could_be_recused
from app.storage.case_records import StaleCaseError
from app.web.choices import choices_of
from app.web.labels import Label

KINDS: Final[Mapping[InterestKind, Label]] = {
    InterestKind.PERSON: _l("A person: a relative, a friend, a former superior"),
    InterestKind.UNIT: _l("A unit or a section"),
    InterestKind.COMPANY: _l("A company or a business"),
    InterestKind.POST: _l("A post of my own, now or before"),
}
SHORT_KINDS: Final[Mapping[InterestKind, Label]] = {
    InterestKind.PERSON: _l("person"),
    InterestKind.UNIT: _l("unit"),
    InterestKind.COMPANY: _l("company"),
    InterestKind.POST: _l("own post"),
}
_DONE = "interest_done"
"""In the officer's own cookie until the next look: what was done, and nothing of what it is."""
_NAMES_LENGTH: Final = 300
_RELATION_LENGTH: Final = 500
_SHORTEST_NAME: Final = 2


class InterestForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """One declaration."""

    kind = RadioField(
        _l("What do you declare?"),
        [DataRequired(_l("Please choose one."))],
        choices=choices_of(KINDS.items()),
    )
    names = TextAreaField(
        _l("Name, in each way in which people write it"),
        [
            DataRequired(_l("Please write the name.")),
            Length(max=_NAMES_LENGTH, message=TOO_LONG),
        ],
    )
    relation = TextAreaField(
        _l("What you have to do with it (optional)"),
        [Length(max=_RELATION_LENGTH, message=TOO_LONG)],
    )

    def validate_names(self, field: TextAreaField) -> None:
        """So many at most, each long enough to mean something."""
        names = names_in([field.data or ""])
        if len(names) > NAMES_MAX:
            raise ValidationError(_("Please give %(max)s ways of writing at most.", max=NAMES_MAX))
        if any(len(name) < _SHORTEST_NAME for name in names):
            raise ValidationError(_("A name of one character would be found everywhere."))

    def interest(self) -> Interest:
        """What was declared."""
        relation = (self.relation.data or "").strip()
        return Interest(InterestKind(self.kind.data), names_in([self.names.data or ""]), relation)


@pages.get("/interests")
@may_enter(*WORKING_ON_LEADS)
def interests() -> ResponseReturnValue:
    """What was declared, and the form to declare something."""
    return _page(InterestForm(formdata=None), done=session.pop(_DONE, ""))


@pages.post("/interests")
@may_enter(*WORKING_ON_LEADS)
def send_interest() -> ResponseReturnValue:
    """Keep it, and compare the open leads with it."""
    form = InterestForm()
    if not form.validate():
        return _page(form), 422
    try:
        declare_interest(desk(), acting_officer(), form.interest())
    except TooManyDeclaredError:
        form.names.errors = [_("You have declared very much. Withdraw what holds no more first.")]
        return _page(form), 422
    session[_DONE] = "declared"
    return _compare()


@pages.post("/interests/compare")
@may_enter(*WORKING_ON_LEADS)
def send_comparison() -> ResponseReturnValue:
    """Begin anew where comparing was cut off."""
    session[_DONE] = "declared"
    return _compare()


@pages.post("/interests/withdraw")
@may_enter(*WORKING_ON_LEADS)
def send_interest_withdrawal() -> ResponseReturnValue:
    """It holds no more; what it caused stays."""
    try:
        withdraw_interest(desk(), acting_officer(), request.form.get("interest", ""))
    except KeyUseRefusedError:
        raise StaleCaseError("") from None
    session[_DONE] = "withdrawn"
    return redirect(url_for("console.interests"), 303)


def _compare() -> ResponseReturnValue:
    job = compare_declared(desk(), acting_officer())
    if job is None:
        return redirect(url_for("console.interests"), 303)
    return redirect(url_for("console.progress", kind="interests"), 303)


def _page(form: InterestForm, *, done: str = "") -> str:
    officer = acting_officer()
    own, others = read_declared(desk(), officer)
    colleagues = list_who_could_be_recused(desk(), officer)
    names = {colleague.account: named(colleague) for colleague in colleagues}
    return render_template(
        "interests.html",
        officer=officer_view(),
        unlocked=True,
        form=form,
        done=done,
        own=[_declared(one, names) for one in own if not one.withdrawn_on],
        withdrawn=[_declared(one, names) for one in own if one.withdrawn_on],
        others=[_declared(one, names) for one in others],
        not_compared=any(_waits(one) for one in own),
    )


def _waits(one: Declared) -> bool:
    is_post = one.interest.kind is InterestKind.POST
    return not (is_post or one.is_compared or one.withdrawn_on)


def _declared(one: Declared, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.interest_id,
        "who": names.get(one.account, one.account),
        "kind_text": SHORT_KINDS[one.interest.kind],
        "names": one.interest.names,
        "relation": one.interest.relation,
        "on": date.fromisoformat(one.on),
        "withdrawn_on": date.fromisoformat(one.withdrawn_on) if one.withdrawn_on else None,
        "waits": _waits(one),
    }
