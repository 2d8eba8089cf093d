"""What a browser needs to seal: whom to, under which roster, and what is accepted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for

from app.public.desk import desk
from app.services.roster import Organ, Roster

SEALING, SERVER = "sealing", "server"
"""What stands in the address where a reporter lets the server seal."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Who seals what is written in a form, and what a script needs to do it."""

    server: bool
    """The reporter chose it, or has no scripts: the form is sent plainly."""
    recipients: str
    """JSON: an organ's id and its `age1pq1...`."""
    roster: str
    """The version of the roster; behind a point the organ, where it could change meanwhile."""
    max_files: int
    max_file_bytes: int
    upload_url: str
    case_number: str = ""
    counter: int = 0
    heard: int = 0
    files_again_at: str | None = None
    """The time of day before which a browser that seals can send no file."""


def sealing_to(organs: Iterable[Organ], roster: Roster, *, server: bool) -> Sealing:
    """What a form needs whose words go to these organs."""
    recipients = {organ.organ_id: organ.recipient.encode() for organ in organs}
    return Sealing(
        server,
        json.dumps(recipients),
        str(roster.version),
        desk().max_files,
        desk().max_file_bytes,
        url_for("public.upload"),
    )


def is_server_chosen() -> bool:
    """Whether the reporter asked for the page with plain buttons."""
    return request.args.get(SEALING) == SERVER
