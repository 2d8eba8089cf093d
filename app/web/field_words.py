"""What WTForms says by itself of a field that is wrong, in the office's words."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from app.web.labels import Label

_CHOOSE: Final = _l("Please choose from the list.")
FIELD_WORDS: Final[Mapping[str, Label]] = {
    "Not a valid choice.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "Not a valid date value.": _l("Please give a day of the calendar, as 2026-11-12."),
    "Not a valid integer value.": _l("Please give a whole number, in digits."),
}
"""By WTForms' own words."""


class FieldWords:
    """Stands in for a catalogue of WTForms; what it does not know stays as it is."""

    def ugettext(self, text: str) -> str:
        """Our words for WTForms' own."""
        return str(FIELD_WORDS.get(text, text))

    def ungettext(self, singular: str, plural: str, count: int) -> str:
        """The same for words that come in two forms."""
        return self.ugettext(singular if count == 1 else plural)
