"""Office packages: zip files of XML, read within bounds, written without times or comments."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from app.cleaning.inside.kinds import CleaningError

MOST_BYTES = 256 * 1024 * 1024
"""Of all parts together, unpacked: a bomb ends here."""
_MOST_PARTS = 5_000
_UNREADABLE = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError),
    zlib.error,
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def read_package(source: Path) -> dict[str, bytes]:
    """All parts by name.

    Raises:
        CleaningError: `broken` or `protected`.
    """
    try:
        with zipfile.ZipFile(source) as package:
            return _read_members(package)
    except _UNREADABLE as error:
        raise CleaningError("broken") from error


def _read_members(package: zipfile.ZipFile) -> dict[str, bytes]:
    members = [member for member in package.infolist() if not member.is_dir()]
    if len(members) > _MOST_PARTS:
        raise CleaningError("broken")
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    for member in members:
        if member.flag_bits & 1:
            raise CleaningError("protected")
        with package.open(member) as part:
            # What a member says about its own length is not believed.
            content = part.read(left + 1)
        left -= len(content)
        if left < 0 or member.filename in parts:
            raise CleaningError("broken")
        parts[member.filename] = content
    return parts


def write_package(target: Path, parts: Mapping[str, bytes]) -> None:
    """Put parts together: `mimetype` first and bare, as OpenDocument has it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda name: (name != "mimetype", name)):
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.create_system = 0
            member.compress_type = (
                zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
            package.writestr(member, parts[name])
    target.write_bytes(packed.getvalue())


def read_xml(content: bytes) -> etree._Element:
    """The root of a part, without anything from outside it.

    Raises:
        CleaningError: `broken`, also where it brings a document type: no office program writes one.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CleaningError("broken") from error
    if root.getroottree().docinfo.doctype:
        raise CleaningError("broken")
    return root


def write_xml(root: etree._Element) -> bytes:
    """A part from its root."""
    written: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return written


def local_name(name: object) -> str:
    """A name without its namespace; empty for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def drop(element: etree._Element) -> None:
    """Take an element out of its parent, and leave the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
