"""What the sandbox holds that files are cleaned in."""

from pathlib import Path
from typing import Final

from app.sandbox.bubblewrap import Sandbox

CLEANING: Final = Sandbox(
    purpose="files cannot be cleaned",
    folders=("cleaning/inside", "sandbox/inside"),
    imports="lxml.etree, pikepdf, seccomp",
    packages="python3-lxml, python3-pikepdf and python3-seccomp",
    programs={
        "libimage-exiftool-perl": Path("/usr/bin/exiftool"),
        "ffmpeg": Path("/usr/bin/ffmpeg"),
    },
    memory_bytes=1024 * 1024 * 1024,
)
WORKER: Final = "app.cleaning.inside.worker"
