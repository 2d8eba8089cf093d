"""The first page: what may be reported, what may not, how one is protected; and the keys."""

import re
from typing import Final

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from app.domain.plain_text import Block, read_blocks
from app.public.blueprint import pages
from app.public.desk import desk
from app.services.notice import RecentNotice, Section
from app.settings import Settings
from app.web.languages import ENGLISH, chosen_language
from app.web.notice_words import built_in_text
from app.web.static_files import integrity

SCRIPTS: Final = (
    "js/form.js",
    "js/status.js",
    "js/cleaning.js",
    "js/sound.js",
    "js/sound_input.js",
    "js/receipt.js",
    "js/quiet.js",
)
"""Every script that a page for reporters can load, below `app/static/`: each could read along."""
_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{2,19}")
_SITE: Final = re.compile(r"https://[^\s<>\"]+", re.ASCII)


@pages.get("/")
def information() -> ResponseReturnValue:
    """What this is for, and every other way to report beside it."""
    settings: Settings = current_app.extensions["settings"]
    organs = desk().roster().open_to_reporters()
    return render_template(
        "information.html",
        organ_name=organs[0].name,
        department_name=settings.department_name,
        channels=[(label, value, link_of(value)) for label, value in settings.channels],
        notice=_notice(),
    )


def link_of(value: str) -> str:
    """Where a way to an office leads: a telephone or a site; empty where it is neither."""
    if _PHONE.fullmatch(value):
        return "tel:" + re.sub("[ -]", "", value)
    return value if _SITE.fullmatch(value) else ""


def _notice() -> dict[str, tuple[Block, ...]]:
    recent: RecentNotice = current_app.extensions["recent_notice"]
    own = recent.read(desk().database).texts
    language = "en" if chosen_language() == ENGLISH else "zh"
    return {
        str(section): read_blocks(own.get((section, language)) or built_in_text(section, language))
        for section in Section
    }


@pages.get("/safety")
def safety() -> ResponseReturnValue:
    """What protects a reporter, what cannot, and the fingerprints to compare."""
    organs = desk().roster().open_to_reporters()
    return render_template(
        "safety.html",
        organs=[
            {
                "name": organ.name,
                "fingerprint_characters": organ.fingerprint.characters,
                "fingerprint_words": organ.fingerprint.words,
            }
            for organ in organs
        ],
        script_digests=[(name, integrity(name)) for name in SCRIPTS],
    )
