"""What browsers get beside pages, read once at the start: compressed, and with its digest.

Only these files are compressed. Pages are not: they hold a form's token or an access code beside
words that somebody else may have chosen, and the length of what is compressed together gives away
where the two agree (BREACH). Like pages, files are sent with `no-store`: a name of ours in a
telephone's cache would say where its owner has been.
"""

import gzip
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, abort, request, url_for
from markupsafe import Markup

FOLDER = Path(__file__).parents[1] / "static"
_STYLE = Markup('<link rel="stylesheet" href="{}" integrity="{}">')
_SCRIPT = Markup('<script src="{}" integrity="{}" defer></script>')


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, as it is sent."""

    media_type: str
    plain: bytes
    gzipped: bytes
    integrity: str
    """For the attribute of that name: `sha384-` and the digest in base64."""


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file of the folder by its name below it, with `/`; read at the first call."""
    paths = (path for path in sorted(FOLDER.rglob("*")) if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): _read(path) for path in paths}


def integrity(filename: str) -> str:
    """The digest that a page asks of a script or style sheet.

    Raises:
        KeyError: there is no such file.
    """
    return static_files()[filename].integrity


def static_tag(filename: str) -> Markup:
    """The whole tag of a style sheet, or of a script that runs when the page is there.

    Raises:
        KeyError: there is no such file.
    """
    form = _STYLE if filename.endswith(".css") else _SCRIPT
    return form.format(url_for("static", filename=filename), integrity(filename))


def register_static_files(app: Flask) -> None:
    """Serve them at `/static/...`, as `url_for("static", filename=...)` says; tell templates."""
    static_files()
    app.add_url_rule("/static/<path:filename>", "static", _send)
    app.add_template_global(static_tag)
    app.add_template_global(integrity)


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = b64encode(sha384(content).digest()).decode()
    media_type, _ = guess_type(path.name)
    return StaticFile(
        media_type=media_type or "application/octet-stream",
        plain=content,
        # No time inside: the same file is the same bytes on every installation.
        gzipped=gzip.compress(content, compresslevel=9, mtime=0),
        integrity=f"sha384-{digest}",
    )


def _send(filename: str) -> Response:
    file = static_files().get(filename)
    if file is None:
        abort(404)
    answer = Response(file.plain, mimetype=file.media_type)
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") > 0 and len(file.gzipped) < len(file.plain):
        answer.set_data(file.gzipped)
        answer.content_encoding = "gzip"
    return answer
