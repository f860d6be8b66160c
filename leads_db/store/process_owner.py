"""Names a process so that anybody on the same host can later tell whether it still lives."""

import os
import socket
from pathlib import Path


def process_owner(pid: int | None = None) -> str:
    """`host:pid:start` of a living process, this one by default; the start keeps a reused pid from looking alive."""
    number = os.getpid() if pid is None else pid
    return f"{_host()}:{number}:{_start_token(number)}"


def is_dead(owner: str) -> bool:
    """True when `owner` ran on this host and is gone; False for other hosts, whose leases must run out."""
    host, pid, start, *_ = [*owner.split(":"), "", "", ""]
    if host != _host() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it lives, under another user
    return start != _start_token(int(pid))


def _host() -> str:
    return socket.gethostname().replace(":", "-")[:60]


def _start_token(pid: int) -> str:
    """Clock ticks at the process's start (Linux: field 22 of /proc/<pid>/stat); 'zombie' once it ended; else empty."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "zombie" if after_name[0] in "ZX" else after_name[19]
