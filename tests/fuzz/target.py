"""The fuzzer's own process: `python -m tests.fuzz.target [--plant BUG] CORPUS [libFuzzer flags]`.

libFuzzer ends the process itself: with 0 when its time is up, with another code at the first input
that breaks a property, runs out of time or of memory. `run.py` starts it.
"""

import sys

import atheris

# Only our own modules report which of their branches an input reached.
with atheris.instrument_imports(include=["crypto.age"]):
    from crypto.age import armor, file, header, keys  # noqa: F401  so that they are instrumented

from tests.fuzz.planted_bugs import PLANTED
from tests.fuzz.properties import check_all


def main(arguments: list[str]) -> None:
    """Fuzz until libFuzzer ends the process."""
    if "--plant" in arguments:
        place = arguments.index("--plant")
        PLANTED[arguments[place + 1]]()
        del arguments[place : place + 2]
    atheris.Setup(arguments, check_all)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
