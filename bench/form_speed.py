"""Serving the empty form ready-made, beside rendering it anew for each reporter."""

import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.public.factory import create_public_app
from app.public.ready_form import ReadyForms
from app.services.operator.create_installation import create_installation
from app.services.operator.installation_plan import InstallationPlan
from app.settings import load_settings
from bench.figure import Figure, middle


def measure_form(folder: Path, *, rounds: int, times: int) -> Figure:
    """Ask one process of the public app for the form, without a network in between.

    Args:
        folder: receives an installation.
        rounds: turns of each side.
        times: forms in a turn.
    """
    plan = InstallationPlan(
        department_name="某省交通运输厅",
        group_name="驻厅纪检监察组",
        superior_name="省纪委监委",
        unit_names=(),
    )
    create_installation(folder / "form", plan)
    app = create_public_app(load_settings(folder / "form", {}))

    def forget() -> None:
        app.extensions["ready_forms"] = ReadyForms()

    turns = [(_rate(app, times), _rate(app, times, before_each=forget)) for _ in range(rounds)]
    ready, anew = zip(*turns, strict=True)
    return Figure(
        "Serving the empty form ready-made",
        middle(list(ready)),
        middle(list(anew)),
        "a second",
        "rendering it anew",
        "at least",
        5.0,
    )


def _rate(app: Flask, times: int, before_each: Callable[[], None] = lambda: None) -> float:
    spent = 0.0
    for _ in range(times):
        before_each()
        environ = EnvironBuilder("/report").get_environ()
        begun = time.perf_counter()
        _body, status, _headers = run_wsgi_app(app, environ, buffered=True)
        spent += time.perf_counter() - begun
        if not status.startswith("200"):
            raise RuntimeError(status)
    return times / spent
