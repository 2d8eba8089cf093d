"""The first page: what may be reported, what may not, how one is protected; and the keys."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from app.public.blueprint import pages
from app.public.incoming import desk
from app.settings import Settings


@pages.get("/")
def information() -> ResponseReturnValue:
    """What this is for, and every other way to report beside it."""
    settings: Settings = current_app.extensions["settings"]
    organs = desk().roster().open_to_reporters()
    return render_template(
        "information.html",
        organ_name=organs[0].name,
        department_name=settings.department_name,
        channels=settings.channels,
    )


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
    )
