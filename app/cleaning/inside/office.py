"""Word, Excel and PowerPoint files (OOXML): what a reader sees stays; who and when goes.

The text of comments and of tracked changes stays, their authors and days do not. What is of no kind
that can be cleaned inside them (old OLE objects, macros, metafiles) ends the cleaning.
"""

import re
from collections.abc import Callable
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

CleanInner = Callable[[bytes], bytes]

_DROPPED = re.compile(
    r"^(docProps/(custom\.xml|thumbnail\.)|customXml/|docMetadata/|\[trash\]/|_xmlsignatures/|"
    r"(word|xl|ppt)/printerSettings/|word/people\.xml$|xl/persons/|xl/revisions/|ppt/authors\.xml$|"
    r"ppt/tags/|customUI/|userCustomization/|ppt/(revisionInfo|changesInfos?/))"
)
_EMPTIED = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b"<cp:coreProperties xmlns:cp="
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b"<Properties xmlns="
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}
_PICTURES = re.compile(r"\.(jpe?g|jfif|png|webp|heic)$", re.IGNORECASE)
_PACKAGES = re.compile(r"\.(docx|xlsx|pptx)$", re.IGNORECASE)
_HARMLESS = re.compile(r"\.(odttf|fntdata|ttf)$", re.IGNORECASE)
_XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)

_WHO = {"author", "initials", "userName", "displayName", "userId", "providerId", "lastModifiedBy"}
_WHO |= {"initialsVal", "presenceInfo", "personId", "authorId"}
_WHEN = {"date", "dateUtc", "dT", "dt", "dateTime", "created", "modified", "lastEdited"}
_MARKS = re.compile(r"^(rsid.*|paraId|textId|durableId|documentId)$")
_SOFTWARE = {"lowestEdited", "rupBuild", "codeName"}
_GONE = {"rsids", "rsid", "nsid", "tmpl", "docId", "docVars", "attachedTemplate", "absPath"}
_GONE |= {"fileSharing", "fileVersion", "revisionPtr", "creationId", "modId", "mailMerge"}
_GONE |= {"presenceInfo", "userInfo", "smartTagType"}
_NAMELESS = "-"


def clean_office(source: Path, target: Path, clean_inner: CleanInner) -> set[str]:
    """Write a package of the same text and pictures.

    Args:
        source: the file.
        target: where the clean one goes.
        clean_inner: cleans a picture, or a further package, that stands inside.

    Returns:
        What was removed that exiftool does not see, in the vocabulary.

    Raises:
        CleaningError: `broken`, `protected`, or `unknown` for what stands inside.
    """
    parts = read_package(source)
    removed: set[str] = set()
    gone = {name for name in parts if _DROPPED.match(name)}
    clean: dict[str, bytes] = {}
    for name, content in parts.items():
        if name in gone:
            removed |= {"thumbnail"} if "thumbnail" in name else {"other"}
        elif name in _EMPTIED:
            clean[name] = _EMPTIED[name]
        elif _PICTURES.search(name) or _PACKAGES.search(name):
            clean[name] = clean_inner(content)
        elif _XML.search(name):
            root = read_xml(content)
            removed |= _clean_part(name, root, gone)
            clean[name] = write_xml(root)
        elif _HARMLESS.search(name):
            clean[name] = content
        else:
            raise CleaningError("unknown")
    write_package(target, clean)
    return removed


def _clean_part(name: str, root: etree._Element, gone: set[str]) -> set[str]:
    if name == "[Content_Types].xml":
        for entry in list(root):
            if entry.get("PartName", "").lstrip("/") in gone:
                root.remove(entry)
        return set()
    if name.endswith(".rels"):
        return _clean_relations(name, root, gone)
    removed: set[str] = set()
    for element in list(root.iter()):
        kind = local_name(element.tag)
        if not kind:
            # Comments and instructions of the writing program.
            drop(element)
        elif kind in _GONE:
            removed.add("software" if kind not in ("absPath", "fileSharing") else "author")
            drop(element)
        else:
            removed |= _clean_element(kind, element)
    return removed


def _clean_element(kind: str, element: etree._Element) -> set[str]:
    removed: set[str] = set()
    if kind == "author" and element.getparent() is not None:
        # The list of those who commented on a sheet; comments point into it by number.
        removed |= {"author"} if element.text else set()
        element.text = _NAMELESS
    if kind in ("cmAuthor", "author", "person") and element.get("name"):
        element.set("name", _NAMELESS)
        removed.add("author")
    for name in list(element.attrib):
        attribute = local_name(name)
        if attribute in _WHO and not _is_a_number(element.get(name, "")):
            element.set(name, _NAMELESS)
            removed.add("author")
        elif attribute in _WHEN and _is_a_moment(element.get(name, "")):
            del element.attrib[name]
            removed.add("time")
        elif _MARKS.match(attribute) or attribute in _SOFTWARE:
            del element.attrib[name]
            removed.add("software")
    return removed


def _is_a_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_a_moment(text: str) -> bool:
    return re.match(r"^\d{4}-\d\d-\d\dT", text) is not None


def _clean_relations(name: str, root: etree._Element, gone: set[str]) -> set[str]:
    folder = name.partition("_rels/")[0]
    removed: set[str] = set()
    for relation in list(root):
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            if re.match(r"(file:|[A-Za-z]:|\\\\|//)", target):
                # A path names its user, and a template's or a picture's is of no use elsewhere.
                relation.set("Target", "about:blank")
                removed.add("author")
        elif _resolved(folder, target) in gone:
            root.remove(relation)
    return removed


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps: list[str] = [step for step in folder.split("/") if step]
    for step in target.split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step not in ("", ".", ".."):
            steps.append(step)
    return "/".join(steps)
