"""Keep what is in memory out of core dumps, out of swap and away from other processes.

What a guarded process shows of itself below /proc belongs to root: a debugger, and a test that
looks at its open files or its memory, has to run as root too.
"""

import ctypes
import resource
from collections.abc import Callable
from pathlib import Path

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_CAP_IPC_LOCK = 1 << 14


def shut_out_others() -> list[str]:
    """Write no core dump and let no process of this user look in; children inherit both.

    Returns:
        One sentence for each guard that is missing; the process may go on without it.
    """
    guards: dict[str, Callable[[], bool]] = {
        "core dumps could not be turned off": _no_core_dump,
        "other processes of this user could read this one's memory": _not_dumpable,
    }
    return [warning for warning, guard in guards.items() if not guard()]


def keep_in_memory() -> list[str]:
    """Let nothing of this process, and not of its children, be swapped out.

    Returns:
        One sentence where the operating system does not allow it; the process may go on.
    """
    warning = "memory could not be locked: allow it (LimitMEMLOCK=infinity) or use no swap"
    return [] if _locked() else [warning]


def _no_core_dump() -> bool:
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def _not_dumpable() -> bool:
    return int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0


def _locked() -> bool:
    # Under a limit, locking would succeed now and let a later allocation fail.
    if not _may_lock_everything():
        return False
    # What is touched is locked; a thread's whole stack would else be resident.
    flags = _MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT
    return int(ctypes.CDLL(None).mlockall(flags)) == 0


def _may_lock_everything() -> bool:
    soft, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return True
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) & _CAP_IPC_LOCK)
