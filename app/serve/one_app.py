"""One app under gunicorn, in this process and the workers that it forks.

An app is imported only where it is served: what the public process never imported, whoever takes
it over does not find there.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gunicorn.http.wsgi
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from app.serve.addresses import Name, bind_of
from app.serve.memory import keep_in_memory, shut_out_others
from app.serve.worker import Worker
from app.settings import Settings

_PR_SET_PDEATHSIG = 1
_STAFF_THREADS = 24
"""Of which those that wait for a file's rooms, or send what comes out of them, take at most 16."""
_ENDS = {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT}
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  a folder in memory, for gunicorn's heartbeat


def serve_one(name: Name, settings: Settings) -> None:
    """Serve one app until a signal ends it.

    Raises:
        SettingsError: what is missing.
        SchemaError: a database is of another version.
        RosterError: there is no roster that the pinned key signed.
    """
    unguarded = shut_out_others()
    # Made before gunicorn forks: the limiter's salt is then the same in all workers, and what is
    # wrong is said once.
    app, start = _create(name, settings)
    _warn(app, unguarded)
    if name == "public" and settings.clean_max_mib:
        # Looked up before gunicorn forks: once for all workers.
        _warn(app, app.extensions["desk"].cleaner.list_missing())
    if name == "console" and settings.preview_max_mib:
        _warn(app, app.extensions["desk"].renderer.list_missing())

    def begin(_worker: object) -> None:
        if name == "key-holder":
            # Here, since a forked process is not locked as its parent was.
            _warn(app, keep_in_memory())
        start(app)

    gunicorn.http.wsgi.Response.default_headers = _without_server_name
    Server(app, gunicorn_options(name, settings) | {"post_worker_init": begin}).run()


def _warn(app: Flask, warnings: list[str]) -> None:
    for warning in warnings:
        app.logger.warning("%s: %s", app.name.removeprefix("app."), warning)


def end_with(parent: int) -> None:
    """End this process by SIGTERM as soon as the process that started it is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def _create(name: Name, settings: Settings) -> tuple[Flask, Callable[[Flask], object]]:
    # Imported here and not above: see this module's first lines.
    if name == "public":
        from app.public.factory import create_public_app  # noqa: PLC0415
        from app.public.figures import start_daily_figures  # noqa: PLC0415

        return create_public_app(settings), start_daily_figures
    if name == "console":
        from app.console.factory import create_console_app  # noqa: PLC0415
        from app.console.notices.mailer import start_mailer  # noqa: PLC0415

        def begin(app: Flask) -> None:
            _renew_when_locked(app)
            start_mailer(app)

        return create_console_app(settings), begin
    from app.key_holder.factory import create_key_holder_app, start_key_holder  # noqa: PLC0415

    return create_key_holder_app(settings), start_key_holder


def _renew_when_locked(app: Flask) -> None:
    """End the console's worker when the last organ's key has locked; the master forks a new one.

    Python does not wipe what it lets go of. The kernel does: what was read of leads while a key lay
    open goes with the process, once it has answered what it was asked.
    """
    app.extensions["desk"].indexes.when_all_closed = lambda: os.kill(os.getpid(), signal.SIGTERM)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn around an app that exists already, without its own configuration files."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our options, and nothing from files or the environment."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the app that was made before."""
        return self._app


def gunicorn_options(name: Name, settings: Settings) -> dict[str, object]:
    """How gunicorn runs an app; the benchmark's floor runs under the same."""
    options: dict[str, object] = {
        "bind": bind_of(name, settings),
        "worker_class": Worker,
        # The key-holder's keys, and the staff's limits, are in the memory of one process.
        "workers": 1,
        "threads": _STAFF_THREADS,
        "preload_app": True,
        "timeout": 600,
        "graceful_timeout": 30,
        "keepalive": 5,
        "umask": 0o077,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "logger_class": NeutralLogger,
        "control_socket_disable": True,
        "post_fork": _heed_what_ends_it,
        # Whoever is not our own proxy says nothing about a request's scheme or path.
        "forwarded_allow_ips": "127.0.0.1,::1" if settings.trusted_proxies else "",
    }
    if _SHARED_MEMORY.is_dir():
        # On a disk, a slow `fchmod` would look like a worker that hangs.
        options["worker_tmp_dir"] = str(_SHARED_MEMORY)
    if name == "public":
        options |= {
            "workers": settings.public_workers,
            "threads": settings.public_threads,
            # No `max_requests`: a worker to be renewed first waits for the upload that it reads,
            # minutes long, and nobody stands in for it. Python cannot wipe what it read, so how old
            # a worker's memory grows is bounded from outside: restart the service now and then.
            # What is being uploaded then has this long to arrive.
            "graceful_timeout": 120,
        }
    return options


def _heed_what_ends_it(arbiter: Any, _worker: object) -> None:  # noqa: ANN401  gunicorn's own
    """End a worker that is told to end before gunicorn has it listen (gunicorn issue 1910).

    Its master tells it once, and would then wait for it as long as for an upload.
    """
    for told in _ENDS:
        signal.signal(told, lambda *_: sys.exit(0))
    # What came since the fork stands in the queue that was the master's.
    if not _ENDS.isdisjoint(arbiter.wait_for_signals(timeout=0)):
        sys.exit(0)


class NeutralLogger(Logger):  # type: ignore[misc]  # the same
    """Errors without a word of the request: gunicorn's own name its address and its path."""

    # No time: a line must not say when somebody was here.
    error_fmt = "%(levelname)s %(message)s"

    def __init__(self, configuration: object) -> None:
        self._master = os.getpid()
        super().__init__(configuration)

    def critical(self, message: object, *values: object, **options: Any) -> None:  # noqa: ANN401
        """Log for the master; in a worker, only what kind of error it was."""
        super().critical(*self._neutral(message, values), **options)

    def error(self, message: object, *values: object, **options: Any) -> None:  # noqa: ANN401
        """The same."""
        super().error(*self._neutral(message, values), **options)

    def warning(self, message: object, *values: object, **options: Any) -> None:  # noqa: ANN401
        """The same."""
        super().warning(*self._neutral(message, values), **options)

    def exception(self, message: object, *values: object, **_options: object) -> None:
        """The same: a traceback's lines may hold what was typed in."""
        # A client fell silent: that is no error, and would let anyone fill the log.
        if not isinstance(sys.exc_info()[1], BlockingIOError):
            super().error(*self._neutral(message, values))

    def _neutral(self, message: object, values: tuple[object, ...]) -> tuple[object, ...]:
        if os.getpid() == self._master:
            return message, *values
        error = sys.exc_info()[1]
        trace = error.__traceback__ if error else None
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "a worker"
        return "%s at %s", type(error).__name__ if error else "something", place


_default_headers = gunicorn.http.wsgi.Response.default_headers


def _without_server_name(response: object) -> list[str]:
    return [line for line in _default_headers(response) if not line.startswith("Server:")]
