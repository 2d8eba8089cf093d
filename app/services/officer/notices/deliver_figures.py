"""Deliver daily figures to the superior: as mails on their way, or as files for collection."""

from pathlib import Path

from app.domain.notices import NoticeKind
from app.services.figures.figure import Figure
from app.services.officer.desk import OfficeDesk
from app.services.private_files import sync_folder, write_private
from app.storage.figures import list_figures_after
from app.storage.mails import add_mails, find_last_told_figure

_AT_ONCE = 100


def mail_figures(desk: OfficeDesk) -> int:
    """Put every figure on its way that was not yet; say how many.

    Each holds the hash of the one before: one that never arrives is missed.
    """
    with desk.casework.read() as session:
        last = find_last_told_figure(session, NoticeKind.FIGURE)
    with desk.intake.read() as session:
        rows = list_figures_after(session, last, _AT_ONCE)
    for row in rows:
        with desk.casework.begin() as session:
            told = [("", str(NoticeKind.FIGURE), row.items)]
            add_mails(session, told, row.day, desk.clock())
    return len(rows)


def write_figures(desk: OfficeDesk, folder: Path) -> int:
    """Put a file for each figure into a folder, where there is none yet; say how many.

    Raises:
        OSError: the folder cannot be written to.
    """
    names = {path.name for path in folder.iterdir()}
    with desk.intake.read() as session:
        rows = list_figures_after(session, None, _MOST)
    missing = [row for row in rows if _name(row.day.isoformat()) not in names]
    for row in missing:
        text = Figure.of_row(row).text()
        write_private(folder / _name(row.day.isoformat()), text.encode())
    if missing:
        sync_folder(folder)
    return len(missing)


def _name(day: str) -> str:
    return f"daily-figure-{day}.txt"


_MOST = 5_000
