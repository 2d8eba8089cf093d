"""The empty form, rendered once for each language, roster and way of sealing.

It is the same page for everybody but for two values, so nobody waits for the rest of it to be
rendered anew: that took longer than all of the sealing.
"""

import secrets
from collections.abc import Callable

from flask_wtf.csrf import generate_csrf

_KEPT = 8
"""Two languages, who seals, and the rosters of a change while it goes round."""

Key = tuple[str, int, bool]
Render = Callable[[str, str], str]
"""Renders the page with the token and the access code that it is given."""


class ReadyForms:
    """The pages of one process. Nothing in them belongs to a reporter. Any thread may use it."""

    def __init__(self) -> None:
        self._pages: dict[Key, list[str]] = {}

    def page(self, key: Key, render: Render, access_code: str) -> str:
        """The page of this language and roster, with a fresh token and this access code.

        Args:
            key: the language, the version of the roster that the page names organs by, and whether
                the server is to seal.
            render: makes the page, the first time.
            access_code: its words; letters and spaces only.
        """
        before, between, after = self._pages.get(key) or self._keep(key, render)
        return f"{before}{generate_csrf()}{between}{access_code}{after}"

    def _keep(self, key: Key, render: Render) -> list[str]:
        # Random, so that no text on the page can ever be taken for one of them.
        token, code = secrets.token_hex(16), secrets.token_hex(16)
        before, rest = render(token, code).split(token)
        pieces = [before, *rest.split(code)]
        if len(self._pages) >= _KEPT:
            self._pages.clear()
        self._pages[key] = pieces
        return pieces
