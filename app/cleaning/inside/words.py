"""What all cleaners share: the words for what was removed, and what cleans a file inside a file."""

from collections.abc import Callable
from enum import StrEnum

CleanInner = Callable[[bytes], bytes]
"""Cleans a picture, or a further document, that stands inside a file."""


class Trace(StrEnum):
    """What pointed at the author and was removed: a fixed vocabulary, in the order it is told."""

    PLACE = "place"
    DEVICE = "device"
    AUTHOR = "author"
    TIME = "time"
    SOFTWARE = "software"
    THUMBNAIL = "thumbnail"
    COMMENTS = "comments"
    OTHER = "other"
