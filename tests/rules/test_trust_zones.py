"""What each process must never hold is not even imported there, at run time as by the contracts."""

import subprocess
import sys

import pytest

from tests.rules.code_base import ROOT

_LIST = "import sys; import {module}; print('\\n'.join(sys.modules))"
KEYS = ["crypto.group_key", "app.key_holder", "app.services.operator"]


def modules_after_importing(module: str) -> set[str]:
    """What a fresh interpreter holds once it has imported a module."""
    command = [sys.executable, "-c", _LIST.format(module=module)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("app.public.factory", [*KEYS, "app.console", "app.services.officer"]),
        ("app.console.factory", [*KEYS, "app.public"]),
        ("app.key_holder.factory", ["app.public", "app.console", "app.services.operator"]),
        ("app.cli", [*KEYS, "app.public", "app.console"]),
        ("app.serve.one_app", [*KEYS, "app.public", "app.console"]),
        ("crypto.sealing", ["app", "flask", "sqlalchemy"]),
        ("app.domain.priority", ["app.services", "flask", "sqlalchemy", "crypto"]),
    ],
)
def test_process_holds_nothing_of_another_zone(module: str, forbidden: list[str]) -> None:
    found = modules_after_importing(module)
    assert module in found
    held = {name for name in found for part in forbidden if f"{name}.".startswith(f"{part}.")}
    assert held == set()
