"""What a reporter is told about the cleaning of files."""

from collections.abc import Iterable, Sequence
from typing import cast

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.public.desk import desk
from app.services.reporter.cleaning_note import Cleaning
from app.services.reporter.keep_waiting import list_waiting
from app.services.reporter.present_code import AccessCode
from app.web import labels
from app.web.sealed_uploads import SealedUploadRequest


def cleanings_of_form(code: AccessCode, kept_ids: Sequence[str]) -> list[Cleaning]:
    """The cleanings of all files that go with a form, to be read before it is sent."""
    return [cleaning for cleaning in _of_all_files(code, kept_ids) if cleaning is not None]


def files_may_tell(code: AccessCode, kept_ids: Sequence[str], *, keep_names: bool) -> bool:
    """Whether a file of a form keeps its own name, or what is hidden inside it."""
    cleanings = _of_all_files(code, kept_ids)
    as_they_are = [one for one in cleanings if one is None or one.hindrance is not None]
    return bool(as_they_are) or (keep_names and bool(cleanings))


def _of_all_files(code: AccessCode, kept_ids: Sequence[str]) -> list[Cleaning | None]:
    waiting = [file.cleaning for file in list_waiting(desk(), code, kept_ids)]
    incoming = [f.cleaning for f in cast("SealedUploadRequest", request).incoming]
    return [*waiting, *incoming]


def tell_removed(cleanings: Iterable[Cleaning]) -> str:
    """One sentence about what was removed from these files; empty where none was cleaned."""
    clean = [cleaning for cleaning in cleanings if cleaning.hindrance is None]
    if not clean:
        return ""
    words = _words_of(clean)
    if not words:
        return str(_("Your files were cleaned; we found nothing in them to remove."))
    count = sum(bool(cleaning.removed) for cleaning in clean)
    return str(
        ngettext(
            "Removed from %(num)d file: %(words)s.",
            "Removed from %(num)d files: %(words)s.",
            count,
            words=words,
        )
    )


def tell_cleaning(cleaning: Cleaning | None) -> str:
    """What was removed from one file that waits, or why nothing was."""
    if cleaning is None:
        return str(_("As it is: what is hidden inside it goes along."))
    if cleaning.hindrance is not None:
        return str(_("Not cleaned: %(reason)s.", reason=str(labels.HINDRANCES[cleaning.hindrance])))
    words = _words_of([cleaning])
    if not words:
        return str(_("Nothing hidden was found inside."))
    return str(_("Removed: %(words)s.", words=words))


def _words_of(cleanings: Iterable[Cleaning]) -> str:
    traces = {trace for cleaning in cleanings for trace in cleaning.removed}
    return str(_(", ")).join(str(word) for trace, word in labels.TRACES.items() if trace in traces)


def not_cleaned(names: Sequence[str]) -> str:
    """What to do about files that could not be cleaned."""
    return str(
        _(
            "Could not be cleaned: %(names)s. Nothing was sent yet. "
            "Decide below whether to send it as it is or to leave it out.",
            names=_(", ").join(f"“{name}”" for name in names),
        )
    )
