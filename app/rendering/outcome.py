"""What can come of looking at a file: the words for it, and nothing of the file itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Way(StrEnum):
    """How a file is shown."""

    PICTURE = "picture"
    PAGES = "pages"
    TEXT = "text"
    SOUND = "sound"
    VIDEO = "video"


MEDIA_TYPES: Final = {
    Way.PICTURE: "image/jpeg",
    Way.PAGES: "image/jpeg",
    Way.SOUND: "audio/webm",
    Way.VIDEO: "video/webm",
}
"""Of what is made of a file."""


class Size(StrEnum):
    """What is wanted of a file."""

    THUMBNAIL = "thumbnail"
    VIEW = "view"
    DESCRIBE = "describe"
    """What it is and, of text, the text itself."""


class Encoding(StrEnum):
    """How text may be read, where a person knows better."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"
    BIG5 = "big5"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"


class Obstacle(StrEnum):
    """Why a file is not shown."""

    TOO_LARGE = "too_large"
    OFFICE = "office"
    """An office document or an archive."""
    UNKNOWN = "unknown"
    """Of no kind that can be shown."""
    BROKEN = "broken"
    """It could not be read, or not within the limits of time and memory."""
    PROTECTED = "protected"
    """By a password."""
    NO_PART = "no_part"
    """It has no such page or minute."""
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    """The sandbox cannot be set up on this machine, or the setting is 0."""


class NotRenderedError(Exception):
    """A file is not shown; `obstacle` says why, and nothing says more."""

    def __init__(self, obstacle: Obstacle) -> None:
        self.obstacle = obstacle
        super().__init__(obstacle.value)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted."""

    size: Size
    part: int = 1
    """A page of a PDF, a part of a text, or the minute from which sound or video begins."""
    encoding: Encoding | None = None
    """Of text; None for the one that fits best."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a file is, as far as it was looked at."""

    way: Way
    parts: int
    """How many pages, parts or minutes it has."""
    width: int = 0
    height: int = 0
    frames: int = 1
    """How many pictures a moving picture holds; the first is shown."""
    sound_bytes: int = 0
    encoding: Encoding | None = None
    goes_on: bool = False
    """The text is longer than what is shown of it."""
