"""What a room made of a file, for the page that shows it: a picture, sound, a video."""

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.files.addresses import place_of
from app.console.files.preview import asked_part
from app.rendering.outcome import MEDIA_TYPES, Obstacle, Size, Wish
from app.services.officer.files.preview_file import Rendered, preview_file
from app.web.headers import HARMLESS

_WAIT_SECONDS = "30"


@pages.get("/cases/<case_number>/files/<item_id>/content")
@may_enter(*WORKING_ON_LEADS)
def file_content(case_number: str, item_id: str) -> ResponseReturnValue:
    """A page or a picture, or sound or video from a minute on."""
    return _answer(case_number, item_id, Wish(Size.VIEW, asked_part()))


@pages.get("/cases/<case_number>/files/<item_id>/thumbnail")
@may_enter(*WORKING_ON_LEADS)
def thumbnail(case_number: str, item_id: str) -> ResponseReturnValue:
    """A small picture."""
    return _answer(case_number, item_id, Wish(Size.THUMBNAIL))


def _answer(case_number: str, item_id: str, wish: Wish) -> ResponseReturnValue:
    preview = preview_file(desk(), acting_officer(), place_of(case_number, item_id), wish)
    if preview.rendered is None:
        return _nothing(preview.obstacle)
    return _harmless(_response(preview.rendered))


def _response(rendered: Rendered) -> Response:
    media_type = MEDIA_TYPES[rendered.description.way]
    if rendered.content:
        rendered.close()
        return Response(rendered.content, mimetype=media_type)
    response = Response(stream_with_context(rendered.blocks), mimetype=media_type)
    # However the answer ends, the rooms end with it.
    response.call_on_close(rendered.close)
    return response


def _nothing(obstacle: Obstacle | None) -> Response:
    if obstacle is Obstacle.BUSY:
        response = Response(status=503, mimetype="text/plain")
        response.headers["Retry-After"] = _WAIT_SECONDS
        return _harmless(response)
    return _harmless(Response(status=404, mimetype="text/plain"))


def _harmless(response: Response) -> Response:
    response.headers["Content-Disposition"] = 'inline; filename="preview"'
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
