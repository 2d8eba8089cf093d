"""`make bench`: measure, print the table, write docs/measurements.md.

Exit code 1 where a promise is not met.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[1]
# Run as a script, only this file's own folder would be searched for modules.
sys.path.insert(0, str(_ROOT))

from bench.encryption_speed import measure_encryption  # noqa: E402  needs the line above
from bench.figure import Figure  # noqa: E402
from bench.form_speed import measure_form  # noqa: E402
from bench.key_holder_cost import measure_key_holder  # noqa: E402
from bench.measurements_page import costs_table, figures_table, write_page  # noqa: E402
from bench.pieces_speed import measure_pieces  # noqa: E402
from bench.rotation_speed import measure_rotation  # noqa: E402
from bench.sealing_speed import measure_sealing  # noqa: E402
from bench.search_speed import measure_search  # noqa: E402
from bench.serving_speed import Cost, Turns, measure_serving  # noqa: E402

_PARTS = ("seal", "encrypt", "rotate", "form", "pieces", "hold", "search", "serve")
_IN_MEMORY = Path("/dev/shm")  # noqa: S108  a file system in memory is the point


def main(arguments: list[str] | None = None) -> int:
    """Measure what the arguments ask for."""
    options = _parse(arguments)
    figures, costs = _measure(options)
    print(figures_table(figures))
    if costs:
        print(f"\n{costs_table(costs)}")
    if options.page:
        write_page(options.page, figures, costs)
    return 0 if all(figure.met for figure in figures) else 1


def _measure(options: argparse.Namespace) -> tuple[list[Figure], list[Cost]]:
    figures: list[Figure] = []
    costs: list[Cost] = []
    if "seal" in options.parts:
        figures += measure_sealing(rounds=options.rounds * 3, times=options.times)
    if "encrypt" in options.parts:
        with _folder(_IN_MEMORY / f"qingfeng-bench-{os.getpid()}") as folder:
            figures += measure_encryption(folder, mebibytes=options.mib, rounds=options.rounds * 2)
    if "rotate" in options.parts:
        with _folder(options.folder) as folder:
            count = options.times * 10
            figures.append(measure_rotation(folder, rounds=options.rounds, count=count))
    if "form" in options.parts:
        times = max(1, options.times // 5)
        with _folder(options.folder) as folder:
            figures.append(measure_form(folder, rounds=options.rounds, times=times))
    if "pieces" in options.parts:
        with _folder(options.folder) as folder:
            figures.append(measure_pieces(folder, mebibytes=options.mib, rounds=options.rounds))
    if "hold" in options.parts:
        with _folder(options.folder) as folder:
            figures += measure_key_holder(
                folder, headers=options.times * 4, rounds=options.rounds * 3
            )
    figures += _search(options)
    if "serve" in options.parts:
        served, costs = _serve(options)
        figures += served
    return figures, costs


def _search(options: argparse.Namespace) -> list[Figure]:
    if "search" not in options.parts:
        return []
    return [measure_search(leads=options.times * 40, rounds=options.rounds * 2)]


def _serve(options: argparse.Namespace) -> tuple[list[Figure], list[Cost]]:
    turns = Turns(options.rounds, options.seconds, options.warm_up)
    with _folder(options.folder) as folder:
        return measure_serving(folder, connections=options.connections, turns=turns)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure each promise of speed beside its floor.")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(_PARTS)}; default: all")
    parser.add_argument("--mib", type=int, default=1024, help="length of the file to encrypt")
    parser.add_argument("--times", type=int, default=500, help="reports to seal in a round")
    parser.add_argument("--seconds", type=float, default=2.5, help="length of a turn over HTTP")
    parser.add_argument("--warm-up", type=float, default=0.5, help="seconds before a turn counts")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument(
        "--folder",
        type=Path,
        default=_ROOT / "build" / "bench",
        help="for the installations; must be on a real disk; is deleted",
    )
    parser.add_argument(
        "--page",
        type=lambda text: Path(text) if text else None,
        default=_ROOT / "docs" / "measurements.md",
        help="the page to write; empty for none",
    )
    options = parser.parse_args(arguments)
    options.parts = options.parts or list(_PARTS)
    return options


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
