"""What a script is told: JSON, and only where it sent a verifier in the place of a code."""

from typing import Any

from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue


def is_from_script() -> bool:
    """Whether the form was sealed in a browser, whose script reads the answer."""
    return "verifier" in request.form or request.endpoint == "public.upload"


def refuse(status: int, error: str, **more: Any) -> ResponseReturnValue:  # noqa: ANN401  JSON's
    """Say why something was not taken in, in one of the program's words."""
    return answer(status, error=error, **more)


def refuse_limit() -> ResponseReturnValue:
    """Say that the limit is used up, and until when."""
    return refuse(429, "limit", try_again_at=g.try_again_at)


def answer(status: int, **content: Any) -> tuple[Response, int]:  # noqa: ANN401  the same
    """A JSON object with a status."""
    return jsonify(content), status
