"""Look at a file without running anything of it: the sandbox opens it, never this process."""

from dataclasses import dataclass

from app.rendering.outcome import NotRenderedError, Obstacle, Wish
from app.rendering.renderer import Rendered
from app.services.envelopes import Attachment
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.files.open_file import FilePlace, open_file

__all__ = ["Preview", "Rendered", "preview_file"]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file, and what there is to see of it: one of the two is there."""

    attachment: Attachment
    neutral_name: str
    rendered: Rendered | None
    obstacle: Obstacle | None


def preview_file(desk: OfficeDesk, officer: ActingOfficer, place: FilePlace, wish: Wish) -> Preview:
    """Look at a file.

    Returns:
        What is to be shown, or why nothing is. What was rendered has to be closed.

    Raises:
        CaseNotHeldError: not this officer's case, or the report names no such file.
        PayloadChangedError: the file is lost, or not the one that the report names.
        StaleCaseError: it is just being sealed anew; try again.
    """
    file = open_file(desk, officer, place, act="previewed")
    try:
        length = file.attachment.length_bytes
        rendered = desk.renderer.render(wish, file.blocks(), length)
    except NotRenderedError as error:
        return Preview(file.attachment, file.neutral_name, None, error.obstacle)
    finally:
        file.close()
    return Preview(file.attachment, file.neutral_name, rendered, None)
