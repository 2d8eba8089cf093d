"""Reporters at work: a load generator in a process of its own, a connection for each of them.

Connections that stayed open would stick to the worker that took them, by chance all to one.

`python -m bench.load PORT KIND CONNECTIONS SECONDS WARM_UP_SECONDS` prints what was done, as JSON.
Bytes on sockets and no HTTP library, so that it takes little from the cores that it shares.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Final, cast
from urllib.parse import urlencode

_HIDDEN = re.compile(rb'name="(csrf_token|access_code)" value="([^"]*)"')
_COOKIE = re.compile(rb"(?i)\r\nset-cookie: ([^;\r]+)")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")
_BOUNDARY: Final = "b7f0a1d2c3e4f5968778695a4b3c2d1e"
_NARRATIVE: Final = "每周五晚在某农家乐聚餐饮酒，由施工单位老板付账，参加的有处长和科长。" * 20
_ANSWERS: Final = {
    "organ": "group",
    "narrative": _NARRATIVE,
    "category": "drinking_circle",
    "circle_type": "alumni_veteran",
    "subjects": "张处长",
    "place": "黔味农家乐",
    "frequency": "regular",
    "payer": "business_person",
}


class LoadError(Exception):
    """The server answered something else than a reporter expects."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a load did, after its warm-up."""

    count: int
    seconds: float
    processor_seconds: float
    """What the generator itself took from the machine."""


class Connection(asyncio.Protocol):
    """One connection, opened anew where the server closed it too early."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answer: asyncio.Future[bytes] | None = None

    async def ask(self, request: bytes) -> bytes:
        """Send a request and give its whole answer; once more where the connection was over."""
        for _ in range(2):
            if self._transport is None or self._transport.is_closing():
                loop = asyncio.get_running_loop()
                await loop.create_connection(lambda: self, "127.0.0.1", self._port)
            self._received.clear()
            self._answer = asyncio.get_running_loop().create_future()
            cast("asyncio.Transport", self._transport).write(request)
            if answer := await self._answer:
                return answer
        raise LoadError("the server closed the connection twice")

    def close(self) -> None:
        """Go away, as a reporter does."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Collect until the announced length is there."""
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._received, 0, head + 2)
        if length and len(self._received) >= head + 4 + int(length[1]):
            self._settle(bytes(self._received))

    def connection_lost(self, _error: Exception | None) -> None:
        """An empty answer says that there is none."""
        self._transport = None
        self._settle(b"")

    def _settle(self, answer: bytes) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


async def submit(connection: Connection) -> dict[str, str]:
    """Open the form and send it; give what a status check needs."""
    page = await connection.ask(_request("GET", "/report"))
    hidden = {name.decode(): value.decode() for name, value in reversed(_HIDDEN.findall(page))}
    cookie = _COOKIE.search(page)
    if cookie is None or len(hidden) != 2:
        raise LoadError(f"no form: {page[:60]!r}")
    kind = f"multipart/form-data; boundary={_BOUNDARY}"
    body = _multipart(hidden | _ANSWERS)
    answer = await connection.ask(_request("POST", "/report", cookie[1].decode(), kind, body))
    if not answer.startswith(b"HTTP/1.1 200") or answer.endswith(b"\r\n\r\nno"):
        raise LoadError(f"not taken in: {answer[:60]!r}")
    return hidden | {"cookie": cookie[1].decode()}


async def _submit_on_and_on(port: int) -> Callable[[], Awaitable[object]]:
    async def submit_once() -> dict[str, str]:
        with closing(Connection(port)) as connection:
            return await submit(connection)

    return submit_once


async def _check_on_and_on(port: int) -> Callable[[], Awaitable[object]]:
    with closing(Connection(port)) as connection:
        own = await submit(connection)
    cookie = own.pop("cookie")
    kind = "application/x-www-form-urlencoded"
    request = _request("POST", "/status", cookie, kind, urlencode(own).encode())

    async def check() -> None:
        with closing(Connection(port)) as connection:
            answer = await connection.ask(request)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise LoadError(f"no status: {answer[:60]!r}")

    return check


_KINDS = {"submit": _submit_on_and_on, "status": _check_on_and_on}


async def run_load(port: int, kind: str, connections: int, seconds: float, warm_up: float) -> Done:
    """Let so many reporters work side by side, each as fast as it is answered."""
    works = [await _KINDS[kind](port) for _ in range(connections)]
    begin = time.perf_counter() + warm_up
    end = begin + seconds
    count = 0
    last = end

    async def work_on(work: Callable[[], Awaitable[object]]) -> None:
        nonlocal count, last
        # On a machine too busy for even one, the turn is longer.
        while time.perf_counter() < end or not count:
            await work()
            if begin < (done := time.perf_counter()) <= end or (done > end and not count):
                count += 1
                last = max(last, done)

    processor = time.process_time()
    await asyncio.gather(*(work_on(work) for work in works))
    seconds = last - begin
    share = seconds / (seconds + warm_up)
    return Done(count, seconds, (time.process_time() - processor) * share)


def _request(method: str, path: str, cookie: str = "", kind: str = "", body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _multipart(fields: dict[str, str]) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    typed = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    # What a browser sends where no file was chosen.
    empty = (
        f'{head}"attachments"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n'
    )
    return f"{typed}{empty}--{_BOUNDARY}--\r\n".encode()


def main() -> None:
    """Run one load as the arguments say."""
    port, kind, connections, seconds, warm_up = sys.argv[1:]
    load = run_load(int(port), kind, int(connections), float(seconds), float(warm_up))
    done = asyncio.run(load)
    print(json.dumps(asdict(done)))


if __name__ == "__main__":
    main()
