"""The three apps and where they listen."""

import socket
from typing import Literal, get_args

from app.settings import Settings

Name = Literal["public", "console", "key-holder"]
NAMES: tuple[Name, ...] = get_args(Name)


def bind_of(name: Name, settings: Settings) -> str:
    """Where an app listens: `host:port` or `unix:path`."""
    binds = {
        "public": settings.public_bind,
        "console": settings.console_bind,
        "key-holder": settings.key_holder_bind,
    }
    return binds[name]


def url_of(name: Name, settings: Settings) -> str:
    """What people type to reach an app."""
    urls = {
        "public": settings.public_url,
        "console": settings.console_url,
        "key-holder": settings.key_holder_url,
    }
    return urls[name]


def is_answering(bind: str) -> bool:
    """Whether anything listens there."""
    family, address = _address(bind)
    with socket.socket(family) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


def _address(bind: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    if bind.startswith("unix:"):
        return socket.AF_UNIX, bind.removeprefix("unix:")
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    # What listens everywhere is asked at home.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    return socket.AF_INET6 if ":" in host else socket.AF_INET, (host, int(port))
