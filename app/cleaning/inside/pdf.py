"""PDF by qpdf (pikepdf): the visible page stays as it is, what is said about it goes.

Everything is written anew from what the pages reach, so older versions of changed objects, which
saving in place leaves in a file, do not come along.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf

from app.cleaning.inside.kinds import CleaningError
from app.cleaning.inside.paths import shortened
from app.cleaning.inside.pdf_streams import clean_stream
from app.cleaning.inside.words import CleanInner

_ANYWHERE = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Measure", "/PtData", "/LGIDict"),
    *("/CreationDate", "/ModDate", "/Thumb", "/OPI", "/ID", "/OutputIntents"),
)
_OF_THE_DOCUMENT = (
    *("/Perms", "/Legal", "/OpenAction", "/AA", "/JavaScript", "/SpiderInfo", "/Collection"),
    # The certificates of who signed; where the links of the page begin.
    *("/DSS", "/URI"),
)
_OF_THE_NAMES = ("/EmbeddedFiles", "/JavaScript", "/Renditions")
_OF_A_NOTE = ("/T", "/M", "/NM", "/RC", "/Subj", "/Popup")
_OF_A_LAYER = ("/CreatorInfo", "/User")
_INFORMATION = ("/Author", "/Title", "/Creator", "/Producer")
_BY_PDFTEX = "/PTEX."
"""How entries begin that name the file and the author of a drawing that was set into a page."""
_MOST_OBJECTS = 200_000
_DEEPEST = 20


def clean_pdf(source: Path, target: Path, clean_inner: CleanInner) -> set[str]:
    """Write a PDF of the same pages and nothing else.

    Args:
        source: the file.
        target: where the clean one goes.
        clean_inner: cleans a JPEG, as photos stand in a PDF whole.

    Returns:
        What was removed that exiftool does not see, in the vocabulary.

    Raises:
        CleaningError: `protected`, `broken`, or `unknown` for what stands inside.
    """
    try:
        with pikepdf.open(source, suppress_warnings=True) as document:
            if len(document.objects) > _MOST_OBJECTS:
                raise CleaningError("broken")
            removed = _clean_document(document, clean_inner)
            document.save(
                target,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                static_id=True,
                encryption=False,
            )
    except pikepdf.PasswordError as error:
        raise CleaningError("protected") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise CleaningError("broken") from error
    return removed


def _clean_document(document: pikepdf.Pdf, clean_inner: CleanInner) -> set[str]:
    for name in ("/Info", "/ID"):
        if name in document.trailer:
            del document.trailer[name]
    removed: set[str] = set()
    _drop(document.Root, _OF_THE_DOCUMENT)
    if "/Names" in document.Root and "/EmbeddedFiles" in _drop(document.Root.Names, _OF_THE_NAMES):
        removed.add("other")
    if "/OCProperties" in document.Root:
        layers = document.Root.OCProperties
        for order in (layers.get("/D"), *layers.get("/Configs", ())):
            _drop(order or {}, ("/Creator",))
    for thing in document.objects:
        removed |= _clean_object(thing, clean_inner, depth=0)
    return removed


def _drop(thing: Any, names: Iterable[str]) -> set[str]:  # noqa: ANN401  any object of PDF
    there = {name for name in names if name in thing}
    for name in there:
        del thing[name]
    return there


def _clean_object(thing: Any, clean_inner: CleanInner, depth: int) -> set[str]:  # noqa: ANN401
    """Clean an object and what stands in it; what it refers to has its own turn."""
    if depth > _DEEPEST:
        return set()
    removed: set[str] = set()
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        removed |= _clean_dictionary(thing)
    if isinstance(thing, pikepdf.Stream):
        removed |= clean_stream(thing, clean_inner)
    for place in _places(thing):
        part = thing[place]
        if isinstance(part, pikepdf.String):
            removed |= _shorten(thing, place, str(part))
        elif isinstance(part, pikepdf.Object) and not part.is_indirect:
            removed |= _clean_object(part, clean_inner, depth + 1)
    return removed


def _places(thing: Any) -> list[Any]:  # noqa: ANN401  the same
    if isinstance(thing, pikepdf.Array):
        return list(range(len(thing)))
    return list(thing.keys()) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else []


def _shorten(thing: Any, place: Any, text: str) -> set[str]:  # noqa: ANN401  the same
    short = shortened(text)
    if short is None:
        return set()
    thing[place] = pikepdf.String(short)
    return {"author"}


def _clean_dictionary(thing: Any) -> set[str]:  # noqa: ANN401  the same
    if "/XFA" in thing:
        # A second form in the form, in a language of its own, with its own authors.
        raise CleaningError("unknown")
    gone = _drop(thing, _ANYWHERE)
    removed = {"thumbnail"} if "/Thumb" in gone else set()
    if _is_signature(thing):
        _drop(thing, list(thing.keys()))
        return removed | {"author"}
    if "/Usage" in thing:
        _drop(thing.Usage, _OF_A_LAYER)
    named = [name for name in thing.keys() if name.startswith(_BY_PDFTEX)]  # noqa: SIM118  the same
    if isinstance(thing.get("/I"), pikepdf.Dictionary) and any(x in thing.I for x in _INFORMATION):
        # What is said about an article that runs over many pages.
        named.append("/I")
    if _drop(thing, named):
        removed.add("author")
    if "/Rect" in thing and "/Subtype" in thing:
        removed |= _clean_note(thing, str(thing.Subtype))
    if _drop(thing, ("/EF",)):
        removed.add("other")
    return removed


def _clean_note(thing: Any, subtype: str) -> set[str]:  # noqa: ANN401  the same
    # A form's field has its own name in /T; everybody else has their author's.
    is_field = subtype == "/Widget"
    there = _drop(thing, [name for name in _OF_A_NOTE if not (is_field and name == "/T")])
    removed = {"author"} if "/T" in there else set()
    if subtype == "/FileAttachment":
        _drop(thing, ("/FS", "/Contents"))
        removed.add("other")
    return removed


def _is_signature(thing: Any) -> bool:  # noqa: ANN401  the same
    return thing.get("/Type") == "/Sig" or ("/ByteRange" in thing and "/Contents" in thing)
