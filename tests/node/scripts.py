"""The scripts that browsers get, asked by the tests: one long-lived process, a line a question."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

_FRONTEND = Path(__file__).parents[2] / "frontend"


class Scripts:
    """A running `frontend/peer.mjs`."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node, "node is missing: the tests need it (apt install nodejs npm)"
        assert (_FRONTEND / "node_modules").is_dir(), "frontend/node_modules: run `make frontend`"
        self._process = subprocess.Popen(
            [node, "peer.mjs"],
            cwd=_FRONTEND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, question: str, given: object) -> Any:  # noqa: ANN401  JSON's
        """Give the answer.

        Raises:
            ValueError: the scripts refused; with their reason.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps({"ask": question, "with": given}) + "\n")
        stdin.flush()
        answer = json.loads(stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["answer"]

    def end(self) -> None:
        """End the process."""
        self._process.communicate()
