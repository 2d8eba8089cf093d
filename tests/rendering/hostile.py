"""Files that try to harm whoever looks at them, or to call out, made here."""

import struct
import zlib
from pathlib import Path

from tests.cleaning.samples import run

PORT = 9
"""Of a server that a test may listen on instead; a file that calls out would call there."""
MEBIBYTE = 1024 * 1024


def png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """A grey picture that says it is so large, and is, in very few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    packer = zlib.compressobj(9)
    line = bytes(1 + width)
    body = b"".join(packer.compress(line) for _ in range(height if rows is None else rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = chunk(b"IHDR", header) + chunk(b"IDAT", body + packer.flush())
    return b"\x89PNG\r\n\x1a\n" + content + chunk(b"IEND", b"")


def svg(port: int) -> bytes:
    """A drawing that runs a script, and fetches what it can."""
    return f"""<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script>
<image href="http://127.0.0.1:{port}/svg"/><text>&x;</text></svg>""".encode()


def mvg(port: int) -> bytes:
    """What ImageMagick once ran, under a photo's name. Source: CVE-2016-3714."""
    url = f"https://127.0.0.1:{port}/x.jpg"
    return f"push graphic-context\nfill 'url({url}\"|touch \"/memory/x)'\n".encode()


def pdf(port: int) -> bytes:
    """A page that would run a script, start a program, open an address and fetch a picture."""
    url = f"http://127.0.0.1:{port}/pdf"
    action = f"<</S/URI/URI({url})>>"
    scripts = f"/OpenAction<</S/JavaScript/JS(app.launchURL('{url}'))>>/AA<</WC{action}>>"
    more = "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(x)>>]>>>>"
    launch = f"/AA<</O<</S/Launch/F(/bin/sh)>>>>/Annots[<</Type/Annot/Subtype/Link/A{action}>>]"
    picture = f"<</Type/XObject/Subtype/Image/Width 9/Height 9/F<</FS/URL/F({url})>>/Length 0>>"
    page = "/Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{scripts}{more}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<<{page}/Resources<</XObject<</P 5 0 R>>>>{launch}>>",
        "<</Length 31>>stream\n1 0 0 rg 20 20 60 60 re f /P Do\nendstream",
        f"{picture}stream\n\nendstream",
    ]
    body = "%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        body += f"{number} 0 obj\n{content}\nendobj\n"
    return f"{body}trailer\n<</Root 1 0 R/Size 6>>\n%%EOF\n".encode()


def locked_pdf(folder: Path) -> bytes:
    """The same behind a password."""
    plain, locked = folder / "plain.pdf", folder / "locked.pdf"
    run("qpdf", "--empty", str(plain))
    plain.write_bytes(pdf(PORT))
    run("qpdf", "--warning-exit-0", "--encrypt", "a", "b", "256", "--", str(plain), str(locked))
    return locked.read_bytes()


def playlist(port: int) -> bytes:
    """A list of pieces of a film, one of them elsewhere and one a file of the server's."""
    head = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\n"
    return f"{head}http://127.0.0.1:{port}/hls\n#EXTINF:1,\nfile:///etc/passwd\n".encode()


def concat(port: int) -> bytes:
    """Ffmpeg's own list of files."""
    return f"ffconcat version 1.0\nfile http://127.0.0.1:{port}/concat\nfile /etc/passwd\n".encode()


def film_elsewhere(folder: Path, port: int) -> bytes:
    """A film whose track lies in another file, by an address that QuickTime would follow."""
    path = folder / "here.mov"
    source = ("-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=1")
    run("ffmpeg", "-y", *source, "-c:v", "mjpeg", str(path))
    content = path.read_bytes()
    own = b"\0\0\0\x0curl \0\0\0\x01"
    address = f"http://127.0.0.1:{port}/mov".encode() + b"\0"
    other = struct.pack(">I", 12 + len(address)) + b"url \0\0\0\0" + address
    assert own in content
    # The boxes around grow with it.
    grown = len(other) - len(own)
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        place = content.rindex(name) - 4
        size = int.from_bytes(content[place : place + 4], "big") + grown
        content = content[:place] + struct.pack(">I", size) + content[place + 4 :]
    return content.replace(own, other)
