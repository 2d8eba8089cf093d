"""What exiftool finds in a file, told in a few words that every reporter understands."""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence

from app.cleaning.inside.kinds import CleaningError
from app.cleaning.inside.words import Trace

_SECONDS = 40
_NOTHING = re.compile(r"^(|0|0000:00:00 00:00:00(Z|\.\d+)?|\(none\)|und|Lavf.*|Lavc.*)$")
_MEANS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "thumbnail",
        re.compile(r"Thumbnail|PreviewImage|PreviewPDF|MPImage|OtherImage|CoverArt|^Picture"),
    ),
    (
        "place",
        re.compile(
            r"GPS|Location|Latitude|Longitude|Altitude|Coordinates|^City|Country|Province|"
            r"Sub-location|^State$|Geotag|WorldRegion"
        ),
    ),
    (
        "author",
        re.compile(
            r"Author|Artist|By-line|Copyright|Owner|^Creator$|LastModifiedBy|Company|Manager|"
            r"Credit|Contact|Writer|Rights|Performer|Publisher|Composer|Photographer|InitialCreator"
        ),
    ),
    (
        "software",
        re.compile(
            r"Software|CreatorTool|Producer|Encode[rd]|Application|WritingApp|MuxingApp|Vendor|"
            r"Compressor|History|Toolkit|Generator|CreatorID|DocumentID|InstanceID|AppVersion|"
            r"Template|TotalEditTime|RevisionNumber"
        ),
    ),
    (
        "device",
        re.compile(
            r"^Make$|Model|Serial|Lens|Camera|Device|HostComputer|ImageUniqueID|ProfileCreator|"
            r"Manufacturer|Android|ContentIdentifier|Exposure|FNumber|^ISO|Aperture|ShutterSpeed|"
            r"FocalLength|Flash|WhiteBalance|MeteringMode|ProfileDescription|PrinterName"
        ),
    ),
    ("time", re.compile(r"Date|^Time$|TimeStamp|OffsetTime|TimeCreated|DigitalCreationTime")),
    (
        "comments",
        re.compile(
            r"Comment|Description|Subject|Keywords|Title|Caption|Headline|Lyrics|Notes|Label"
        ),
    ),
)
_GROUPS = {"MakerNotes": "device", "GPS": "place", "IPTC": "other", "XMP": "other"}
# Of the file in memory, of exiftool, computed from other tags, or of how sound is coded.
_NOT_THE_FILES = ("System", "ExifTool", "Composite", "MPEG")
_OF_THE_FORMAT = re.compile(
    r"HandlerDescription|HandlerVendorID|VendorID|TimeScale|CompressorName|CompressorID|"
    r"EncodingProcess|TimecodeScale|^Encoding$|(Preview|Poster|Selection|Current)(Time|Duration)|"
    r"ProfileDescriptionML|MediaHeaderVersion|CodecVendor|^Vendor$|ZipModifyDate|DeviceAttributes"
)


def read_tags(path: str) -> Mapping[str, str]:
    """All tags of a file, those of embedded tracks too, as `group:group:Tag`.

    Raises:
        CleaningError: `broken`.
    """
    try:
        [found] = read_all_tags([path])
    except ValueError as error:
        raise CleaningError("broken") from error
    return found


def read_all_tags(paths: Sequence[str]) -> list[Mapping[str, str]]:
    """The same for many files, of which each is much quicker than one alone.

    Raises:
        CleaningError: `broken`.
    """
    command = ["exiftool", "-j", "-a", "-G0:1:4", "-s", "-ee", "-m", "-q", "--", *paths]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise CleaningError("broken") from error
    return [{name: str(value) for name, value in one.items()} for one in found]


def tell(tags: Mapping[str, str]) -> set[str]:
    """What these tags tell about an author, in words of the vocabulary."""
    return {word for name, value in tags.items() if (word := _word(name, value))}


def in_order(words: Iterable[str]) -> list[str]:
    """Words of the vocabulary, each once, as they are told."""
    found = set(words)
    return [word.value for word in Trace if word in found]


def _word(name: str, value: str) -> str | None:
    *groups, tag = name.split(":")
    if name == "SourceFile" or set(groups) & set(_NOT_THE_FILES) or _NOTHING.match(value):
        return None
    if _OF_THE_FORMAT.search(tag) or tag.endswith(("Version", "VersionID")):
        return None
    means = next((word for word, pattern in _MEANS if pattern.search(tag)), None)
    return means or next((_GROUPS[group] for group in groups if group in _GROUPS), None)
