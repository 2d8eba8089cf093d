"""The sandbox that files are cleaned in: bubblewrap, around the system's own Python.

No network, no files but the system's programs (read only), one folder in memory, no privileges, no
environment, no process of anybody else's. Nothing of the program, of its instance or of other files
is there. Where it cannot be set up, nothing is cleaned.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_INSIDE: Final = Path(__file__).with_name("inside")
_START_SECONDS: Final = 60
MEMORY_BYTES: Final = 1024 * 1024 * 1024
"""What one cleaning may put into its folder in memory; it is counted as the machine's memory."""

_RUN: Final = (
    "import sys; sys.path.insert(0, '/cleaning'); "
    "from app.cleaning.inside.worker import main; main()"
)
_PROBE: Final = "import lxml.etree, pikepdf; print('ready')"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Where the programs are, all of Debian's own packages."""

    bubblewrap: Path = Path("/usr/bin/bwrap")
    python3: Path = Path("/usr/bin/python3")
    exiftool: Path = Path("/usr/bin/exiftool")
    ffmpeg: Path = Path("/usr/bin/ffmpeg")

    def wrap(self, command: Sequence[str]) -> list[str]:
        """A command line that runs another one inside the sandbox."""
        return [
            *(str(self.bubblewrap), "--unshare-all", "--unshare-user", "--disable-userns"),
            *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
            *("--uid", "65534", "--gid", "65534", "--hostname", "cleaning"),
            *("--ro-bind", "/usr", "/usr"),
            *("--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin"),
            *("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
            *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
            *("--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
            *("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
            *("--ro-bind", str(_INSIDE), "/cleaning/app/cleaning/inside"),
            *("--size", str(MEMORY_BYTES), "--perms", "0700", "--tmpfs", "/memory"),
            *("--remount-ro", "/", "--chdir", "/memory"),
            *("--setenv", "PATH", "/usr/bin", "--setenv", "TMPDIR", "/memory"),
            *("--setenv", "HOME", "/memory", "--setenv", "LC_ALL", "C.UTF-8"),
            "--",
            *command,
        ]

    def cleaning_command(self) -> list[str]:
        """The command line that cleans what comes in by its standard input."""
        return self.run_python(_RUN)

    def run_python(self, program: str) -> list[str]:
        """The command line that runs a program of a few words."""
        return self.wrap([str(self.python3), "-I", "-B", "-c", program])

    def list_missing(self) -> list[str]:
        """Why no file can be cleaned on this machine, for an operator; empty where they can."""
        packages = {
            "bubblewrap": self.bubblewrap,
            "python3": self.python3,
            "libimage-exiftool-perl": self.exiftool,
            "ffmpeg": self.ffmpeg,
        }
        missing = [package for package, path in packages.items() if not path.exists()]
        if missing:
            return [f"files cannot be cleaned: install {', '.join(missing)}"]
        try:
            done = subprocess.run(  # noqa: S603  our own command
                self.run_python(_PROBE), capture_output=True, timeout=_START_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ["files cannot be cleaned: bubblewrap does not start"]
        if done.stdout.strip() == b"ready":
            return []
        if b"No module named" in done.stderr:
            return ["files cannot be cleaned: install python3-lxml and python3-pikepdf"]
        # Of a sandbox that holds nothing yet: what it says names no file of anybody's.
        said = done.stderr.decode("ascii", "replace").strip().splitlines() or ["no word"]
        advice = "allow this user unprivileged user namespaces"
        return [f"files cannot be cleaned: the sandbox does not start ({said[-1]}): {advice}"]
