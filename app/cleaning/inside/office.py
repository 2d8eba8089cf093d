"""Word, Excel and PowerPoint files (OOXML): what a reader sees stays; who and when goes.

The text of comments and of tracked changes stays, their authors and days do not. What is of no kind
that can be cleaned inside them (old OLE objects, macros, metafiles) ends the cleaning.
"""

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
from app.cleaning.inside.paths import last_step, shortened, without_paths
from app.cleaning.inside.words import CleanInner

_DROPPED = re.compile(
    r"^(docProps/(?!(core|app)\.xml$)|customXml/|docMetadata/|\[trash\]/|_xmlsignatures/|"
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
_WHO |= {"initialsVal", "presenceInfo", "personId", "authorId", "mentionpersonId"}
_WHO |= {"refreshedBy", "ed"}
_NUMBERED = {"authorId", "personId"}
"""Where a number is the place in a list, and no account's."""
_WHEN = {"date", "dateUtc", "dT", "dt", "dateTime", "created", "modified", "lastEdited"}
_WHEN |= {"refreshedDateIso"}
_MARKS = re.compile(r"^(rsid.*|paraId|textId|durableId|documentId|uid)$")
_SOFTWARE = {"lowestEdited", "rupBuild", "codeName", "refreshedDate", "odcFile"}
_GONE = {"rsids", "rsid", "nsid", "tmpl", "docId", "docVars", "attachedTemplate", "absPath"}
_GONE |= {"fileSharing", "fileVersion", "revisionPtr", "creationId", "modId", "mailMerge"}
_GONE |= {"presenceInfo", "userInfo", "smartTagType", "saveThroughXslt", "modifyVerifier"}
_GONE |= {"writeProtection", "customWorkbookViews", "customSheetViews"}
_LINK = re.compile(r"(https?|mailto|tel|ftp|news):|#", re.IGNORECASE)
_UNSEEN_LINKS = re.compile(r"/(attachedTemplate|mailMerge\w+|recipientData|headerSource)$")
"""Relations whose elements are gone; some name a person in an office's own address."""
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
    commenters = _commenters(root)
    removed: set[str] = set()
    for element in list(root.iter()):
        kind = local_name(element.tag)
        if element.text:
            element.text = _without_names(kind, element.text, commenters)
        removed |= _clean_element(kind, element)
    return removed


def _commenters(root: etree._Element) -> list[str]:
    if local_name(root.tag) != "comments":
        return []
    names = (element.text for element in root.iter() if local_name(element.tag) == "author")
    return [name for name in names if name]


def _without_names(kind: str, text: str, commenters: list[str]) -> str:
    """A text without what the program itself wrote: whose remark it is, where a field's file is."""
    if kind == "instrText":
        return without_paths(text)
    if kind != "t":
        return text
    for name in commenters:
        if re.match(re.escape(name) + "\\s*[:：]", text):
            return _NAMELESS + text[len(name) :]
    return text


def _clean_element(kind: str, element: etree._Element) -> set[str]:
    if not kind or kind in _GONE:
        # Comments and instructions of the writing program have no name.
        drop(element)
        return {"author" if kind in ("absPath", "fileSharing") else "software"} if kind else set()
    removed: set[str] = set()
    if kind == "author" and element.getparent() is not None:
        # The list of those who commented on a sheet; comments point into it by number.
        removed |= {"author"} if element.text else set()
        element.text = _NAMELESS
    if kind in ("cmAuthor", "author", "person") and element.get("name"):
        element.set("name", _NAMELESS)
        removed.add("author")
    for name in list(element.attrib):
        removed |= _clean_attribute(kind, element, name)
    return removed


def _clean_attribute(kind: str, element: etree._Element, name: str) -> set[str]:
    attribute, value = local_name(name), element.get(name, "")
    if attribute in _WHO and not (attribute in _NUMBERED and _is_a_number(value)):
        element.set(name, _NAMELESS)
        return {"author"}
    if attribute in _WHEN and _is_a_moment(value):
        del element.attrib[name]
        return {"time"}
    if _MARKS.match(attribute) or attribute in _SOFTWARE:
        del element.attrib[name]
        return {"software"}
    bare = _bare_value(kind, attribute, value)
    element.set(name, bare)
    return {"author"} if bare != value else set()


def _bare_value(kind: str, attribute: str, value: str) -> str:
    if (kind, attribute) == ("dbPr", "connection"):
        # A database's address, and who signs in to it.
        return ""
    if attribute == "instr":
        return without_paths(value)
    short = shortened(value)
    return value if short is None else short


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
            kind = relation.get("Type", "")
            if _UNSEEN_LINKS.search(kind):
                root.remove(relation)
                removed.add("author")
            elif not (kind.endswith("/hyperlink") and _LINK.match(target)):
                # A path names its user; a picture or a table from elsewhere tells who opens it.
                relation.set("Target", last_step(target) or "about:blank")
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
