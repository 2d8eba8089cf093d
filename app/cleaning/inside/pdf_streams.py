"""The streams of a PDF that hold a file of their own: photographs, scans, colour profiles."""

import re
from typing import Any, Final

import pikepdf

from app.cleaning.inside.colours import blank_profile, is_profile
from app.cleaning.inside.jpeg2000 import strip_jpeg2000
from app.cleaning.inside.kinds import CleaningError
from app.cleaning.inside.words import CleanInner

_JPEG: Final = {"/DCTDecode", "/DCT"}
_JPEG_2000: Final = "/JPXDecode"
_START_OF_JPEG: Final = b"\xff\xd8\xff"
_INLINE_JPEG: Final = re.compile(rb"\bBI\b.{0,1000}?/(DCTDecode|DCT)\b", re.DOTALL)
"""A photograph between a page's own words: no program is known to put one there with its tags, so
it is not searched for its end."""


def clean_stream(stream: Any, clean_inner: CleanInner) -> set[str]:  # noqa: ANN401  any stream
    """Clean what a stream holds.

    Raises:
        CleaningError: `unknown` for a picture that is coded as none that can be cleaned.
    """
    if stream.get("/Type") == "/EmbeddedFile":
        stream.write(b"")
        return {"other"}
    coding = _coding(stream)
    if _JPEG_2000 in coding or _JPEG & set(coding):
        _clean_picture(stream, coding, clean_inner)
        return set()
    if stream.get("/Subtype") == "/Image" or stream.get("/Type") == "/XRef":
        return set()
    return _clean_content(stream)


def _coding(stream: Any) -> list[str]:  # noqa: ANN401  the same
    filters = stream.get("/Filter")
    if filters is None:
        return []
    return [str(one) for one in (filters if isinstance(filters, pikepdf.Array) else [filters])]


def _clean_picture(stream: Any, coding: list[str], clean_inner: CleanInner) -> None:  # noqa: ANN401
    *before, last = coding
    if last not in {*_JPEG, _JPEG_2000}:
        raise CleaningError("unknown")
    content = _without_filters(stream, before)
    if last == _JPEG_2000:
        clean = strip_jpeg2000(content)
    elif content.startswith(_START_OF_JPEG):
        clean = clean_inner(content)
    else:
        raise CleaningError("unknown")
    stream.write(clean, filter=pikepdf.Name(last), decode_parms=_parameters(stream, len(before)))


def _without_filters(stream: Any, before: list[str]) -> bytes:  # noqa: ANN401  the same
    """The picture itself, out of what was packed around it."""
    packed: bytes = stream.read_raw_bytes()
    if not before:
        return packed
    wrapped = pikepdf.Stream(pikepdf.new(), packed)
    wrapped.Filter = pikepdf.Array([pikepdf.Name(name) for name in before])
    if any(_parameters(stream, place) is not None for place in range(len(before))):
        raise CleaningError("unknown")
    unpacked: bytes = wrapped.read_bytes()
    return unpacked


def _parameters(stream: Any, place: int) -> Any:  # noqa: ANN401  a dictionary or none
    given = stream.get("/DecodeParms")
    if isinstance(given, pikepdf.Array):
        given = given[place] if place < len(given) else None
    elif place:
        given = None
    return given if isinstance(given, pikepdf.Dictionary) else None


def _clean_content(stream: Any) -> set[str]:  # noqa: ANN401  the same
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        # Of no filter that is known: no page shows it.
        return set()
    if is_profile(content):
        profile = bytearray(content)
        blank_profile(profile, 0, len(profile))
        stream.write(bytes(profile))
        return {"device"}
    if _INLINE_JPEG.search(content):
        raise CleaningError("unknown")
    return set()
