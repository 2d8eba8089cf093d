"""Bugs on purpose, each of a kind that the fuzzer is there for: it must find every one.

They are put into the running fuzzer only, by `target.py --plant NAME`.
"""

from binascii import a2b_base64
from collections.abc import Callable

from crypto.age import armor, header


def accept_any_base64() -> None:
    """A header's base64 is read leniently, as Python's own decoder does."""
    header.decode_base64 = lambda text: a2b_base64(text + b"=" * (-len(text) % 4))


def let_a_foreign_error_out() -> None:
    """Armor that is not base64 raises the decoder's own error."""
    armor._decode_line = lambda line: a2b_base64(line)  # noqa: PLW0108, SLF001  there is no other way in


def never_end() -> None:
    """A stanza with many arguments takes for ever."""
    read = header._read_stanza  # noqa: SLF001  there is no other way in

    def read_for_ever(first: bytes, lines: header._Lines) -> tuple[header.Stanza, bytes]:
        while first.count(b" ") > 5:
            pass
        return read(first, lines)

    header._read_stanza = read_for_ever  # noqa: SLF001  the same


PLANTED: dict[str, Callable[[], None]] = {
    "lenient-base64": accept_any_base64,
    "foreign-error": let_a_foreign_error_out,
    "endless": never_end,
}
