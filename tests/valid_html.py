"""Pages held against html-validate's rules, many in one run of it: it starts slowly."""

import json
import shutil
import subprocess
from collections.abc import Mapping

from tests.rules.code_base import ROOT


def find_invalid(pages: Mapping[str, str]) -> list[str]:
    """Give what is no valid HTML, by the names of the pages; nothing where all is well."""
    node = shutil.which("node")
    assert node, "node is missing: the tests need it (apt install nodejs npm)"
    done = subprocess.run(
        [node, str(ROOT / "frontend" / "validate.mjs")],
        input=json.dumps(dict(pages)).encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().splitlines()
