"""What is wrong with the log, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Final

from flask_babel import gettext as _

from app.services.audit.findings import Fault, Finding


def finding_text(finding: Finding) -> str:
    """What is wrong, and where."""
    return _TEXTS[finding.fault](finding)


def _entries(finding: Finding) -> str:
    if finding.first == finding.last:
        return str(_("Entry %(number)s", number=finding.first))
    return str(_("Entries %(first)s to %(last)s", first=finding.first, last=finding.last))


def _rewritten(finding: Finding) -> str:
    return str(
        _(
            "%(entries)s: somewhere here the log was made anew. The chain fits, and is not the one "
            "that was signed.",
            entries=_entries(finding),
        )
    )


def _unlinked(finding: Finding) -> str:
    return str(
        _(
            "Entry %(first)s was exchanged: entry %(last)s follows another one.",
            first=finding.first,
            last=finding.last,
        )
    )


def _checkpoints_missing(finding: Finding) -> str:
    return str(
        _(
            "Checkpoints %(first)s to %(last)s of %(organ)s were made and are not there.",
            first=finding.first,
            last=finding.last,
            organ=finding.organ_id,
        )
    )


def _checkpoint_false(finding: Finding) -> str:
    return str(
        _(
            "Checkpoint %(number)s of %(organ)s is not signed by it, or not what it signed.",
            number=finding.first,
            organ=finding.organ_id,
        )
    )


def _moved(finding: Finding) -> str:
    return str(
        _(
            "%(entries)s: not in their place. Written as number %(number)s and on.",
            entries=_entries(finding),
            number=finding.moved_from,
        )
    )


_TEXTS: Final[Mapping[Fault, Callable[[Finding], str]]] = {
    Fault.CHANGED: lambda f: str(_("%(entries)s: changed since written.", entries=_entries(f))),
    Fault.MOVED: _moved,
    Fault.MISSING: lambda f: str(_("%(entries)s: taken out.", entries=_entries(f))),
    Fault.UNLINKED: _unlinked,
    Fault.REWRITTEN: _rewritten,
    Fault.CUT_OFF: lambda f: str(_("%(entries)s: cut off at the end.", entries=_entries(f))),
    Fault.CHECKPOINT_FALSE: _checkpoint_false,
    Fault.CHECKPOINT_MISSING: _checkpoints_missing,
}
