"""The built-in wording of the notice, which an office may replace by its own."""

from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from app.services.notice import LANGUAGES, Section
from app.web.labels import Label
from app.web.languages import CHINESE, ENGLISH

_LOCALES = {"zh": CHINESE, "en": ENGLISH}

BUILT_IN: Mapping[Section, tuple[Label, ...]] = {
    Section.PURPOSE: (
        _l(
            "We want to end cliques and factions, beginning with the drinking circles they grow "
            "from. Whom somebody dines with is their own affair. Posts, projects and protection "
            "that are dealt out at the table are everybody's."
        ),
    ),
    Section.KEY_POINTS: (
        _l("- Drinking circles come first: who meets, how often, who pays, what is given for it."),
        _l("- You need no proof. Tell what you saw or heard; finding out is our task."),
        _l("- You need not give your name, and nobody may look for it."),
        _l("- Whoever is mistaken in good faith has nothing to fear."),
    ),
    Section.REQUIREMENTS: (
        _l("- Say what you know, and say so where you only suppose something."),
        _l("- Facts help more than judgements: who, when, where, who paid, what for."),
        _l("- Do not go and gather evidence for us, and take no risk."),
        _l("- Do not invent anything: inventing facts to harm someone has consequences."),
    ),
}
"""Lines as `read_blocks` reads them."""


def built_in_text(section: Section, language: str) -> str:
    """A section's built-in text in one of the `LANGUAGES`."""
    with force_locale(_LOCALES[language]):
        return "\n".join(str(line) for line in BUILT_IN[section])


def built_in_texts() -> dict[tuple[Section, str], str]:
    """All of them."""
    return {(s, language): built_in_text(s, language) for s in Section for language in LANGUAGES}
