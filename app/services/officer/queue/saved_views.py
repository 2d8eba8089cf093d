"""Views that an officer has saved: a name in the officer's own words, and what is asked for.

A name can tell of a lead, so it is sealed: under a key of this officer alone, which the key-holder
gives to nobody else. When an organ's archive is sealed anew after a compromise, they are lost.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.index.segments import BrokenIndexError, open_entry, seal_entry
from app.services.officer.queue.filters import Filter, read_filter
from app.services.officer.queue.lead_index import KIND, lead_index
from app.storage.casework import OfficerPreferences

NAME_MAX: Final = 30
VIEWS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class SavedView:
    """What an officer looks at again and again."""

    name: str = field(repr=False)
    codes: dict[str, str]

    def filter(self) -> Filter:
        """What is asked for."""
        return read_filter(self.codes)


def list_views(desk: OfficeDesk, officer: ActingOfficer) -> tuple[SavedView, ...]:
    """The officer's views; opened once after each unlocking.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    index = lead_index(desk, officer)
    with index.lock:
        if officer.account not in index.views:
            index.views[officer.account] = _read(desk, officer)
        views: tuple[SavedView, ...] = index.views[officer.account]
        return views


def save_view(desk: OfficeDesk, officer: ActingOfficer, name: str, wanted: Filter) -> None:
    """Keep a view; one of the same name gives way, and the oldest where there are too many."""
    others = [one for one in list_views(desk, officer) if one.name != name]
    _write(desk, officer, (*others, SavedView(name, wanted.codes()))[-VIEWS_MAX:])


def delete_view(desk: OfficeDesk, officer: ActingOfficer, place: int) -> None:
    """Forget the view at a place in the list, counted from 0; nothing where there is none."""
    views = list_views(desk, officer)
    _write(desk, officer, tuple(one for n, one in enumerate(views) if n != place))


def _read(desk: OfficeDesk, officer: ActingOfficer) -> tuple[SavedView, ...]:
    key = desk.key_holder.index_keys(officer.unlock_token, KIND, []).own
    with desk.casework.read() as session:
        row = session.get(OfficerPreferences, officer.account)
    if row is None:
        return ()
    try:
        return _DECODER.decode(open_entry(row.payload, key))
    except (BrokenIndexError, msgspec.MsgspecError):
        return ()


def _write(desk: OfficeDesk, officer: ActingOfficer, views: tuple[SavedView, ...]) -> None:
    index = lead_index(desk, officer)
    key = desk.key_holder.index_keys(officer.unlock_token, KIND, []).own
    payload = seal_entry(msgspec.msgpack.encode(views), key)
    with desk.casework.begin() as session:
        session.merge(OfficerPreferences(account=officer.account, payload=payload))
    with index.lock:
        index.views[officer.account] = views


_DECODER: Final = msgspec.msgpack.Decoder(tuple[SavedView, ...])
