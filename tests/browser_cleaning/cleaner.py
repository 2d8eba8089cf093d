"""The very script that browsers get, run by node; and what exiftool finds in what comes out."""

import json
import re
import subprocess
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.node.run_node import run_node

SCRIPT = Path(__file__).parents[2] / "app" / "static" / "js" / "cleaning.js"
SECRETS = (
    "Zhang",
    "Huawei",
    "P60",
    "39 deg",
    "+39.9",
    "2026:01",
    "2026-01",
    "SerialQ7",
    "WPS",
    "Lavf",
)
"""What the samples are full of, as exiftool would print it."""


@dataclass(frozen=True)
class Said:
    """What the cleaner said about one file, and where it is. `memory` is the highest, in bytes."""

    path: Path
    cleaned: bool
    removed: frozenset[str]
    reason: str | None
    milliseconds: int
    memory: int


def clean_all(folder: Path, *paths: Path) -> dict[str, Said]:
    """Clean files into a folder, in one process of node."""
    folder.mkdir(exist_ok=True)
    answer = json.loads(run_node("clean_files.mjs", SCRIPT, folder, *paths))
    return {name: _said(folder / name, one, answer) for name, one in answer["files"].items()}


_cleaned: dict[tuple[str, bytes], tuple[Said, bytes]] = {}


def clean_one(path: Path) -> Said:
    """Clean one file into a folder beside it; the same file is cleaned once a run."""
    key = (path.name, sha256(path.read_bytes()).digest())
    if key not in _cleaned:
        said = clean_all(path.parent / "cleaned", path)[path.name]
        _cleaned[key] = said, said.path.read_bytes()
    said, content = _cleaned[key]
    copy = path.parent / "cleaned" / path.name
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(content)
    return replace(said, path=copy)


def _said(path: Path, one: dict[str, Any], answer: dict[str, Any]) -> Said:
    removed = frozenset(one["removed"])
    reason = one.get("reason")
    return Said(path, one["cleaned"], removed, reason, one["milliseconds"], answer["memory"])


def tags_in(path: Path) -> dict[str, str]:
    """Every tag that exiftool finds, also unknown and repeated ones, but not the file system's."""
    command = ["exiftool", "-a", "-u", "-G1:4", "-j", "-ee", "-api", "LargeFileSupport", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    [tags] = json.loads(done.stdout)
    return {
        name: str(value)
        for name, value in tags.items()
        if not re.match(r"SourceFile|System:|ExifTool:(?!Warning|Error)|Composite:", name)
    }


def secrets_in(path: Path) -> set[str]:
    """Which of the samples' secrets exiftool still prints, or the bytes still spell."""
    printed = " ".join(tags_in(path).values())
    spelled = path.read_bytes()
    return {word for word in SECRETS if word in printed} | {
        word for word in ("Zhang", "Huawei", "SerialQ7") if word.encode() in spelled
    }
