"""The figures as a table: for the terminal, and for docs/measurements.md."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure
from bench.serving_speed import Cost

_HEAD = """# Measurements

`make bench` wrote this page. Each figure stands beside its floor: the least that the same work can
cost on the same machine, measured in turn with it in the same run. The ratio of the two is the
criterion; the figures themselves change from machine to machine.
"""
# Each part was timed by itself, once, on the machine that the page names; the shares move little.
_REST = """
## Where the rest goes

Sealing a report costs about 16 µs above its one HPKE encryption, and opening a header about 18 µs
above its one HPKE decryption; none of it is spent twice:

| what the format asks for                                           | sealing, µs | opening, µs |
| ------------------------------------------------------------------ | ----------- | ----------- |
| the header's MAC: HKDF, then HMAC over 1.6 KB                      | 5           | 5           |
| the header's text, line by line; writing only joins it             | 2           | 6           |
| 1,120 bytes as base64; reading checks that no other text says them | 1           | 3           |
| the payload: random nonce, HKDF, ChaCha20-Poly1305 over 2 KB       | 6           |             |
| a random file key, the check of the recipients, calls and objects  | 2           | 4           |

An HPKE operation right after another took a third longer than after anything else, for a reason
inside the processor that was not tracked down; so both sides do the same other work before each.

Encrypting and decrypting a large file pay for what the bare cipher does not do: the test that the
end is the true end, one byte ahead of each chunk, and, when decrypting, for a new buffer for every
chunk, so that no byte that was not verified ever stands where it could be read.

## A file of 2 GiB

`make prove` sends one to the public app, sealed there, and one sealed in a browser in pieces of
4 MiB. It fails where the app's processes together take 16 MiB more than before; on 2026-11-26 both
passed. In pieces it came at 0.93 of the speed of a bare route that saves and syncs the same bytes
(29.7 beside 32.0 MiB/s, in the same run: `bench/run.py pieces --mib 2048 --rounds 2`), on a machine
busy with other work; 0.6 is promised.
"""
_COSTS = """
## What the processors did

Milliseconds of processor time for one action, by the kernel's account. The load generator runs on
the same cores, and takes the last column from both sides alike.
"""


def write_page(path: Path, figures: Sequence[Figure], costs: Sequence[Cost]) -> None:
    """Write docs/measurements.md anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page = f"{_HEAD}\n{_machine()}\n\n{figures_table(figures)}\n{_REST}"
    if costs:
        page += f"{_COSTS}\n{costs_table(costs)}\n"
    path.write_text(page, encoding="utf-8")


def figures_table(figures: Sequence[Figure]) -> str:
    """A table that reads well as text, too."""
    rows = [
        [
            figure.name,
            f"{_number(figure.ours)} {figure.unit}",
            f"{_number(figure.floor)} {figure.unit}",
            figure.floor_name,
            f"{figure.ratio:.2f}",
            f"{figure.criterion} {figure.limit}",
            "yes" if figure.met else "NO",
        ]
        for figure in figures
    ]
    return _table(["what", "ours", "floor", "the floor is", "ratio", "promised", "met"], rows)


def costs_table(costs: Sequence[Cost]) -> str:
    """The processor time of each action."""
    rows = [
        [cost.name, f"{cost.ours_ms:.2f}", f"{cost.floor_ms:.2f}", f"{cost.client_ms:.2f}"]
        for cost in costs
    ]
    return _table(["what", "ours, ms", "floor, ms", "load generator, ms"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| "
        + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _machine() -> str:
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    facts = [
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"commit {_commit()}",
        f"{os.cpu_count()} cores of {_processor()}",
        f"{gibibytes:.0f} GiB of memory",
        f"Linux {platform.release().partition('-')[0]}",
        f"Python {platform.python_version()}",
    ]
    return "Measured: " + ", ".join(facts) + "."


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
