"""Pictures become points: one decoder, named before; no other format is tried."""

import subprocess
from pathlib import Path

from PIL import Image, ImageOps

from app.rendering.inside.kinds import Look, RenderingError

_MOST_POINTS = 120_000_000
_SECONDS = 40
Image.MAX_IMAGE_PIXELS = _MOST_POINTS
Image.warnings.simplefilter("error", Image.DecompressionBombWarning)


def read_picture(path: Path, look: Look, size: int) -> tuple[Image.Image, int]:
    """A picture, upright, on white, at most so many points long; and how many more it holds.

    Raises:
        RenderingError: `broken`, or `too_large` for one of more points than are decoded.
    """
    decoder = look.decoder
    if look.way == "heic":
        path, decoder = _from_heic(path), "PNG"
    try:
        with Image.open(path, formats=[decoder]) as picture:
            frames = getattr(picture, "n_frames", 1)
            picture.draft("RGB", (size, size))
            upright = ImageOps.exif_transpose(picture)
            return _on_white(upright, size), frames
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RenderingError("too_large") from error


def _on_white(picture: Image.Image, size: int) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":
        # More than 8 bits a point: Pillow would cut them off, not scale them.
        picture = picture.point(lambda value: value / 256).convert("L")
    picture.thumbnail((size, size))
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGBA", clear.size, "white")
    ground.alpha_composite(clear)
    return ground.convert("RGB")


def _from_heic(path: Path) -> Path:
    target = path.with_name("decoded.png")
    command = ["heif-convert", str(path), str(target)]
    try:
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise RenderingError("broken") from error
    found = sorted(path.parent.glob("decoded*.png"))
    if not found:
        raise RenderingError("broken")
    return found[0]
