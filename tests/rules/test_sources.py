"""What the sources may not do, read from their syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.code_base import ROOT, name_of, python_files, tracked_files, tree_of

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
SIZES_WITH_A_REASON = {
    "app/settings.py:_contradictions": "one list of what may be wrong, a line each",
    "tests/browser/test_one_report_end_to_end.py:"
    "test_a_report_is_sent_worked_routed_and_answered": "one story, told in its order",
    "tests/integration/test_key_rotation.py": "one archive, and every way in which its key goes",
}
"""`path` or `path:function`, and why it is longer."""

TRACES = {"remote_addr", "access_route", "user_agent", "X-Forwarded-For", "HTTP_USER_AGENT"}
LIMITER = "app/web/limits.py"


def test_only_settings_reads_the_environment() -> None:
    readers = {
        name_of(path)
        for path in python_files("app", "crypto")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv")
    }
    assert readers == {"app/settings.py"}


def test_only_the_limiter_looks_at_an_address() -> None:
    readers = {
        name_of(path)
        for path in python_files("app", "crypto")
        for node in ast.walk(tree_of(path))
        if _names(node) & TRACES and not _is_docstring_like(node)
    }
    assert readers == {LIMITER}


def _names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    return set()


def _is_docstring_like(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and len(str(node.value)) > 40


def test_functions_and_files_are_short() -> None:
    assert set(_long_ones()) == set(SIZES_WITH_A_REASON)


def _long_ones() -> Iterator[str]:
    for path in python_files("app", "crypto", "tests", "bench"):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST_FILE:
            yield name_of(path)
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and "migrations" not in path.parts:
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{name_of(path)}:{node.name}"


def test_no_module_is_a_bin() -> None:
    bins = {"utils", "helpers", "manager", "base", "common", "misc"}
    assert not [path for path in tracked_files() if path.stem in bins]


def test_packages_only_say_what_they_are() -> None:
    for path in python_files("app", "crypto"):
        # setup.cfg's entry point names a function of a package: `app.cli:main`.
        if path.name == "__init__.py" and name_of(path) != "app/cli/__init__.py":
            [only] = tree_of(path).body
            assert isinstance(only, ast.Expr), name_of(path)


def test_exceptions_are_called_errors() -> None:
    for path in python_files("app", "crypto"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef) and node.bases:
                last = node.bases[-1]
                parent = last.id if isinstance(last, ast.Name) else ""
                if parent.endswith(("Exception", "Error")):
                    assert node.name.endswith("Error"), node.name


# Spelled in parts, so that this file does not name what it looks for.
HOSTS = [
    "|".join(
        ["pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian"]
    ),
    "/" + "work/",
    "/" + r"tmp/(plan|venv)",
    r"(?<![\w.])/" + r"(home|root)/\w",
]


@pytest.mark.parametrize("pattern", HOSTS)
def test_no_file_names_a_registry_or_a_path_of_some_machine(pattern: str) -> None:
    found = {
        name_of(path)
        for path in tracked_files()
        if path.suffix not in (".webp", ".mo") and re.search(pattern, _text(path))
    }
    assert found == set()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_every_test_that_may_be_left_out_is_marked_prove() -> None:
    """No retries, no skips: a gate that can fail."""
    for path in python_files("tests"):
        text = _text(path)
        for word in (
            "mark." + "skip",
            "mark." + "flaky",
            "import" + "orskip",
            "WTF_CSRF_" + "ENABLED",
        ):
            assert word not in text, f"{word} in {name_of(path)}"
    assert (ROOT / "pyproject.toml").exists()
