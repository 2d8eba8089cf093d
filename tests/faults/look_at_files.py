"""Run under strace: takes files by standard input, looks at each in every way, prints a dossier."""

import struct
import sys

from app.rendering.outcome import NotRenderedError, Size, Wish
from app.rendering.printer import print_page
from app.rendering.renderer import Renderer


def main() -> None:
    """Look at what comes in, each file after its length."""
    renderer = Renderer(256 * 1024 * 1024)
    seen = []
    while head := sys.stdin.buffer.read(8):
        content = sys.stdin.buffer.read(struct.unpack(">Q", head)[0])
        for size in Size:
            try:
                rendered = renderer.render(Wish(size), [content], len(content))
            except NotRenderedError:
                continue
            seen.append(len(rendered.content or b"".join(rendered.blocks)))
            rendered.close()
    story = sys.argv[1]
    seen.append(len(print_page(f"<meta charset=utf-8><title>x</title><p>{story}</p>")))
    sys.stdout.write(f"{seen}\n")


main()
