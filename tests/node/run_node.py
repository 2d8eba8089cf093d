"""Run one of the scripts beside this file, or fail with the reason why it cannot be."""

import shutil
import subprocess
from pathlib import Path

_FOLDER = Path(__file__).parent


def run_node(script: str, *arguments: str | Path, given: bytes = b"") -> bytes:
    """Return what the script writes to standard output; `given` is its standard input."""
    command = node_command(script, *arguments)
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def node_command(script: str, *arguments: str | Path) -> list[str]:
    """The command that runs one of the scripts."""
    node = shutil.which("node")
    assert node, "node is missing: the tests need it (apt install nodejs npm), running does not"
    assert (_FOLDER / "node_modules").is_dir(), (
        "tests/node/node_modules is missing: `make test` installs it (npm ci)"
    )
    return [node, str(_FOLDER / script), *map(str, arguments)]
