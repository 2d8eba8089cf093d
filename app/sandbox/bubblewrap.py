"""The sandbox that hostile files are handled in: bubblewrap, around the system's own programs.

No network, no files but the system's programs and fonts (read only), one folder in memory, no
privileges, no environment, no process of anybody else's. Nothing of the program but what is to run
in there, of its instance or of other files is there. Where it cannot be set up, nothing is done.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_APP: Final = Path(__file__).parents[1]
_START_SECONDS: Final = 60
_FONTS: Final = ("/etc/fonts", "/var/cache/fontconfig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """What one kind of work needs inside; the programs are all of Debian's own packages."""

    purpose: str
    """What cannot be done without it, in words for an operator: `files cannot be cleaned`."""
    folders: tuple[str, ...]
    """Of the program's own code, below `app/`: what runs in there."""
    imports: str
    """Python's modules that have to be there."""
    packages: str
    """The packages that these come from."""
    programs: Mapping[str, Path]
    """The package of each program, and where it is."""
    memory_bytes: int
    """What the work may put into its folder in memory; it is counted as the machine's memory."""
    environment: tuple[tuple[str, str], ...] = ()
    """What is said to the programs beside where they are."""
    bubblewrap: Path = Path("/usr/bin/bwrap")
    python3: Path = Path("/usr/bin/python3")

    def wrap(self, command: Sequence[str]) -> list[str]:
        """A command line that runs another one inside the sandbox."""
        own = ((str(_APP / folder), f"/program/app/{folder}") for folder in self.folders)
        return [
            *(str(self.bubblewrap), "--unshare-all", "--unshare-user", "--disable-userns"),
            *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
            *("--uid", "65534", "--gid", "65534", "--hostname", "sandbox"),
            *("--ro-bind", "/usr", "/usr"),
            *("--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin"),
            *("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
            *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
            *("--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
            *(word for path in _FONTS for word in ("--ro-bind-try", path, path)),
            *("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
            *(word for here, there in own for word in ("--ro-bind", here, there)),
            *("--size", str(self.memory_bytes), "--perms", "0700", "--tmpfs", "/memory"),
            *("--remount-ro", "/", "--chdir", "/memory"),
            *("--setenv", "PATH", "/usr/bin", "--setenv", "TMPDIR", "/memory"),
            *("--setenv", "HOME", "/memory", "--setenv", "LC_ALL", "C.UTF-8"),
            *(word for pair in self.environment for word in ("--setenv", *pair)),
            "--",
            *command,
        ]

    def run_module(self, module: str, *words: str) -> list[str]:
        """The command line that runs `main()` of one of the program's modules in there.

        Args:
            module: its name, as `app.cleaning.inside.worker`.
            words: what it reads from `sys.argv`; never content, since others see command lines.
        """
        program = f"import sys; sys.path.insert(0, '/program'); from {module} import main; main()"
        return self.run_python(program, *words)

    def run_python(self, program: str, *words: str) -> list[str]:
        """The command line that runs a program of a few words."""
        return self.wrap([str(self.python3), "-I", "-B", "-c", program, *words])

    def list_missing(self) -> list[str]:
        """Why the work cannot be done on this machine, for an operator; empty where it can."""
        wanted = {"bubblewrap": self.bubblewrap, "python3": self.python3, **self.programs}
        missing = [package for package, path in wanted.items() if not path.exists()]
        if missing:
            return [f"{self.purpose}: install {', '.join(missing)}"]
        try:
            done = subprocess.run(  # noqa: S603  our own command
                self.run_python(f"import {self.imports}; print('ready')"),
                capture_output=True,
                timeout=_START_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return [f"{self.purpose}: bubblewrap does not start"]
        if done.stdout.strip() == b"ready":
            return []
        if b"No module named" in done.stderr:
            return [f"{self.purpose}: install {self.packages}"]
        # Of a sandbox that holds nothing yet: what it says names no file of anybody's.
        said = done.stderr.decode("ascii", "replace").strip().splitlines() or ["no word"]
        advice = "allow this user unprivileged user namespaces"
        return [f"{self.purpose}: the sandbox does not start ({said[-1]}): {advice}"]
