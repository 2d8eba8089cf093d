"""The notice of the first page, as far as an office words it itself: three texts, two languages.

The console writes it into the intake zone, from which the public app reads it. A text that is not
there is the built-in one (`app/web/notice_words.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic

from app.storage.database import Database
from app.storage.notices import find_notice

RECENT_SECONDS = 5


class Section(StrEnum):
    """What of the notice an office may word itself."""

    PURPOSE = "purpose"
    KEY_POINTS = "key_points"
    REQUIREMENTS = "requirements"


Texts = Mapping[tuple[Section, str], str]
"""By section and language (`zh` or `en`); what is built in is left out."""

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of the texts; version 0 is before anybody changed one."""

    version: int = 0
    texts: Texts = field(default_factory=dict)


def write_texts(texts: Texts) -> str:
    """The texts as they are stored: JSON, by section, then language."""
    sections: dict[str, dict[str, str]] = {}
    for (section, language), text in texts.items():
        sections.setdefault(str(section), {})[language] = text
    return json.dumps(sections, ensure_ascii=False, sort_keys=True)


def read_notice(database: Database) -> Notice:
    """The newest version."""
    with database.read() as session:
        row = find_notice(session)
    if row is None:
        return Notice()
    sections = json.loads(row.document)
    texts = {
        (section, language): sections[section][language]
        for section in Section
        for language in LANGUAGES
        if sections.get(section, {}).get(language)
    }
    return Notice(row.version, texts)


class RecentNotice:
    """The notice as one process read it last, so that not every look asks the database."""

    def __init__(self) -> None:
        self._read: tuple[float, Notice] | None = None

    def read(self, database: Database) -> Notice:
        """Give the newest notice of at most `RECENT_SECONDS` ago."""
        known = self._read
        if known is None or monotonic() - known[0] >= RECENT_SECONDS:
            known = self._read = (monotonic(), read_notice(database))
        return known[1]
