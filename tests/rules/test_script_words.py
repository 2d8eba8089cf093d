"""Every word that a script asks its page for stands in a template, and none is left over."""

import re

from tests.rules.code_base import ROOT

_SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "frontend" / "src").rglob("*.ts"))
)
_TEMPLATES = "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))
)
# `word("key")` or a key passed on as it is; `word(`family-${which}`)` asks for one of a family.
_ASKED = set(re.findall(r'"([a-z]+(?:[-_][a-z]+)*)"', _SOURCES))
_FAMILIES = set(re.findall(r"word\(\s*`([a-z-]+-)\$", _SOURCES))
_THERE = set(re.findall(r'data-word="([a-z_-]+)"', _TEMPLATES))


def test_every_word_that_is_asked_for_is_there() -> None:
    plain = set(re.findall(r'word\(\s*"([^"]+)"', _SOURCES))
    assert sorted(plain - _THERE) == []
    assert [family for family in sorted(_FAMILIES) if not _of(family)] == []


def test_no_word_is_there_that_nobody_asks_for() -> None:
    of_families = {key for family in _FAMILIES for key in _of(family)}
    assert sorted(_THERE - _ASKED - of_families) == []


def _of(family: str) -> set[str]:
    return {key for key in _THERE if key.startswith(family)}
