"""Submitting and checking a status over HTTP, beside the floor app under the same gunicorn."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.services.operator.create_installation import create_installation
from app.services.operator.installation_plan import InstallationPlan
from bench.figure import Figure, middle
from bench.load import Done
from bench.public_server import RunningServer, serve_command, start_server

_ROOT = Path(__file__).parents[1]
_NAMES = {"submit": "Submitting (form and report)", "status": "Checking a status"}
_LIMITS = {"submit": 0.5, "status": 0.4}
"""Submitting is promised; the other is where a look at the code is due."""
_FLOOR_NAME = "the same stack's bare floor"


@dataclass(frozen=True, slots=True)
class Turns:
    """How the two sides take turns."""

    rounds: int
    seconds: float
    """How long each turn is, beside its warm-up."""
    warm_up_seconds: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one action cost, in milliseconds of processor time."""

    name: str
    ours_ms: float
    floor_ms: float
    client_ms: float
    """What the load generator took, on the same cores."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one side."""

    a_second: float
    server_ms: float
    client_ms: float


def measure_serving(
    folder: Path, *, connections: Sequence[int], turns: Turns
) -> tuple[list[Figure], list[Cost]]:
    """Measure both, turn by turn, each with as many connections as the other.

    Args:
        folder: receives two installations; on a real disk, since every report is synced to it.
        connections: the numbers of connections to measure with.
        turns: how the two take turns.
    """
    _install(folder / "ours")
    shutil.copytree(folder / "ours", folder / "floor")
    with ExitStack() as running:
        ours = running.enter_context(
            start_server(serve_command(folder / "ours"), folder / "ours.log")
        )
        floor_command = [sys.executable, "-m", "bench.floor", str(folder / "floor")]
        floor = running.enter_context(start_server(floor_command, folder / "floor.log"))
        pairs = [
            _measure(kind, number, (ours, floor), turns)
            for kind in _NAMES
            for number in connections
        ]
    return [figure for figure, _ in pairs], [cost for _, cost in pairs]


def _install(instance: Path) -> None:
    plan = InstallationPlan(
        department_name="某省交通运输厅",
        group_name="驻厅纪检监察组",
        superior_name="省纪委监委",
        unit_names=(),
    )
    create_installation(instance, plan)


def _measure(
    kind: str,
    connections: int,
    servers: tuple[RunningServer, RunningServer],
    turns: Turns,
) -> tuple[Figure, Cost]:
    taken: tuple[list[Turn], list[Turn]] = ([], [])
    for number in range(turns.rounds):
        # Neither is always the first, so that neither gains by the order.
        for side in (0, 1) if number % 2 == 0 else (1, 0):
            taken[side].append(_turn(servers[side], kind, connections, turns))
    ours, floor = taken
    name = f"{_NAMES[kind]}, {connections} connection{'s' if connections > 1 else ''}"
    figure = Figure(
        name,
        middle([turn.a_second for turn in ours]),
        middle([turn.a_second for turn in floor]),
        "a second",
        _FLOOR_NAME,
        "at least",
        _LIMITS[kind],
    )
    cost = Cost(
        name,
        middle([turn.server_ms for turn in ours]),
        middle([turn.server_ms for turn in floor]),
        middle([turn.client_ms for turn in (*ours, *floor)]),
    )
    return figure, cost


def _turn(server: RunningServer, kind: str, connections: int, turns: Turns) -> Turn:
    arguments = [str(server.port), kind, str(connections)]
    times = [str(turns.seconds), str(turns.warm_up_seconds)]
    before = _processor_seconds(server)
    ended = subprocess.run(
        [sys.executable, "-m", "bench.load", *arguments, *times],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    used = _processor_seconds(server) - before
    done = Done(**json.loads(ended.stdout))
    share = turns.seconds / (turns.seconds + turns.warm_up_seconds)
    return Turn(
        done.count / done.seconds,
        used * share / done.count * 1000,
        done.processor_seconds / done.count * 1000,
    )


def _processor_seconds(server: RunningServer) -> float:
    ticks = 0
    for pid in server.pids():
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        # utime, stime, and those of workers that ended: fields 14 to 17 of proc(5).
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
