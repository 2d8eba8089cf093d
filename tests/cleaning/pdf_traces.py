"""What real PDFs hold beside their pages, for both cleaners.

Photographs and scans however they are coded, profiles, layers, other authors' drawings, signers'
certificates, links into somebody's disk.
"""

import struct
import zlib
from dataclasses import dataclass

_PICTURE = (
    b"/Type/XObject/Subtype/Image/Width 320/Height 240/BitsPerComponent 8/ColorSpace/DeviceRGB"
)


@dataclass(frozen=True)
class Traces:
    """Entries for the catalog, names for the page's pictures, annotations, and the objects."""

    catalog: bytes
    pictures: bytes
    links: bytes
    objects: dict[int, bytes]


def stream(entries: bytes, content: bytes) -> bytes:
    """A stream object's body."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def pdf_traces(photo: bytes, scan: bytes, who: str, first: int) -> Traces:
    """Traces that name somebody, as objects from a number on.

    Args:
        photo: a JPEG with tags.
        scan: a JPEG 2000, of `noted`.
        who: the name.
        first: the number of the first object.
    """
    name = who.encode()
    at = {key: first + place for place, key in enumerate(("a", "b", "c", "d", "e", "f", "g", "h"))}
    about = b"<</Author(%s)/Title(x)>>" % name
    layer = b"/Usage<</CreatorInfo<</Creator(%s)/Subtype/Artwork>>/User<</Type/Ind/Name(%s)>>>>"
    profiled = _PICTURE.replace(b"/DeviceRGB", b"[/ICCBased %d 0 R]" % at["d"])
    objects = {
        at["a"]: stream(_PICTURE + b"/Filter[/FlateDecode/DCTDecode]", zlib.compress(photo)),
        at["b"]: stream(profiled + b"/Filter[/DCTDecode]", photo),
        at["c"]: stream(
            _PICTURE + b"/Filter/JPXDecode/PTEX.FileName(./%s.pdf)/PTEX.InfoDict %d 0 R"
            % (name, at["e"]),
            scan,
        ),
        at["d"]: stream(b"/N 3", profile(who)),
        at["e"]: about,
        at["f"]: b"<</Type/OCG/Name(Layer)" + layer % (name, name) + b">>",
        at["g"]: stream(b"", b"certificate of " + name),
        at["h"]: b"<</F<</V %d 0 R>>/I %d 0 R>>" % (at["h"], at["e"]),
    }  # fmt: skip
    path = rb"C:\\Users\\%s\\a.docx" % name
    return Traces(
        b"/OCProperties<</OCGs[%d 0 R]/D<</Creator(%s)>>>>/DSS<</Certs[%d 0 R]>>/Threads[%d 0 R]"
        b"/URI<</Base(file:///C:/Users/%s/)>>/StructTreeRoot<</K<</S/Figure/Alt(%s)>>>>"
        % (at["f"], name, at["g"], at["h"], name, path),
        b"/A %d 0 R/B %d 0 R/C %d 0 R" % (at["a"], at["b"], at["c"]),
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(%s)>>>>" % path,
        objects,
    )


def profile(who: str) -> bytes:
    """A colour profile that says whose screen it is, and when it was measured."""
    words = who.encode() + b"\0"
    tag = b"desc" + bytes(4) + struct.pack(">I", len(words)) + words + bytes(83)
    head = bytearray(128)
    head[8:20] = b"\2\0\0\0mntrRGB "
    head[24:36] = struct.pack(">6H", 2026, 1, 2, 3, 4, 5)
    head[36:40] = b"acsp"
    body = bytes(head[4:]) + struct.pack(">I4sII", 1, b"desc", 144, len(tag)) + tag
    return struct.pack(">I", len(body) + 4) + body


def noted(scan: bytes, who: str) -> bytes:
    """A JPEG 2000 with a remark in its code stream and a box of XML before it."""
    box = scan.index(b"jp2c") - 4
    start = scan.index(b"\xff\x4f\xff\x51")
    at = start + 4 + int.from_bytes(scan[start + 4 : start + 6], "big")
    words = who.encode()
    stream = (
        scan[start:at] + b"\xff\x64" + struct.pack(">HH", len(words) + 4, 1) + words + scan[at:]
    )
    told = b"<x>%s</x>" % words
    parts = ((b"xml ", told), (b"jp2c", stream))
    return scan[:box] + b"".join(struct.pack(">I", len(b) + 8) + n + b for n, b in parts)
