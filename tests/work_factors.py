"""What phrases and passwords cost to try, lowered for tests; `test_work_factors.py` sees the truth.

An installation has a dozen of them, and making it costs little else. Who opens what is sealed so
reads the cost in it: servers that a test starts are quicker by this too.
"""

from types import FunctionType
from typing import Any

from app.services.officer.accounts import passwords
from crypto.age.scrypt import ScryptRecipient
from crypto.group_key import new_officer_identity, seal_backup

_LOG_N = 4
_MEMORY_KIB = 64


def lower_work_factors() -> None:
    """Let what this process seals or hashes from now on be tried cheaply."""
    for function in (new_officer_identity, seal_backup):
        _defaults(function)["log_n"] = _LOG_N
    vars(ScryptRecipient)["__init__"].__defaults__ = (_LOG_N,)
    vars(passwords).update(_ITERATIONS=1, _MEMORY_KIB=_MEMORY_KIB)


def _defaults(function: object) -> dict[str, Any]:
    assert isinstance(function, FunctionType)
    assert function.__kwdefaults__
    return function.__kwdefaults__
