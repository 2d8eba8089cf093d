"""The log: what was done, by whom, when; filtered, a page at a time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.validators import ValidationError

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.queue.queue import officer_view
from app.domain.roles import Role
from app.services.officer.audit.read_log import (
    LogFilter,
    LogPage,
    list_log_accounts,
    read_log,
)
from app.storage.audit import Entry
from app.web.acts import ACTS, act_text, detail_text
from app.web.choices import choices_of

_CASE_NUMBER_CHARACTERS = 15
_SEQUENCE_DIGITS = 10


class LogFilterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Which entries; what is left empty asks nothing."""

    class Meta:
        """It changes nothing, and stands in the address."""

        csrf = False

    account = SelectField(_l("Account"))
    act = SelectField(_l("What was done"))
    case_number = StringField(_l("Case number"))
    first_day = StringField(_l("From day"))
    last_day = StringField(_l("To day"))

    def validate_case_number(self, field: Field) -> None:
        """Nothing that no case number could be."""
        text = (field.data or "").strip()
        if len(text) > _CASE_NUMBER_CHARACTERS or not text.isprintable():
            raise ValidationError(_("A case number looks like QF-0000-0000-00."))

    def validate_first_day(self, field: Field) -> None:
        """A day, or nothing."""
        _day(field)

    def validate_last_day(self, field: Field) -> None:
        """The same, and not before the first."""
        last, first = _day(field), _day_or_none(self.first_day.data)
        if last and first and last < first:
            raise ValidationError(_("The last day is before the first: exchange the two."))

    def asked(self) -> LogFilter:
        """What was asked for."""
        return LogFilter(
            self.account.data or "",
            self.act.data or "",
            (self.case_number.data or "").strip().upper(),
            _day_or_none(self.first_day.data),
            _day_or_none(self.last_day.data),
        )


@pages.get("/audit")
@may_enter(Role.AUDITOR)
def audit() -> ResponseReturnValue:
    """The newest entries, or those before or after one."""
    form = _form()
    if not form.validate():
        return _page(form, LogPage((), has_newer=False, has_older=False), LogFilter()), 422
    asked = form.asked()
    before, after = _sequence("before"), _sequence("after")
    found = read_log(desk(), acting_officer(), asked, before=before, after=after)
    return _page(form, found, asked)


def _form() -> LogFilterForm:
    form = LogFilterForm(request.args)
    accounts = list_log_accounts(desk(), acting_officer())
    named = [(account, f"{name} ({account})") for account, name in accounts]
    form.account.choices = choices_of([("", _("anybody")), *named])
    acts = sorted(((act, str(text)) for act, text in ACTS.items()), key=lambda pair: pair[1])
    form.act.choices = choices_of([("", _("anything")), *acts])
    # What is not in the address is empty, not wrong.
    form.account.data = form.account.data or ""
    form.act.data = form.act.data or ""
    return form


def _page(form: LogFilterForm, found: LogPage, asked: LogFilter) -> str:
    names = dict(list_log_accounts(desk(), acting_officer()))
    kept = _address_of(asked)
    sequences = [entry.sequence for entry in found.entries]
    newer = url_for("console.audit", **kept, after=max(sequences)) if sequences else None
    older = url_for("console.audit", **kept, before=min(sequences)) if sequences else None
    return render_template(
        "audit_log.html",
        officer=officer_view(),
        unlocked=False,
        form=form,
        filtered=bool(kept),
        entries=[_entry(entry, names) for entry in found.entries],
        newer_url=newer if found.has_newer else None,
        older_url=older if found.has_older else None,
    )


def _entry(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    name = names.get(entry.account)
    moment = entry.at if entry.at.tzinfo else entry.at.replace(tzinfo=UTC)
    return {
        "sequence": entry.sequence,
        "at": moment_text(moment),
        "who": f"{name} ({entry.account})" if name else entry.account or _("nobody by name"),
        "what": act_text(entry.act),
        "case_number": entry.case_number,
        "detail": detail_text(entry.detail),
    }


def moment_text(moment: datetime) -> str:
    """A moment of an officer's act, to the second, in the office's time."""
    return str(format_datetime(moment, "yyyy-MM-dd HH:mm:ss"))


def _address_of(asked: LogFilter) -> dict[str, Any]:
    values = {
        "account": asked.account,
        "act": asked.act,
        "case_number": asked.case_number,
        "first_day": str(asked.first_day or ""),
        "last_day": str(asked.last_day or ""),
    }
    return {name: value for name, value in values.items() if value}


def _sequence(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _SEQUENCE_DIGITS else None


def _day(field: Field) -> date | None:
    day = _day_or_none(field.data)
    if day is None and (field.data or "").strip():
        raise ValidationError(_("Please type the day as 2026-11-12."))
    return day


def _day_or_none(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None
