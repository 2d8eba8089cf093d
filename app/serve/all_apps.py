"""All apps of an installation, each in a child process; all end when one does."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from app.domain.working_days import office_day
from app.serve.addresses import NAMES, Name, bind_of, is_answering
from app.services.operator.sweep import rewrite_databases, sweep
from app.settings import Settings

_log = logging.getLogger(__name__)

SWEEP_EVERY_SECONDS: Final = 60 * 60
_LOOK_EVERY_SECONDS: Final = 0.2
_STOP_SECONDS: Final = 40
"""A little longer than gunicorn gives its workers."""

Children = dict[Name, "subprocess.Popen[bytes]"]


class AppEndedError(Exception):
    """An app ended by itself, and so did all; `name` says which."""

    def __init__(self, name: Name) -> None:
        self.name = name
        super().__init__(f"{name} ended")


def list_taken_addresses(settings: Settings) -> list[str]:
    """One sentence for each address at which something listens already."""
    binds = [(name, bind_of(name, settings)) for name in NAMES]
    return [
        f"{bind}: something listens there already, so the {name} app cannot"
        for name, bind in binds
        if is_answering(bind)
    ]


def serve_all(settings: Settings, *, on_ready: Callable[[], None]) -> None:
    """Serve all apps until SIGINT or SIGTERM; sweep now and every hour, and rewrite once a day.

    Args:
        settings: checked already.
        on_ready: called once, when all of them answer.

    Raises:
        AppEndedError: one of them ended by itself.
    """
    with _stop_signals() as stopped, _children(settings) as children:
        while not all(is_answering(bind_of(name, settings)) for name in children):
            if _is_over(children, stopped):
                return
        on_ready()
        # Beside: to write a large database anew takes its time, and who ends it does not wait.
        Thread(target=_keep_up, args=(settings,), name="upkeep", daemon=True).start()
        while not _is_over(children, stopped):
            pass


def _is_over(children: Children, stopped: "SimpleQueue[int]") -> bool:
    with suppress(Empty):
        stopped.get(timeout=_LOOK_EVERY_SECONDS)
        return True
    for name, child in children.items():
        if child.poll() is not None:
            raise AppEndedError(name)
    return False


def _keep_up(settings: Settings) -> None:
    rewritten_on = date.min
    while True:
        today = office_day(datetime.now(UTC))
        try:
            sweep(settings, today)
            if rewritten_on < today and rewrite_databases(settings):
                rewritten_on = today
        except (OSError, SQLAlchemyError) as error:
            # The apps go on; the next hour may be better.
            _log.error("%s while sweeping", type(error).__name__)
        time.sleep(SWEEP_EVERY_SECONDS)


@contextmanager
def _stop_signals() -> Iterator["SimpleQueue[int]"]:
    # A second signal may come while the first is being handled: an event would wait for itself.
    stopped: SimpleQueue[int] = SimpleQueue()
    before = {
        number: signal.signal(number, lambda got, _: stopped.put(got))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _children(settings: Settings) -> Iterator[Children]:
    children: Children = {}
    try:
        for name in NAMES:
            children[name] = _start(name, settings)
        yield children
    finally:
        _end(children.values())


def _start(name: Name, settings: Settings) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "app.cli", "--instance", str(settings.instance)]
    ends_with = ["--ends-with", str(os.getpid())]
    return subprocess.Popen([*command, "serve", "--only", name, *ends_with])  # noqa: S603  our own


def _end(children: Iterable["subprocess.Popen[bytes]"]) -> None:
    children = list(children)
    for child in children:
        child.terminate()
    until = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
