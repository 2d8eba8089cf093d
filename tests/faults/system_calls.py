"""What a server asked of the kernel, in order, by strace."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHOWN_BYTES = 256
"""How much of each buffer is recorded: enough for any mark that repeats within it."""

_LINE = re.compile(r"^(?P<pid>\d+) +(?P<time>\d+\.\d+) (?P<rest>.*)$")
_CALL = re.compile(r"^(?P<name>\w+)\((?P<arguments>.*)$")
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(?P<arguments>.*)$")
_DESCRIPTOR = re.compile(r"^\d+<(?P<target>.*?)>(?:\(deleted\))?(?:,|\)|$)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True, slots=True)
class SystemCall:
    """One call: when it began and ended, as places in the record."""

    name: str
    arguments: str
    began: int
    ended: int
    at: float
    """Seconds since 1970, of its beginning."""

    @property
    def target(self) -> str:
        """The file or socket behind the first argument."""
        found = _DESCRIPTOR.match(self.arguments)
        return _ESCAPED.sub(_byte, found["target"]) if found else ""

    @property
    def is_to_a_client(self) -> bool:
        """Whether it goes out through a TCP connection."""
        return self.target.startswith("TCP")

    @property
    def path(self) -> str:
        """The path that a call opens."""
        return self.text().decode(errors="replace")

    def text(self) -> bytes:
        """The bytes shown, of all buffers."""
        return b"".join(
            bytes.fromhex(shown.replace("\\x", "")) for shown in _TEXT.findall(self.arguments)
        )

    def opens_for_writing(self) -> bool:
        """Whether it opens or makes a file that can be written."""
        flags = ("O_WRONLY", "O_RDWR", "O_CREAT")
        return self.name in ("creat", "memfd_create") or (
            self.name.startswith("open") and any(flag in self.arguments for flag in flags)
        )


def trace_command(record: Path, *calls: str) -> list[str]:
    """The command that runs another one and records these calls of it and all its children."""
    strace = shutil.which("strace")
    assert strace, "strace is missing: `make test` installs it (apt install strace)"
    return [
        *(strace, "-f", "-qq", "-ttt", "-yy", "-xx", "--seccomp-bpf", "-s", str(SHOWN_BYTES)),
        *("-e", f"trace={','.join(calls)}", "-e", "signal=none", "-o", str(record)),
    ]


def read_trace(record: Path) -> list[SystemCall]:
    """All recorded calls, in the order in which they began."""
    return sorted(_calls(record), key=lambda call: call.began)


def _calls(record: Path) -> Iterator[SystemCall]:
    pending: dict[str, SystemCall] = {}
    for place, text in enumerate(record.read_text(encoding="ascii").splitlines()):
        line = _LINE.match(text)
        if line is None:
            continue
        if resumed := _RESUMED.match(line["rest"]):
            if begun := pending.pop(line["pid"], None):
                arguments = begun.arguments + resumed["arguments"]
                yield SystemCall(begun.name, arguments, begun.began, place, begun.at)
        elif call := _CALL.match(line["rest"]):
            arguments = call["arguments"].removesuffix(_UNFINISHED)
            made = SystemCall(call["name"], arguments, place, place, float(line["time"]))
            if arguments == call["arguments"]:
                yield made
            else:
                pending[line["pid"]] = made


def _byte(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))
