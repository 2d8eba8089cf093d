"""Download a file as it was sent: checked to its end before its first byte is handed out."""

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.files.open_file import FilePlace, OpenedFile, open_file
from app.storage.payloads import PayloadChangedError


def download_file(desk: OfficeDesk, officer: ActingOfficer, place: FilePlace) -> OpenedFile:
    """Open a file and read it through once.

    Returns:
        The file. It has to be closed.

    Raises:
        CaseNotHeldError: not this officer's case, or the report names no such file.
        PayloadChangedError: the file is lost, or not the one that the report names.
        StaleCaseError: it is just being sealed anew; try again.
    """
    file = open_file(desk, officer, place, act="downloaded")
    try:
        file.check()
    except PayloadChangedError:
        file.close()
        raise
    return file
