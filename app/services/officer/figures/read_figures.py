"""Read daily figures beside what is there now, and keep what was seen."""

from dataclasses import dataclass
from datetime import date

from app.domain.roles import Role
from app.services.figures.compare import ComparedDay, compare_figure
from app.services.figures.figure import Figure
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.log_act import log_act
from app.services.roster import OrganKind
from app.storage.casework import KeptFigure
from app.storage.figures import list_figures_after, list_figures_before
from app.storage.kept_figures import add_kept, find_kept, find_newest_kept_day

PAGE_DAYS = 31
WHO_MAY_READ = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class FigureDay:
    """A day, compared; and whether it is the one that was kept."""

    compared: ComparedDay
    kept: bool
    kept_otherwise: bool
    """What was kept is another figure: somebody wrote this one later."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Some days, the newest first."""

    days: tuple[FigureDay, ...]
    has_older: bool
    not_kept: int
    """How many of the newest figures nobody has kept yet."""


def sees_figures(desk: OfficeDesk, officer: ActingOfficer) -> bool:
    """Whether the officer belongs to the organ that the figures are for."""
    kind = desk.roster().organ(officer.organ_id).kind
    return kind is OrganKind.SUPERIOR and officer.role in WHO_MAY_READ


def read_figures(desk: OfficeDesk, officer: ActingOfficer, before: date | None) -> Figures:
    """Read a page of figures.

    Args:
        desk: both zones.
        officer: of the superior organ.
        before: days before this one only; none for the newest.

    Raises:
        NotPermittedError: the officer is of another organ.
    """
    _require(desk, officer)
    with desk.intake.read() as session:
        # One more than is shown: each is held against the day before.
        rows = list_figures_before(session, before, PAGE_DAYS + 1)
        pairs = list(zip(rows, [*rows[1:], None], strict=False))[:PAGE_DAYS]
        compared = [compare_figure(session, row, earlier) for row, earlier in pairs]
    with desk.casework.read() as session:
        kept = find_kept(session, officer.organ_id, [one.figure.day for one in compared])
    return Figures(
        tuple(_day(one, kept.get(one.figure.day)) for one in compared),
        len(rows) > PAGE_DAYS,
        len(_not_kept(desk, officer)),
    )


def keep_figures(desk: OfficeDesk, officer: ActingOfficer) -> int:
    """Keep what nobody of the organ has kept yet, for good; say how many days that were.

    Raises:
        NotPermittedError: the officer is of another organ.
    """
    _require(desk, officer)
    figures = _not_kept(desk, officer)
    if not figures:
        return 0
    with desk.casework.begin() as session:
        add_kept(session, (_kept(officer, figure) for figure in figures))
        log_act(
            desk,
            session,
            officer,
            act="figures_kept",
            detail=f"count={len(figures)} until={figures[-1].day}",
        )
    return len(figures)


def _require(desk: OfficeDesk, officer: ActingOfficer) -> None:
    if not sees_figures(desk, officer):
        raise NotPermittedError


def _not_kept(desk: OfficeDesk, officer: ActingOfficer) -> list[Figure]:
    with desk.casework.read() as session:
        newest = find_newest_kept_day(session, officer.organ_id)
    with desk.intake.read() as session:
        return [Figure.of_row(row) for row in list_figures_after(session, newest, _MOST_AT_ONCE)]


def _kept(officer: ActingOfficer, figure: Figure) -> KeptFigure:
    return KeptFigure(
        organ_id=officer.organ_id,
        day=figure.day,
        items=figure.items,
        figure_hash=figure.digest(),
    )


def _day(compared: ComparedDay, kept: KeptFigure | None) -> FigureDay:
    same = kept is not None and kept.figure_hash == compared.figure.digest()
    return FigureDay(compared, same, kept is not None and not same)


_MOST_AT_ONCE = 5_000
