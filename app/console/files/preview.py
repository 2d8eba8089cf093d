"""Look at one file: what it shows, or why it is not shown and what to do then."""

from collections.abc import Mapping
from typing import Any, Final

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.files.addresses import ENCODING, MESSAGE, PART, file_url, file_view, place_of
from app.console.queue.queue import officer_view
from app.domain.hidden_characters import show_hidden
from app.rendering.outcome import Description, Encoding, Obstacle, Size, Way, Wish
from app.services.officer.files.open_file import FilePlace
from app.services.officer.files.preview_file import Preview, preview_file
from app.web.labels import Label

OBSTACLES: Final[Mapping[Obstacle, Label]] = {
    Obstacle.TOO_LARGE: _l("It is larger than what is shown here."),
    Obstacle.OFFICE: _l("It is an office document or an archive. Nothing here opens such files."),
    Obstacle.UNKNOWN: _l("It is of no kind that can be shown here."),
    Obstacle.BROKEN: _l("It could not be read. It may be damaged, or made to do harm."),
    Obstacle.PROTECTED: _l("It is protected by a password."),
    Obstacle.NO_PART: _l("It has no such page."),
    Obstacle.BUSY: _l("Other files are being looked at just now. Wait a minute and try again."),
    Obstacle.UNAVAILABLE: _l(
        "Files cannot be shown on this server. The administrator can see why: `qingfeng check`."
    ),
}
"""Why a file is not shown."""
PARTS: Final[Mapping[Way, Label]] = {
    Way.PICTURE: _l("Picture"),
    Way.PAGES: _l("Page"),
    Way.TEXT: _l("Part"),
    Way.SOUND: _l("From minute"),
    Way.VIDEO: _l("From minute"),
}
"""What a file is leafed through by."""
ENCODINGS: Final[Mapping[Encoding, Label]] = {
    Encoding.UTF_8: _l("UTF-8"),
    Encoding.GB18030: _l("GB 18030 (GBK, GB 2312)"),
    Encoding.BIG5: _l("Big5"),
    Encoding.UTF_16_LE: _l("UTF-16, little-endian"),
    Encoding.UTF_16_BE: _l("UTF-16, big-endian"),
}
"""How text can be read."""
_LONGEST_NUMBER = 6
_STEPS: Final = {"back": -1, "on": 1}


@pages.get("/cases/<case_number>/files/<item_id>")
@may_enter(*WORKING_ON_LEADS)
def file(case_number: str, item_id: str) -> ResponseReturnValue:
    """A page for one file."""
    place = place_of(case_number, item_id)
    wish = Wish(Size.DESCRIBE, asked_part(), _asked_encoding())
    preview = preview_file(desk(), acting_officer(), place, wish)
    if preview.rendered is None:
        status = 503 if preview.obstacle is Obstacle.BUSY else 200
        return _page(place, preview, {"obstacle": preview.obstacle}), status
    rendered = preview.rendered
    rendered.close()
    return _page(place, preview, _shown(place, wish, rendered.description, rendered.text))


def asked_part() -> int:
    """The page or minute that an address asks for, or the one beside it; else the first."""
    text = request.args.get(PART, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else 1
    return max(1, number + _STEPS.get(request.args.get("step", ""), 0))


def _asked_encoding() -> Encoding | None:
    asked = request.args.get(ENCODING, "")
    if asked and asked not in list(Encoding):
        abort(404)
    return Encoding(asked) if asked else None


def _shown(place: FilePlace, wish: Wish, description: Description, text: str) -> dict[str, Any]:
    return {
        "obstacle": None,
        "way": description.way.value,
        "frames": description.frames,
        "part": wish.part,
        "parts": description.parts,
        "part_text": PARTS[description.way],
        "content_url": file_url("file_content", place, wish.part),
        "text": list(show_hidden(text)),
        "goes_on": description.goes_on,
        "encoding": description.encoding,
        "encodings": ENCODINGS,
    }


def _page(place: FilePlace, preview: Preview, shown: Mapping[str, Any]) -> str:
    obstacle = preview.obstacle
    return render_template(
        "file.html",
        officer=officer_view(),
        case_number=place.case_number,
        file=file_view(place.case_number, preview.attachment, place.message_id),
        neutral_name=preview.neutral_name,
        digest=preview.attachment.sha256,
        message_field=MESSAGE,
        message_id=place.message_id,
        why=str(OBSTACLES[obstacle]) if obstacle else "",
        is_busy=obstacle is Obstacle.BUSY,
        shown=shown,
    )
