"""Whoever takes over the cleaning of a file by it finds nothing there, and gets nowhere."""

import io
import json
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.cleaning.cleaner import Cleaner
from app.cleaning.outcome import NotCleanedError
from app.cleaning.sandbox import CLEANING
from app.sandbox.bubblewrap import Sandbox
from tests.cleaning.samples import make_picture, zip_up

_MEBIBYTE = 1024 * 1024
_PROBE = """
import ctypes, json, os, socket
def attempt(do):
    try:
        do()
    except OSError as error:
        return type(error).__name__
    return "done"
def write(path):
    return attempt(lambda: open(path, "w").close())
def connect():
    with socket.create_connection(("127.0.0.1", PORT), timeout=5):
        pass
mounts = [line.split() for line in open("/proc/self/mounts")]
print(json.dumps({
    "network": attempt(connect),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "instance": os.path.exists("INSTANCE"),
    "writes": [path for path in ("/a", "/usr/a", "/etc/a", "/program/a", "/tmp/a", "/dev/a",
               "/program/app/cleaning/inside/a", "/dev/shm/a", "/proc/sys/kernel/hostname")
               if write(path) == "done"],
    "memory": write("/memory/a"),
    "memory_is": [kind for _, place, kind, *_ in mounts if place == "/memory"],
    "writable": sorted(place for _, place, kind, how, *_ in mounts
                       if how.split(",")[0] == "rw" and kind not in ("proc", "devpts")),
    "root": sorted(os.listdir("/")),
    "environment": sorted(os.environ),
    "processes": sum(name.isdigit() for name in os.listdir("/proc")),
    "descriptors": sorted(os.listdir("/proc/self/fd")),
    "status": {line.split(":")[0]: line.split()[1] for line in open("/proc/self/status")
               if line.startswith(("CapEff", "CapBnd", "NoNewPrivs"))},
    "namespace": ctypes.CDLL(None).unshare(0x10000000),
}))
"""


def test_sandbox_reaches_nothing(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    with subprocess.Popen(["sleep", "60"]) as neighbour:
        program = _PROBE.replace("PORT", "9").replace("INSTANCE", str(instance))
        done = subprocess.run(CLEANING.run_python(program), capture_output=True, check=False)
        neighbour.kill()
    found = json.loads(done.stdout)
    assert found["network"] != "done"
    assert found["interfaces"] == ["lo"]
    assert not found["instance"]
    assert found["writes"] == []
    assert found["memory"] == "done"
    assert found["memory_is"] == ["tmpfs"]
    assert [place for place in found["writable"] if not place.startswith("/dev/")] == ["/memory"]
    assert set(found["root"]) <= {
        *("bin", "sbin", "lib", "lib64", "usr", "etc", "proc", "dev", "program", "memory", "var"),
    }
    assert set(found["environment"]) <= {"PATH", "TMPDIR", "HOME", "LC_ALL", "LC_CTYPE", "PWD"}
    assert found["processes"] <= 3
    assert set(found["descriptors"]) <= {"0", "1", "2", "3"}
    assert found["status"] == {"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1"}
    assert found["namespace"] == -1, "no user namespace inside"


def _huge_png() -> bytes:
    """A picture of 60,000 x 60,000 points, in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IEND", b"")


def _docx(**parts: str | bytes) -> bytes:
    names = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zip_up({"[Content_Types].xml": types, **names})


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w/>")
        for number in range(12):
            package.writestr(f"word/media/{number}.xml", b" " * 40 * _MEBIBYTE)
    return packed.getvalue()


_LAUGHS = "<!DOCTYPE d [" + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)
)
HOSTILE: dict[str, Callable[[Path], bytes]] = {
    "nothing": lambda _: b"",
    "noise": lambda _: bytes(range(256)) * 64,
    "cut picture": lambda folder: make_picture(folder, "jpg")[:120],
    "jpeg of nothing": lambda _: b"\xff\xd8\xff\xe0" + bytes(5000),
    "old office file": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    "zip of nothing": lambda _: zip_up({"a.txt": "a"}),
    "zip bomb": lambda _: _bomb(),
    "laughs": lambda _: _docx(word__document_xml=_LAUGHS + "]><d>&l11;</d>"),
    "outside entity": lambda _: _docx(
        word__document_xml='<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><d>&e;</d>'
    ),
    "broken xml": lambda _: _docx(word__document_xml="<w><"),
    "macros": lambda _: _docx(word__document_xml="<w/>", word__vbaProject="x"),
    "pdf of nothing": lambda _: b"%PDF-1.7\n" + b"1 0 obj\n" * 500,
    "video of nothing": lambda _: b"\0\0\0\x18ftypmp42" + bytes(5000),
    "matroska of nothing": lambda _: b"\x1aE\xdf\xa3" + bytes(5000),
    "endless webp": lambda _: b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff" + bytes(99),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_ends_in_a_word(make: Callable[[Path], bytes], tmp_path: Path) -> None:
    content = make(tmp_path)
    out: list[bytes] = []
    with pytest.raises(NotCleanedError) as raised:
        Cleaner(32 * _MEBIBYTE).clean(io.BytesIO(content), len(content), out.append)
    assert raised.value.hindrance in ("unknown", "broken", "left")


def test_huge_dimensions_cost_nothing(tmp_path: Path) -> None:
    content = _huge_png()
    out: list[bytes] = []
    cleaner = Cleaner(_MEBIBYTE)
    assert cleaner.clean(io.BytesIO(content), len(content), out.append).ending == "png"
    assert len(b"".join(out)) < 1000
    assert list(tmp_path.iterdir()) == []


def test_plain_text_is_clean_as_it_is() -> None:
    content, out = "周五晚八点，老地方。".encode(), list[bytes]()
    cleaned = Cleaner(_MEBIBYTE).clean(io.BytesIO(content), len(content), out.append)
    assert (cleaned.ending, cleaned.removed, b"".join(out)) == ("txt", (), content)


def test_busy_cleaner_says_so() -> None:
    cleaner, sink = Cleaner(_MEBIBYTE, wait_seconds=0.1), list[bytes]()
    with cleaner.place(), cleaner.place(), pytest.raises(NotCleanedError) as raised:
        cleaner.clean(io.BytesIO(b"\xff\xd8\xff"), 3, sink.append)
    assert raised.value.hindrance == "busy"


@pytest.mark.parametrize(
    ("sandbox", "word"),
    [
        (replace(CLEANING, bubblewrap=Path("/nowhere/bwrap")), "install bubblewrap"),
        (
            replace(CLEANING, programs={"libimage-exiftool-perl": Path("/nowhere/exiftool")}),
            "install libimage-exiftool-perl",
        ),
        (replace(CLEANING, bubblewrap=Path("/usr/bin/false")), "the sandbox does not start"),
    ],
    ids=["no bubblewrap", "no exiftool", "no sandbox"],
)
def test_what_is_missing_is_named_and_nothing_is_cleaned(sandbox: Sandbox, word: str) -> None:
    [problem] = sandbox.list_missing()
    assert word in problem
    sink: list[bytes] = []
    with pytest.raises(NotCleanedError) as raised:
        Cleaner(_MEBIBYTE, sandbox).clean(io.BytesIO(b"\xff\xd8\xff"), 3, sink.append)
    assert raised.value.hindrance == "unavailable"
