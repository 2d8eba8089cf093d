"""Forms beside the entries of a list: one of them may have been sent and need correcting."""

from dataclasses import dataclass

from app.console.lead.forms import EntryForm
from app.console.lead.sections import Lead


@dataclass(frozen=True, slots=True)
class PlacedForm:
    """A form beside an entry."""

    form: EntryForm
    prefix: str
    """Before the ids of its fields."""
    wrong: bool
    """It was sent and needs correcting: it stands open."""


class EntryForms:
    """The forms of one kind; blank ones are all alike, so there is one for all entries."""

    def __init__(self, lead: Lead, name: str, kind: type[EntryForm]) -> None:
        self._name = name
        self._sent = lead.sent.get(name)
        self._blank = kind(formdata=None)

    def beside(self, entry: str) -> PlacedForm:
        """The form beside one entry."""
        sent = self._sent
        if isinstance(sent, EntryForm) and sent.entry == entry:
            return PlacedForm(sent, f"{self._name}-", wrong=True)
        return PlacedForm(self._blank, f"{self._name}-{entry}-", wrong=False)
