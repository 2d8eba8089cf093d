"""Every template compiles, uses what it imports, and is used."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, meta, nodes

from tests.rules.code_base import ROOT, name_of, python_files

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def environment(path: Path) -> Environment:
    """Jinja as the app of this template has it."""
    own = path.parent if path.parent.name != "shared" else path.parents[1] / "public"
    folders = [own, ROOT / "templates" / "shared"]
    return Environment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles_and_what_it_needs_is_there(path: Path) -> None:
    jinja = environment(path)
    jinja.get_template(path.name)
    tree = jinja.parse(path.read_text(encoding="utf-8"))
    for name in meta.find_referenced_templates(tree):
        # The parts of a lead's page are named in its list of sections.
        assert name or path.name == "case.html"
        if name:
            jinja.get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_import_is_used(path: Path) -> None:
    tree = environment(path).parse(path.read_text(encoding="utf-8"))
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    imported = {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        imported |= {n if isinstance(n, str) else n[1] for n in node.names}
    assert imported <= used


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_marked_safe(path: Path) -> None:
    tree = environment(path).parse(path.read_text(encoding="utf-8"))
    assert not [f for f in tree.find_all(nodes.Filter) if f.name == "safe"]
    assert not list(tree.find_all(nodes.MarkSafe))
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), "autoescape is never off"


def test_every_template_is_used() -> None:
    rendered = "".join(path.read_text(encoding="utf-8") for path in python_files("app"))
    included = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    unused = [p.name for p in TEMPLATES if f'"{p.name}"' not in rendered + included]
    assert unused == []
