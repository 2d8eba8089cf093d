"""The last doors are shut from inside, before a byte of a file is looked at.

bubblewrap has taken the network, the files and the privileges. Here go what is left of the kernel
that no decoder needs, and time, memory and processes beyond a bound. Every child inherits all.
"""

import errno
import os
import resource

import seccomp

MEBIBYTE = 1024 * 1024
_NOT_FOR_DECODERS = (
    *("socket", "socketpair", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"),
    *("mount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsmount", "fsconfig"),
    *("unshare", "setns", "bpf", "perf_event_open", "userfaultfd", "keyctl", "add_key"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "request_key", "syslog", "acct"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot"),
    *("name_to_handle_at", "open_by_handle_at", "quotactl", "swapon", "swapoff", "personality"),
)


def confine(*, cpu_seconds: int, file_bytes: int) -> None:
    """Give up what is not needed; there is no way back.

    Args:
        cpu_seconds: of each process.
        file_bytes: how large a file it may write into the folder in memory.
    """
    for limit, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, 1536 * MEBIBYTE),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_NPROC, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.umask(0o077)
    _refuse_calls()


def _refuse_calls() -> None:
    calls = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for name in _NOT_FOR_DECODERS:
        try:
            calls.add_rule(seccomp.ERRNO(errno.EPERM), name)
        except (ValueError, RuntimeError):
            # Not a call of this processor, or newer than the library: nothing to refuse by name.
            continue
    calls.load()
