"""What the pages of this app work with."""

from typing import cast

from flask import current_app

from app.services.reporter.desk import IntakeDesk


def desk() -> IntakeDesk:
    """The intake zone of this app."""
    return cast("IntakeDesk", current_app.extensions["desk"])
