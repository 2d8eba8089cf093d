"""A sealed file arriving in pieces, beside a bare Flask route that writes the same bytes."""

import os
import re
import secrets
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from flask import Flask, request
from werkzeug.datastructures import FileStorage
from werkzeug.test import Client, stream_encode_multipart

from app.public.factory import create_public_app
from app.services.operator.create_installation import create_installation
from app.services.operator.installation_plan import InstallationPlan
from app.settings import load_settings
from bench.figure import Figure, middle

PIECE_BYTES = 4 * 1024 * 1024
_MEBIBYTE = 1024 * 1024
_SEND = Callable[[bytes, str], None]


def measure_pieces(folder: Path, *, mebibytes: int, rounds: int) -> Figure:
    """Send a file in pieces to one process, without a network in between.

    Args:
        folder: receives an installation, and the floor's file; must be on a real disk.
        mebibytes: the file's length.
        rounds: files sent to each side, in turn.
    """
    ours = _our_side(folder)
    floor = _floor_side(folder / "floor")
    pieces = max(1, mebibytes * _MEBIBYTE // PIECE_BYTES)
    turns = [(_rate(ours, pieces), _rate(floor, pieces)) for _ in range(rounds)]
    our_rates, floor_rates = zip(*turns, strict=True)
    return Figure(
        "Receiving a sealed file in pieces of 4 MiB",
        middle(list(our_rates)),
        middle(list(floor_rates)),
        "MiB a second",
        "a bare route that saves and syncs the same pieces",
        "at least",
        0.6,
    )


def _our_side(folder: Path) -> _SEND:
    plan = InstallationPlan(
        department_name="某省交通运输厅",
        group_name="驻厅纪检监察组",
        superior_name="省纪委监委",
        unit_names=(),
    )
    create_installation(folder / "pieces", plan)
    environment = {"QINGFENG_LIMIT_UPLOAD": "1000000 per hour", "QINGFENG_MAX_FILES": "1000"}
    client = Client(create_public_app(load_settings(folder / "pieces", environment)))
    page = client.get("/report").get_data(as_text=True)
    tokens = re.findall(r'name="csrf_token" value="([^"]+)"', page)
    verifier = secrets.token_hex(32)
    received: dict[str, int] = {}

    def send(piece: bytes, item_id: str) -> None:
        fields = {
            "csrf_token": tokens[0],
            "verifier": verifier,
            "upload_id": item_id,
            "offset": str(received.get(item_id, 0)),
        }
        _post(client, "/upload", fields, piece)
        received[item_id] = received.get(item_id, 0) + len(piece)

    return send


def _floor_side(path: Path) -> _SEND:
    app = Flask(__name__)

    @app.post("/upload")
    def save() -> str:
        with path.open("ab") as file:
            request.files["piece"].save(file)
            file.flush()
            os.fsync(file.fileno())
        return "kept"

    client = Client(app)

    def send(piece: bytes, item_id: str) -> None:
        _post(client, "/upload", {"upload_id": item_id}, piece)

    return send


def _post(client: Client, path: str, fields: dict[str, str], piece: bytes) -> None:
    data = {**fields, "piece": FileStorage(BytesIO(piece), filename="blob")}
    body, length, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(path, input_stream=body, content_length=length, content_type=kind)
    if answer.status_code != 200:
        raise RuntimeError(answer.get_data(as_text=True))


def _rate(send: _SEND, pieces: int) -> float:
    item_id = secrets.token_hex(16)
    piece = os.urandom(PIECE_BYTES)
    begun = time.perf_counter()
    for _ in range(pieces):
        send(piece, item_id)
    return pieces * PIECE_BYTES / _MEBIBYTE / (time.perf_counter() - begun)
