"""The filter as the page shows it: choices, what is chosen, and how to take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.console.blueprint import acting_officer, desk
from app.console.queue.words import COLOURS, DUES, FIELDS, MARKS
from app.domain.categories import Category, CircleType
from app.domain.deadlines import Colour
from app.domain.lifecycle import Status
from app.domain.priority import Level
from app.services.officer.lead.triage_case import list_colleagues
from app.services.officer.queue.filters import NOBODY, Counts, Due, Filter, Mark
from app.services.officer.queue.saved_views import SavedView
from app.services.roster import OrganKind
from app.web import labels

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer to whom leads are assigned."""

    account: str
    name: str


def colleagues() -> list[Colleague]:
    """The officers of the organ who work on leads."""
    return [
        Colleague(one.account, f"{one.name} ({one.account})")
        for one in list_colleagues(desk(), acting_officer())
    ]


def filter_choices(people: list[Colleague]) -> dict[str, Choices]:
    """What can be asked for, by the name in the address: code and words."""
    units = desk().roster().of_kind(OrganKind.UNIT)
    choices = {
        "level": [(level.name, level.name) for level in Level],
        "colour": _named(COLOURS, Colour),
        "due": _named(DUES, Due),
        "status": _named(labels.STATUSES, [s for s in Status if s is not Status.RECEIVED]),
        "category": _named(labels.CATEGORIES, Category),
        "circle": _named(labels.CIRCLE_TYPES, CircleType),
        "unit": [(unit.organ_id, unit.name) for unit in units],
        "officer": [(NOBODY, _("nobody yet")), *((one.account, one.name) for one in people)],
        "mark": _named(MARKS, Mark),
    }
    return {name: some for name, some in choices.items() if some}


def chosen_tags(wanted: Filter, choices: Mapping[str, Choices]) -> list[dict[str, str]]:
    """What is asked for, each with the way to ask for it no more."""
    codes = wanted.codes()
    return [
        {
            "field": str(FIELDS[name]),
            "text": dict(choices.get(name, ())).get(code, code),
            "url": queue_url({n: c for n, c in codes.items() if n != name}),
        }
        for name, code in codes.items()
    ]


def count_links(counts: Counts, wanted: Filter) -> dict[str, list[dict[str, Any]]]:
    """The counts at the top: each leads to just those leads, and shows whether it was followed."""
    account = acting_officer().account
    return {
        "levels": [
            _link(level.name, {"level": level.name}, counts.levels.get(level, 0), wanted)
            for level in Level
        ],
        "colours": [
            _link(str(one), {"colour": str(one)}, counts.colours.get(one, 0), wanted)
            for one in (Colour.RED, Colour.YELLOW, Colour.GREEN)
        ],
        "marks": [
            _link(_("Assigned to me"), {"officer": account}, counts.mine, wanted),
            *(
                _link(str(MARKS[mark]), {"mark": str(mark)}, counts.marks[mark], wanted)
                for mark in Mark
                # What there is none of takes no room, unless just that was asked for.
                if counts.marks[mark] or wanted.mark is mark
            ),
        ],
    }


def view_links(views: tuple[SavedView, ...], wanted: Filter) -> list[dict[str, Any]]:
    """The officer's saved views; their names are on the page alone, never in an address."""
    codes = wanted.codes()
    return [
        {
            "name": view.name,
            "place": place,
            "url": queue_url(view.codes),
            "current": view.codes == codes,
        }
        for place, view in enumerate(views)
    ]


def queue_url(codes: Mapping[str, str], page: int = 1) -> str:
    """The list's address for what is asked for."""
    values: dict[str, Any] = dict(codes)
    if page > 1:
        values["page"] = page
    return url_for("console.queue", **values)


def _link(text: str, codes: Mapping[str, str], number: int, wanted: Filter) -> dict[str, Any]:
    current = wanted.codes() == codes
    return {
        "text": text,
        "number": number,
        # Followed a second time, it shows all again.
        "url": queue_url({} if current else codes),
        "current": current,
    }


def _named(words: Mapping[Any, labels.Label], codes: Any) -> Choices:  # noqa: ANN401  an enum
    return [(str(code), str(words[code])) for code in codes]
