"""What the two sandboxes hold in which files are looked at."""

from pathlib import Path
from typing import Final

from app.sandbox.bubblewrap import Sandbox

_PURPOSE: Final = "files cannot be previewed"
_MEBIBYTE: Final = 1024 * 1024

READING: Final = Sandbox(
    purpose=_PURPOSE,
    folders=("rendering/inside", "sandbox/inside", "cleaning/inside"),
    imports="PIL.Image, charset_normalizer, seccomp",
    packages="python3-pil, python3-charset-normalizer and python3-seccomp",
    programs={
        "ffmpeg": Path("/usr/bin/ffmpeg"),
        "poppler-utils": Path("/usr/bin/pdftoppm"),
        "poppler-data": Path("/usr/share/poppler/cMap"),
        "libheif-examples": Path("/usr/bin/heif-convert"),
    },
    memory_bytes=1024 * _MEBIBYTE,
)
READER: Final = "app.rendering.inside.reading"
WRITING: Final = Sandbox(
    purpose=_PURPOSE,
    folders=("rendering/inside", "sandbox/inside"),
    imports="seccomp",
    packages="python3-seccomp",
    programs={"ffmpeg": Path("/usr/bin/ffmpeg")},
    memory_bytes=64 * _MEBIBYTE,
)
WRITER: Final = "app.rendering.inside.writing"
PRINTING: Final = Sandbox(
    purpose="dossiers cannot be made",
    folders=("rendering/inside", "sandbox/inside"),
    imports="weasyprint, seccomp",
    packages="weasyprint and python3-seccomp",
    programs={
        "weasyprint": Path("/usr/bin/weasyprint"),
        "libharfbuzz-bin": Path("/usr/bin/hb-subset"),
        "fonts-noto-cjk": Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    },
    memory_bytes=256 * _MEBIBYTE,
    # Which `app.rendering.inside.printing` writes.
    environment=(("FONTCONFIG_FILE", "/memory/fonts.conf"),),
)
PRINTER: Final = "app.rendering.inside.printing"
