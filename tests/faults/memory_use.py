"""How much memory processes use, and the most they ever used."""

import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Self

_RESET_PEAK = "5"
_EVERY_SECONDS = 0.02


def resident_bytes(pid: int) -> int:
    """What a process has in memory now."""
    return _field(Path(f"/proc/{pid}/status"), "VmRSS")


def peak_bytes(pid: int) -> int:
    """The most that it had in memory since `reset_peak`."""
    return _field(Path(f"/proc/{pid}/status"), "VmHWM")


def proportional_bytes(pid: int) -> int:
    """What it has in memory, shared pages divided among those that share them."""
    return _field(Path(f"/proc/{pid}/smaps_rollup"), "Pss")


def reset_peak(pid: int) -> None:
    """Begin the peak anew."""
    Path(f"/proc/{pid}/clear_refs").write_text(_RESET_PEAK, encoding="ascii")


class ProportionalPeak:
    """Samples the proportional memory of all processes together while its block runs."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = list(pids)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self.first_bytes = self._now()
        self.peak_bytes = self.first_bytes

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _now(self) -> int:
        return sum(proportional_bytes(pid) for pid in self._pids)

    def _sample(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            self.peak_bytes = max(self.peak_bytes, self._now())


def _field(path: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", path.read_text(encoding="ascii"), re.MULTILINE)
    assert found, f"{path} has no {name}"
    return int(found[1]) * 1024
