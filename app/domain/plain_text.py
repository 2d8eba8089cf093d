"""Plain text with two forms and no more: paragraphs, and lists whose lines begin with a dash.

What an office writes for its own page is shown this way: no markup, no link, nothing that a
browser could take for more than words.
"""

from dataclasses import dataclass

_DASHES = ("- ", "– ", "— ", "• ", "· ")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, with one line, or a list, with a line for each of its items."""

    lines: tuple[str, ...]
    is_list: bool


def read_blocks(text: str) -> tuple[Block, ...]:
    """Read a text line by line; empty lines part paragraphs and are not shown."""
    blocks: list[Block] = []
    for line in text.splitlines():
        words = line.strip()
        item = next((words[len(dash) :].strip() for dash in _DASHES if words.startswith(dash)), "")
        if item and blocks and blocks[-1].is_list:
            blocks[-1] = Block((*blocks[-1].lines, item), is_list=True)
        elif item or words:
            blocks.append(Block((item or words,), is_list=bool(item)))
    return tuple(blocks)
