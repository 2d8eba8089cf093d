"""Word the notice of the first page: what an administrator may change of what reporters read."""

from app.domain.roles import Role
from app.services.notice import Notice, Texts, read_notice, write_texts
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.log_act import log_act
from app.storage.notices import replace_notice


def show_notice(desk: OfficeDesk, officer: ActingOfficer) -> Notice:
    """The texts as they stand.

    Raises:
        NotPermittedError: the officer is no administrator.
    """
    officer.require(Role.ADMINISTRATOR)
    return read_notice(desk.intake)


def edit_notice(desk: OfficeDesk, officer: ActingOfficer, seen_version: int, texts: Texts) -> int:
    """Put new texts in the place of those that were seen; readers have them within seconds.

    Args:
        desk: both zones.
        officer: who words them.
        seen_version: what the officer changed.
        texts: all that is not built in; none at all is the built-in notice again.

    Returns:
        The version that is there now.

    Raises:
        NotPermittedError: the officer is no administrator.
        StaleNoticeError: somebody else changed it meanwhile; nothing is stored.
    """
    officer.require(Role.ADMINISTRATOR)
    with desk.intake.begin() as intake:
        version = replace_notice(intake, seen_version, write_texts(texts))
        # Inside: no change without its entry, whatever breaks off in between.
        with desk.casework.begin() as casework:
            log_act(
                desk,
                casework,
                officer,
                act="notice_changed" if texts else "notice_reset",
                detail=f"version {version}",
            )
    return version
