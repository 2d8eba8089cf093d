"""What the console asks for about samples."""

import base64
from typing import Any

from app.domain.sampling import DrawReason
from app.key_holder.holder import KeyHolder
from app.key_holder.request_values import Values, binary, case_number, number, text
from app.key_holder.samples.draw_sample import draw_sample
from app.key_holder.samples.release import list_released, release_sample, unwrap_sample


def draw(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer the number of a new sample."""
    sample = draw_sample(
        holder,
        text(request["organ_id"]),
        text(request["account"]),
        DrawReason(text(request["reason"])),
        number(request["count"]),
    )
    return {"number": sample.number}


def release(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Let a sample go."""
    release_sample(holder, text(request["token"]), number(request["number"]))
    return {}


def released(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer which samples can be read now."""
    return {"numbers": list_released(holder, text(request["organ_id"]))}


def unwrap(holder: KeyHolder, request: Values) -> dict[str, Any]:
    """Answer file keys of one sampled lead."""
    items = tuple(
        (case_number(item["case_number"]), binary(item["header"])) for item in request["items"]
    )
    place = (text(request["organ_id"]), number(request["number"]))
    keys = unwrap_sample(holder, place, text(request["account"]), items)
    return {"file_keys": [key and base64.b64encode(key).decode() for key in keys]}
