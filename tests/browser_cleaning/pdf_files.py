"""A PDF that was saved twice, full of names: written by hand, with every kind of trace in it."""

import zlib

from tests.cleaning.pdf_traces import Traces, noted, pdf_traces

_XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>Zhang San</rdf:li>'
    b'</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
_SHOW = b" Tj ET q 200 0 0 150 20 20 cm /I Do Q"
_DAY = b"(D:20260102030405)"


def _stream(entries: bytes, content: bytes) -> bytes:
    length = b"/Length %d >>\nstream\n" % len(content)
    return b"<< " + entries + length + content + b"\nendstream"


def _objects(photo: bytes, more: Traces) -> dict[int, bytes]:
    page = b"BT /F 20 Tf 20 250 Td (Words of the first time)" + _SHOW
    picture = (
        b"/Type /XObject /Subtype /Image /Width 320 /Height 240 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 "
    )
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R /PieceInfo << /X << /LastModified "
        + _DAY
        + b" /Private (Zhang San) >> >> /Names << /EmbeddedFiles << /Names [(n) 10 0 R] >> >> "
        + more.catalog
        + b">>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /LastModified "
        + _DAY
        + b" /Resources << /Font << /F 5 0 R >> /XObject << /I 8 0 R %s >> >> /Annots [9 0 R %s] >>"
        % (more.pictures, more.links),
        4: _stream(b"", page),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        6: _stream(b"/Type /Metadata /Subtype /XML ", _XMP),
        7: b"<< /Author (Zhang San) /Producer (WPS) /CreationDate " + _DAY + b" >>",
        8: _stream(picture + b"/Filter [/FlateDecode /DCTDecode] ", zlib.compress(photo)),
        9: b"<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (a remark) "
        b"/T (Zhang San) /M " + _DAY + b" /CreationDate " + _DAY + b" /NM (SerialQ7) >>",
        10: b"<< /Type /Filespec /F (x.jpg) /EF << /F 11 0 R >> >>",
        # That it is a file, its /Type need not say: it is one by /EF.
        11: _stream(
            b"/Params << /ModDate " + _DAY + b" >> /Filter /FlateDecode ",
            zlib.compress(photo),
        ),
    }


def pdf_with(photo: bytes, scan: bytes, *, more: dict[int, bytes] | None = None) -> bytes:
    """The PDF: a photograph on its page and attached to it; its words were changed once."""
    traces = pdf_traces(photo, noted(scan, "Zhang"), "Zhang", first=12)
    objects = _objects(photo, traces) | traces.objects | (more or {})
    first, start = _saved(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", objects, None)
    words = b"BT /F 20 Tf 20 250 Td (Words of the second time)" + _SHOW
    changed = {4: _stream(b"/Filter /FlateDecode ", zlib.compress(words))}
    return _saved(first, changed, start)[0]


def _saved(before: bytes, objects: dict[int, bytes], previous: int | None) -> tuple[bytes, int]:
    out = bytearray(before)
    rows = [b"0 1\n0000000000 65535 f \n"] if previous is None else []
    for number, content in sorted(objects.items()):
        rows.append(b"%d 1\n%010d 00000 n \n" % (number, len(out)))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    known = (b"0123456789abcdef" * 2,) * 2
    out += b"xref\n" + b"".join(rows) + b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R " % 20
    out += b"/ID [<%s><%s>] " % known
    out += b">>\n" if previous is None else b"/Prev %d >>\n" % previous
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start), start
