"""A console that answers a browser from this process, and the script that looks at its pages."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
AXE_ADDRESS = "/axe.js"


@contextmanager
def serving(app: Flask, port: int) -> Iterator[None]:
    """As long as it is needed, at `localhost`."""
    server = make_server("127.0.0.1", port, _with_axe(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _with_axe(app: Flask) -> WSGIApplication:
    """The console, and beside it the script that looks at its pages.

    A browser that has it from an address keeps it compiled: to compile it anew for each page takes
    longer than to look at the page.
    """
    axe = AXE.read_bytes()
    headers = [("Content-Type", "text/javascript; charset=utf-8"), ("Cache-Control", "max-age=600")]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == AXE_ADDRESS:
            start_response("200 OK", headers)
            return [axe]
        return app(environ, start_response)

    return answer


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Tell nothing of what was asked for."""
