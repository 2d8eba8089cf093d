"""OpenDocument files: the same promise as for OOXML, with OpenDocument's own names."""

import re
from pathlib import Path

from lxml import etree

from app.cleaning.inside.kinds import CleaningError
from app.cleaning.inside.package import (
    drop,
    local_name,
    read_package,
    read_xml,
    write_package,
    write_xml,
)
from app.cleaning.inside.paths import last_step, shortened
from app.cleaning.inside.words import CleanInner

_DROPPED = re.compile(
    r"^(.*/)?(Thumbnails/|Configurations2/|layout-cache$|META-INF/documentsignatures\.xml$|"
    r"META-INF/macrosignatures\.xml$|meta\.xml$|VersionList\.xml$|(Basic|Dialogs|Scripts)/)"
)
_PICTURES = re.compile(r"\.(jpe?g|png|webp)$", re.IGNORECASE)
_XML = re.compile(r"\.(xml|rdf)$")
_GONE = {"creator-initials", "sender-initials", "date-string"}
_MARKS = {"rsid", "paragraph-rsid"}
_SETTINGS_GONE = re.compile(r"Printer|Rsid|Redline|DocumentId|TemplateName|Database|DataSource")


def clean_opendocument(source: Path, target: Path, clean_inner: CleanInner) -> set[str]:
    """Write a document of the same text and pictures.

    Args:
        source: the file.
        target: where the clean one goes.
        clean_inner: cleans a picture that stands inside.

    Returns:
        What was removed that exiftool does not see, in the vocabulary.

    Raises:
        CleaningError: `broken`, `protected`, or `unknown` for what stands inside.
    """
    parts = read_package(source)
    gone = {name for name in parts if _DROPPED.match(name)}
    removed = {"thumbnail"} if any("Thumbnails/" in name for name in gone) else set()
    clean: dict[str, bytes] = {}
    for name, content in parts.items():
        if name in gone:
            continue
        if name == "mimetype":
            clean[name] = content
        elif _PICTURES.search(name):
            clean[name] = clean_inner(content)
        elif _XML.search(name):
            root = read_xml(content)
            removed |= _clean_part(root, gone)
            clean[name] = write_xml(root)
        else:
            raise CleaningError("unknown")
    write_package(target, clean)
    return removed


def _clean_part(root: etree._Element, gone: set[str]) -> set[str]:
    removed: set[str] = set()
    for element in list(root.iter()):
        kind = local_name(element.tag)
        if kind == "encryption-data":
            raise CleaningError("protected")
        if kind == "creator":
            removed |= {"author"} if element.text else set()
            element.text = "-"
        elif not kind or _names_what_is_gone(kind, element, gone):
            drop(element)
        elif found := _trace(kind, element):
            removed.add(found)
            drop(element)
        else:
            removed |= _clean_attributes(element)
    return removed


def _clean_attributes(element: etree._Element) -> set[str]:
    removed: set[str] = set()
    for name, value in list(element.attrib.items()):
        if local_name(name) in _MARKS:
            del element.attrib[name]
            removed.add("software")
        elif shortened(str(value)) is not None or (
            local_name(name) == "href" and str(value).startswith("../")
        ):
            element.set(name, last_step(str(value)))
            removed.add("author")
    return removed


def _names_what_is_gone(kind: str, element: etree._Element, gone: set[str]) -> bool:
    path = _attribute(element, "full-path") if kind == "file-entry" else ""
    return path in gone or (path.endswith("/") and _DROPPED.match(path) is not None)


def _trace(kind: str, element: etree._Element) -> str:
    if kind == "date" and element.tag.startswith("{http://purl.org/dc/"):
        return "time"
    if kind in _GONE:
        return "author"
    if kind == "config-item" and _SETTINGS_GONE.search(_attribute(element, "name")):
        return "device"
    return ""


def _attribute(element: etree._Element, wanted: str) -> str:
    found = (value for name, value in element.attrib.items() if local_name(name) == wanted)
    return str(next(found, ""))
