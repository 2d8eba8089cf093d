"""What the documentation says is there, is there, and the reverse."""

import re
from dataclasses import fields
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from app.settings import Settings
from tests.rules.code_base import ROOT, tracked_files

ARCHITECTURE = ROOT / "docs" / "architecture.md"


def _folders(depth: int) -> set[str]:
    parts = (path.relative_to(ROOT).parts[:-1] for path in tracked_files())
    return {"/".join(part[:depth]) + "/" for part in parts if len(part) >= depth}


def test_every_folder_on_the_architecture_page_exists() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:app|crypto|templates|tests|docs|bench)/[\w/]*)/?`", text))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_folder_is_on_the_architecture_page() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    wanted = {
        f for f in _folders(1) | _folders(2) if f.startswith(("app/", "crypto/", "templates/"))
    }
    wanted |= {"tests/", "docs/"}
    assert {folder for folder in wanted if folder.rstrip("/") not in text} == set()


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = {field.name for field in fields(Settings)} - {"instance"}
    assert {name for name in names if f"`{name}`" not in text} == set()
    described = set(re.findall(r"^\| `(\w+)`", text, flags=re.MULTILINE))
    assert described <= names | {"instance"}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_leads_to_what_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_readme_and_its_twin_have_the_same_parts() -> None:
    counts = [
        len(re.findall("^#+ ", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE))
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("guide", "language"),
    [
        *(("officers.md", "en"), ("officers.zh-CN.md", "zh_Hans_CN")),
        *(("reporters.md", "en"), ("reporters.zh-CN.md", "zh_Hans_CN")),
    ],
)
def test_a_guide_quotes_what_pages_say(guide: str, language: str) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    quotes = {" ".join(quote.split()) for quote in re.findall("“([^”]+)”", text)}
    assert quotes
    # Another guide's heading may be quoted as well; what is left out ends a quotation.
    said = _messages(language) + "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("keys*.md")
    )
    assert {quote for quote in quotes if quote.rstrip(" …") not in said} == set()


def _messages(language: str) -> str:
    path = ROOT / "app" / "translations" / language / "LC_MESSAGES" / "messages.po"
    messages = read_po(BytesIO(path.read_bytes()), locale=language)
    strings = (message.string or "" for message in messages)
    return "\n".join(one if isinstance(one, str) else "\n".join(one) for one in strings)
