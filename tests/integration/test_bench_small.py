"""The benchmarks run, at sizes that measure nothing, so that they do not rot."""

from pathlib import Path

import pytest

from bench.figure import Figure, middle
from bench.run import main


def test_ratio_is_the_criterion() -> None:
    quick = Figure("a", 3, 2, "µs", "b", "at most", 1.5)
    slow = Figure("a", 4, 10, "a second", "b", "at least", 0.5)
    assert (quick.ratio, quick.met) == (1.5, True)
    assert (slow.ratio, slow.met) == (0.4, False)
    assert middle([9, 1, 2]) == 2


def test_every_figure_is_measured_beside_its_floor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "measurements.md"
    sizes = ["--mib", "1", "--times", "2", "--seconds", "0.2", "--rounds", "1", "--warm-up", "0.1"]
    places = ["--folder", str(tmp_path / "bench"), "--page", str(page)]
    main([*sizes, "--connections", "1", "2", *places])
    for written in (capsys.readouterr().out, page.read_text(encoding="utf-8")):
        assert "Sealing a 2 KB report" in written
        assert "Encrypting 1 MiB in memory" in written
        assert "Debian's `age -r`" in written
        assert "Re-wrapping 20 headers" in written
        assert "Receiving a sealed file in pieces" in written
        assert "Serving the empty form ready-made" in written
        assert "Unlocking a work list of 8 records" in written
        assert "Unlocking one header" in written
        assert "Searching 80 leads for a name" in written
        assert "Submitting (form and report), 2 connections" in written
        assert "Checking a status, 1 connection" in written
    assert not (tmp_path / "bench").exists()
