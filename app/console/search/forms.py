"""What can be asked of the search: sent in the body of a form alone, never in an address."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, SelectField
from wtforms.validators import Length, Optional

from app.console.forms import TOO_LONG, LineField
from app.domain.categories import Category
from app.domain.lifecycle import Status
from app.domain.searching import QUERY_MAX
from app.services.officer.search.search import Query
from app.web import labels
from app.web.choices import choices_of

_LINE = Length(max=QUERY_MAX, message=TOO_LONG)
_ANY = [("", _l("all"))]
RECEIVED, HAPPENED = "received", "happened"


def _day(label: labels.Label) -> DateField:
    return DateField(label, [Optional()])


class SearchForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Words, and what narrows them down; all of it may stay empty."""

    words = LineField(_l("Words"), [_LINE])
    subject = LineField(_l("Who it is about"), [_LINE])
    unit = LineField(_l("Unit"), [_LINE])
    place = LineField(_l("Place"), [_LINE])
    dated = SelectField(
        _l("Days"),
        choices=choices_of([(RECEIVED, _l("received")), (HAPPENED, _l("happened"))]),
        default=RECEIVED,
    )
    start = _day(_l("From"))
    end = _day(_l("To"))
    category = SelectField(
        _l("About"), choices=choices_of([*_ANY, *labels.CATEGORIES.items()]), default=""
    )
    status = SelectField(
        _l("Status"),
        choices=choices_of(
            [*_ANY, *((s, labels.STATUSES[s]) for s in Status if s is not Status.RECEIVED)]
        ),
        default="",
    )
    page = HiddenField()

    def query(self) -> Query:
        """What is looked for."""
        return Query(
            words=self.words.data or "",
            subject=self.subject.data or "",
            unit=self.unit.data or "",
            place=self.place.data or "",
            start=self.start.data,
            end=self.end.data,
            of_matter=self.dated.data == HAPPENED,
            category=Category(self.category.data) if self.category.data else None,
            status=Status(self.status.data) if self.status.data else None,
        )

    def page_number(self) -> int:
        """Which page; the first, where what was sent is none."""
        text = self.page.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < _PAGE_DIGITS else 1

    def narrowing(self) -> list[Field]:
        """The fields that narrow the words down."""
        return [
            self[name]
            for name in ("subject", "unit", "place", "dated", "start", "end", "category", "status")
        ]


_PAGE_DIGITS = 7
