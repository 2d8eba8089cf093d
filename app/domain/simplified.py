"""Traditional Chinese characters in their simplified form, for comparing."""

from functools import cache

from opencc import OpenCC


def simplify(text: str) -> str:
    """Return a text in simplified characters, as OpenCC turns them."""
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
