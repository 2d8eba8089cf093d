"""What files are called in a report: by neutral names, unless the reporter wants their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.services.reporter.receive_file import ReceivedFile

_ENDING = re.compile(r"[a-z0-9]{1,8}")


def give_names(files: Sequence[ReceivedFile], stem: str) -> Iterator[ReceivedFile]:
    """The same files, called by a stem, their number and the ending of their kind.

    Args:
        files: in the order in which they are counted.
        stem: a word; where it is empty, each keeps its own name.
    """
    for number, file in enumerate(files, 1):
        if not stem:
            yield file
            continue
        ending = _ending(file)
        name = f"{stem}-{number}.{ending}" if ending else f"{stem}-{number}"
        yield replace(file, attachment=replace(file.attachment, name=name))


def _ending(file: ReceivedFile) -> str:
    if file.cleaning is not None and file.cleaning.ending:
        return file.cleaning.ending
    # Of a file as it is only its name says what opens it.
    found = file.attachment.name.rpartition(".")[2].lower()
    return found if "." in file.attachment.name and _ENDING.fullmatch(found) else ""
