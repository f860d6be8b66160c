"""Start a child that cannot outlive its parent, and end it: first politely, then for sure."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from leads_db.errors import ScheduleError, StoreFull
from leads_db.store.process_owner import process_owner

LOG_LIMIT = 5_000_000
"""Bytes after which a log file is put aside as <name>.1 at the next start."""


class ChildProcess:
    """One tied child in a process group of its own; its stderr goes to a log file, its stdout to a pipe or there."""

    def __init__(self, module: str, arguments: Sequence[str], log_file: Path, *, piped: bool = True) -> None:
        """Start it with this environment. Raises StoreFull for the log, ScheduleError when no process starts."""
        self.name = module
        self.log_file = log_file
        reading_end, writing_end = os.pipe()
        self._lifeline = writing_end
        try:
            with open_log(log_file) as log:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "scheduler.tied", str(reading_end), module, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE if piped else log,
                    stderr=log,
                    pass_fds=(reading_end,),
                    start_new_session=True,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                    env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
                )
        except OSError as fault:
            os.close(writing_end)
            raise ScheduleError(f"{module} could not be started: {fault}") from fault
        except StoreFull:
            os.close(writing_end)
            raise
        finally:
            os.close(reading_end)
        self.owner = process_owner(self.process.pid)

    @property
    def stdout(self) -> IO[str]:
        """What the child prints, line by line; whoever reads it to the end closes it."""
        assert self.process.stdout is not None
        return self.process.stdout

    def ask_to_end(self) -> None:
        """SIGTERM to the child alone; it ends what it holds."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def end(self, grace_s: float) -> int:
        """Wait up to `grace_s` seconds, then kill; sweep what is left of its group, once. Returns the exit code."""
        if self._lifeline < 0:  # its number may belong to another process by now
            return self.process.wait()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_s)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        os.close(self._lifeline)
        self._lifeline = -1
        return code


def open_log(path: Path) -> IO[bytes]:
    """The log opened for appending; one that grew too long is put aside first. Raises StoreFull."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(path.suffix + ".1"))
        return path.open("ab")
    except OSError as fault:
        raise StoreFull(str(fault)) from fault


def read_log_end(path: Path, *, lines: int = 3, limit: int = 400) -> str:
    """The last lines of a log as one capped line, for a run's note; empty when there is no log."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 4_000))
        text = log.read().decode("utf-8", "replace")
    return " / ".join(line.strip() for line in text.splitlines()[-lines:] if line.strip())[-limit:]
